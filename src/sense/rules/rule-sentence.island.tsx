// Says what a rule means while it is being filled in. The words come from the server, so that the page and the alarm say the same.
import { useEffect, useState } from 'preact/hooks';

export interface RuleSentenceProps { /** Id of the form. */ form: string; url: string; lines: string[] }

const LATER_MS = 250;

export default function RuleSentence({ form, url, lines }: RuleSentenceProps) {
  const [said, say] = useState(lines);
  useEffect(() => {
    const element = document.getElementById(form);
    if (!(element instanceof HTMLFormElement)) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asked = 0;
    const ask = async () => {
      const mine = ++asked;
      const fields = new URLSearchParams([...new FormData(element).entries()].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
      const answer = await fetch(url, { method: 'POST', body: fields, headers: { accept: 'application/json' } }).catch(() => undefined);
      const got: unknown = answer?.ok ? await answer.json() : undefined;
      // A form that is not complete yet leaves the last sentence.
      if (mine === asked && isSaid(got) && got.lines.length) say(got.lines);
    };
    const later = () => { clearTimeout(timer); timer = setTimeout(() => void ask(), LATER_MS); };
    element.addEventListener('input', later);
    return () => { clearTimeout(timer); element.removeEventListener('input', later); };
  }, []);
  const [first, ...rest] = said;
  return <div class="stack-s" role="status" aria-live="polite">{first && <p class="strong">{first}</p>}{rest.map((line) => <p key={line} class="meta">{line}</p>)}</div>;
}

const isSaid = (value: unknown): value is { lines: string[] } => typeof value === 'object' && value !== null && 'lines' in value && Array.isArray(value.lines);
