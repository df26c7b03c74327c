import assert from 'node:assert/strict';
import test from 'node:test';
import { metres } from '#ground/geo/points.ts';
import { freshDatabase } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { saveAreas } from '../areas/index.ts';
import { saveAssets } from '../assets/index.ts';
import { describePlace, findPlaces, saveAddresses } from './addresses.ts';
import type { AddressInput } from './contract.ts';
import { possibleNames, readPlace } from './rules.ts';

const now = new Date('2026-11-20T08:00:00Z');

test('what is asked for is read', () => {
  const cases: [string, unknown][] = [
    ['118.3,30.9', ['coordinates', 118.3, 30.9, false]], ['118.3012, 30.9034', ['coordinates', 118.3012, 30.9034, false]], ['30.9，118.3', ['coordinates', 118.3, 30.9, true]], ['30.9N, 118.3E', ['coordinates', 118.3, 30.9, false]], ['(118.3 30.9)', ['coordinates', 118.3, 30.9, false]],
    ['滨江路128号', ['door', '滨江路', 128]], ['滨江路 １２８ 号附近', ['door', '滨江路', 128]], ['临江市滨江大道9号', ['door', '临江市滨江大道', 9]], ['128 Binjiang Rd', ['door', 'binjiang road', 128]], ['No. 128 Binjiang Road', ['door', 'binjiang road', 128]], ['Binjiang Road 128', ['door', 'binjiang road', 128]],
    ['滨江路与青石巷口', ['junction', '滨江路', '青石巷']], ['滨江路和青石巷交叉口', ['junction', '滨江路', '青石巷']], ['corner of Binjiang Road and Qingshi Lane', ['junction', 'binjiang road', 'qingshi lane']], ['Binjiang Rd & Qingshi Ln', ['junction', 'binjiang road', 'qingshi lane']],
    ['滨江小学', ['words', '滨江小学']], ['', ['words', '']], ['999.5,12.5', ['words', '999.5,12.5']], ['binjianglu', ['words', 'binjianglu']],
  ];
  for (const [text, expected] of cases) {
    const asked = readPlace(text);
    const got = asked.kind === 'coordinates' ? [asked.kind, asked.point.lon, asked.point.lat, asked.swapped] : asked.kind === 'door' ? [asked.kind, asked.road, asked.door] : asked.kind === 'junction' ? [asked.kind, ...asked.roads] : [asked.kind, asked.text];
    assert.deepEqual(got, expected, text);
  }
  assert.ok(possibleNames('滨江小学门口有坑').includes('滨江小学'));
  assert.ok(possibleNames('pothole near binjiang school gate').includes('binjiang school'));
  assert.ok(possibleNames('一'.repeat(120)).length <= 400);
});

const [lon, lat] = [118.3, 30.9];
const ADDRESSES: AddressInput[] = [
  { kind: 'road', name: '滨江路', name_en: 'Binjiang Road', geometry: { type: 'LineString', coordinates: [[lon, lat], [lon + 0.02, lat]] } },
  { kind: 'road', name: '青石巷', name_en: 'Qingshi Lane', geometry: { type: 'LineString', coordinates: [[lon + 0.01, lat - 0.005], [lon + 0.01, lat + 0.005]] } },
  { kind: 'road', name: '远路', name_en: 'Far Road', geometry: { type: 'LineString', coordinates: [[lon, lat + 0.05], [lon + 0.02, lat + 0.05]] } },
  { kind: 'junction', name: '滨江路与青石巷口', name_en: 'Binjiang Road and Qingshi Lane', geometry: { type: 'Point', coordinates: [lon + 0.01, lat] } },
  { kind: 'poi', name: '滨江小学', name_en: 'Binjiang School', geometry: { type: 'Point', coordinates: [lon + 0.005, lat + 0.001] } },
  { kind: 'poi', name: '人民医院', name_en: "People's Hospital", geometry: { type: 'Point', coordinates: [lon + 0.018, lat + 0.004] } },
  ...Array.from({ length: 40 }, (_, i): AddressInput => ({ kind: 'door', name: `滨江路${(i + 1) * 4}号`, road: '滨江路', door: (i + 1) * 4, geometry: { type: 'Point', coordinates: [lon + 0.0004 * (i + 1), lat + 0.0001] } })),
];

