// Taking out of a text what points at a person. Pure; the same for every language, since numbers and addresses look the same in all.

export const REDACTABLE = ['phone', 'email', 'plate'] as const;
export type Redactable = (typeof REDACTABLE)[number];

const PATTERNS: Readonly<Record<Redactable, readonly RegExp[]>> = {
  email: [/[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}.-]{1,190}\.\p{L}{2,}/gu],
  phone: [
    // Mainland mobile and fixed numbers, also with a country code.
    /(?<![\d.])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)/g, /(?<![\d.])0\d{2,3}[ -]\d{7,8}(?!\d)/g,
    // North American ones with their usual breaks, and international ones with a plus.
    /(?<![\d.])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?!\d)/g, /(?<![\d.])\+\d{1,3}(?:[ .-]?\d){7,12}(?!\d)/g,
  ],
  plate: [
    // 京A·12345, 京AD12345: province (京 to 琼), letter, five or six, the last perhaps a mark (挂 学 警 港 澳); elsewhere a mark with digits after the word that announces it.
    /[\u4eac\u6d25\u6caa\u6e1d\u5180\u8c6b\u4e91\u8fbd\u9ed1\u6e58\u7696\u9c81\u65b0\u82cf\u6d59\u8d63\u9102\u6842\u7518\u664b\u8499\u9655\u5409\u95fd\u8d35\u7ca4\u9752\u85cf\u5ddd\u5b81\u743c][A-Z][ ·•.-]?[A-Z0-9]{4,5}[A-Z0-9\u6302\u5b66\u8b66\u6e2f\u6fb3]/gu,
    /(?<=\b(?:license plate|licence plate|plate|plate number|registration|reg)\b[^\n:#|]{0,40}[:#]? ?)(?=[A-Z0-9 -]{0,9}\d)[A-Z0-9][A-Z0-9 -]{2,8}[A-Z0-9]\b/gi,
  ],
};
/** What stands in the place of what was taken out: a mark that needs no language. */
export const MARK = '▇▇▇';

/** A test that a text must pass to be worth the patterns: they all need a digit or an @. */
const MAYBE = /[@\d]/;

/** The text without what the kinds name; the same text when there is nothing of it. */
export function redacted(text: string, kinds: readonly Redactable[]): string {
  if (!MAYBE.test(text)) return text;
  let out = text;
  for (const kind of kinds) for (const pattern of PATTERNS[kind]) out = out.replace(pattern, MARK);
  return out;
}
