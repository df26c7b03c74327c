// Home, map, search and the API page through the whole application.
import assert from 'node:assert/strict';
import { z } from 'zod';
import { test } from 'node:test';
import { sql } from '#ground/db/index.ts';
import { openCase } from '#city/cases/cases.fixture.ts';
import { testApp, type TestApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';

const text = async (app: TestApp, path: string, asking = {}): Promise<string> => (await app.request(path, asking)).text();
const numbers = (page: string): string[] => [...new Set([...page.matchAll(/href="\/reports\/([\w-]+)"/g)].flatMap((found) => found[1] ?? []))];

test('home: one filled button, emergencies, public cases only, in both languages', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const empty = await text(app, '/');
  assert.match(empty, /这里还没有公开的事/);
  assert.match(empty, /上个月没有结案的/);
  const shown = await openCase(app, { description: '水果摊占满人行道' });
  const hidden = await openCase(app, { visibility: 'private', description: '不该出现', class: 'E0499' });
  const rounded = await openCase(app, { class: 'E0410', place: '滨江路 128 号', lon: 118.304 });
  const page = await text(app, '/');
  assert.deepEqual(numbers(page).sort(), [rounded, shown].sort());
  assert.ok(!page.includes(hidden) && !page.includes('不该出现'));
  assert.equal([...page.matchAll(/class="btn btn-1/g)].length, 1);
  assert.match(page, /href="tel:119"/);
  assert.equal([...page.matchAll(/滨江路 128 号/g)].length >= 1, true);
  const item = page.slice(page.indexOf(`href="/reports/${rounded}"`)).slice(0, 1500);
  assert.ok(!item.split('</li>')[0]?.includes('128'), 'a rounded position is not undone by its address');
  assert.match(await text(app, '/', { lang: 'en' }), /See a problem\? Take one photo\./);
});

test('home and map lead everyone to what goes on in the city: sensors, traffic, bikes, cameras; each page is there', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  for (const from of ['/', '/map']) for (const to of ['/sensors', '/traffic', '/bikes', '/cameras']) assert.ok((await text(app, from)).includes(`href="${to}"`), `${from} → ${to}`);
  for (const to of ['/sensors', '/traffic', '/bikes', '/cameras']) assert.equal((await app.request(to)).status, 200, to);
  assert.match(await text(app, '/', { lang: 'en' }), /The city now/);
});

test('from the desk staff find what they set up, and the way back; who sets nothing up is offered nothing', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const at = (path: string, as: string) => text(app, path, { as, lang: 'en' });
  assert.match(await at('/desk/fleet', 'steward'), /href="\/admin\/sensing\/provision"[^>]*>.{0,200}Settings/);
  assert.match(await at('/admin/sensing/provision', 'steward'), /href="\/desk\/[a-z]+"[^>]*>.{0,200}Desk/);
  assert.match(await at('/cases', 'administrator'), /href="\/admin\/organisations"/);
  assert.ok(!(await at('/desk/dispatch', 'dispatcher')).includes('href="/admin'));
});

test('home near a place: what is within 500 m, nearest first; outside of the city everything', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const far = await openCase(app, { lon: 118.315, lat: 30.915 });
  const near = await openCase(app, { lon: 118.3014, lat: 30.901 });
  const here = await openCase(app, { lon: 118.301, lat: 30.901 });
  const page = await text(app, '/?near=118.301,30.901');
  assert.deepEqual(numbers(page), [here, near]);
  assert.match(page, /附近 500 米/);
  assert.match(page, /在办 2 件，本周办结 0 件/);
  assert.equal(numbers(await text(app, '/?near=0,0')).length, 3);
  assert.ok(numbers(await text(app, '/')).includes(far));
  assert.equal((await app.request('/?near=abc')).status, 400);
});

test('last month’s figures have their denominators, are those of the figures page, and lead there', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const close = async (hours: number, late: boolean, solved: boolean | null, closed = '2026-10-31T23:30:00+08:00') => {
    const number = await openCase(app);
    await app.db.run(sql`
      with c as (update city.cases set stage = 'closed', outcome = 'resolved', filed_at = ${closed}::timestamptz - make_interval(hours => ${hours}::int), due_at = ${closed}::timestamptz, closed_at = ${closed}::timestamptz, handled_at = ${closed}::timestamptz,
        dispatched_at = ${closed}::timestamptz - make_interval(hours => ${hours}::int), late = ${late}, solved = ${solved}, updated_at = updated_at + interval '1 second', last_step = last_step + 1 where number = ${number} returning id)
      insert into city.case_clocks (case_id, clock, round, started_at, due_at, limit_value, limit_unit, ended_at, late)
      select id, 'handling', 1, ${closed}::timestamptz - make_interval(hours => ${hours}::int), ${closed}::timestamptz, 1, 'work_day', ${closed}::timestamptz, ${late} from c`);
  };
  await close(1, false, true);
  await close(2, false, true);
  await close(9, true, false);
  await close(50, true, null, '2026-11-01T00:10:00+08:00'); // this month in the city, last month in UTC
  const page = await text(app, '/');
  assert.match(page, /十月办得怎么样|10月办得怎么样/);
  assert.match(page, /href="\/figures\/2026-10"/);
  assert.match(page, /66\.7<small>%<\/small>/);
  assert.match(page, /2 \/ 3</);
  assert.match(page, /2\.0<small>时<\/small>/);
  assert.match(page, /2 \/ 3 人/);
  await close(1, false, true);
  assert.match(await text(app, '/'), /3 \/ 4 人/, 'a number is never old');
});

