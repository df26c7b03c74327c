import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { freshDatabase, freshEmbedded } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { seedSmallCity } from '#test/small-city.ts';
import { saveAssets } from '#city/assets/index.ts';
import { read } from '../reading/read.ts';
import { saveKind, saveProperty, sensingLists } from './lists.ts';
import { provision, tryProvisioning } from './provision.ts';
import { readThings } from './reading.ts';
import type { Sheet } from './sheet.ts';

const NOW = new Date('2026-11-20T08:00:00Z');
const BY = { person: null, now: NOW };
const sheet = (rows: readonly Record<string, string>[]): Sheet => { const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]; return { columns, rows: rows.map((cells, i) => ({ row: i + 2, cells: Object.fromEntries(columns.map((name) => [name, cells[name] ?? ''])) })) }; };
const AIR = { code: 'AQ-1', name: '望江空气站', name_en: 'Wangjiang air', kind: 'air', lon: '118.301', lat: '30.901', organisation: 'law1' };
const NOISE = { code: 'N-1', name: '夜市噪声', kind: 'noise', lon: '118.302', lat: '30.902', public: '否' };
const get = async (db: Db, address: string) => { const [path = '', query = ''] = address.split('?'); const answer = await read(db, { path, query: query.replaceAll(' ', '%20'), root: 'r', now: NOW, sees: 'all' }); return 'body' in answer ? answer.body : {}; };
const count = async (db: Db) => (await db.one(z.object({ n: z.string() }), sql`select concat_ws(' ', (select count(*) from sense.things), (select count(*) from sense.locations), (select count(*) from sense.sensors), (select count(*) from sense.observed_properties), (select count(*) from sense.datastreams)) as n`)).n;
async function brought(db: Db, rows: readonly Record<string, string>[]) {
  const { plans, problems } = await readThings(db, sheet(rows));
  assert.deepEqual(problems, []);
  const { ids: _, ...tried } = await tryProvisioning(db, plans);
  const { ids, ...done } = await provision(db, plans, BY);
  assert.deepEqual(done, tried, 'the trial said what was done');
  return { ...done, ids };
}

test('a table becomes things with places and streams; the same table again doubles nothing; what changed is changed', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  await seedSmallCity(db, NOW);
  const first = await brought(db, [AIR, NOISE]);
  assert.deepEqual([first.new, first.changed, first.same], [2, 0, 0]);
  assert.equal(await count(db), '2 2 2 7 7');
  const stream = (await get(db, `/Datastreams?$filter=Thing/id eq ${first.ids.get('AQ-1')} and ObservedProperty/name eq 'PM10'&$expand=ObservedProperty`) as { value: Record<string, unknown>[] }).value[0];
  assert.deepEqual([stream?.['observationType'], stream?.['unitOfMeasurement'], stream?.['properties']], ['http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement', { name: 'microgram per cubic metre', symbol: 'µg/m³', definition: 'http://unitsofmeasure.org/ucum#ug/m3' }, { interval: 600 }]);
  assert.deepEqual(Reflect.get(Object(stream?.['ObservedProperty']), 'properties'), { name: { zh: '可吸入颗粒物 PM10', en: 'PM10' }, unit: 'ug/m3', low: 0, high: 5000 });
  const kept = await db.rows(z.object({ code: z.string(), kind: z.string(), organisation: z.string().nullable(), path: z.array(z.string()), public: z.boolean() }), sql`select code, kind, organisation, path, public from sense.things order by code`);
  assert.deepEqual(kept, [{ code: 'AQ-1', kind: 'air', organisation: 'law1', path: ['900000', '900101', '900101001', '900101001001', '900101001001001'], public: true }, { code: 'N-1', kind: 'noise', organisation: null, path: ['900000', '900101', '900101001', '900101001001', '900101001001001'], public: false }]);

  assert.deepEqual({ ...(await brought(db, [AIR, NOISE])), ids: 0 }, { new: 0, changed: 0, same: 2, ids: 0 });
  assert.equal(await count(db), '2 2 2 7 7');

  assert.equal((await brought(db, [{ ...AIR, name: '望江站', lon: '118.305' }, NOISE])).changed, 1);
  assert.equal(await count(db), '2 3 2 7 7', 'a move is a new Location of the same Thing');
  const moved = await get(db, `/Things(${first.ids.get('AQ-1')})?$expand=Locations,HistoricalLocations`) as { name: string; Locations: { location: { coordinates: number[] } }[]; HistoricalLocations: unknown[] };
  assert.deepEqual([moved.name, moved.Locations[0]?.location.coordinates, moved.HistoricalLocations.length], ['望江站', [118.305, 30.901], 2]);

  const air = (await sensingLists(db)).kinds.get('air');
  assert.ok(air);
  await saveKind(db, { ...air, streams: [...air.streams, { property: 'O3', type: 'measurement', interval: 600 }] }, { ...BY, retired: false });
  assert.equal((await brought(db, [{ ...AIR, name: '望江站', lon: '118.305' }])).changed, 1, 'a stream that its kind has since then is added');
  assert.equal(await count(db), '2 3 2 8 8');
});

