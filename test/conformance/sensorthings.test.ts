// The 22 behaviours that the OGC executable tests of SensorThings check (6 of the core, 8 of writing, 8 of filtering), met by curl over a real port,
// from an empty database on. What they check stands in the standard (OGC 18-088 §8 to §10); the tests themselves are ours.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needs } from '../support/needs.ts';
import { FEATURE, place, PROPERTY, SENSOR, sensing, SETS, STREAM, THING } from './sensorthings-house.ts';

const PROPERTIES: Readonly<Record<(typeof SETS)[number], readonly string[]>> = {
  Things: ['name', 'description', 'properties'], Locations: ['name', 'description', 'encodingType', 'location'], HistoricalLocations: ['time'], Datastreams: ['name', 'description', 'unitOfMeasurement', 'observationType', 'phenomenonTime', 'resultTime'],
  Sensors: ['name', 'description', 'encodingType', 'metadata'], ObservedProperties: ['name', 'definition', 'description'], Observations: ['phenomenonTime', 'result', 'resultTime'], FeaturesOfInterest: ['name', 'description', 'encodingType', 'feature'],
};
const RELATIONS: Readonly<Record<(typeof SETS)[number], readonly string[]>> = {
  Things: ['Locations', 'HistoricalLocations', 'Datastreams'], Locations: ['Things', 'HistoricalLocations'], HistoricalLocations: ['Thing', 'Locations'], Datastreams: ['Thing', 'Sensor', 'ObservedProperty', 'Observations'],
  Sensors: ['Datastreams'], ObservedProperties: ['Datastreams'], Observations: ['Datastream', 'FeatureOfInterest'], FeaturesOfInterest: ['Observations'],
};
const MISSING = '9223372036854775807';

test('the core: six behaviours', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'curl')) return;
  const { get, make, curl, app } = await sensing(t);
  await t.test('an empty service has empty sets', async () => { for (const set of SETS) assert.deepEqual(await get(`/${set}`), { value: [] }); });
  await make('/Things', THING);

  await t.test('1 the service root has every set at exactly root + "/" + name', async () => {
    const { value } = await get('');
    for (const set of SETS) assert.equal(value.find((one: any) => one.name === set)?.url, `${app.ground.baseUrl}/sta/v1.1/${set}`);
  });
  await t.test('2 every set, and 3 every entity, has its control information, properties and relations', async () => {
    for (const set of SETS) {
      const { value: [first] } = await get(`/${set}`);
      for (const one of [first, await get(`/${set}(${first['@iot.id']})`)]) {
        assert.equal(Number.isSafeInteger(one['@iot.id']), true);
        assert.equal(one['@iot.selfLink'], `${app.ground.baseUrl}/sta/v1.1/${set}(${one['@iot.id']})`);
        for (const name of PROPERTIES[set]) assert.ok(name in one, `${set} ${name}`);
        for (const name of RELATIONS[set]) assert.equal(one[`${name}@iot.navigationLink`], `${one['@iot.selfLink']}/${name}`);
      }
    }
  });
  await t.test('4 a property alone, and its raw value', async () => {
    for (const set of SETS) {
      const { value: [first] } = await get(`/${set}`);
      for (const name of PROPERTIES[set].filter((one) => first[one] !== undefined && first[one] !== null)) {
        assert.deepEqual(await get(`/${set}(${first['@iot.id']})/${name}`), { [name]: first[name] });
        const raw = await curl('GET', `/${set}(${first['@iot.id']})/${name}/$value`);
        assert.equal(raw.status, 200);
        assert.deepEqual(typeof first[name] === 'object' ? raw.json() : raw.text, typeof first[name] === 'object' ? first[name] : String(first[name]));
      }
    }
  });
  await t.test('5 an id that is not there is 404', async () => {
    for (const set of SETS) assert.deepEqual((await curl('GET', `/${set}(${MISSING})`)).json(), { code: 404, type: 'error', message: 'Not Found' });
  });
  await t.test('6 resource paths four levels deep, with references of self links only', async () => {
    let walked = 0;
    const walk = async (path: string, set: (typeof SETS)[number], level: number): Promise<void> => {
      if (level > 4) return;
      for (const relation of RELATIONS[set]) {
        const target = relation.endsWith('s') && (SETS as readonly string[]).includes(relation) ? relation : undefined;
        const body = await get(`${path}/${relation}`);
        walked++;
        const reference = await get(`${path}/${relation}/$ref`);
        if (target) {
          assert.deepEqual(reference.value, body.value.map((one: any) => ({ '@iot.selfLink': one['@iot.selfLink'] })));
          if (body.value[0]) await walk(`${path}/${relation}(${body.value[0]['@iot.id']})`, target as (typeof SETS)[number], level + 1);
        } else {
          assert.deepEqual(reference, { '@iot.selfLink': body['@iot.selfLink'] });
          if (level < 3) await walk(`${path}/${relation}`, ({ Thing: 'Things', Sensor: 'Sensors', ObservedProperty: 'ObservedProperties', Datastream: 'Datastreams', FeatureOfInterest: 'FeaturesOfInterest' } as const)[relation as 'Thing'], level + 1);
        }
      }
    };
    await walk('/Datastreams(1)', 'Datastreams', 2);
    assert.ok(walked > 15, String(walked));
    for (const [path, status] of [['/Things(1)/Nothing', 404], ['/Nothings', 404], ['/Things(x)', 400], ['/Things(1)/Datastreams(77)', 404], ['/Things?$nothing=1', 400], ['/Things?$filter=name eq', 400], ['/Things?$top=-1', 400], ['/Things?$expand=Nothing', 400]] as const) assert.equal((await curl('GET', path)).status, status, path);
  });
});

