// XML out of plain values, elements only: feeds and Open311 need no attributes but a few, and real clients break on more.

/** What XML 1.0 forbids is dropped, the five characters are escaped. */
export function escapeXml(text: string): string {
  const legal = text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '');
  return legal.replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' })[c] ?? c);
}

export type XmlValue = string | number | boolean | null | undefined | XmlElements | readonly XmlValue[];
export interface XmlElements { readonly [name: string]: XmlValue }

/** `<name>…</name>`; a list repeats the element, null and undefined are an empty one, an object nests. */
export function element(name: string, value: XmlValue): string {
  if (Array.isArray(value)) return value.map((item: XmlValue) => element(name, item)).join('');
  if (value === null || value === undefined || value === '') return `<${name}></${name}>`;
  if (typeof value === 'object') return `<${name}>${Object.entries(value as XmlElements).map(([key, item]) => element(key, item)).join('')}</${name}>`;
  return `<${name}>${escapeXml(String(value))}</${name}>`;
}

/** A whole document with its declaration. */
export const xmlDocument = (name: string, value: XmlValue): string => `<?xml version="1.0" encoding="utf-8"?>\n${element(name, value)}\n`;
