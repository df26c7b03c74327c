// The log of requests. The route's pattern is written, never the address: receipts and queries are confidential.
import { inspect } from 'node:util';

export interface Log { request(line: RequestLine): void; error(error: unknown, about: string): string; line(text: string): void }
export interface RequestLine { readonly method: string; readonly route: string; readonly status: number; readonly ms: number; readonly person?: string | undefined }

/** `error` returns a reference that is shown to the user, so that a complaint can be found in the log. */
export function openLog(kind: 'quiet' | 'lines' | 'json', write: (text: string) => void = (text) => process.stderr.write(text + '\n')): Log {
  const now = () => new Date().toISOString().slice(0, 19) + 'Z';
  return {
    request(line) {
      if (kind === 'json') write(JSON.stringify({ at: now(), ...line, ms: Math.round(line.ms) }));
      if (kind === 'lines' && !line.route.startsWith('/assets')) write(`${now().slice(11, 19)} ${line.method} ${line.route} ${line.status} ${Math.round(line.ms)} ms`);
    },
    error(error, about) {
      const reference = Math.random().toString(36).slice(2, 8);
      const text = error instanceof Error ? (error.stack ?? error.message) : inspect(error, { depth: 3 });
      write(kind === 'json' ? JSON.stringify({ at: now(), level: 'error', reference, about, error: text }) : `${now().slice(11, 19)} error ${reference} in ${about}: ${text}`);
      return reference;
    },
    line(text) { if (kind !== 'quiet') write(kind === 'json' ? JSON.stringify({ at: now(), text }) : text); },
  };
}
