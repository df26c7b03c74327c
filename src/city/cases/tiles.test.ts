// Tiles of cases through the whole application: what is in them, what never is, and how soon.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { sql } from '#ground/db/index.ts';
import { fromWorld, worldX, worldY } from '#ground/geo/mercator.ts';
import { openHouse } from '#ground/start.ts';
import { house } from '#app';
import { testApp, type TestApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';
import { openCase, step, walk } from './cases.fixture.ts';

const AT = { lon: 118.301, lat: 30.901 };
const address = (z: number, at: { lon: number; lat: number } = AT): string => (z === 0 ? '0/0/0' : `${z}/${worldX(at.lon) >>> (32 - z)}/${worldY(at.lat) >>> (32 - z)}`);
type Feature = { id: number; [name: string]: unknown };

async function tile(app: Pick<TestApp, 'request'>, z: number, query = '', options: { as?: string; door?: string; at?: { lon: number; lat: number } } = {}): Promise<{ cases: Feature[]; cells: Feature[]; n: number }> {
  const answer = await app.request(`${options.door ?? '/tiles'}/cases/${address(z, options.at)}.mvt${query}`, options.as ? { as: options.as } : {});
  assert.ok([200, 204].includes(answer.status), `${answer.status}`);
  const layers = new VectorTile(new PbfReader(new Uint8Array(await answer.arrayBuffer()))).layers;
  const of = (name: string) => Array.from({ length: layers[name]?.length ?? 0 }, (_, i): Feature => ({ ...layers[name]?.feature(i).properties, id: layers[name]?.feature(i).id ?? -1 }));
  return { cases: of('cases'), cells: of('cells'), n: of('cells').reduce((n, cell) => n + Number(cell['n']), 0) };
}

/** Everything that happened is in memory: the pump has told, and what it told has been read. */
async function told(app: TestApp, holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 100; i++) {
    await app.ground.pump.settle();
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail('the tile never became so');
}

for (const embedded of [false, true]) {
  test(`a case is in its tiles as it stands now (${embedded ? 'embedded' : 'PostgreSQL'})`, { timeout: 120_000 }, async (t) => {
    if (!embedded && !needs(t, 'postgres')) return;
    const app = await testApp(t, { embedded });
    const number = await openCase(app);
    assert.deepEqual((await tile(app, 10)).cells.map(({ n, open, late }) => [n, open, late]), [[1, 1, 0]]);
    const [near] = (await tile(app, 16)).cases;
    assert.deepEqual([near?.['class'], near?.['stage'], near?.['sign'], typeof near?.['due']], ['E0406', 'received', 'new', 'number']);
    await walk(app, number, 'dispatch');
    await told(app, async () => (await tile(app, 16)).cases[0]?.['sign'] === 'sent');
    app.clock.advance(60 * 24 * 3);
    assert.deepEqual((await tile(app, 5)).cells.map(({ open, late }) => [open, late]), [[1, 1]], 'late by time alone');
    const far = { lon: 118.33, lat: 30.91 };
    assert.ok((await step(app, 'acceptor', number, 'place', { ...far, reason: '地点报错了' })).ok);
    await told(app, async () => (await tile(app, 16)).cases.length === 0 && (await tile(app, 16, '', { at: far })).cases.length === 1);
    const second = await openCase(app);
    await told(app, async () => (await tile(app, 10)).n === 2);
    assert.ok((await step(app, 'acceptor', second, 'refusal', { reason: '重复' })).ok);
    await told(app, async () => (await tile(app, 10)).n === 1);
  });
}

test('what is private, merged or void never comes near a public tile, nor does its version', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const shown = await openCase(app);
  const version = async () => (await app.request(`/tiles/cases/${address(14)}.mvt`)).headers.get('etag');
  const before = [await version(), await version()];
  const tip = await openCase(app, { class: 'E0499', visibility: 'private', lon: 118.3015 });
  const other = await openCase(app, { lon: 118.3017 });
  await told(app, async () => (await tile(app, 9)).n === 2);
  assert.ok((await step(app, 'acceptor', other, 'public-text', { description: '', private: true, reason: '涉及个人' })).ok);
  await told(app, async () => (await tile(app, 9)).n === 1);
  assert.equal(before[0], before[1]);
  assert.equal(await version(), before[0], 'the same as before they came');
  for (const query of ['', '?class=E0499', '?class=E04', '?area=900101', '?stage=open', '?since=2020-01-01', '?q=%E6%B0%B4%E6%9E%9C', '?nature=report', `?q=${tip}`, `?q=${other}`]) {
    const near = await tile(app, 16, query);
    assert.ok(near.cases.every((one) => one['number'] === undefined || one['number'] === shown), query);
    assert.ok(near.cases.length <= 1, query);
  }
  assert.equal((await tile(app, 16, '', { as: 'acceptor' })).cases.length, 1, 'the public layer shows the same to everyone');
  const desk = (as: string) => tile(app, 16, '', { as, door: '/desk/tiles' });
  assert.deepEqual((await desk('acceptor')).cases.map((one) => [one['number'], one['hidden'] ?? false]).sort(), [[shown, false], [tip, true], [other, true]].sort());
  assert.deepEqual((await desk('acceptor2')).cases, [], 'of another district');
  assert.deepEqual((await desk('dispatcher')).cases, [], 'nothing was filed yet');
  assert.equal((await app.request(`/desk/tiles/cases/${address(16)}.mvt`, { as: 'resident' })).status, 403);
});

