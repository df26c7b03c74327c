// Sixty named ways in which a city's input is wrong: each refused with a 4xx that names the field and the remedy in the reader's language,
// and nothing written. The report's own API stands for the page too: both go through the same preparing and submitting.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { issueKey } from '#ground/identity/index.ts';
import { feedback, openCase, step, walk } from '../src/city/cases/cases.fixture.ts';
import { testApp, type Asking, type TestApp } from './support/app.ts';
import { needs } from './support/needs.ts';

const GOOD = { class: 'E0406', description: '水果摊占满人行道', lon: 118.301, lat: 30.901 };
const photo = async (side = 320) => new File([new Uint8Array(await sharp({ create: { width: side, height: side, channels: 3, background: '#788' } }).jpeg().toBuffer())], 'a.jpg', { type: 'image/jpeg' });

/** A PNG that says it has 400 million pixels; its checksum is right. */
async function pixelBomb(): Promise<Buffer> {
  const png = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#000' } }).png().toBuffer();
  png.writeUInt32BE(20_000, 16);
  png.writeUInt32BE(20_000, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

function formOf(fields: Record<string, string>, photos: readonly File[] = []): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  for (const file of photos) form.append('photos', file);
  return form;
}
const goodForm = (photos: readonly File[]) => formOf({ class: 'E0406', description: '水果摊', lon: '118.301', lat: '30.901' }, photos);

interface Case { readonly name: string; readonly status: number | readonly number[]; readonly field?: string; readonly says?: RegExp; readonly ask: (app: TestApp) => Promise<Response> }
const report = (fields: Record<string, unknown>, asking: Asking = {}) => (app: TestApp) => app.request('/api/reports', { json: { ...GOOD, ...fields }, ...asking });
const form = (make: () => Promise<FormData>) => async (app: TestApp) => app.request('/api/reports', { form: await make() });

const PLACES: Case[] = [
  { name: 'a place outside of the city', status: 422, field: 'place', says: /不归/, ask: report({ lon: 117.0 }) },
  { name: 'longitude and latitude swapped', status: 422, field: 'lat', says: /颠倒/, ask: report({ lon: 30.901, lat: 118.301 }) },
  { name: 'a latitude without a longitude', status: 422, field: 'lon', ask: report({ lon: undefined }) },
  { name: 'a longitude without a latitude', status: 422, field: 'lat', ask: report({ lat: undefined }) },
  { name: 'a latitude beyond the pole', status: 422, field: 'lat', ask: report({ lat: 91 }) },
  { name: 'a longitude beyond the date line', status: 422, field: 'lon', ask: report({ lon: 181 }) },
  { name: 'NaN as a latitude', status: 422, field: 'lat', ask: report({ lat: 'NaN' }) },
  { name: 'Infinity as a longitude', status: 422, field: 'lon', ask: report({ lon: '1e999' }) },
  { name: 'a position in an unknown datum', status: 422, field: 'datum', ask: report({ datum: 'mars' }) },
  { name: 'Baidu coordinates of a place outside', status: 422, field: 'place', ask: report({ datum: 'bd09', lon: 117.2, lat: 31.8 }) },
  { name: 'a negative accuracy', status: 422, field: 'accuracy', ask: report({ accuracy: -5 }) },
  { name: 'no place at all', status: 422, field: 'place', says: /哪里/, ask: report({ lon: undefined, lat: undefined }) },
  { name: 'an address that nobody knows', status: 422, field: 'place', says: /没找到/, ask: report({ lon: undefined, lat: undefined, place: '子虚乌有路 999 号' }) },
  { name: 'an asset that does not exist', status: 422, field: 'asset', says: /部件/, ask: report({ asset: '9001010102000001' }) },
  { name: 'a place name of a thousand characters', status: 422, field: 'place', ask: report({ place: '路'.repeat(1000) }) },
];
const CLASSES: Case[] = [
  { name: 'a class that does not exist', status: 422, field: 'class', ask: report({ class: 'E9999' }) },
  { name: 'a class that is no longer used', status: 422, field: 'class', ask: report({ class: 'E0405' }) },
  { name: 'a main class instead of a small one', status: 422, field: 'class', ask: report({ class: 'E04' }) },
  { name: 'a required question without an answer', status: 422, field: 'answer.size', ask: report({ class: 'C0102' }) },
  { name: 'an answer that is not on the list', status: 422, field: 'answer.size', ask: report({ class: 'C0102', answers: { size: 'gigantic' } }) },
  { name: 'a number question answered in words', status: 422, field: 'answer.depth', ask: report({ class: 'C0102', answers: { size: 'big', depth: 'deep' } }) },
  { name: 'an answer to a question nobody asked', status: 422, field: 'answer.colour', ask: report({ class: 'C0102', answers: { size: 'big', colour: 'red' } }) },
  { name: 'gas smell reported as a case', status: 422, field: 'understood', says: /119/, ask: report({ class: 'C0111' }) },
  { name: 'gas smell told in the words of another class', status: 422, field: 'understood', says: /119/, ask: report({ description: '楼道里有燃气味' }) },
  { name: 'an unknown nature', status: 422, field: 'nature', ask: report({ nature: 'gossip' }) },
  { name: 'a question without words', status: 422, field: 'description', ask: report({ nature: 'question', class: undefined, description: undefined }) },
  { name: 'neither class nor words', status: 422, field: 'class', ask: report({ class: undefined, description: undefined }) },
];
const WORDS: Case[] = [
  { name: 'broken UTF-8 in JSON', status: 400, ask: (app) => app.request('/api/reports', { method: 'POST', headers: { 'content-type': 'application/json' }, body: Buffer.from('7b226465736372697074696f6e223a22fffe22 7d'.replaceAll(' ', ''), 'hex') }) },
  { name: 'broken UTF-8 in a form', status: [400, 422], ask: (app) => app.request('/api/reports', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'class=E0406&lon=118.301&lat=30.901&description=%ff%fe' }) },
  { name: 'a NUL in the words', status: [400, 422], field: 'description', ask: report({ description: 'a\u0000b' }) },
  { name: 'half a character', status: [400, 422], field: 'description', ask: report({ description: 'a\ud83d' }) },
  { name: '4,001 characters', status: 422, field: 'description', says: /4000/, ask: report({ description: '长'.repeat(4001) }) },
  { name: 'a list instead of words', status: 422, field: 'description', ask: report({ description: ['a', 'b'] }) },
  { name: 'JSON that is not JSON', status: 400, ask: (app) => app.request('/api/reports', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"class": "E0406"' }) },
  { name: 'a body of another kind', status: 415, ask: (app) => app.request('/api/reports', { method: 'POST', headers: { 'content-type': 'text/csv' }, body: 'a,b' }) },
  { name: 'a body of three megabytes', status: 413, ask: (app) => app.request('/api/reports', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ description: 'x'.repeat(3_000_000) }) }) },
  { name: 'a broken multipart form', status: 400, ask: (app) => app.request('/api/reports', { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--y\r\n' }) },
];
const PHOTOS: Case[] = [
  { name: 'a text file called .jpg', status: 415, field: 'photos', says: /照片/, ask: form(async () => goodForm([new File(['hello'], 'a.jpg', { type: 'image/jpeg' })])) },
  { name: 'an SVG with a script', status: 415, field: 'photos', ask: form(async () => goodForm([new File(['<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'], 'a.svg', { type: 'image/svg+xml' })])) },
  { name: 'a zip as a photo', status: 415, field: 'photos', ask: form(async () => goodForm([new File([Buffer.from('504b0304140000000800', 'hex')], 'a.jpg', { type: 'image/jpeg' })])) },
  { name: 'a picture that unfolds to 400 megapixels', status: 413, field: 'photos', ask: form(async () => goodForm([new File([new Uint8Array(await pixelBomb())], 'bomb.png', { type: 'image/png' })])) },
  { name: 'half a JPEG', status: 415, field: 'photos', ask: form(async () => { const whole = await photo(1200); return goodForm([new File([whole.slice(0, Math.floor(whole.size / 2))], 'a.jpg', { type: 'image/jpeg' })]); }) },
  { name: 'six photos', status: 422, field: 'photos', ask: form(async () => goodForm(await Promise.all(Array.from({ length: 6 }, () => photo())))) },
  { name: 'an empty file', status: [415, 422], field: 'photos', ask: form(async () => goodForm([new File([], 'a.jpg', { type: 'image/jpeg' })])) },
  { name: 'text where a photo belongs', status: 422, field: 'photos', ask: form(async () => formOf({ class: 'E0406', description: 'x', lon: '118.301', lat: '30.901', photos: 'http://127.0.0.1/a.jpg' })) },
];
const PEOPLE: Case[] = [
  { name: 'named without a way to be reached', status: 422, field: 'phone', ask: report({ reporter: 'named', name: '吴女士' }) },
  { name: 'a telephone number of letters', status: 422, field: 'phone', ask: report({ reporter: 'named', phone: 'call me' }) },
  { name: 'an e-mail address without @', status: 422, field: 'email', ask: report({ reporter: 'named', email: 'wu.example.org' }) },
  { name: 'an unknown wish about one’s name', status: 422, field: 'reporter', ask: report({ reporter: 'secret' }) },
  { name: 'a form key that is no UUID', status: 422, field: 'once', ask: report({ once: 'again' }) },
  { name: 'a wrong API key', status: 401, ask: report({}, { headers: { authorization: 'Bearer nonsense' } }) },
  { name: 'a wrong key at Open311', status: 403, ask: (app) => app.request('/open311/v2/requests.json', { form: { service_code: 'E0406', lat: '30.901', long: '118.301', api_key: 'nonsense' } }) },
  { name: 'no key at Open311', status: 403, ask: (app) => app.request('/open311/v2/requests.json', { form: { service_code: 'E0406', lat: '30.901', long: '118.301' } }) },
  { name: 'an unknown service at Open311', status: [400, 404], ask: async (app) => app.request('/open311/v2/requests.json', { form: { service_code: 'E9999', lat: '30.901', long: '118.301', api_key: await issueKey(app.db, app.people['resident'] ?? '', 'test') } }) },
  { name: 'a form sent from another site', status: 403, ask: (app) => app.request('/desk/handover', { as: 'acceptor', form: { text: 'x' }, headers: { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' } }) },
  { name: 'a receipt code that nobody has', status: 404, ask: (app) => app.request('/r/2222-2222') },
  { name: 'a receipt code that cannot be one', status: 404, ask: (app) => app.request('/r/%3Cscript%3E') },
];

/** Steps that a desk gets wrong. The case is dispatched to law1 in the east. */
const STEPS: { name: string; status: number; field?: string; ask: (app: TestApp, number: string) => Promise<Response> }[] = [
  { name: 'filing what is filed already', status: 409, ask: (app, n) => step(app, 'acceptor', n, 'filing', { standard: 'E0406-1' }) },
  { name: 'a dispatcher who files', status: 403, ask: (app, n) => step(app, 'dispatcher', n, 'filing', { standard: 'E0406-1' }) },
  { name: 'an acceptor of the other district', status: 404, ask: (app, n) => step(app, 'acceptor2', n, 'voiding', { reason: 'x' }) },
  { name: 'a unit that does not have it', status: 404, ask: (app, n) => step(app, 'handler2', n, 'signature') },
  { name: 'feedback without an after-photo', status: 422, field: 'photos', ask: (app, n) => feedback(app, 'handler', n, '清走了', 0) },
  { name: 'a return without a reason', status: 422, field: 'reason', ask: (app, n) => step(app, 'handler', n, 'return', {}) },
  { name: 'an extension into the past', status: 422, field: 'until', ask: (app, n) => step(app, 'handler', n, 'extension-request', { until: '2020-01-01T00:00:00Z', reason: 'x' }) },
  { name: 'an extension to a date that is none', status: 422, field: 'until', ask: (app, n) => step(app, 'handler', n, 'extension-request', { until: 'tomorrow', reason: 'x' }) },
  { name: 'suspended until yesterday', status: 422, field: 'until', ask: (app, n) => step(app, 'dispatcher', n, 'suspension', { until: '2026-11-17T09:00:00+08:00', reason: 'x' }) },
  { name: 'merged into itself', status: 422, field: 'into', ask: (app, n) => step(app, 'acceptor', n, 'merge', { into: n }) },
  { name: 'merged into what does not exist', status: 422, field: 'into', ask: (app, n) => step(app, 'acceptor', n, 'merge', { into: 'XC20990101-0001' }) },
  { name: 'moved out of the city', status: 422, field: 'place', ask: (app, n) => step(app, 'acceptor', n, 'place', { lon: 10, lat: 50 }) },
  { name: 'reclassed to what does not exist', status: 422, field: 'class', ask: (app, n) => step(app, 'acceptor', n, 'class', { class: 'E9999' }) },
  { name: 'a step on what somebody else has just changed', status: 409, ask: (app, n) => step(app, 'handler', n, 'signature', { seen: 1 }) },
  { name: 'a case that does not exist', status: 404, ask: (app) => step(app, 'acceptor', 'XC20990101-0001', 'note', { note: 'x' }) },
];

describe('named bad input', () => {
  test(`${[PLACES, CLASSES, WORDS, PHOTOS, PEOPLE].flat().length + STEPS.length} ways to be wrong, each told, none written`, { timeout: 720_000 }, async (t) => {
    if (!needs(t, 'postgres')) return;
    const app = await testApp(t);
    for (const one of [PLACES, CLASSES, WORDS, PHOTOS, PEOPLE].flat()) await t.test(one.name, () => refused(app, one, () => one.ask(app)));
    const number = await openCase(app);
    await walk(app, number, 'dispatch');
    for (const one of STEPS) await t.test(one.name, () => refused(app, one, () => one.ask(app, number)));
  });

  test('the same words in English for those who read English', async (t) => {
    if (!needs(t, 'postgres')) return;
    const app = await testApp(t);
    const answer = await app.request('/api/reports', { json: { ...GOOD, lon: 117 }, lang: 'en' });
    assert.match(await answer.text(), /outside/);
  });

  test('HTML and SQL in the words are words: shown escaped, stored as they came', async (t) => {
    if (!needs(t, 'postgres')) return;
    const app = await testApp(t);
    const words = `<b onclick="x()">'; drop table city.cases; --</b> & "quotes"`;
    const { number } = z.object({ number: z.string() }).parse(await app.json('/api/reports', { json: { ...GOOD, description: words } }));
    const page = await (await app.request(`/reports/${number}`)).text();
    assert.ok(!page.includes('<b onclick'), 'no tag of the reporter in the page');
    assert.ok(page.includes('&lt;b onclick'), 'the words are there, escaped');
    const stored = await app.db.one(z.object({ description: z.string() }), sql`select description from city.cases where number = ${number}`);
    assert.equal(stored.description, words);
  });

  test('a form sent twice is one report with one receipt', async (t) => {
    if (!needs(t, 'postgres')) return;
    const app = await testApp(t);
    const once = '7b0c0a54-9a0e-4a0a-8a55-0d3f5f1f9a11';
    const Receipt = z.object({ number: z.string(), code: z.string(), again: z.boolean() });
    const answers = await Promise.all([1, 2, 3].map(() => app.json('/api/reports', { json: { ...GOOD, once } })));
    const [first, ...others] = answers.map((a) => Receipt.parse(a));
    for (const other of others) assert.deepEqual([other.number, other.code], [first?.number, first?.code]);
    assert.equal(answers.filter((a) => !Receipt.parse(a).again).length, 1);
  });
});

async function refused(app: TestApp, one: { status: number | readonly number[]; field?: string; says?: RegExp }, ask: () => Promise<Response>): Promise<void> {
  const before = await rows(app);
  const answer = await ask();
  const text = await answer.text();
  assert.ok([one.status].flat().includes(answer.status), `${answer.status}: ${text.slice(0, 300)}`);
  if (one.field) {
    const { errors } = z.object({ errors: z.array(z.object({ field: z.string(), detail: z.string() })) }).parse(JSON.parse(text));
    const found = errors.find((e) => e.field === one.field || e.field.startsWith(`${one.field}.`));
    assert.ok(found, `names ${one.field}: ${text.slice(0, 300)}`);
    assert.match(found.detail, /\p{Script=Han}/u, 'in the language of the reader');
  }
  if (one.says) assert.match(text, one.says);
  assert.equal(await rows(app), before, 'nothing was written');
}

async function rows(app: TestApp): Promise<string> {
  const row = await app.db.one(z.object({ rows: z.string() }), sql`select concat_ws(' ', (select count(*) from city.cases), (select count(*) from city.case_steps), (select count(*) from serve.reports), (select count(*) from ground.files),
    (select count(*) from ground.identity_people), (select count(*) from city.happenings), (select count(*) from ground.events_outbox where type <> 'ground.cache.forgotten')) as rows`);
  return row.rows;
}
