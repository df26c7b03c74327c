import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { xlsx } from '#ground/tables/index.ts';
import { testApp, type TestApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';
import { thingsCommand } from './command.ts';
import { sensingLists } from './lists.ts';

const CSV = 'code,name,name_en,kind,lon,lat\nAQ-1,望江空气站,Wangjiang air,air,118.301,30.901\nN-1,夜市噪声,Night market,noise,118.302,30.902\n';
const form = (fields: Record<string, string>, file?: [name: string, content: string | Uint8Array<ArrayBuffer>]): FormData => { const data = new FormData(); for (const [name, value] of Object.entries(fields)) data.set(name, value); if (file) data.set('file', new File([file[1]], file[0])); return data; };
const sent = async (app: TestApp, path: string, data: FormData | Record<string, string>, as = 'steward-city') => { const response = await app.request(path, { as, form: data, lang: 'en' }); return { status: response.status, to: response.headers.get('location'), body: await response.text() }; };
const plain = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const kept = (html: string): string => (/name="kept" value="([^"]*)"/.exec(html)?.[1] ?? '').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
const PAGES = ['provision', 'upload', 'kinds', 'kinds/air', 'kinds/new', 'properties', 'properties/PM10', 'properties/air%20temperature', 'properties/new', 'units', 'units/ug%2Fm3', 'units/new'].map((name) => `/admin/sensing/${name}`);

test('every page shows itself in both languages, to stewards and administrators only', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  for (const path of PAGES) {
    for (const lang of ['zh', 'en'] as const) {
      const response = await app.request(path, { as: 'steward', lang });
      const body = await response.text();
      assert.equal(response.status, 200, `${path} ${plain(body).slice(0, 400)}`);
      assert.ok(!body.includes('[object Object]') && !body.includes('undefined<') && !/style="/.test(body), path);
    }
    assert.equal((await app.request(path, { as: 'handler' })).status, 403, path);
  }
  for (const path of ['kinds', 'properties', 'units']) assert.equal((await app.request(`/admin/sensing/${path}/nope`, { as: 'steward' })).status, 404);
  assert.match(await (await app.request('/admin/sensing/provision/template.csv', { as: 'steward' })).text(), /^code,name,name_en,kind,lon,lat,datum,organisation,public,asset,sensor,description\r\n$/);
});

test('a table is checked, then written without being chosen again, and the page shows how its devices report', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const path = '/admin/sensing/provision';
  const checked = await sent(app, path, form({ do: 'check' }, ['things.csv', CSV]));
  assert.equal(checked.status, 200);
  assert.match(plain(checked.body), /All 2 rows are right: 2 new, 0 to change, 0 as they were.*nothing was written.*Add 2 devices/);
  assert.equal((await app.db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from sense.things`)).n, 0);
  const written = await sent(app, path, form({ do: 'write', kept: kept(checked.body), name: 'things.csv' }));
  assert.equal(written.status, 303, plain(written.body).slice(0, 500));
  const done = await app.request(written.to ?? '', { as: 'steward', lang: 'en' });
  const body = plain(await done.text()).replaceAll('&#39;', "'");
  assert.match(body, /Done: 2 new/);
  const stream = /curl -X POST 'http:\/\/localhost(\/sta\/v1\.1\/Datastreams\(\d+\)\/Observations)'/.exec(body)?.[1];
  assert.ok(stream, body);
  const { issueKey } = await import('#ground/identity/index.ts');
  const answer = await app.request(stream, { method: 'POST', json: { result: 12.5 }, headers: { authorization: `Bearer ${await issueKey(app.db, app.people['steward'] ?? '', 'device')}` } });
  assert.equal(answer.status, 201, 'what the page tells devices to do works');
  assert.match(plain((await sent(app, path, form({ do: 'check' }, ['again.csv', CSV]))).body), /0 new, 0 to change, 2 as they were.*There is nothing to write/);
});

test('a wrong table comes back with rows and columns, and nothing is written, also when asked to', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const wrong = await sent(app, '/admin/sensing/provision', form({ do: 'write' }, ['things.csv', `${CSV}X-1,x,x,sonar,118.301,30.901\nX-2,x,x,air,10,10\n`]));
  assert.equal(wrong.status, 422);
  assert.match(plain(wrong.body), /2 places need correcting.* 4 kind sonar is no kind.* 5 lon 10 lies outside/);
  for (const [file, text] of [[undefined, /No file was chosen/], [['x.csv', ''], /no header row/], [['x.csv', 'code,name,kind\n'], /header and no rows/], [['x.xlsx', 'no zip at all, but long enough'], /not XLSX|damaged/], [['x.csv', `code,name,kind\n${'a,b,air\n'.repeat(2001)}`], /At most 2000 rows/]] as const) {
    const { status, body } = await sent(app, '/admin/sensing/provision', form({ do: 'check' }, file ? [file[0], file[1]] : undefined));
    assert.equal(status, 422, String(file?.[0]));
    assert.match(plain(body), text);
  }
  for (const bad of ['{}', '[', '{"columns":[],"rows":[]}', '{"columns":["a"],"rows":[["x",[]]]}']) assert.equal((await sent(app, '/admin/sensing/provision', form({ do: 'write', kept: bad }))).status, 422, bad);
  assert.equal((await app.db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from sense.things`)).n, 0);
});

