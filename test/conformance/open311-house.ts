// The city as another city's program sees it through GeoReport v2: keys, calls in both formats, an XML reader that is not ours.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import type { TestContext } from 'node:test';
import { z } from 'zod';
import { issueKey } from '#ground/identity/index.ts';
import { testApp, type TestApp } from '../support/app.ts';

export const V2 = '/open311/v2';
export type Fields = Record<string, string | string[]>;
export interface Answer { readonly status: number; readonly text: string; readonly headers: Headers; json(): unknown }
export interface House {
  readonly app: TestApp;
  /** An app's key, another app's, a handling unit's. */
  readonly key: string; readonly other: string; readonly unit: string;
  get(path: string): Promise<Answer>;
  /** Sends urlencoded fields, or a multipart form, with the app's key unless the fields name one. */
  post(path: string, fields: Fields | FormData, headers?: Record<string, string>): Promise<Answer>;
  /** A report that must be taken; its id. */
  report(fields?: Fields): Promise<string>;
  request(id: string, query?: string): Promise<Record<string, unknown>>;
}

/** In the East, on the pavement. */
export const VENDOR: Fields = { service_code: 'E0406', lat: '30.901000', long: '118.301000', description: '水果摊占满人行道' };
const Ids = z.tuple([z.object({ service_request_id: z.string() })]);
const Rows = z.array(z.record(z.string(), z.unknown()));

export async function openHouse(t: TestContext, options: { embedded?: boolean } = {}): Promise<House> {
  const app = await testApp(t, options);
  const person = (login: string): string => app.people[login] ?? assert.fail(login);
  const [key, other, unit] = [await issueKey(app.db, person('resident'), 'app'), await issueKey(app.db, person('volunteer'), 'other app'), await issueKey(app.db, person('handler'), 'unit')];
  const answer = async (response: Response): Promise<Answer> => {
    const text = await response.text();
    return { status: response.status, text, headers: response.headers, json: (): unknown => JSON.parse(text) };
  };
  const get = async (path: string) => answer(await app.request(`${V2}${path}`, { lang: 'en' }));
  const post = async (path: string, fields: Fields | FormData, headers: Record<string, string> = {}) => {
    const asking = { lang: 'en' as const, method: 'POST', headers: { 'sec-fetch-site': 'cross-site', ...headers } };
    if (fields instanceof FormData) { if (!fields.has('api_key')) fields.set('api_key', key); return answer(await app.request(`${V2}${path}`, { ...asking, form: fields })); }
    return answer(await app.request(`${V2}${path}`, { ...asking, form: { api_key: key, ...fields } }));
  };
  return {
    app, key, other, unit, get, post,
    async report(fields = {}) {
      const sent = await post('/requests.json', { ...VENDOR, ...fields });
      assert.equal(sent.status, 200, sent.text);
      return Ids.parse(sent.json())[0].service_request_id;
    },
    async request(id, query = '') {
      const got = await get(`/requests/${encodeURIComponent(id)}.json${query}`);
      assert.equal(got.status, 200, got.text);
      return Rows.parse(got.json())[0] ?? assert.fail('no request');
    },
  };
}

/** What an answer says was wrong, checked to be a list in the format that was asked for, with the status as code. */
export function refused(answer: Answer, status: number, pattern: RegExp = /./): void {
  assert.equal(answer.status, status, answer.text);
  const xml = (answer.headers.get('content-type') ?? '').startsWith('text/xml');
  const errors = xml ? elements(answer.text, 'error').map((error) => ({ code: Number(elements(error, 'code')[0]), description: elements(error, 'description')[0] ?? '' })) : z.array(z.strictObject({ code: z.number(), description: z.string() })).parse(answer.json());
  if (xml) assert.match(answer.text, /^<\?xml version="1\.0" encoding="utf-8"\?>\s*<errors><error>/);
  assert.ok(errors.length > 0);
  for (const error of errors) { assert.equal(error.code, status); assert.ok(error.description); }
  assert.match(errors.map((e) => e.description).join('\n'), pattern);
}

/** The content of every `<name>…</name>`, in order; empty ones too. Good for elements that do not nest in themselves. */
export const elements = (xml: string, name: string): string[] => [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].map((found) => found[1] ?? '');

/** The document as libxml2 reads it, written anew. Throws when it is not well-formed. */
export const parsedByLibxml = (xml: string): Promise<string> => xmllint(xml, '--c14n');
/** One text by XPath, as libxml2 reads it. Throws when the document is not well-formed. */
export const xpath = async (xml: string, path: string): Promise<string> => (await xmllint(xml, '--xpath', `string(${path})`)).replace(/\n$/, '');

function xmllint(xml: string, ...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile('xmllint', ['--nonet', ...args, '-'], { maxBuffer: 50_000_000 }, (error, out, err) => (error ? reject(new Error(`${err}${xml.slice(0, 300)}`)) : resolve(out)));
    child.stdin?.end(xml);
  });
}
