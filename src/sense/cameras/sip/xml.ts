// MANSCDP bodies: small XML of elements with text. No document type, no entities but the five and characters by number, no more than a few hundred
// elements: what could swell or reach out is not read at all.

export interface Element { readonly name: string; readonly text: string; readonly children: readonly Element[] }
const [MOST_ELEMENTS, DEEPEST] = [2000, 12];
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Bytes to text: GB 2312, GBK and GB 18030 as their prolog says (all are read as GB 18030), UTF-8 otherwise; undefined for bytes that are neither. */
export function decodeXml(bytes: Uint8Array): string | undefined {
  const prolog = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 200)).toString('latin1');
  const named = /^[^<]{0,3}<\?xml[^>]*encoding\s*=\s*["']([\w-]{1,20})["']/i.exec(prolog)?.[1]?.toLowerCase();
  const tries = named === undefined || named.startsWith('utf') ? ['utf-8', 'gb18030'] : ['gb18030', 'utf-8'];
  // Many devices say GB2312 and send UTF-8: bytes of GB 2312 are hardly ever Chinese in UTF-8.
  for (const encoding of tries[0] === 'gb18030' && isChineseUtf8(bytes) ? ['utf-8'] : tries) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch { /* the other one */ }
  }
  return undefined;
}

function isChineseUtf8(bytes: Uint8Array): boolean {
  try {
    return /\p{Script=Han}/u.test(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return false;
  }
}

/** The root element, or undefined for what is not well formed or uses what is not read. Attributes are passed over. */
export function readXml(text: string): Element | undefined {
  const source = text.replace(/^\uFEFF?\s*(<\?xml[^>]{0,200}\?>)?\s*/, '').replace(/<!--(?:(?!-->)[\s\S]){0,2000}-->/g, '').trimEnd();
  if (source.includes('<!') || source.includes('<?')) return undefined;
  const open: { name: string; text: string; children: Element[] }[] = [{ name: '', text: '', children: [] }];
  const parts = /<(\/?)([A-Za-z_][\w.-]{0,60})((?:\s+[\w:.-]{1,60}\s*=\s*(?:"[^"<]{0,300}"|'[^'<]{0,300}'))*)\s*(\/?)>|([^<]+)/y;
  let elements = 0;
  while (parts.lastIndex < source.length) {
    const part = parts.exec(source);
    const top = open.at(-1);
    if (!part || !top || elements > MOST_ELEMENTS || open.length > DEEPEST) return undefined;
    const [, closing, name = '', , single, words] = part;
    if (words !== undefined) {
      const plain = unescaped(words);
      if (plain === undefined || (open.length === 1 && plain.trim() !== '')) return undefined;
      top.text += plain;
    } else if (closing) {
      if (top.name !== name || single) return undefined;
      open.pop();
      open.at(-1)?.children.push({ ...top, text: top.text.trim() });
    } else {
      elements++;
      if (single) top.children.push({ name, text: '', children: [] });
      else open.push({ name, text: '', children: [] });
    }
  }
  return open.length === 1 && open[0]?.children.length === 1 ? open[0].children[0] : undefined;
}

/** The five entities and characters by number; undefined when there is another, or a character XML does not have. */
function unescaped(text: string): string | undefined {
  let wrong = false;
  const plain = text.replace(/&([^;&\s]{0,12};?)/g, (_, name: string) => {
    const code = /^#(?:(\d{1,7})|x([0-9a-fA-F]{1,6}));$/.exec(name);
    const point = code ? (code[1] === undefined ? parseInt(code[2] ?? '', 16) : Number(code[1])) : undefined;
    const found = point === undefined ? NAMED[name.slice(0, -1)] : (point > 31 && point < 0xd800) || (point > 0xdfff && point < 0xfffe) || (point > 0xffff && point < 0x110000) ? String.fromCodePoint(point) : undefined;
    if (found === undefined || !name.endsWith(';')) wrong = true;
    return found ?? '';
  });
  return wrong || /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(plain) ? undefined : plain;
}

/** The first child of that name. */
export const child = (of: Element | undefined, name: string): Element | undefined => of?.children.find((one) => one.name === name);
/** Its text, or undefined when there is none. */
export const textOf = (of: Element | undefined, name: string): string | undefined => child(of, name)?.text || undefined;
