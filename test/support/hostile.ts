// Values that real and unreal clients send into any field. A field may take a `plain` one as text; everything else it must refuse by name.

export interface Hostile {
  readonly name: string;
  /** As JSON. */
  readonly value: unknown;
  /** Harmless as free text, however odd. */
  readonly plain: boolean;
}

const strings: readonly (readonly [name: string, text: string, plain: boolean])[] = [
  ['a hundred thousand letters', 'x'.repeat(100_000), false],
  ['NUL', 'a\u0000b', false],
  ['what is left of broken UTF-8', 'a\uFFFDb', false],
  ['half a surrogate pair', 'a\uD800b', false],
  ['a script', '<script>alert(1)</script>', true],
  ['an image that runs', '"><img src=x onerror=alert(1)>', true],
  ['SQL', "'; drop table city.cases; --", true],
  ['templates', '{{7*7}}${7*7}<%= 7*7 %>', true],
  ['a path', '../../../../etc/passwd', true],
  ['a header', 'a\r\nSet-Cookie: comis_session=x', true],
  ['percent signs', '%00%0d%0a%', true],
  ['NaN', 'NaN', true],
  ['Infinity', 'Infinity', true],
  ['a negative number', '-1', true],
  ['an exponent', '1e999', true],
  ['hexadecimal', '0x1F', true],
  ['forty digits', '9'.repeat(40), true],
  ['text turned round', '\u202Egnp.exe', true],
  ['rare characters', '𠮷野家🦀', true],
  ['full-width digits', '２０２６', true],
];
const others: readonly (readonly [name: string, value: unknown])[] = [
  ['null', null], ['true', true], ['a list', ['a', ['b']]], ['an object', { a: { b: 1 } }], ['a number beyond all bounds', 1e308],
];

/** Twenty-five of them. */
export const HOSTILE: readonly Hostile[] = [...strings.map(([name, value, plain]) => ({ name, value, plain })), ...others.map(([name, value]) => ({ name, value, plain: false }))];

/** The ones that a form can send: text. */
export const hostileText = (): readonly (Hostile & { value: string })[] => HOSTILE.map((one) => ({ ...one, value: typeof one.value === 'string' ? one.value : JSON.stringify(one.value), plain: typeof one.value === 'string' ? one.plain : true }));
