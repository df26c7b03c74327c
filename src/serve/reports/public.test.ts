// What is public and what never is: private classes, confidential reports, moderated text, internal photos, exact places.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { testApp, type TestApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';
import { close, reported, STALL, step } from './closing.fixture.ts';
import { photoFile } from './photos.fixture.ts';
import { publicSearch } from './panels.tsx';

const SECRET = '只有承办人知道的暗号';
const text = async (app: TestApp, path: string, as?: string): Promise<string> => (await app.request(path, as ? { as } : {})).text();
const Listed = z.object({ reports: z.array(z.object({ number: z.string(), title: z.string(), lon: z.number().nullable(), place: z.string().nullable(), photos: z.array(z.object({ id: z.string(), url: z.string() })) })), next: z.string().nullable() });

test('a private class and a confidential report appear nowhere in public', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const hidden = [
    await reported(app, { class: 'E0499', description: SECRET }),
    await reported(app, { reporter: 'confidential', phone: '13900004417', description: SECRET }),
  ];
  const seen = await reported(app);
  const places = ['/reports', `/reports?q=${encodeURIComponent('暗号')}`, '/reports?class=E0499', '/reports?lon=118.302&lat=30.902', '/api/reports', '/api/reports.geojson?bbox=118,30,119,31', '/api/reports/nearby?lon=118.302&lat=30.902&class=E0499', '/feeds/cases.atom', '/open311/v2/requests.json', '/'];
  for (const place of places) {
    const body = await text(app, place);
    assert.ok(!body.includes(SECRET), `${place} tells the words`);
    for (const { number } of hidden) assert.ok(!body.includes(number), `${place} tells ${number}`);
  }
  for (const { number } of hidden) {
    for (const path of [`/reports/${number}`, `/api/reports/${number}`]) assert.equal((await app.request(path)).status, 404, path);
    assert.equal((await app.request(`/api/reports/${number}/followers`, { json: {} })).status, 404);
  }
  const { suggestions } = (await app.json('/api/reports/suggestions?lon=118.302&lat=30.902')) as { suggestions: { code: string; score: number }[] };
  assert.ok(!suggestions.some((s) => s.code === 'E0499' && s.score > 0), 'what was reported here does not raise a private class');
  assert.match(await text(app, '/reports'), new RegExp(seen.number));
});

test('HTML and SQL in text are shown as text', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { number, code } = await reported(app, { description: `<script>alert(1)</script>'; drop table city.cases; --`, place: '<img src=x onerror=alert(1)>', class: 'E0406' });
  for (const path of ['/reports', `/reports/${number}`, `/r/${code}`, `/cases/${number}`]) {
    const body = await text(app, path, path.startsWith('/cases') ? 'acceptor' : undefined);
    assert.ok(!body.includes('<script>alert') && !body.includes('<img src=x'), path);
    assert.ok(body.includes('&lt;script&gt;') || body.includes('&lt;script>'), path);
  }
});

test('moderated text replaces the public one everywhere; what was written stays with the report and its receipt', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...STALL, description: '李某某住 3 单元 501，天天摆摊' })) form.set(name, String(value));
  form.set('photos', await photoFile());
  const { number, code } = (await app.json('/api/reports', { form })) as { number: string; code: string };
  const { photos } = (await app.json(`/api/reports/${number}`)) as { photos: { id: string }[] };
  const photo = photos[0]?.id ?? '';
  assert.equal((await app.request(`/reports/${number}/photos/${photo}?size=small`)).status, 200);
  await step(app, 'acceptor', number, 'public-text', { description: '天天摆摊', hidden: photo, reason: '含个人信息' });
  for (const path of ['/reports', `/reports/${number}`, `/api/reports/${number}`, '/api/reports', '/api/reports.geojson?bbox=118,30,119,31', `/reports?q=${encodeURIComponent('李某某')}`]) assert.ok(!(await text(app, path)).includes('501'), path);
  assert.equal((await app.request(`/reports/${number}/photos/${photo}`)).status, 404);
  const receipt = await text(app, `/r/${code}`);
  assert.ok(receipt.includes('李某某住 3 单元 501，天天摆摊') && receipt.includes('这里是您写的原话'));
  assert.equal((await app.request(`/r/${code}/photos/${photo}`)).status, 200, 'the reporter keeps the original');
  const { description } = await app.db.one(z.object({ description: z.string() }), sql`select description from serve.reports`);
  assert.equal(description, '李某某住 3 单元 501，天天摆摊');
});