test('writing: eight behaviours', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'curl')) return;
  const { get, make, curl, app } = await sensing(t);
  const count = async (): Promise<number[]> => Promise.all(SETS.map(async (set) => Number((await get(`/${set}?$count=true&$top=0`))['@iot.count'])));
  const latest = async (set: string) => (await get(`/${set}?$orderby=id desc&$top=1`)).value[0];

  await t.test('7 each entity can be made by itself, answered by 201 and its address', async () => {
    const thing = await make('/Things', { name: 't', description: '' });
    const location = await make('/Locations', place());
    assert.equal((await curl('PATCH', `/Things(${thing})`, { body: { Locations: [{ '@iot.id': location }] } })).status, 200);
    const [sensor, property, feature] = [await make('/Sensors', SENSOR), await make('/ObservedProperties', PROPERTY), await make('/FeaturesOfInterest', FEATURE)];
    const stream = await make('/Datastreams', { ...STREAM, Thing: { '@iot.id': thing }, Sensor: { '@iot.id': sensor }, ObservedProperty: { '@iot.id': property } });
    await make('/Observations', { phenomenonTime: '2026-11-18T01:00:00Z', result: 1, Datastream: { '@iot.id': stream }, FeatureOfInterest: { '@iot.id': feature } });
    await make('/HistoricalLocations', { time: '2026-11-18T00:00:00Z', Thing: { '@iot.id': thing }, Locations: [{ '@iot.id': location }] });
    await make(`/Things(${thing})/Datastreams`, { ...STREAM, Sensor: { '@iot.id': sensor }, ObservedProperty: { '@iot.id': property } });
    assert.deepEqual(await count(), [1, 1, 2, 2, 1, 1, 1, 1]);
  });
  await t.test('8 a deep insert makes all that hangs on it, linked', async () => {
    const before = await count();
    const thing = await make('/Things', THING);
    assert.deepEqual(await count(), before.map((n, i) => n + [1, 1, 1, 1, 1, 1, 2, 2][i]!));
    const stream = (await get(`/Things(${thing})/Datastreams?$expand=Sensor,ObservedProperty,Observations/FeatureOfInterest`)).value[0];
    assert.deepEqual([stream.Sensor.name, stream.ObservedProperty.name, stream.Observations.map((one: any) => one.FeatureOfInterest.name)], ['sensor', 'PM10', ['feature', 'place']]);
  });
  await t.test('9 a FeatureOfInterest is made of the place of the thing, and used again; made anew when deleted, another after a move', async () => {
    const thing = await make('/Things', { name: 't', description: '', Locations: [place(1, 2)], Datastreams: [STREAM] });
    const stream = (await get(`/Things(${thing})/Datastreams`)).value[0]['@iot.id'];
    const featureOf = async () => { const id = await make(`/Datastreams(${stream})/Observations`, { result: 1 }); return get(`/Observations(${id})/FeatureOfInterest`); };
    const [first, second] = [await featureOf(), await featureOf()];
    assert.equal(first['@iot.id'], second['@iot.id']);
    assert.deepEqual(first.feature, place(1, 2).location);
    const rows = await curl('POST', '/CreateObservations', { body: [{ Datastream: { '@iot.id': stream }, components: ['result'], dataArray: [[5]] }] });
    assert.equal((await get(`/Observations(${/\((\d+)\)/.exec(rows.json()[0])?.[1]})/FeatureOfInterest`))['@iot.id'], first['@iot.id']);
    assert.equal((await curl('DELETE', `/FeaturesOfInterest(${first['@iot.id']})`)).status, 200);
    const third = await featureOf();
    assert.notEqual(third['@iot.id'], first['@iot.id']);
    await make(`/Things(${thing})/Locations`, place(3, 4));
    assert.deepEqual((await featureOf()).feature, place(3, 4).location);
    assert.equal((await get(`/Things(${thing})/HistoricalLocations?$count=true`))['@iot.count'], 2);
  });
  await t.test('10 a time that was not sent: phenomenonTime is that of the server, resultTime is null', async () => {
    const id = await make('/Datastreams(1)/Observations', { result: 7 });
    const one = await get(`/Observations(${id})`);
    assert.deepEqual([one.resultTime, one.phenomenonTime], [null, app.clock.now().toISOString()]);
  });
  await t.test('11 PATCH answers 200 and changes only what was sent', async () => {
    for (const [set, change] of [['Things', { name: 'new' }], ['Locations', { description: 'new' }], ['Datastreams', { description: 'new' }], ['Sensors', { metadata: 'new' }], ['ObservedProperties', { description: 'new' }], ['FeaturesOfInterest', { name: 'new' }], ['Observations', { result: 99 }], ['HistoricalLocations', { time: '2026-11-01T00:00:00.000Z' }]] as const) {
      const before = await latest(set);
      assert.equal((await curl('PATCH', `/${set}(${before['@iot.id']})`, { body: change })).status, 200, set);
      const { ...after } = await get(`/${set}(${before['@iot.id']})`);
      assert.deepEqual(after, { ...before, ...change }, set);
    }
    const { '@iot.id': id } = await latest('Things');
    assert.equal((await curl('PATCH', `/Things(${id})`, { type: 'application/json-patch+json', body: [{ op: 'add', path: '/properties', value: { size: 1 } }] })).status, 200);
    assert.deepEqual((await get(`/Things(${id})`)).properties, { size: 1 });
    assert.equal((await curl('PUT', `/Things(${id})`, { body: { name: 'put', description: 'd' } })).status, 200);
    assert.equal((await get(`/Things(${id})`)).properties, undefined);
    assert.equal((await curl('PATCH', `/Things(${MISSING})`, { body: { name: 'x' } })).status, 404);
  });
  await t.test('12 PATCH with new entities inside is refused', async () => {
    const before = await count();
    for (const [path, body] of [['/Things(1)', { Datastreams: [STREAM] }], ['/Things(1)', { Locations: [place()] }], ['/Datastreams(1)', { Sensor: SENSOR }], ['/Datastreams(1)', { ObservedProperty: PROPERTY }], ['/Datastreams(1)', { Thing: { name: 'x', description: '' } }], ['/Datastreams(1)', { Observations: [{ result: 1 }] }]] as const) assert.equal((await curl('PATCH', path, { body })).status, 400, JSON.stringify(body));
    assert.deepEqual(await count(), before);
  });
  await t.test('13 bodies that are wrong are refused and nothing is made, inside of a deep insert too', async () => {
    const before = await count();
    const without = (value: Record<string, unknown>, name: string) => Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
    const wrong: [string, unknown][] = [
      ['/Things', { description: 'no name' }], ['/Things', '{"name": '], ['/Things', ''], ['/Things', '[]'], ['/Things', { ...THING, Locations: [without(place(), 'encodingType')] }], ['/Locations', without(place(), 'location')], ['/Sensors', without(SENSOR, 'metadata')], ['/ObservedProperties', without(PROPERTY, 'definition')],
      ['/Datastreams', STREAM], ['/Datastreams', { ...without(STREAM, 'Sensor'), Thing: { '@iot.id': 1 } }], ['/Datastreams', { ...without(STREAM, 'ObservedProperty'), Thing: { '@iot.id': 1 } }], ['/Datastreams', { ...STREAM, Thing: { '@iot.id': 987654 } }], ['/Observations', { result: 1 }], ['/Observations', { result: 1, Datastream: { '@iot.id': 987654 } }],
      ['/Observations', { result: 1, Datastream: { '@iot.id': 1 }, FeatureOfInterest: { name: 'no encoding' } }], ['/Things', { ...THING, Datastreams: [without(STREAM, 'Sensor')] }], ['/Things', { ...THING, Datastreams: [{ ...STREAM, Sensor: without(SENSOR, 'encodingType') }] }], ['/Things', { ...THING, Datastreams: [{ ...STREAM, Observations: [{ result: 'wet' }] }] }], ['/HistoricalLocations', { time: '2026-11-18T00:00:00Z' }], ['/FeaturesOfInterest', without(FEATURE, 'feature')],
    ];
    for (const [path, body] of wrong) {
      const heard = await curl('POST', path, { body });
      assert.ok(heard.status === 400 || heard.status === 409, `${path} ${JSON.stringify(body)} ${heard.status} ${heard.text}`);
      assert.equal(heard.json().code, heard.status);
    }
    assert.deepEqual(await count(), before);
  });
  await t.test('14 DELETE answers 200, takes along what cannot be without it, and is 404 the second time', async () => {
    const thing = await make('/Things', THING);
    const stream = (await get(`/Things(${thing})/Datastreams`)).value[0]['@iot.id'];
    const [one] = (await get(`/Datastreams(${stream})/Observations`)).value;
    assert.equal((await curl('DELETE', `/Things(${thing})`)).status, 200);
    for (const gone of [`/Things(${thing})`, `/Datastreams(${stream})`, `/Observations(${one['@iot.id']})`]) { assert.equal((await curl('GET', gone)).status, 404, gone); assert.equal((await curl('DELETE', gone)).status, 404, gone); }
    // As the suites do it: everything, set by set.
    for (const set of [...SETS].reverse()) for (let left = (await get(`/${set}`)).value; left.length; left = (await get(`/${set}`)).value) for (const { '@iot.id': id } of left) assert.equal((await curl('DELETE', `/${set}(${id})`)).status, 200);
    assert.deepEqual(await count(), SETS.map(() => 0));
    await make('/Things', THING);
  });
});

