import { test } from 'node:test';
import assert from 'node:assert/strict';
import { sql, type Database } from '#ground/db/index.ts';
import { freshDatabase } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { BadQuery } from '../query/bad.ts';
import type { Entity } from './present.ts';
import { setRight } from '../writing/remove.ts';
import { read } from './read.ts';

const ROOT = 'https://city.example/sta/v1.1';
const NOW = new Date('2026-11-20T08:00:00Z');
const NIL: Entity = {};

test('reading', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  await fill(db);
  const ask = async (address: string) => {
    const [path = '', query = ''] = address.split('?');
    return read(db, { path, query, root: ROOT, now: NOW, sees: 'all' });
  };
  const body = async (address: string): Promise<Entity> => { const answer = await ask(address); return 'body' in answer ? answer.body : NIL; };
  const ids = async (address: string): Promise<unknown[]> => ((await body(address))['value'] as Entity[]).map((one) => one['@iot.id']);

  await t.test('an entity with its control information', async () => {
    assert.deepEqual(await body('/Things(1)'), {
      '@iot.id': 1, '@iot.selfLink': `${ROOT}/Things(1)`, name: '东市站', description: 'air', properties: { colour: 'red', 高: 3, tags: ['a'] },
      'Locations@iot.navigationLink': `${ROOT}/Things(1)/Locations`, 'HistoricalLocations@iot.navigationLink': `${ROOT}/Things(1)/HistoricalLocations`,
      'Datastreams@iot.navigationLink': `${ROOT}/Things(1)/Datastreams`, 'MultiDatastreams@iot.navigationLink': `${ROOT}/Things(1)/MultiDatastreams`,
    });
  });
  await t.test('paths of four levels, properties, values, references', async () => {
    assert.equal((await body('/Things(1)/Datastreams(1)/Observations(1)/FeatureOfInterest'))['name'], 'here');
    assert.equal((await body('/Datastreams(1)/Observations(1)/Datastream'))['@iot.id'], 1);
    assert.deepEqual(await body('/Things(1)/name'), { name: '东市站' });
    assert.deepEqual(await body('/Things(1)/properties/colour'), { colour: 'red' });
    assert.deepEqual(await ask('/Things(1)/Datastreams(1)/name/$value'), { kind: 'value', value: 'PM10' });
    assert.deepEqual((await body('/Things(1)/Datastreams/$ref'))['value'], [{ '@iot.selfLink': `${ROOT}/Datastreams(1)` }, { '@iot.selfLink': `${ROOT}/Datastreams(2)` }]);
    assert.equal((await body('/Observations(1)/phenomenonTime'))['phenomenonTime'], '2026-11-20T00:00:00.000Z');
    assert.equal((await body('/Datastreams(1)/Thing/Datastreams(2)/Sensor/Datastreams(1)/Thing/Locations(1)/Things(1)'))['@iot.id'], 1);
  });
  for (const missing of ['/Things(9223372036854775807)', '/Things(77)/Datastreams', '/Nothing', '/Things(2)/Datastreams(1)', '/Things(1)/Datastreams(77)/Observations', '/Things(1)/nothing', '/Things(77)/name'])
    await t.test(`not there: ${missing}`, async () => assert.equal((await ask(missing)).kind, 'missing'));
  for (const wrong of ['/Things?$filter=nothing eq 1', '/Things?$filter=name gt 5', "/Things?$filter=name eq 'x", '/Things?$expand=Nothing', '/Things?$select=nothing', '/Things?$orderby=nothing', '/Things?$orderby=null', '/Things?$orderby=name,null desc', '/Things(1)?$top=1', '/Things(x)', "/Locations?$filter=st_within(location,geography'POLYGON((1 1,2 2,3 3))')", '/Things?$skiptoken=abc', '/Things?$filter=name', '/Things?$filter=Datastreams', '/Things?$orderby=Datastreams/name', "/Locations?$filter=st_relate(location,geography'POINT(1 1)','x')"])
    await t.test(`refused: ${wrong}`, () => assert.rejects(ask(wrong), BadQuery));

  const filters: [string, string, number[]][] = [
    ['Things', "name eq '东市站'", [1]], ['Things', "startswith(name,'东')", [1]], ['Things', "endswith(name,'站')", [1, 2]], ['Things', "substringof('市',name)", [1]], ['Things', "contains(name,'市')", [1]],
    ['Things', 'length(name) eq 3', [1, 2]], ['Things', "indexof(name,'站') eq 2", [1, 2]], ['Things', "substring(name,1) eq '市站'", [1]], ['Things', "substring(name,1,1) eq '市'", [1]], ['Things', "toupper(description) eq 'AIR'", [1]],
    ['Things', "concat(concat(name,'-'),description) eq '东市站-air'", [1]], ['Things', "trim('  x ') eq 'x'", [1, 2]],
    ['Things', "properties/colour eq 'red'", [1]], ['Things', "properties/高 gt 2", [1]], ['Things', "properties/tags/0 eq 'a'", [1]], ['Things', 'properties/colour eq null', [2]], ['Things', 'properties ne null', [1]],
    ['Things', "Datastreams/name eq 'PM10'", [1]], ['Things', "not Datastreams/name eq 'PM10'", [2]], ['Things', "Datastreams/any(d: d/name eq 'PM10' and d/Sensor/name eq 's')", [1]], ['Things', 'Datastreams/any()', [1]], ['Things', 'Datastreams/Observations/result gt 100', [1]],
    ['Things', '@iot.id eq 1', [1]], ['Things', 'id in (1,7)', [1]], ['Things', "id eq '2'", [2]], ['Things', "name in ('西站','x')", []],
    ["Things", "st_within(Locations/location,geography'POLYGON((116 39,117 39,117 40,116 40,116 39))')", [1]], ['Things', "geo.distance(Locations/location,geography'POINT(116.4 39.9)') lt 0.1", [1]],
    ['Observations', 'result gt 100', [2]], ['Observations', 'result add 5 mul 2 eq 60', [1]], ['Observations', 'result div 0 eq 1', []], ['Observations', 'result mod 7 eq 1', [1, 2]], ['Observations', "result eq 'wet'", [3]], ['Observations', 'result eq null', []],
    ['Observations', 'phenomenonTime gt 2026-11-20T00:30:00Z', [2, 3]], ['Observations', "phenomenonTime lt '2026-11-20T00:30:00Z'", [1]], ['Observations', 'phenomenonTime ge 2026-11-20T09:00:00+08:00', [2, 3]],
    ['Observations', 'during(phenomenonTime,2026-11-20T00:00:00Z/2026-11-20T01:00:00Z)', [1, 2]], ['Observations', 'after(phenomenonTime,2026-11-20T00:00:00Z)', [2, 3]], ['Observations', "phenomenonTime gt now() sub duration'PT7H30M'", [2, 3]],
    ['Observations', 'hour(phenomenonTime) eq 1', [2]], ['Observations', 'date(phenomenonTime) eq 2026-11-20', [1, 2, 3]], ['Observations', 'time(phenomenonTime) lt 00:30:00', [1]], ['Observations', 'fractionalseconds(phenomenonTime) gt 0.4', [3]],
    ['Observations', 'resultTime eq null', [2, 3]], ['Observations', "Datastream/Thing/name eq '东市站' and result lt 100", [1]], ['Observations', "Datastream/unitOfMeasurement/symbol eq 'µg/m³'", [1, 2]], ['Observations', 'parameters/battery lt 20', [2]],
    ['Observations', 'round(result) eq 50 or ceiling(result) eq 120 or floor(result) eq 7', [1, 2]], ['Observations', "FeatureOfInterest/name eq 'nowhere'", []],
  ];
  for (const [set, filter, expected] of filters) await t.test(`${set}: ${filter}`, async () => assert.deepEqual(await ids(`/${set}?$filter=${encodeURIComponent(filter)}`), expected));

  await t.test('expand, nested with options and counts; to one and to many', async () => {
    const thing = await body('/Things(1)?$expand=Datastreams($select=name;$orderby=name desc;$expand=Observations($top=1;$orderby=phenomenonTime desc;$count=true;$select=result),ObservedProperty($select=name)),Locations');
    assert.deepEqual(thing['Datastreams'], [
      { name: 'rain', 'Observations@iot.count': 1, Observations: [{ result: 'wet' }], ObservedProperty: { name: 'p' } },
      { name: 'PM10', 'Observations@iot.count': 2, Observations: [{ result: 120 }], 'Observations@iot.nextLink': `${ROOT}/Datastreams(1)/Observations?$top=1&$skip=1&$orderby=phenomenonTime%20desc&$count=true&$select=result`, ObservedProperty: { name: 'p' } },
    ]);
    assert.equal((thing['Locations'] as Entity[]).length, 1);
    const slashed = await body('/Things?$expand=Datastreams/Sensor,Datastreams/Thing&$filter=id eq 1');
    assert.deepEqual(Object.keys(((slashed['value'] as Entity[])[0]?.['Datastreams'] as Entity[])[0] ?? {}).filter((key) => key === 'Sensor' || key === 'Thing'), ['Sensor', 'Thing']);
  });
  await t.test('pages follow each other to the last, which has no next; the count does not change with them', async () => {
    for (const order of ['', '&$orderby=phenomenonTime desc', '&$orderby=result', '&$orderby=Datastream/name,phenomenonTime']) {
      const seen: unknown[] = [];
      let next: string | undefined = `/Observations?$top=1&$count=true${order}`;
      while (next !== undefined) {
        const page: Entity = await body(next);
        assert.equal(page['@iot.count'], 3);
        seen.push(...(page['value'] as Entity[]).map((one) => one['@iot.id']));
        next = (page['@iot.nextLink'] as string | undefined)?.slice(ROOT.length);
      }
      assert.equal(new Set(seen).size, 3, order);
      assert.equal(seen.length, 3, order);
    }
  });
  await t.test('the newest observation of every stream, also where a clock runs ahead, an interval ends late, or nothing was measured', async () => {
    const newest = async () => ((await body('/Datastreams?$orderby=id&$expand=Observations($top=1;$orderby=phenomenonTime desc;$select=id;$expand=FeatureOfInterest($select=name))'))['value'] as Entity[]).map((one) => [(one['Observations'] as Entity[])[0]?.['@iot.id'], 'Observations@iot.nextLink' in one]);
    assert.deepEqual(await newest(), [[2, true], [3, false]]);
    await db.run(sql`insert into sense.observations (id, datastream_id, time, time_end, number, feature_id) values (901, 1, '2036-01-01', null, 1, 1), (902, 2, '2026-11-20T01:00:00Z', '2026-11-20T09:00:00Z', 1, 1)`);
    // As the ingest leaves it: what lies ahead does not become the latest, what ends late moves the end.
    await db.run(sql`update sense.datastreams set observed = observed + 1, time_to = case id when 1 then '2036-01-01'::timestamptz else '2026-11-20T09:00:00Z' end`);
    assert.deepEqual(await newest(), [[901, true], [3, true]]);
    await db.run(sql`delete from sense.observations`);
    await db.run(sql`update sense.datastreams set observed = 0, time_to = null, last_time = null, last_id = null`);
    assert.deepEqual(await newest(), [[undefined, false], [undefined, false]]);
  });
});

