// Twenty-five values nobody sends by accident. Every field of every form and API body must take or refuse each of them without a 5xx.

const nested = (depth: number): unknown => { let value: unknown = 'x'; for (let i = 0; i < depth; i++) value = [value]; return value; };

/** As JSON values. */
export const HOSTILE: readonly (readonly [name: string, value: unknown])[] = [
  ['empty text', ''], ['spaces', '   '], ['HTML', '<script>alert(1)</script><img src=x onerror=alert(1)>'], ['an attribute broken open', '" autofocus onfocus="alert(1)'],
  ['SQL quotes', `'; drop table ground.files; --`], ['SQL parameters', '$1 $2 %s ${x} {n}'], ['NUL', 'a\u0000b'], ['half a pair of surrogates', 'a\ud800b'], ['U+FFFD', 'a\ufffdb'],
  ['1 MB of text', 'x'.repeat(1_048_576)], ['right-to-left override', '\u202egnp.exe'], ['zero-width and combining', `a${'\u0301'.repeat(400)}\u200b`],
  ['nested lists', nested(3000)], ['a list for a text', ['a', 'b']], ['an object for a text', { $ne: null }],
  ['__proto__', JSON.parse('{"__proto__":{"admin":true}}')], ['constructor', { constructor: { prototype: { admin: true } } }],
  ['minus one', -1], ['not a number', 'NaN'], ['a huge number', 1e308], ['beyond bigint', '9'.repeat(40)], ['null', null], ['true', true],
  ['a path', '../../../../etc/passwd'], ['a header', 'a\r\nSet-Cookie: x=1'],
];

/** The same as a browser or a careless program would post them in a form. */
export const asFormValue = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