test('a rounded position is all that a tile knows', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  await openCase(app, { class: 'E0410' });
  const rounded = { lon: 118.30051, lat: 30.90052 };
  await app.db.run(sql`update city.cases set public_geom = ST_SetSRID(ST_MakePoint(${rounded.lon}::float8, ${rounded.lat}::float8), 4326)`);
  const bytes = new PbfReader(new Uint8Array(await (await app.request(`/tiles/cases/${address(16, rounded)}.mvt`)).arrayBuffer()));
  const layer = new VectorTile(bytes).layers['cases'];
  const [, x = 0, y = 0] = address(16, rounded).split('/').map(Number);
  const spot = layer?.feature(0).loadGeometry()[0]?.[0];
  assert.ok(spot);
  const at = fromWorld((x + spot.x / 4096) * 2 ** 16, (y + spot.y / 4096) * 2 ** 16);
  assert.ok(Math.abs(at.lon - rounded.lon) < 2e-6 && Math.abs(at.lat - rounded.lat) < 2e-6);   // one unit of the tile
});

test('filters: the pyramid, the walk and the database count alike', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const stall = await openCase(app);
  await walk(app, stall, 'closure');
  app.clock.advance(60 * 24 * 2);
  const day = app.clock.now().toISOString().slice(0, 10);
  for (let i = 0; i < 3; i++) await openCase(app, { class: 'C0102', lon: 118.302 });
  await openCase(app, { nature: 'complaint', lon: 118.303 });
  const counts = async (query: string) => [(await tile(app, 9, query)).n, (await tile(app, 13, query)).n, (await tile(app, 15, query)).cases.length];
  for (const [query, expected] of [['', 5], ['?class=E04', 2], ['?class=C0102', 3], ['?class=E0406&class=C0102', 5], ['?class=none', 0], ['?stage=open', 4], ['?stage=closed', 1], [`?since=${day}`, 4], ['?area=900101001', 5], ['?area=900102', 0], [`?class=E04&stage=open&since=${day}&area=900101`, 1]] as const) {
    assert.deepEqual(await counts(query), [expected, expected, expected], query);
  }
  assert.deepEqual((await tile(app, 15, '?nature=complaint')).cases.length, 1);
  assert.deepEqual((await tile(app, 15, `?q=${stall}`)).cases.map((one) => one['number']), [stall]);
  assert.equal((await tile(app, 15, '?q=%E6%B0%B4%E6%9E%9C%E6%91%8A')).cases.length, 5);
});

test('another process, and this one after a restart, know the same versions', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  for (let i = 0; i < 5; i++) await openCase(app, { lon: 118.301 + i / 1000 });
  assert.equal((await tile(app, 9)).n, 5);   // loaded now; what follows comes by events
  await walk(app, await openCase(app), 'signature');
  await told(app, async () => (await tile(app, 9)).n === 6 && (await tile(app, 16)).cases.some((one) => one['sign'] === 'work'));
  const other = await openHouse(app.db, app.ground.config, house, { baseUrl: 'http://localhost', clock: app.clock, jobs: 'held', pollMs: 3_600_000 });
  t.after(() => other.close());
  for (const z of [0, 9, 13, 14, 15, 16, 18]) {
    const path = `/tiles/cases/${address(z)}.mvt?class=E04`;
    const etag = (await app.request(path)).headers.get('etag') ?? '';
    assert.equal((await other.app.request(new Request(`http://localhost${path}`, { headers: { 'if-none-match': etag } }))).status, 304, `zoom ${z}`);
  }
});

test('written history is in its tiles without any news of it', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const number = await openCase(app);
  assert.equal((await tile(app, 9)).n, 1);
  const { emit } = await import('#ground/events/index.ts');
  const { pastWritten } = await import('./tiles-contract.ts');
  await app.db.begin(async (tx) => {
    await tx.run(sql`update city.cases set closed_at = ${app.clock.now()}, stage = 'closed' where number = ${number}`);
    await tx.run(emit(pastWritten, 'cases', { ids: [1, 2, 3] }));
  });
  await told(app, async () => (await tile(app, 9)).cells[0]?.['open'] === 0);
});
