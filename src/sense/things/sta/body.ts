// Bytes of a body into what the protocol speaks of. Clients forget the content type, or leave curl's, so whatever is no multipart is read as JSON.
import { BadEntity } from '../writing/bad.ts';

/** Deeper than any entity; far from the end of the stack of whoever walks over it. */
const DEEPEST = 64;

/** The value of a JSON text. An empty one is undefined. Throws BadEntity. */
export function jsonOf(text: string): unknown {
  if (text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadEntity('', 'the body is no JSON');
  }
  if (isTooDeep(value, 0)) throw new BadEntity('', `the body nests more than ${DEEPEST} deep`);
  return value;
}

const isTooDeep = (value: unknown, depth: number): boolean => typeof value === 'object' && value !== null && (depth > DEEPEST || Object.values(value).some((one) => isTooDeep(one, depth + 1)));

/** Bytes as text, by the charset of the content type, UTF-8 without one. Throws BadEntity for a charset nobody knows and for broken text. */
export function textOf(bytes: Uint8Array, type: string): string {
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(type)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    throw new BadEntity('', `the body is no text in ${charset.slice(0, 40)}`);
  }
}