test('XLSX is as good as CSV; values go the same way, checked and then written', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const book = await xlsx([{ name: 'things', columns: ['code', 'name', 'kind', 'lon', 'lat'].map((title) => ({ title, type: 'text' as const, width: 12 })), rows: [['AQ-1', '站', 'air', '118.301', '30.901']] }]);
  const things = await sent(app, '/admin/sensing/provision', form({ do: 'write' }, ['things.xlsx', new Uint8Array(book)]));
  assert.equal(things.status, 303, plain(things.body).slice(0, 600));
  const path = '/admin/sensing/upload';
  const csv = 'time,PM10,PM2.5,note\n2026-11-18 08:00,50,NaN,x\n2026-11-18 09:00,60,30,y\n2026-11-18 23:00,60,30,y\n';
  const checked = await sent(app, path, form({ do: 'check', thing: 'AQ-1' }, ['v.csv', csv]));
  assert.equal(checked.status, 200);
  assert.match(plain(checked.body), /3 values to write; 0 there already, 0 empty, 2 that cannot be taken.* 2 PM2\.5 NaN is no number.* 4 time 2026-11-18 23:00 lies ahead of now.*not used: note.*Write 3 values/);
  const written = await sent(app, path, form({ do: 'write', thing: 'AQ-1', kept: kept(checked.body) }));
  assert.match(plain(written.body), /3 values written; 0 there already/);
  assert.match(plain((await sent(app, path, form({ do: 'write', thing: 'AQ-1', kept: kept(checked.body) }))).body), /0 values written; 3 there already/);
  assert.equal((await app.db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from sense.observations`)).n, 3);
  assert.equal((await sent(app, path, form({ do: 'check' }, ['v.csv', csv]))).status, 422, 'of which thing?');
});

test('stewards add, change and retire entries of the lists; what changes is shown first', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const twice = async (path: string, fields: Record<string, string>) => {
    const first = await sent(app, path, fields);
    assert.equal(first.status, 200, plain(first.body).slice(0, 800));
    assert.match(first.body, /class="chg"/);
    const second = await sent(app, path, { ...fields, confirm: 'yes' });
    assert.equal(second.status, 303, plain(second.body).slice(0, 800));
  };
  await twice('/admin/sensing/units/new', { code: '[ppb]', name: '十亿分之一', name_en: 'parts per billion', symbol: 'ppb' });
  await twice('/admin/sensing/properties/new', { code: 'H2S', name: '硫化氢', name_en: 'Hydrogen sulphide', definition: 'http://example.org/h2s', unit: '[ppb]', low: '0', high: '500' });
  await twice('/admin/sensing/kinds/new', { code: 'smell', name: '异味站', name_en: 'Odour station', silent: '90', s1_property: 'H2S', s1_type: 'measurement', s1_minutes: '5', s2_property: 'battery', s2_minutes: '360', s2_battery: 'yes' });
  const { kinds, properties } = await sensingLists(app.db);
  assert.deepEqual([kinds.get('smell')?.streams, kinds.get('smell')?.silent_s, properties.get('H2S')?.high], [[{ property: 'H2S', type: 'measurement', interval: 300 }, { property: 'battery', type: 'measurement', interval: 21_600, battery: true }], 5400, 500]);
  await twice('/admin/sensing/kinds/smell', { code: 'smell', name: '异味站', name_en: 'Odour station', silent: '90', s1_property: 'H2S', s1_type: 'measurement', s1_minutes: '5', retired: 'yes' });
  assert.match(plain((await sent(app, '/admin/sensing/provision', form({ do: 'check' }, ['x.csv', 'code,name,kind,lon,lat\nS-1,x,smell,118.301,30.901\n']))).body), /This kind was retired/);
  const wrong: [string, Record<string, string>, string][] = [
    ['units/new', { code: 'm', name: 'x', name_en: 'x', symbol: 'x' }, 'code'], ['units/new', { code: 'a b', name: 'x', name_en: 'x', symbol: 'x' }, 'code'], ['properties/new', { code: 'X', name: 'x', name_en: 'x', definition: 'javascript:alert(1)' }, 'definition'], ['properties/new', { code: 'X', name: 'x', name_en: 'x', definition: 'http://e.org/', unit: 'nope' }, 'unit'],
    ['properties/new', { code: 'X', name: 'x', name_en: 'x', definition: 'http://e.org/', low: '5', high: '5' }, 'high'], ['properties/new', { code: 'X', name: 'x', name_en: 'x', definition: 'http://e.org/', low: 'many' }, 'low'], ['kinds/new', { code: 'air', name: 'x', name_en: 'x', s1_property: 'PM10' }, 'code'], ['kinds/new', { code: 'x1', name: 'x', name_en: 'x' }, 's1_property'],
    ['kinds/new', { code: 'x1', name: 'x', name_en: 'x', s1_property: 'PM10', s2_property: 'PM10' }, 's2_property'], ['kinds/new', { code: 'x1', name: 'x', name_en: 'x', s1_property: 'PM10', s1_minutes: '0' }, 's1_minutes'],
  ];
  for (const [path, fields, field] of wrong) {
    const { status, body } = await sent(app, `/admin/sensing/${path}`, { ...fields, confirm: 'yes' });
    assert.equal(status, 422, `${path} ${field}`);
    assert.ok(body.includes(`href="#f-${field}"`), `${path} ${field}: ${/<div class="errors".*?<\/div>/s.exec(body)?.[0]}`);
  }
});

test('comis things provision and upload, with and without --dry-run', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const folder = await mkdtemp(join(tmpdir(), 'comis-things-'));
  t.after(() => rm(folder, { recursive: true }));
  const [things, values] = [join(folder, 'things.csv'), join(folder, 'values.csv')];
  await writeFile(things, CSV);
  await writeFile(values, 'thing,time,result\nN-1,2026-11-18 08:00,51\nN-1,2026-11-18 08:10,oops\n');
  const run = async (...args: string[]) => { const lines: string[] = []; const error = await thingsCommand.run(args, { db: app.db, print: (line) => lines.push(line), env: { LANG: 'en_GB.UTF-8' } }).catch((thrown: unknown) => thrown); return { said: lines.join('\n'), failed: error instanceof Error }; };
  assert.deepEqual(await run('provision', things, '--dry-run'), { said: 'All 2 rows are right: 2 new, 0 to change, 0 as they were\nThis was a check: nothing was written', failed: false });
  assert.deepEqual(await run('provision', things), { said: 'Done: 2 new, 0 changed, 0 as they were', failed: false });
  const uploaded = await run('upload', values);
  assert.match(uploaded.said, /row 3, result: oops is no number\n1 value written; 0 there already/);
  assert.equal(uploaded.failed, true, 'rows that were not taken end with an error code');
  for (const args of [[], ['provision'], ['fly', things], ['provision', things, '--nope'], ['provision', join(folder, 'none.csv')]]) assert.equal((await run(...args)).failed, true, args.join(' '));
});
