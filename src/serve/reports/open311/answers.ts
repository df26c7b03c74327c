// The two languages of GeoReport v2. XML carries elements only (real clients fail on attributes); JSON drops the root and makes lists of plural wrappers.
import type { ErrorForm } from '#ground/http/route.ts';
import { xmlDocument, type XmlValue } from '#ground/xml/index.ts';

export type Format = 'xml' | 'json';
/** Format = suffix of the path. */
export const formatOf = (url: URL): Format => (url.pathname.endsWith('.xml') ? 'xml' : 'json');
const TYPES = { xml: 'text/xml; charset=utf-8', json: 'application/json; charset=utf-8' } as const;

const reply = (format: Format, body: string, status = 200): Response => new Response(body, { status, headers: { 'content-type': TYPES[format], 'cache-control': 'no-cache' } });

/** A list: <wrapper><item>…</item></wrapper>, or a JSON array. */
export function listAnswer(url: URL, wrapper: string, item: string, rows: readonly Record<string, unknown>[]): Response {
  return formatOf(url) === 'json' ? reply('json', JSON.stringify(rows)) : reply('xml', xmlDocument(wrapper, { [item]: rows.map(forXml) }));
}

/** One object: <name>…</name>, or a JSON object. */
export function objectAnswer(url: URL, name: string, value: Record<string, unknown>): Response {
  return formatOf(url) === 'json' ? reply('json', JSON.stringify(value)) : reply('xml', xmlDocument(name, forXml(value)));
}

/** Names of the elements inside lists that are not simply repeated. */
const ITEMS: Record<string, string> = { attributes: 'attribute', values: 'value', photos: 'photo', notes: 'note', endpoints: 'endpoint', formats: 'format' };

function forXml(value: Record<string, unknown>): { [name: string]: XmlValue } {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, wrapped(key, item)]));
}

function wrapped(key: string, value: unknown): XmlValue {
  const item = ITEMS[key];
  if (Array.isArray(value)) return item ? { [item]: value.map((v: unknown) => wrapped('', v)) } : value.map((v: unknown) => wrapped('', v));
  if (value && typeof value === 'object') return forXml(value as Record<string, unknown>);
  return value as XmlValue;
}

/** Errors in the protocol's own form: always a list, 403 for keys, 404 for what is not there, 400 for the rest; 429 and 503 keep their meaning. */
export const protocolErrors: ErrorForm = ({ status, text, fields }, { url }) => {
  const code = status === 401 || status === 403 ? 403 : [404, 405, 429, 500, 503].includes(status) ? status : 400;
  const named = Object.entries(fields).map(([field, detail]) => ({ code, description: `${field}: ${detail}` }));
  const errors = named.length ? named : [{ code, description: text }];
  return formatOf(url) === 'json' ? reply('json', JSON.stringify(errors), code) : reply('xml', xmlDocument('errors', { error: errors }), code);
};