test('two tables with the same code at the same time are one thing', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  await seedSmallCity(db, NOW);
  const { plans } = await readThings(db, sheet([AIR]));
  const done = await Promise.all([provision(db, plans, BY), provision(db, plans, BY)]);
  assert.deepEqual(done.map((one) => `${one.new} new ${one.same} same`).toSorted((a, b) => a.localeCompare(b)), ['0 new 1 same', '1 new 0 same']);
});

test('also on the embedded database', async (t) => {
  const db = await freshEmbedded(t);
  await seedSmallCity(db, NOW);
  await brought(db, [AIR, NOISE]);
  assert.equal((await brought(db, [AIR, NOISE])).same, 2);
});

test('every wrong cell is told with its row and column, and nothing is planned of that row', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  await seedSmallCity(db, NOW);
  await saveAssets(db, [{ code: 'lamp1', name: '灯', state: 'good', lon: 118.303, lat: 30.903 }], null, NOW);
  const air = (await sensingLists(db)).kinds.get('parking');
  assert.ok(air);
  await saveKind(db, air, { ...BY, retired: true });
  const wrong: [Record<string, string>, string, RegExp][] = [
    [{ ...AIR, code: '' }, 'code', /missing/], [{ ...AIR, code: 'a b' }, 'code', /letters/], [{ ...AIR, code: 'TWICE' }, '', /./], [{ ...AIR, code: 'TWICE' }, 'code', /row 4 already/], [{ ...AIR, code: 'a1', name: '' }, 'name', /missing/], [{ ...AIR, code: 'a2', name: '长'.repeat(121) }, 'name', /at most 120/],
    [{ ...AIR, code: 'a3', kind: 'sonar' }, 'kind', /no kind.*air/], [{ ...AIR, code: 'a4', kind: 'parking' }, 'kind', /retired/], [{ ...AIR, code: 'a5', lon: '' }, 'lon', /./], [{ ...AIR, code: 'a6', lon: 'east' }, 'lon', /./], [{ ...AIR, code: 'a7', lon: '30.901', lat: '118.301' }, 'lat', /swapped/i],
    [{ ...AIR, code: 'a8', lon: '120.5' }, 'lon', /outside/], [{ ...AIR, code: 'a9', datum: 'mars' }, 'datum', /./], [{ ...AIR, code: 'b1', organisation: 'nobody' }, 'organisation', /no organisation/], [{ ...AIR, code: 'b2', public: 'perhaps' }, 'public', /yes or no/], [{ ...AIR, code: 'b3', asset: 'lamp9' }, 'asset', /no asset/],
  ];
  const { plans, problems } = await readThings(db, sheet(wrong.map(([cells]) => cells)));
  const told = problems.map(({ row, column, what, params }) => ({ row, column, text: what('en', params) }));
  for (const [i, [, column, text]] of wrong.entries()) if (column) assert.ok(told.some((one) => one.row === i + 2 && one.column === column && text.test(one.text)), `row ${i + 2} ${column}: ${JSON.stringify(told.filter((one) => one.row === i + 2))}`);
  assert.deepEqual(plans.map((plan) => plan.code), ['TWICE']);
  const { problems: header } = await readThings(db, { columns: ['编号', 'code', '型号'], rows: [] });
  assert.deepEqual(header.map(({ row, column }) => [row, column]), [[1, 'name'], [1, 'kind'], [1, 'code']]);
  const { plans: [lamp] } = await readThings(db, sheet([{ 编号: 'L-1', 名称: '路灯一', 类型: 'light', 部件: 'lamp1', 备注: 'x' }]));
  assert.deepEqual([lamp?.at, lamp?.asset, lamp?.public], [{ lon: 118.303, lat: 30.903 }, 'lamp1', true], 'Chinese headers; the place of the asset');
  const { plans: [shifted] } = await readThings(db, sheet([{ ...AIR, datum: 'GCJ-02', lon: '118.306', lat: '30.899' }]));
  assert.ok(shifted && Math.abs(shifted.at.lon - 118.301) < 0.002 && shifted.at.lon !== 118.306, 'GCJ-02 comes in as WGS 84');
});

test('a list entry that changes changes what others read of it; a retired one is kept', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  await seedSmallCity(db, NOW);
  await brought(db, [AIR]);
  const pm10 = (await sensingLists(db)).properties.get('PM10');
  assert.ok(pm10);
  await saveProperty(db, { ...pm10, name: '颗粒物', high: 1000 }, { ...BY, retired: true });
  assert.equal((await sensingLists(db)).properties.get('PM10')?.retired_at?.getTime(), NOW.getTime());
  const { value: [entity] } = await get(db, "/ObservedProperties?$filter=name eq 'PM10'") as { value: { properties: Record<string, unknown> }[] };
  assert.deepEqual(entity?.properties, { name: { zh: '颗粒物', en: 'PM10' }, unit: 'ug/m3', low: 0, high: 1000 });
});
