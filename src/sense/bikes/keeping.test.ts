// What the city keeps itself: operators with their keys, painted frames drawn and imported.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test from 'node:test';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { createPerson, grant } from '#ground/identity/index.ts';
import { fromWgs84 } from '#ground/geo/datums.ts';
import { metres } from '#ground/geo/points.ts';
import { needs } from '#test/needs.ts';
import { bike, event, openTown, PLACE, type Town } from './bikes.fixture.ts';
import { govern } from './governing.ts';
import { operatorOf } from './operators.ts';

const counted = async (town: Town, query: ReturnType<typeof sql>) => (await town.db.one(z.object({ n: z.number() }), query)).n;
const square = (lon: number, lat: number, half = 0.0001) => ({ type: 'Polygon', coordinates: [[[lon - half, lat - half], [lon + half, lat - half], [lon + half, lat + half], [lon - half, lat + half], [lon - half, lat - half]]] });

async function cityAdministrator(town: Town): Promise<void> {
  const person = await createPerson(town.db, { login: 'bike-admin', name: '管理员', lang: 'zh' });
  await grant(town.db, person, { role: 'administrator', organisation: null, area: null });
  town.people['chief'] = person;
}
const keyIn = (text: string): string => /<p class="code">([^<]+)<\/p>/.exec(text)?.[1] ?? '';

test('an operator is registered, gets a key, changes it over without a gap, and loses a lost one at once', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  await cityAdministrator(town);
  const register = (form: Record<string, string>) => town.ask('/admin/bikes/new', { as: 'chief', form });
  assert.equal((await town.ask('/admin/bikes/new', { as: 'steward-city', form: { code: 'blue', name: '蓝单车' } })).status, 403);
  const wrong: [Record<string, string>, string][] = [
    [{}, 'organisation'], [{ code: 'blue' }, 'name'], [{ code: 'blue', name: '蓝单车', colour: 'red' }, 'colour'], [{ code: 'blue', name: '蓝单车', provider_id: 'nonsense' }, 'provider_id'], [{ code: 'blue', name: '蓝单车', gbfs_url: 'file:///etc/passwd' }, 'gbfs_url'],
    [{ code: 'blue', name: '蓝单车', phone: '12' }, 'phone'], [{ organisation: 'green' }, 'organisation'], [{ organisation: 'clean1' }, 'organisation'], [{ code: 'blue', name: '蓝单车', provider_id: '2411d395-04f2-47c9-ab66-d09e9e3c3251' }, 'provider_id'], [{ code: 'blue', name: '蓝单车', cap: '-1' }, 'cap'],
  ];
  for (const [form, field] of wrong) {
    const answer = await register(form);
    assert.equal(answer.status, 422, JSON.stringify(form));
    assert.match(await answer.text(), new RegExp(`href="#f-${field}"`), `${JSON.stringify(form)} is told at ${field}`);
  }
  assert.equal(await counted(town, sql`select count(*)::int as n from city.v_organisations where code = 'blue'`), 0, 'nothing is half-written');
  const made = await register({ code: 'blue', name: '蓝单车', name_en: 'Blue Bikes', colour: '#0072B2', cap: '500', email: 'a@blue.example', phone: '+8655112345678', datum: 'gcj02' });
  assert.equal(made.status, 303);
  const blue = await operatorOf(town.db, 'blue');
  assert.deepEqual([blue?.name, blue?.name_en, blue?.colour, blue?.cap, blue?.phone, blue?.datum, blue?.synthetic], ['蓝单车', 'Blue Bikes', '#0072b2', 500, '+8655112345678', 'gcj02', false]);

  const provider_id = blue?.provider_id ?? '';
  const keyed = async (form: Record<string, string>) => { const answer = await town.ask('/admin/bikes/blue/keys', { as: 'chief', form }); return { status: answer.status, key: keyIn(await answer.text()) }; };
  assert.equal((await keyed({ act: 'issue' })).status, 422, 'a key has a name');
  const first = await keyed({ act: 'issue', key_name: '一号' });
  assert.ok(first.key.length > 20);
  assert.doesNotMatch(await (await town.ask('/admin/bikes/blue', { as: 'chief' })).text(), new RegExp(first.key), 'shown once');
  const push = (key: string) => town.ask('/mds/vehicles', { json: [bike({ provider_id })], key }).then((r) => r.status);
  assert.equal(await push(first.key), 201);
  const second = await keyed({ act: 'issue', key_name: '二号' });
  assert.deepEqual([await push(first.key), await push(second.key)], [201, 201], 'both open while it is changed over');
  const ids = await town.db.rows(z.object({ id: z.number(), name: z.string() }), sql`select id, name from ground.identity_keys where name in ('一号', '二号') order by id`);
  assert.equal((await keyed({ act: 'end', key: String(ids[0]?.id) })).status, 303);
  assert.deepEqual([await push(first.key), await push(second.key)], [401, 201]);
  const third = await keyed({ act: 'replace', key_name: '三号' });
  assert.deepEqual([await push(second.key), await push(third.key)], [401, 201], 'a lost key ends at once');
  // Keys of others are not reached through this page.
  const foreign = await town.db.one(z.object({ id: z.number() }), sql`select id from ground.identity_keys where name = 'green'`);
  await keyed({ act: 'end', key: String(foreign.id) });
  assert.equal((await town.ask('/mds/vehicles', { key: 'key-of-the-green-bikes' })).status, 200);
  // Its identity stays once there are bikes.
  await town.ask('/admin/bikes/blue', { as: 'chief', form: { name: '蓝单车二', name_en: 'Blue Two', provider_id: randomUUID() } });
  assert.deepEqual([(await operatorOf(town.db, 'blue'))?.provider_id, (await operatorOf(town.db, 'blue'))?.name], [provider_id, '蓝单车二']);
  for (const path of ['/admin/bikes', '/admin/bikes/blue', '/admin/bikes/new']) for (const lang of ['zh', 'en']) {
    const page = await town.ask(path, { as: 'chief', lang });
    assert.equal(page.status, 200, path);
    assert.doesNotMatch(await page.text(), /\{\w+\}|undefined|NaN/, path);
  }
  assert.equal((await town.ask('/admin/bikes/nobody', { as: 'chief' })).status, 404);
});

