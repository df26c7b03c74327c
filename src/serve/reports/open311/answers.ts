// The two languages of GeoReport v2. XML carries elements only (real clients fail on attributes); JSON drops the root and makes lists of plural wrappers.
import { m as http } from '#ground/http/messages.ts';
import type { ErrorForm } from '#ground/http/route.ts';
import { xmlDocument, type XmlElements, type XmlValue } from '#ground/xml/index.ts';
import { o } from './messages.ts';

export type Format = 'xml' | 'json';
/** Format = suffix of the path; XML, which every client must read, where there is none. */
export const formatOf = (url: URL): Format => (url.pathname.endsWith('.json') ? 'json' : 'xml');
/** `case-7.json` → `case-7`. */
export const withoutSuffix = (text: string): string => text.replace(/\.(xml|json)$/, '');

/** What may stand in an answer: plain values, lists and objects of them. */
export type Told = string | number | boolean | null | ToldObject | readonly Told[];
export interface ToldObject { readonly [name: string]: Told }

const TYPES = { xml: 'text/xml; charset=utf-8', json: 'application/json; charset=utf-8' } as const;
const reply = (format: Format, body: string, status = 200): Response => new Response(body, { status, headers: { 'content-type': TYPES[format], 'cache-control': 'no-cache' } });

/** A list: <wrapper><item>…</item></wrapper>, or a JSON array. */
export function listAnswer(url: URL, wrapper: string, item: string, rows: readonly ToldObject[]): Response {
  return formatOf(url) === 'json' ? reply('json', JSON.stringify(rows)) : reply('xml', xmlDocument(wrapper, { [item]: rows.map(forXml) }));
}

/** One object: <name>…</name>, or a JSON object. */
export function objectAnswer(url: URL, name: string, value: ToldObject): Response {
  return formatOf(url) === 'json' ? reply('json', JSON.stringify(value)) : reply('xml', xmlDocument(name, forXml(value)));
}

/** Names of the elements inside lists that are wrapped; other lists repeat their own element. */
const ITEMS: Readonly<Record<string, string>> = { attributes: 'attribute', values: 'value', photos: 'photo', notes: 'note', endpoints: 'endpoint', formats: 'format' };

const forXml = (value: ToldObject): XmlElements => Object.fromEntries(Object.entries(value).map(([key, item]) => [key, wrapped(key, item)]));

function wrapped(key: string, value: Told): XmlValue {
  if (isList(value)) {
    const items = value.map((item) => wrapped('', item));
    return ITEMS[key] ? { [ITEMS[key]]: items } : items;
  }
  return value !== null && typeof value === 'object' ? forXml(value) : value;
}

const isList = (value: Told): value is readonly Told[] => Array.isArray(value);

/** Errors in the protocol's own form: always a list, 403 for keys, 404 for what is not there, 400 for the rest; what HTTP itself says (405, 429, 5xx) stays. */
export const protocolErrors: ErrorForm = ({ status, text, fields }, { url }) => {
  const code = status === 401 || status === 403 ? 403 : [404, 405, 429, 500, 503].includes(status) ? status : 400;
  const named = Object.entries(fields).map(([field, detail]) => ({ code, description: `${protocolField(field)}: ${detail}` }));
  const errors = named.length ? named : [{ code, description: aboutKey(text) }];
  return formatOf(url) === 'json' ? reply('json', JSON.stringify(errors), code) : reply('xml', xmlDocument('errors', { error: errors }), code);
};

/** Our fields by the names that the sender knows. */
const PROTOCOL_FIELDS: Readonly<Record<string, string>> = { lon: 'long', place: 'address_string', class: 'service_code', understood: 'service_code', photos: 'media', asset: 'attribute[asset_id]', note: 'description', reason: 'description' };
const protocolField = (field: string): string => PROTOCOL_FIELDS[field] ?? field.replace(/^answer\.(.+)$/, 'attribute[$1]');

/** A program is not told to sign in but which parameter it lacks. */
function aboutKey(text: string): string {
  const lang = http.signInFirst.pair.indexOf(text);
  return lang === -1 ? text : o.keyNeeded(lang === 0 ? 'zh' : 'en');
}
