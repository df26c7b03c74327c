// The half-written call, kept in this tab only: it holds a caller's name and number, and goes with the tab.
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const KEY = 'comis-intake';

/** Saves the form a second after the last change and gives back what was kept (`fresh`: the page was opened empty). Returns the time of the last saving. */
export function useSession(form: RefObject<HTMLFormElement | null>, fresh: boolean, restore: (kept: Record<string, string>) => void): string | undefined {
  const [saved, setSaved] = useState<string | undefined>(undefined);
  useEffect(() => {
    const el = form.current;
    if (!el) return;
    const kept = sessionStorage.getItem(KEY);
    if (fresh && kept && !new URL(location.href).searchParams.has('done')) restore(JSON.parse(kept) as Record<string, string>);
    if (fresh && new URL(location.href).searchParams.has('done')) sessionStorage.removeItem(KEY);
    let timer = 0;
    const save = () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        const entries = [...new FormData(el)].filter(([name, value]) => typeof value === 'string' && value !== '' && name !== 'once');
        sessionStorage.setItem(KEY, JSON.stringify(Object.fromEntries(entries)));
        setSaved(new Date().toTimeString().slice(0, 8));
      }, 1000);
    };
    el.addEventListener('input', save);
    return () => { clearTimeout(timer); el.removeEventListener('input', save); };
  }, []);
  return saved;
}