test('a frame is drawn, counts on its days, and is taken away', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const send = (form: Record<string, string>, id = 'new') => town.ask(`/desk/bikes/frames/${id}`, { as: 'steward-city', form: { name: '江边', capacity: '1', geometry: JSON.stringify(square(PLACE.lng, PLACE.lat)), ...form } });
  for (const [form, field] of [[{ capacity: '0' }, 'capacity'], [{ capacity: '' }, 'capacity'], [{ name: '' }, 'name'], [{ geometry: '' }, 'geometry'], [{ geometry: '{"type":"Point","coordinates":[1,2]}' }, 'geometry'], [{ geometry: JSON.stringify(square(10, 10)) }, 'geometry'], [{ valid_from: '2026-02-30' }, 'valid_from'], [{ valid_from: '2026-12-02', valid_to: '2026-12-01' }, 'valid_to']] as const) {
    const answer = await send(form);
    assert.equal(answer.status, 422, JSON.stringify(form));
    assert.match(await answer.text(), new RegExp(`href="#f-${field}"`), JSON.stringify(form));
  }
  const swapped = await send({ geometry: JSON.stringify(square(PLACE.lat, PLACE.lng > 90 ? 89 : PLACE.lng)) });
  assert.equal(swapped.status, 422);
  assert.equal((await send({ valid_from: '2026-11-19', valid_to: '2026-11-30' })).status, 303);
  assert.equal((await send({})).status, 422, 'a name stands once');
  const { id } = await town.db.one(z.object({ id: z.string() }), sql`select stop_id::text as id from sense.bike_stops`);

  const ids = [randomUUID(), randomUUID()];
  await town.ask('/mds/vehicles', { json: ids.map((device_id) => bike({ device_id })), key: 'key-of-the-green-bikes' });
  await town.ask('/mds/events', { json: ids.map((device_id) => event(device_id, town.clock.now())), key: 'key-of-the-green-bikes' });
  const full = async (at: string) => { town.clock.set(new Date(at)); await govern(town.db, town.clock.now()); return counted(town, sql`select count(*)::int as n from sense.bike_findings where until is null and kind = 'frame_full'`); };
  const published = async () => ((await (await town.ask('/api/bikes/frames.geojson')).json()) as { features: unknown[] }).features.length;
  // Days are those of the city: the first begins at midnight in Shanghai, the last ends with it, also where a month ends.
  assert.equal(await full('2026-11-18T23:59:00+08:00'), 0);
  assert.equal(await published(), 0);
  assert.equal(await full('2026-11-19T00:00:00+08:00'), 1);
  assert.equal(await published(), 1);
  assert.equal(await full('2026-11-30T23:59:00+08:00'), 1);
  assert.equal(await full('2026-12-01T00:00:00+08:00'), 0);
  assert.match(await (await town.ask(`/desk/bikes/frames/${id}`, { as: 'steward-city' })).text(), /value="2026-11-30"/, 'the last day is shown as it was written');
  assert.equal((await send({ capacity: '9' }, id)).status, 303);
  assert.equal(await full('2026-12-02T00:00:00+08:00'), 0, 'within its capacity');
  assert.equal((await send({ act: 'retire' }, id)).status, 303);
  assert.deepEqual([await published(), (await town.ask(`/desk/bikes/frames/${id}`, { as: 'steward-city' })).status], [0, 404]);
});

