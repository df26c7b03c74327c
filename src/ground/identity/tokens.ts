// Random words and their digests. What is stored is always the digest: a copy of the database signs nobody in.
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

export const newToken = (bytes = 24): string => randomBytes(bytes).toString('base64url');
export const digest = (token: string): Buffer => createHash('sha256').update(token).digest();
export const sameDigest = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);
/** Six digits for people to type. */
export const newCode = (): string => String(randomInt(0, 1_000_000)).padStart(6, '0');

// No 0 O 1 I L U: read aloud and written by hand without mistakes.
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
/** A code such as 7Q4M-2K9D-XT3P: 30^n possibilities, groups of four. */
export function readableCode(length = 8): string {
  const letters = Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}
/** What a person typed for such a code: any case, spaces and dashes do not matter; undefined when it cannot be one. */
export function normalCode(typed: string, length = 8): string | undefined {
  const letters = typed.toUpperCase().replace(/[\s\-–—]/g, '');
  if (letters.length !== length || [...letters].some((l) => !LETTERS.includes(l))) return undefined;
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}