async function fill(db: Database): Promise<void> {
  const statements = [
    sql`insert into sense.things (name, description, properties) values ('东市站', 'air', '{"colour": "red", "高": 3, "tags": ["a"]}'), ('西门站', 'water', null)`,
    sql`insert into sense.locations (name, description, encoding_type, location, geom) values ('place', '', 'application/geo+json', '{"type": "Point", "coordinates": [116.4, 39.9]}', ST_SetSRID(ST_MakePoint(116.4, 39.9), 4326))`,
    sql`insert into sense.thing_locations values (1, 1)`,
    sql`insert into sense.historical_locations (thing_id, time) values (1, '2026-11-01T00:00:00Z')`, sql`insert into sense.historical_location_locations values (1, 1)`,
    sql`insert into sense.sensors (name, description, encoding_type, metadata) values ('s', '', 'application/pdf', '"x.pdf"')`,
    sql`insert into sense.observed_properties (name, definition, description) values ('p', 'http://example.org/p', '')`,
    sql`insert into sense.datastreams (name, description, observation_type, unit, thing_id, sensor_id, observed_property_id) values ('PM10', '', 'm', '{"name": "x", "symbol": "µg/m³", "definition": "y"}', 1, 1, 1), ('rain', '', 'm', '{"symbol": "mm"}', 1, 1, 1)`,
    sql`insert into sense.features (name, description, encoding_type, feature) values ('here', '', 'application/geo+json', '{"type": "Point", "coordinates": [116.4, 39.9]}')`,
    sql`insert into sense.observations (datastream_id, time, result_time, number, result, parameters, feature_id) values
      (1, '2026-11-20T00:00:00Z', '2026-11-20T00:00:01Z', 50, null, null, 1), (1, '2026-11-20T01:00:00Z', null, 120, null, '{"battery": 12}', 1), (2, '2026-11-20T02:00:00.5Z', null, null, '"wet"', null, 1)`,
  ];
  for (const statement of statements) await db.run(statement);
  await setRight(db, [1, 2]);
}
