// JSON on its way into a column.
import { BadEntity } from './bad.ts';

/** An escaped NUL or lone surrogate, as JSON.stringify writes them; not the same letters behind an escaped backslash. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** JSON as it will be stored. PostgreSQL keeps no NUL in it. */
export function jsonText(value: unknown, at: string): string {
  const text = JSON.stringify(value) ?? 'null';
  if (UNSTORABLE.test(text)) throw new BadEntity(at, 'JSON holds no NUL and no half of a character');
  if (text.length > 1_000_000) throw new BadEntity(at, 'is larger than a megabyte');
  return text;
}
