// Small questions to the house while a form is filled. A question that is overtaken by the next one, or cannot be answered, is silence.
import { useEffect, useState } from 'preact/hooks';

/** What `url` answers, a moment after it stopped changing; undefined while there is nothing to ask or no answer. Keeps the last answer meanwhile. */
export function useAnswer<T>(url: string | undefined, delay = 350): T | undefined {
  const [answer, setAnswer] = useState<T | undefined>(undefined);
  useEffect(() => {
    if (url === undefined) return setAnswer(undefined);
    const stop = new AbortController();
    const timer = setTimeout(() => {
      void fetch(url, { signal: stop.signal }).then(async (response) => { if (response.ok) setAnswer(await response.json() as T); }).catch(() => undefined); // also aborted while reading
    }, delay);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [url]);
  return answer;
}

/** An address with its parameters; absent ones are left out. */
export function asked(path: string, parameters: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '').map(([name, value]): [string, string] => [name, String(value)]);
  return `${path}?${new URLSearchParams(given).toString()}`;
}