test('pressed points say what is public of them, in one statement', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const [shown, hidden] = [await openCase(app), await openCase(app)];
  await app.db.run(sql`update city.cases set visibility = 'private' where number = ${hidden}`);
  const ids = await app.db.rows(z.object({ id: z.number() }), sql`select id from city.cases order by id`);
  const query = ids.map(({ id }) => `id=${id}`).join('&');
  await app.request(`/map/points?${query}`);
  const asked: string[] = [];
  const stop = app.db.capture((statement) => { if (statement.includes('city.cases')) asked.push(statement); });
  const answer = z.object({ features: z.array(z.unknown()) }).parse(await app.json(`/map/points?${query}`));
  stop();
  assert.equal(answer.features.length, 1);
  assert.match(JSON.stringify(answer), new RegExp(shown));
  assert.equal(asked.length, 1);
});

test('the map: its list follows the address, with filters and pages', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const stall = await openCase(app, { lon: 118.301, lat: 30.901 });
  const cover = await openCase(app, { class: 'C0102', lon: 118.33, lat: 30.91 });
  await app.db.run(sql`update city.cases set closed_at = received_at, stage = 'closed' where number = ${cover}`);
  const listed = async (query: string) => numbers((await text(app, `/map${query}`)).split('id="map-list"')[1] ?? '').sort();
  assert.deepEqual(await listed(''), [stall, cover].sort());
  assert.deepEqual(await listed('?class=E04'), [stall]);
  assert.deepEqual(await listed('?area=900102'), [cover]);
  assert.deepEqual(await listed('?stage=open'), [stall]);
  assert.deepEqual(await listed('?lon=118.33&lat=30.91&z=16'), [cover]);
  assert.deepEqual(await listed('?bbox=118.3,30.9,118.302,30.902'), [stall]);
  assert.match(await text(app, '/map?class=C0102&stage=open'), /去掉筛选/);
  assert.equal((await app.request('/map?bbox=1,2,3')).status, 400);
  const layers = /data-island="city-map"[^>]*data-props='([^']*)'/.exec(await text(app, '/map?class=E04'))?.[1] ?? '';
  assert.match(layers.replaceAll('&quot;', '"').replaceAll('&amp;', '&'), /\/api\/reports\.geojson\?bbox=\{bbox\}&class=E04/);

  for (let i = 0; i < 35; i++) { app.clock.advance(1); await openCase(app, { lon: 118.31, lat: 30.91 }); }
  const first = await text(app, '/map');
  const older = /href="(\/map\?[^"]*before=[^"]*)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
  assert.deepEqual((await listed(older.slice('/map'.length))).filter((number) => numbers(first).includes(number)), [], 'the older page repeats nothing');
});

test('search: numbers, words, pinyin and places in one field; nothing that is not public', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const number = await openCase(app, { description: '水果摊占满人行道' });
  const secret = await openCase(app, { visibility: 'private', class: 'E0499', description: '水果摊老板行贿' });
  assert.deepEqual(numbers(await text(app, `/search?q=${number.toLowerCase()}`)), [number]);
  assert.deepEqual(numbers(await text(app, `/search?q=${encodeURIComponent('水果摊')}`)), [number]);
  assert.ok(!numbers(await text(app, `/search?q=${secret}`)).includes(secret));
  assert.match(await text(app, '/search?q=zdjy'), /href="\/map\?class=E0406"/);
  assert.match(await text(app, `/search?q=${encodeURIComponent('望江街道')}`), /href="\/map\?lon=/);
  assert.match(await text(app, `/search?q=${encodeURIComponent("'; drop table city.cases; <script>")}`), /&lt;script|没有找到/);
  assert.equal((await app.request('/search?q=%20')).status, 200);
  assert.match(await text(app, '/search?q=zdjy', { as: 'acceptor' }), /class="rail"/, 'staff stay in their frame');
});

test('every call of the API stands on its page, and can be found', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const page = await text(app, '/api');
  for (const route of app.app.routes.filter((one) => !one.page)) {
    const path = route.path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}').replaceAll('&', '&amp;');
    assert.ok(page.includes(`>${path}</span>`), `${route.method} ${path}`);
  }
  const found = await text(app, '/api?q=feeds+atom', { lang: 'en' });
  assert.equal([...found.matchAll(/<details/g)].length, 1);
  assert.match(await text(app, '/api?q=nothing-like-this'), /没有接口提到/);
  assert.equal((await app.request('/design')).status, 200);
  const identity = await app.request('/id/case/XC20261118-0001');
  assert.deepEqual([identity.status, identity.headers.get('location')], [303, '/reports/XC20261118-0001']);
});