test('places are found and points described', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  await saveAreas(db, [{ code: 'C', kind: 'city', name: '临江市', geometry: { type: 'Polygon', coordinates: [[[118, 30], [119, 30], [119, 31], [118, 31], [118, 30]]] } },
    { code: 'S1', kind: 'street', name: '滨江街道', name_en: 'Binjiang', parent: 'C', geometry: { type: 'Polygon', coordinates: [[[118.29, 30.89], [118.33, 30.89], [118.33, 30.99], [118.29, 30.99], [118.29, 30.89]]] } },
    { code: '341000007', kind: 'cell', name: '网格 7', parent: 'S1', geometry: { type: 'Polygon', coordinates: [[[118.3, 30.9], [118.301, 30.9], [118.301, 30.901], [118.3, 30.901], [118.3, 30.9]]] } }], null, now);
  await saveAssets(db, [{ code: '3410000137000123', name: '路灯 123', lon: 118.302, lat: 30.901 }], null, now);
  assert.equal(await saveAddresses(db, ADDRESSES), ADDRESSES.length);
  assert.equal(await saveAddresses(db, ADDRESSES), 0, 'the same again is the same');

  const best = async (text: string) => (await findPlaces(db, { text }))[0];
  const expected: [string, string, string][] = [
    ['滨江路128号', 'door', '滨江路128号'], ['128 Binjiang Rd', 'door', '滨江路128号'], ['滨江路与青石巷口', 'junction', '滨江路与青石巷口'], ['青石巷和滨江路交叉口', 'junction', '滨江路与青石巷口'],
    ['corner of Binjiang Road and Qingshi Lane', 'junction', '滨江路与青石巷口'], ['滨江小学', 'poi', '滨江小学'], ['滨江小学门口有个大坑', 'poi', '滨江小学'], ['binjiang school', 'poi', '滨江小学'], ['binjiangxiaoxue', 'poi', '滨江小学'], ['rmyy', 'poi', '人民医院'],
    ['peoples hospital', 'poi', '人民医院'], ['binjang school', 'poi', '滨江小学'], ['青石巷', 'road', '青石巷'], ['qingshi lane', 'road', '青石巷'], ['341000007', 'area', '网格 7'], ['滨江街道', 'area', '滨江街道'], ['3410000137000123', 'asset', '路灯 123'], ['341000013700', 'asset', '路灯 123'], ['118.31, 30.95', 'coordinates', '118.31, 30.95'],
  ];
  for (const [text, kind, name] of expected) assert.deepEqual(await best(text).then((p) => [p?.kind, p?.name]), [kind, name], text);
  const door = await best('滨江路127号');
  assert.deepEqual([door?.name, door?.exact], ['滨江路128号', false], 'a door not on record: its neighbour, and said so');
  assert.equal((await best('远路 12号'))?.kind, 'road', 'a road without doors');
  for (const nothing of ['', '   ', '不存在的地方', '%', "'; drop table x", '\\', '_'.repeat(50), 'x'.repeat(5000)]) assert.deepEqual(await findPlaces(db, { text: nothing }), [], nothing.slice(0, 20));
  const near = await findPlaces(db, { text: '滨江路', near: { lon: lon + 0.002, lat: lat + 0.001 } });
  assert.ok(near[0]?.kind === 'road' && metres(near[0], { lon: lon + 0.002, lat }) < 5, 'on a road the point nearest to me');

  const at = async (dLon: number, dLat: number) => describePlace(db, { lon: lon + dLon, lat: lat + dLat });
  const byDoor = await at(0.0128, 0.0002);
  assert.deepEqual([byDoor?.text.zh, byDoor?.text.en, byDoor?.kind, byDoor?.generated], ['滨江路 128 号附近', 'Near 128 Binjiang Road', 'door', true]);
  assert.ok((byDoor?.metres ?? 0) > 5 && (byDoor?.metres ?? 99) < 20);
  assert.equal((await at(0.01, 0.00001))?.text.en, 'Binjiang Road and Qingshi Lane');
  assert.equal((await at(0.005, 0.0011))?.text.zh, '滨江小学附近');
  assert.equal((await at(0.01, -0.004))?.text.zh, '青石巷');
  assert.deepEqual((await at(0.01, 0.02))?.text, { zh: '滨江街道', en: 'Binjiang' });
  assert.equal(await describePlace(db, { lon: 10, lat: 10 }), undefined);
  const before = db.statements.count;
  await findPlaces(db, { text: '滨江路128号' });
  await at(0.0128, 0.0002);
  assert.equal(db.statements.count - before, 2, 'one statement each');
});
