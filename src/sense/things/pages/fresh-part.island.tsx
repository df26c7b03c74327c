// Asks for its page again while somebody looks at it, and puts the new state of one part in place: there is one way to draw it. What is being read or typed in
// is left alone.
import { useEffect, useState } from 'preact/hooks';

export interface FreshPartProps { /** Id of the part. */ readonly part: string; readonly seconds: number; readonly words: { readonly rest: string; readonly done: string; readonly failed: string }; /** Of the first state, and how times are written. */ readonly at: string; readonly locale: string; readonly zone: string }

export default function FreshPart({ part, seconds, words, at, locale, zone }: FreshPartProps) {
  const [state, setState] = useState<{ at: string; failed: boolean }>();
  useEffect(() => {
    const stop = new AbortController();
    let shown = at;
    const look = async () => {
      const old = document.getElementById(part);
      if (document.hidden || !old || old.contains(document.activeElement)) return;
      try {
        const answer = await fetch(location.href, { signal: stop.signal, headers: { accept: 'text/html' } });
        const fresh = answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(part) : null;
        if (!fresh) throw new Error(String(answer.status));
        old.replaceWith(fresh);
        shown = new Intl.DateTimeFormat(locale, { timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(new Date());
        setState({ at: shown, failed: false });
      } catch {
        if (!stop.signal.aborted) setState({ at: shown, failed: true });
      }
    };
    const timer = setInterval(() => void look(), seconds * 1000);
    return () => { stop.abort(); clearInterval(timer); };
  }, []);
  return <p class="meta">{state === undefined ? words.rest : (state.failed ? words.failed : words.done).replace('{at}', state.at)}</p>;
}
