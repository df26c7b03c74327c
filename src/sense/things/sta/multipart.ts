// multipart/mixed of $batch, in and out. Source: RFC 2046 §5.1, OData 4.0 part 1 §11.7. Lines may end in LF alone, as hand-written ones do.
import { BadEntity } from '../writing/bad.ts';

export interface Part { readonly headers: ReadonlyMap<string, string>; readonly text: string }

/** The boundary of a multipart content type; undefined when it has none. */
export const boundaryOf = (type: string): string | undefined => { const found = /;\s*boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(type); return found?.[1] ?? found?.[2]; };

/** The parts between boundaries. Throws BadEntity when it is not closed, or has more than `most`. */
export function partsOf(text: string, boundary: string, most: number): Part[] {
  const parts: Part[] = [];
  let begin: number | undefined;
  for (const { at, end, last } of delimiters(text, boundary)) {
    if (begin !== undefined) parts.push(headed(text.slice(begin, at)));
    if (parts.length > most) throw new BadEntity('', `a batch has at most ${most} parts`);
    if (last) return parts;
    begin = end;
  }
  throw new BadEntity('', `the multipart body does not end with --${boundary.slice(0, 70)}--`);
}

/** Lines that are the boundary. The line break before one belongs to it. */
function* delimiters(text: string, boundary: string): Generator<{ at: number; end: number; last: boolean }> {
  const mark = `--${boundary}`;
  for (let found = text.indexOf(mark); found >= 0; found = text.indexOf(mark, found + mark.length)) {
    if (found > 0 && text[found - 1] !== '\n') continue;
    const lineEnd = text.indexOf('\n', found);
    const line = text.slice(found + mark.length, lineEnd < 0 ? undefined : lineEnd).trim();
    if (line !== '' && line !== '--') continue;
    const at = text[found - 2] === '\r' ? found - 2 : Math.max(0, found - 1);
    yield { at, end: lineEnd < 0 ? text.length : lineEnd + 1, last: line === '--' };
  }
}

/** Header lines, an empty line, the rest. */
export function headed(text: string): Part {
  const empty = /^\r?\n|\r?\n\r?\n/.exec(text);
  const head = empty ? text.slice(0, empty.index) : text;
  const headers = new Map<string, string>();
  for (const line of head.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, text: empty ? text.slice(empty.index + empty[0].length) : '' };
}

/** Parts as one body: each with its own header lines. */
export const joinParts = (parts: readonly { readonly headers: Readonly<Record<string, string>>; readonly text: string }[], boundary: string): string =>
  `${parts.map(({ headers, text }) => `--${boundary}\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${text}\r\n`).join('')}--${boundary}--\r\n`;