function upload(town: Town, name: string, content: string, datum = 'wgs84'): Promise<Response> {
  const edge = 'edge-of-the-parts';
  const body = `--${edge}\r\nContent-Disposition: form-data; name="datum"\r\n\r\n${datum}\r\n--${edge}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n${content}\r\n--${edge}--\r\n`;
  return town.ask('/desk/bikes/frames/import', { as: 'steward-city', method: 'POST', body, headers: { 'content-type': `multipart/form-data; boundary=${edge}` } });
}
const rowsOf = (text: string): string[] => [...text.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map((row) => [...(row[1] ?? '').matchAll(/<td[^>]*>(.*?)<\/td>|<th scope="row"[^>]*>(.*?)<\/th>/gs)].map((cell) => (cell[1] ?? cell[2] ?? '').replace(/<[^>]+>/g, '')).slice(0, 2).join(' ')).filter((row) => row !== '');

test('frames from a file: every wrong row is named and nothing is written; right ones are written once', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  const there = () => counted(town, sql`select count(*)::int as n from sense.bike_stops`);
  const head = 'name,capacity,lon,lat,width_m,length_m,bearing,valid_from,valid_to,datum';
  const bad = await upload(town, 'frames.csv', [head, '江边一,10,118.31,30.91,2,10,0,,,', '江边二,many,118.31,30.91,2,10,0,,,', '江边三,10,118.31,,2,10,0,,,', '', '江边四,10,118.31,30.91,2,10,0,2026-02-30,,', ',10,118.31,30.91,2,10,0,,,', '江边六,10,118.31,30.91,2,10,0,,,mars'].join('\n'));
  assert.equal(bad.status, 422);
  assert.deepEqual(rowsOf(await bad.text()), ['3 capacity', '4 geometry', '6 valid_from', '7 name', '8 datum']);
  const away = await upload(town, 'frames.csv', [head, '江边一,10,118.31,30.91,2,10,0,,,', '远方,10,10,10,2,10,0,,,', '江边一,10,118.31,30.91,2,10,0,,,', '倒的,10,118.31,30.91,2,10,0,2026-12-02,2026-12-01,'].join('\n'));
  assert.deepEqual([away.status, rowsOf(await away.text())], [422, ['3 geometry', '4 name', '5 valid_to']]);
  for (const [name, content] of [['frames.csv', ''], ['frames.csv', 'a,a\n1,2'], ['frames.csv', `${head}\n1,2`], ['frames.csv', head], ['frames.json', '[]'], ['frames.geojson', '{"type":"FeatureCollection","features":[]}'], ['frames.geojson', 'nonsense'], ['frames.xlsx', 'nonsense'], ['frames.geojson', JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: null, geometry: null }] })]] as const) assert.equal((await upload(town, name, content)).status, 422, `${name} ${content}`);
  assert.equal(await there(), 0, 'nothing is half-written');
  assert.equal((await town.ask('/desk/bikes/frames/import', { as: 'steward-city', form: {} })).status, 422);
  assert.equal((await town.ask('/desk/bikes/frames/import', { as: 'dispatcher', form: {} })).status, 403);

  const gcj = fromWgs84({ lon: 118.31, lat: 30.91 }, 'gcj02');
  assert.equal((await upload(town, 'frames.csv', [head, `江边一,10,118.31,30.91,2,10,90,2026-11-01,2026-12-31,`, `江边二,20,${gcj.lon},${gcj.lat},4,20,0,,,GCJ-02`].join('\n'))).status, 303);
  const Shape = z.object({ name: z.string(), lon: z.number(), lat: z.number(), east: z.number(), north: z.number(), m2: z.number() });
  const shapes = await town.db.rows(Shape, sql`select name, ST_X(ST_Centroid(geom)) as lon, ST_Y(ST_Centroid(geom)) as lat, ST_DistanceSphere(ST_MakePoint(ST_XMin(geom), ST_YMin(geom)), ST_MakePoint(ST_XMax(geom), ST_YMin(geom))) as east, ST_DistanceSphere(ST_MakePoint(ST_XMin(geom), ST_YMin(geom)), ST_MakePoint(ST_XMin(geom), ST_YMax(geom))) as north, ST_Area(geom::geography) as m2 from sense.bike_stops order by capacity`);
  for (const shape of shapes) assert.ok(metres(shape, { lon: 118.31, lat: 30.91 }) < 1, `${shape.name} stands where it was measured`);
  const near = (a: number, b: number) => Math.abs(a - b) < b * 0.01;
  assert.ok(near(shapes[0]?.east ?? 0, 10) && near(shapes[0]?.north ?? 0, 2) && near(shapes[0]?.m2 ?? 0, 20), 'ten metres to the east, two to the north');
  assert.ok(near(shapes[1]?.north ?? 0, 20) && near(shapes[1]?.m2 ?? 0, 80));
  // The same names again change what is there.
  const feature = (name: string, geometry: object, capacity: number) => ({ type: 'Feature', properties: { name, capacity, name_en: 'By the river' }, geometry });
  const holed = { ...square(118.312, 30.912, 0.0004), coordinates: [...square(118.312, 30.912, 0.0004).coordinates, ...square(118.312, 30.912, 0.0001).coordinates] };
  assert.equal((await upload(town, 'frames.geojson', JSON.stringify({ type: 'FeatureCollection', features: [feature('江边一', square(118.311, 30.911), 30), feature('江边三', holed, 5)] }))).status, 303);
  assert.deepEqual([await there(), await counted(town, sql`select capacity as n from sense.bike_stops where name = '江边一'`)], [3, 30]);
  const bow = { type: 'Polygon', coordinates: [[[118.31, 30.91], [118.311, 30.911], [118.311, 30.91], [118.31, 30.911], [118.31, 30.91]]] };
  const crossed = await upload(town, 'frames.geojson', JSON.stringify({ type: 'FeatureCollection', features: [feature('江边四', square(118.311, 30.911), 30), feature('江边五', bow, 5)] }));
  assert.deepEqual([crossed.status, rowsOf(await crossed.text()), await there()], [422, ['2 geometry'], 3]);
  for (const lang of ['zh', 'en']) for (const path of ['/desk/bikes/frames', '/desk/bikes/frames?q=江', '/desk/bikes/frames?q=%25_', '/desk/bikes/frames/new', '/desk/bikes/frames/import']) {
    const page = await town.ask(path, { as: 'steward-city', lang });
    assert.equal(page.status, 200, path);
    assert.doesNotMatch((await page.text()).replace(/data-props='[^']*'/g, ''), /\{\w+\}|undefined|NaN/, path);
  }
});

test('frames are listed to the end, each once, also those of one name in two pages', async (t) => {
  if (!needs(t, 'postgres')) return;
  const town = await openTown(t);
  await town.db.run(sql`insert into sense.bike_stops (stop_id, name, capacity, geom, changed_at) select gen_random_uuid(), '框' || (i % 7), 5, ST_MakeEnvelope(118.31, 30.91, 118.3101, 30.9101, 4326), ${town.clock.now()} from generate_series(1, 120) i`);
  const seen: string[] = [];
  for (let path: string | undefined = '/desk/bikes/frames'; path; ) {
    const text: string = await (await town.ask(path, { as: 'steward-city' })).text();
    seen.push(...[...text.matchAll(/href="\/desk\/bikes\/frames\/([0-9a-f-]{36})"/g)].map((one) => one[1] ?? ''));
    path = /href="(\/desk\/bikes\/frames\?after=[0-9a-f-]{36})"/.exec(text)?.[1];
  }
  assert.deepEqual([seen.length, new Set(seen).size], [120, 120]);
});
