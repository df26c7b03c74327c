import { test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { saveGround } from '#city/areas/index.ts';
import { testApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';
import { hear, makeSensor } from '../things/pages/sensors.fixture.ts';

const Collection = z.object({ license: z.string(), features: z.array(z.object({ id: z.string(), geometry: z.object({ type: z.string(), coordinates: z.unknown() }), properties: z.looseObject({ id: z.string(), updated_at: z.string().nullable() }) })) });
const ROAD = { kind: 'closed', road: '望江路', road_en: 'Wangjiang Road', direction: 'both', reason: '管线施工', reason_en: 'Pipe works', detour: '走东市街', detour_en: 'Use Dongshi Street', starts_at: '2026-11-18T09:00', ends_at: '2026-11-18T18:00', geometry: '118.301,30.901; 118.305,30.903', datum: 'wgs84' };

test('traffic', { timeout: 200_000 }, async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { db, clock } = app;
  const get = async (path: string) => Collection.parse(await app.json(path));
  const closures = (query = '') => get(`/api/traffic/closures.geojson${query}`);
  const enter = (form: Record<string, string>, as = 'dispatcher', id = 'new') => app.request(`/desk/closures/${id}`, { as, method: 'POST', form });
  const minutes = (n: number) => new Date(clock.now().getTime() + n * 60_000);

  await t.test('flow: by mean speed against the empty road; stale, without a speed or in an unknown unit it is not known; hidden things are not there', async () => {
    const section = async (name: string, speed: number | undefined, options: { free?: number; unit?: string; age?: number; public?: boolean; lon?: number } = {}) => {
      const made = await makeSensor(db, { name, kind: 'traffic', at: [options.lon ?? 118.302, 30.905], public: options.public ?? true, streams: [{ property: 'vehicle flow', listed: true, unit: 'veh/h' }, { property: 'mean speed', listed: true, unit: options.unit ?? 'km/h' }] }, clock.now());
      if (options.free) await db.run(sql`update sense.things set properties = jsonb_build_object('free_flow_speed', ${options.free}::int) where id = ${made.id}::bigint`);
      const at = minutes(-(options.age ?? 5));
      await hear(db, made.streams[0] ?? 0, [[at, 420]], at);
      if (speed !== undefined) await hear(db, made.streams[1] ?? 0, [[at, speed]], at);
    };
    for (const [name, speed, options] of [['free', 45, {}], ['slow', 24, { free: 60 }], ['jammed', 9, {}], ['stale', 45, { age: 120 }], ['no-speed', undefined, {}], ['odd-unit', 45, { unit: '%' }], ['metres', 10, { unit: 'm/s', lon: 118.33 }], ['hidden', 45, { public: false }]] as const) await section(name, speed, options);
    const { features } = await get('/api/traffic/flow.geojson');
    const level = Object.fromEntries(features.map((f) => [f.properties['name'], [f.properties['level'], f.properties['traffic_status'], f.properties['stale'], f.properties['vehicles_per_hour']]]));
    assert.deepEqual(level, { free: ['free', 'freeFlow', false, 420], slow: ['slow', 'heavy', false, 420], jammed: ['jammed', 'congested', false, 420], stale: ['unknown', 'unknown', true, null], 'no-speed': ['unknown', 'unknown', false, 420], 'odd-unit': ['unknown', 'unknown', false, 420], metres: ['free', 'freeFlow', false, 420] });
    assert.deepEqual((await get('/api/traffic/flow.geojson?bbox=118.32,30.9,118.34,30.92')).features.map((f) => f.properties['name']), ['metres']);
    assert.deepEqual((await get(`/api/traffic/flow.geojson?updated_after=${minutes(-60).toISOString()}`)).features.length, 6, 'all but the stale one');
    const page = await (await app.request('/traffic')).text();
    assert.deepEqual([...page.matchAll(/href="\/sensors\/\d+">([^<]+)</g)].map(([, name]) => name).slice(0, 2), ['jammed', 'slow'], 'the slowest first');
    assert.ok(/拥堵/.test(page) && /已过期/.test(page) && !/>hidden</.test(page));
  });

  await t.test('a dispatcher enters a closure: public at once, also as a SensorThings thing', async () => {
    assert.equal((await enter(ROAD)).status, 303);
    const [closure] = (await closures()).features;
    assert.deepEqual([closure?.properties['event_status'], closure?.properties['vehicle_impact'], closure?.properties['road_names'], closure?.properties['start_date'], closure?.geometry], ['active', 'all-lanes-closed', ['望江路', 'Wangjiang Road'], '2026-11-18T01:00:00Z', { type: 'LineString', coordinates: [[118.301, 30.901], [118.305, 30.903]] }]);
    const things = z.object({ value: z.array(z.object({ name: z.string(), properties: z.looseObject({ closure: z.looseObject({ id: z.string() }) }), Locations: z.array(z.looseObject({})) })) }).parse(await app.json(`/sta/v1.1/Things?$filter=${encodeURIComponent("properties/closure/id ne ''")}&$expand=Locations`));
    assert.deepEqual(things.value.map((one) => [one.name, one.properties.closure.id, one.Locations.length]), [['望江路', closure?.id, 1]]);
    const english = await (await app.request('/traffic', { lang: 'en' })).text();
    assert.match(english, /Wangjiang Road · Both directions[\s\S]*Pipe works[\s\S]*Use Dongshi Street/);
  });

  await t.test('the same content has the same tag; any page may ask', async () => {
    const first = await app.request('/api/traffic/closures.geojson');
    const etag = first.headers.get('etag') ?? '';
    assert.deepEqual([first.headers.get('access-control-allow-origin'), first.headers.get('cache-control'), first.headers.get('content-type')], ['*', 'public, max-age=15', 'application/geo+json; charset=utf-8']);
    clock.advance(1);
    const again = await app.request('/api/traffic/closures.geojson', { headers: { 'if-none-match': `W/${etag}` } });
    assert.deepEqual([again.status, await again.text()], [304, '']);
    assert.equal((await app.request('/api/traffic/closures.geojson', { headers: { 'if-none-match': '"other"' } })).status, 200);
    for (const query of ['?bbox=1,2,3', '?bbox=118.4,30,118.3,31', '?updated_after=yesterday', '?updated_after=2026-11-18']) assert.equal((await app.request(`/api/traffic/closures.geojson${query}`)).status, 400, query);
    assert.equal((await closures('?bbox=118.32,30.9,118.34,30.92')).features.length, 0);
  });

  await t.test('changed, ended and withdrawn under one id, told to those who ask what changed, and gone after a day', async () => {
    const id = (await closures()).features[0]?.id ?? '';
    const number = id.replace('closure-', '');
    const since = clock.now().toISOString();
    clock.advance(5);
    assert.equal((await closures(`?updated_after=${since}`)).features.length, 0);
    assert.equal((await enter({ ...ROAD, kind: 'lane', ends_at: '' }, 'dispatcher', number)).status, 303);
    const [changed] = (await closures(`?updated_after=${since}`)).features;
    assert.deepEqual([changed?.id, changed?.properties['vehicle_impact'], changed?.properties['end_date']], [id, 'some-lanes-closed', null]);
    assert.equal((await enter({ what: 'end' }, 'dispatcher', number)).status, 303);
    assert.equal((await closures()).features[0]?.properties['event_status'], 'completed');
    assert.equal((await enter({ what: 'end' }, 'dispatcher', number)).status, 409, 'once');
    assert.equal((await enter(ROAD, 'dispatcher', number)).status, 409, 'what is over cannot be changed');
    await enter({ ...ROAD, road: '将来路', starts_at: '2026-11-20T09:00', ends_at: '2026-11-21T09:00' });
    const planned = (await closures()).features.find((f) => f.properties['event_status'] === 'planned');
    assert.ok(planned);
    await enter({ what: 'withdraw' }, 'dispatcher', planned.id.replace('closure-', ''));
    assert.equal((await closures()).features.find((f) => f.id === planned.id)?.properties['event_status'], 'cancelled');
    clock.advance(24 * 60 + 1);
    assert.equal((await closures()).features.length, 0);
    const page = await (await app.request(`/desk/closures/${number}`, { as: 'dispatcher' })).text();
    assert.match(page, /登记[\s\S]*/);
    assert.equal((await db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from sense.traffic_closure_versions`)).n, 5, 'every version is kept');
  });

  await t.test('a road by its name, where there is nothing to draw on', async () => {
    await saveGround(db, { type: 'FeatureCollection', features: [{ type: 'Feature', properties: { layer: 'road', class: 'main', name: '滨河大道', en: 'Binhe Avenue' }, geometry: { type: 'LineString', coordinates: [[118.302, 30.905], [118.309, 30.905]] } }, { type: 'Feature', properties: { layer: 'road', name: '滨河大道' }, geometry: { type: 'LineString', coordinates: [[118.309, 30.905], [118.312, 30.906]] } }] }, null, clock.now());
    assert.equal((await enter({ ...ROAD, road: '滨河大道', geometry: '', starts_at: '2026-11-19T09:00', ends_at: '' })).status, 303);
    assert.equal((await closures()).features[0]?.geometry.type, 'MultiLineString');
    const unknown = await enter({ ...ROAD, road: '没有的路', geometry: '', ends_at: '' });
    assert.deepEqual([unknown.status, /底图上没有这条路/.test(await unknown.text())], [422, true]);
  });

  await t.test('what is wrong comes back at its field with what was typed; nothing is written', async () => {
    const before = (await closures()).features.length;
    for (const [change, says] of [[{ road: '' }, /./], [{ reason: ' ' }, /./], [{ ends_at: '2026-11-18T08:00' }, /结束要晚于开始/], [{ ends_at: '2026-11-18T18:00' }, /已经过去/], [{ starts_at: 'tomorrow' }, /时间写成/], [{ starts_at: '2040-01-01T00:00', ends_at: '' }, /五年/], [{ geometry: '30.901,118.301' }, /颠倒/], [{ geometry: '10,10' }, /本市以外/], [{ kind: 'party' }, /./], [{ datum: 'moon' }, /./]] as const) {
      const answer = await enter({ ...ROAD, ends_at: '', reason: '试填原因', ...change });
      const text = await answer.text();
      assert.ok([400, 422].includes(answer.status) && says.test(text), `${JSON.stringify(change)}: ${answer.status}`);
      if (!('reason' in change)) assert.match(text, /试填原因/);
    }
    assert.equal((await enter({ ...ROAD, road: '<script>alert(1)</script>', ends_at: '' })).status, 303);
    assert.equal((await closures()).features.length, before + 1);
    assert.doesNotMatch(await (await app.request('/traffic')).text(), /<script>alert/);
  });

  await t.test('each in their area: what lies in another district is not there', async () => {
    assert.equal((await enter({ ...ROAD, ends_at: '' }, 'dispatcher2')).status, 403);
    const [mine] = (await closures()).features;
    const path = `/desk/closures/${mine?.id.replace('closure-', '')}`;
    assert.deepEqual(await Promise.all(['dispatcher', 'dispatcher2', 'dispatcher-city', 'administrator', 'acceptor', 'resident'].map(async (as) => (await app.request(path, { as })).status)), [200, 404, 200, 200, 403, 403]);
    assert.equal((await enter({ what: 'end' }, 'dispatcher2', mine?.id.replace('closure-', ''))).status, 404);
    assert.equal((await enter({ ...ROAD, geometry: '118.33,30.91', ends_at: '' }, 'dispatcher2')).status, 303);
  });

  await t.test('GDAL reads both', async (t2) => {
    if (!needs(t2, 'ogrinfo')) return;
    const folder = await mkdtemp(join(tmpdir(), 'comis-traffic-'));
    t2.after(() => rm(folder, { recursive: true, force: true }));
    for (const [what, n] of [['flow', 7], ['closures', (await closures()).features.length]] as const) {
      const file = join(folder, `${what}.geojson`);
      await writeFile(file, await (await app.request(`/api/traffic/${what}.geojson`)).text());
      const { stdout, status } = spawnSync('ogrinfo', ['-al', '-so', file], { encoding: 'utf8' });
      assert.ok(status === 0 && stdout.includes(`Feature Count: ${n}`) && stdout.includes('updated_at'), stdout);
    }
  });
});
