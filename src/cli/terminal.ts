// The terminal: its language, its lines, and waiting that shows.
import type { Lang } from '#ground/i18n/index.ts';
import { m } from './messages.ts';

/** Chinese when the terminal is set to it, else English. */
export const lang: Lang = /^zh/i.test(process.env['LC_ALL'] ?? process.env['LC_MESSAGES'] ?? process.env['LANG'] ?? '') ? 'zh' : 'en';

export const print = (line: string): void => { process.stdout.write(`${line}\n`); };
export const complain = (line: string): void => { process.stderr.write(`${line}\n`); };

/** A refusal whose sentence is already in the terminal's language. */
export class SaidSo extends Error { override name = 'SaidSo'; }

/** Runs `work` and, once it has taken two seconds, says what is going on, then again every five seconds; on stderr, since stdout may be a file that a verb writes. */
export async function showing<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const tell = () => complain(m.stillAt(lang, { what, n: Math.round((performance.now() - started) / 1000) }));
  let again: NodeJS.Timeout | undefined;
  const first = setTimeout(() => { complain(`${what} …`); again = setInterval(tell, 5000); }, 2000);
  try {
    return await work();
  } finally {
    clearTimeout(first);
    clearInterval(again);
  }
}
