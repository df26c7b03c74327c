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
    // 京A·12345, 京AD12345: province, letter, five or six; elsewhere a mark with digits after the word that announces it.
    /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][ ·•.-]?[A-Z0-9]{4,5}[A-Z0-9挂学警港澳]/gu,
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