test('photos: by their report only, never those of internal notes, without what the camera wrote', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const [{ number, code }, other] = [await reported(app), await reported(app)];
  await step(app, 'acceptor', number, 'note', { note: '内部照片' }, true);
  const { id } = await app.db.one(z.object({ id: z.string() }), sql`select id::text as id from ground.files where owner_key = ${number}`);
  assert.equal((await app.request(`/reports/${number}/photos/${id}`)).status, 404);
  assert.equal((await app.request(`/r/${code}/photos/${id}`)).status, 404);
  assert.deepEqual(((await app.json(`/api/reports/${number}`)) as { photos: unknown[] }).photos, []);
  const form = new FormData();
  for (const [name, value] of Object.entries(STALL)) form.set(name, String(value));
  form.set('photos', await photoFile('p.jpg', { at: { lon: 118.3021, lat: 30.9021 } }));
  const mine = (await app.json('/api/reports', { form })) as { number: string; code: string };
  const [photo] = Listed.shape.reports.element.parse(await app.json(`/api/reports/${mine.number}`)).photos;
  assert.ok(photo);
  const bytes = Buffer.from(await (await app.request(`/reports/${mine.number}/photos/${photo.id}`)).arrayBuffer());
  assert.ok(bytes.length > 500 && !bytes.includes('Exif'));
  assert.equal((await app.request(`/reports/${other.number}/photos/${photo.id}`)).status, 404);
  assert.equal((await app.request(`/r/${other.code}/photos/${photo.id}`)).status, 404);
});

test('a coarse class shows neither position nor address finely', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { number } = await reported(app, { class: 'E0410', place: '滨江路 128 号 3 单元' });
  const report = Listed.shape.reports.element.parse(await app.json(`/api/reports/${number}`));
  assert.notEqual(report.lon, STALL.lon);
  assert.equal(report.place, '望江街道 青石社区');
  for (const path of [`/reports/${number}`, '/reports', '/api/reports.geojson?bbox=118,30,119,31']) assert.ok(!(await text(app, path)).includes('3 单元'), path);
});

test('the list is read by keyset, filtered by area, class, stage, text and place', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const numbers: string[] = [];
  for (let i = 0; i < 7; i++) {
    app.clock.advance(1);
    numbers.unshift((await reported(app, i === 3 ? { class: 'E0410', description: '单车挡路', lon: 118.33, lat: 30.91, place: '西园路' } : {})).number);
  }
  const read = async (query: string) => Listed.parse(await app.json(`/api/reports?${query}`));
  let [page, all] = [await read('limit=3'), [] as string[]];
  for (;;) {
    all = [...all, ...page.reports.map((r) => r.number)];
    if (!page.next) break;
    page = await read(`limit=3&before=${page.next}`);
  }
  assert.deepEqual(all, numbers);
  const odd = numbers[3];
  for (const query of ['area=900102', 'class=E0410', `q=${encodeURIComponent('单车')}`, 'lon=118.33&lat=30.91&radius=500', `q=${numbers[3]?.toLowerCase()}`]) assert.deepEqual((await read(query)).reports.map((r) => r.number), [odd], query);
  assert.equal((await read('class=E04')).reports.length, 7);
  assert.equal((await read('stage=closed')).reports.length, 0);
  await close(app, numbers[0] ?? '');
  assert.deepEqual((await read('stage=closed')).reports.map((r) => r.number), [numbers[0]]);
  for (const bad of ['before=1', 'lon=1', 'lon=a&lat=b', 'limit=0', 'stage=half', 'nature=x', 'radius=-1', 'lon=999&lat=1']) assert.equal((await app.request(`/api/reports?${bad}`)).status, 400, bad);
  assert.equal((await app.request('/reports?before=1')).status, 400);
});

test('likely duplicates: near, alike and open, measured to the public place', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { number } = await reported(app);
  await reported(app, { lon: 118.309, lat: 30.909 });
  const near = async (query: string) => ((await app.json(`/api/reports/nearby?${query}`)) as { reports: { number: string; metres: number }[] }).reports;
  const found = await near('lon=118.3022&lat=30.902&class=E0406&text=' + encodeURIComponent('水果摊'));
  assert.deepEqual(found.map((r) => r.number), [number]);
  assert.ok((found[0]?.metres ?? 0) > 10 && (found[0]?.metres ?? 0) < 30);
  await close(app, number);
  assert.deepEqual(await near('lon=118.3022&lat=30.902&class=E0406'), []);
});

test('the search finds public reports by number and by words', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { number } = await reported(app);
  const ctx = { db: app.db, lang: 'zh' } as never;
  for (const words of [number, '水果摊', '占道经']) assert.deepEqual((await publicSearch.find(ctx, words)).map((hit) => hit.href), [`/reports/${number}`], words);
  assert.deepEqual(await publicSearch.find(ctx, '不存在的词'), []);
});

test('the device remembers its receipts until told to forget', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const sent = await app.request('/report', { form: { class: 'E0406', lon: '118.302', lat: '30.902', place: '滨江路' } });
  const cookie = (sent.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const code = sent.headers.get('location')?.slice(3) ?? '';
  assert.match(sent.headers.get('set-cookie') ?? '', /HttpOnly; SameSite=Lax/);
  assert.match(await (await app.request('/', { headers: { cookie } })).text(), new RegExp(`/r/${code}`));
  const forgotten = await app.request(`/r/${code}/forgetting`, { form: {}, headers: { cookie } });
  assert.match(forgotten.headers.get('set-cookie') ?? '', /comis_receipts=;.*Max-Age=0/);
});