test('filtering: eight behaviours', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'curl')) return;
  const { get, make } = await sensing(t);
  for (let n = 1; n <= 5; n++) await make('/Things', { ...THING, name: `thing ${n}`, Datastreams: [1, 2].map((k) => ({ ...STREAM, name: `stream ${n}.${k}`, Observations: [1, 2, 3].map((i) => ({ result: n * 10 + i, phenomenonTime: `2026-11-18T0${i}:00:00Z` })) })) });
  const firstId = async (): Promise<number> => (await get('/Observations?$top=1')).value[0]['@iot.id'];
  const names = async (path: string): Promise<unknown[]> => (await get(path)).value.map((one: any) => one.name ?? one.result);

  await t.test('15 $select', async () => {
    assert.deepEqual((await get('/Things?$select=name,properties&$top=1')).value, [{ name: 'thing 1', properties: { colour: 'red' } }]);
    assert.deepEqual(await get(`/Observations(${await firstId()})?$select=result`), { result: 11 });
    for (const set of SETS) for (const name of PROPERTIES[set]) assert.ok(Object.keys((await get(`/${set}?$select=${name}&$top=1`)).value[0]).every((key) => key === name), `${set} ${name}`);
  });
  await t.test('16 $expand, several and nested', async () => {
    const one = await get('/Things(2)?$expand=Locations,Datastreams($select=name;$expand=Sensor,Observations($filter=result gt 21;$count=true))');
    assert.deepEqual([one.Locations.length, one.Datastreams.map((d: any) => [d.name, d.Sensor.name, d['Observations@iot.count'], d.Observations.map((o: any) => o.result)])], [1, [['stream 2.1', 'sensor', 2, [22, 23]], ['stream 2.2', 'sensor', 2, [22, 23]]]]);
    assert.equal((await get(`/Observations(${await firstId()})?$expand=Datastream/Thing/Locations`)).Datastream.Thing.Locations[0].name, 'place');
    for (const set of SETS) for (const relation of RELATIONS[set]) { const [first] = (await get(`/${set}?$expand=${relation}&$top=1`)).value; assert.ok(relation in first && !(`${relation}@iot.navigationLink` in first), `${set} ${relation}`); }
  });
  await t.test('17 $top, and the next page until the last, which has none', async () => {
    const seen: unknown[] = [];
    let page = await get('/Things?$top=2');
    for (; page['@iot.nextLink']; page = await get(page['@iot.nextLink'])) seen.push(...page.value.map((one: any) => one.name));
    assert.deepEqual([...seen, ...page.value.map((one: any) => one.name)], [1, 2, 3, 4, 5].map((n) => `thing ${n}`));
    assert.equal('@iot.nextLink' in await get('/Things?$top=5'), false);
    assert.equal('@iot.nextLink' in await get('/Things?$top=9'), false);
    const opened = await get('/Datastreams(1)?$expand=Observations($top=1;$orderby=phenomenonTime desc;$select=result)');
    assert.deepEqual(opened.Observations, [{ result: 13 }]);
    assert.deepEqual((await get(opened['Observations@iot.nextLink'])).value, [{ result: 12 }]);
  });
  await t.test('18 $skip', async () => { assert.deepEqual([await names('/Things?$skip=3'), await names('/Things?$skip=1&$top=1'), await names('/Things?$skip=99')], [['thing 4', 'thing 5'], ['thing 2'], []]); });
  await t.test('19 $orderby, by several and through relations', async () => {
    assert.deepEqual(await names('/Things?$orderby=name desc&$top=2'), ['thing 5', 'thing 4']);
    assert.deepEqual(await names('/Datastreams(1)/Observations?$orderby=phenomenonTime desc'), [13, 12, 11]);
    assert.deepEqual(await names('/Observations?$orderby=Datastream/name desc,result asc&$top=4'), [51, 52, 53, 51]);
    for (const set of SETS) for (const name of PROPERTIES[set].filter((one) => !['location', 'feature'].includes(one))) assert.equal((await get(`/${set}?$orderby=${name}`)).value.length > 0, true, `${set} ${name}`);
  });
  await t.test('20 $count', async () => {
    for (const [path, n] of [['/Things', 5], ['/Things(1)/Datastreams', 2], ['/Observations', 30], ['/Datastreams(3)/Observations', 3]] as const) assert.deepEqual([(await get(`${path}?$count=true`))['@iot.count'], '@iot.count' in await get(`${path}?$count=false`)], [n, false]);
  });
  await t.test('21 $filter: every comparison, on sets and on paths of two levels, by properties and through relations', async () => {
    for (const [op, expected] of [['lt', [11]], ['le', [11, 12]], ['eq', [12]], ['ne', [11, 13]], ['ge', [12, 13]], ['gt', [13]]] as const) {
      assert.deepEqual(await names(`/Datastreams(1)/Observations?$filter=result ${op} 12`), expected, op);
      assert.deepEqual(await names(`/Things(1)/Datastreams(1)/Observations?$filter=phenomenonTime ${op} 2026-11-18T02:00:00Z`), expected, op);
    }
    for (const [op, expected] of [['lt', [1, 2]], ['le', [1, 2, 3]], ['eq', [3]], ['ne', [1, 2, 4, 5]], ['ge', [3, 4, 5]], ['gt', [4, 5]]] as const) assert.deepEqual(await names(`/Things?$filter=name ${op} 'thing 3'`), expected.map((n) => `thing ${n}`), op);
    assert.deepEqual(await names("/Observations?$filter=Datastream/Thing/name eq 'thing 4' and result gt 42&$top=9"), [43, 43]);
    assert.deepEqual(await names("/Things?$filter=Datastreams/Observations/result gt 52"), ['thing 5']);
  });
  await t.test('22 options together: filter, count, orderby, skip, top, then expand and select', async () => {
    const page = await get("/Observations?$filter=Datastream/name eq 'stream 2.1' or result lt 13&$count=true&$orderby=result desc&$skip=1&$top=2&$expand=Datastream($select=name)&$select=result");
    assert.equal(page['@iot.count'], 7);
    assert.deepEqual(page.value, [{ result: 22, Datastream: { name: 'stream 2.1' } }, { result: 21, Datastream: { name: 'stream 2.1' } }]);
    const next = await get(page['@iot.nextLink']);
    assert.deepEqual([next['@iot.count'], next.value.map((one: any) => one.result)], [7, [12, 12]]);
  });
});
