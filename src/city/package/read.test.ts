import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { CityPackage } from './contract.ts';
import { checkPackage } from './check.ts';
import { pointInside } from './geometry.ts';
import { formatPackage } from './format.ts';
import { PackageRefused, sayProblem } from './problems.ts';
import { readPackage } from './read.ts';
import { sample } from './sample.fixture.ts';

async function folder(t: TestContext, files: Iterable<[string, string]>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'comis-package-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  for (const [name, text] of files) await writeFile(join(dir, name), text);
  return dir;
}
const problemsOf = async (dir: string): Promise<string[]> => readPackage(dir).then(() => [], (error: unknown) => {
  assert.ok(error instanceof PackageRefused, String(error));
  return error.problems.map((p) => sayProblem('en', p));
});

test('a correct package is read as it was written; points find their area', async (t) => {
  const dir = await folder(t, formatPackage(sample()));
  const pkg = await readPackage(dir);
  assert.equal(pkg.assets[0]?.properties.cell, '9901001');
  assert.equal(pkg.addresses.find((a) => a.properties.kind === 'door')?.properties.area, '9901002');
  assert.equal(pkg.addresses.find((a) => a.properties.kind === 'road')?.properties.area, undefined);
  assert.deepEqual({ ...pkg, areas: [], assets: [], addresses: [] }, { ...sample(), areas: [], assets: [], addresses: [] });
  assert.deepEqual(pkg.areas.map((a) => a.properties.label), [undefined, undefined, [118.005, 30.005], [118.015, 30.005]]);
});

test('city.json alone is a city; a missing folder or city.json is said', async (t) => {
  const [only = ['', '']] = formatPackage(sample());
  const pkg = await readPackage(await folder(t, [only]));
  assert.equal(pkg.areas.length, 0);
  assert.deepEqual(await problemsOf(await folder(t, [])), ['city.json: This file is missing, and a city begins with it']);
  assert.deepEqual(await problemsOf('/no/such/folder'), ['/no/such/folder: There is no folder /no/such/folder']);
});

test('the name of an area stands inside of it, whatever its shape', () => {
  const horseshoe: [number, number][] = [[0, 0], [9, 0], [9, 9], [7, 9], [7, 2], [2, 2], [2, 9], [0, 9], [0, 0]];
  const hole: [number, number][] = [[3, 3], [7, 3], [7, 7], [3, 7], [3, 3]];
  const square: [number, number][] = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]];
  const inside = (shape: { type: 'Polygon'; coordinates: [number, number][][] }) => { const [x, y] = pointInside(shape); return [x, y].map((n) => Math.round(n)); };
  assert.deepEqual(inside({ type: 'Polygon', coordinates: [horseshoe] }), [1, 5]);
  const beside = pointInside({ type: 'Polygon', coordinates: [square, hole] });
  assert.ok(beside[0] < 3 || beside[0] > 7 || beside[1] < 3 || beside[1] > 7, beside.join());
  const small: [number, number][] = [[20, 0], [21, 0], [21, 1], [20, 1], [20, 0]];
  assert.deepEqual(pointInside({ type: 'MultiPolygon', coordinates: [[small], [square]] }).map((n) => Math.round(n)), [5, 5]);
});

test('coordinates in GCJ-02 come back in WGS 84', async (t) => {
  const given = sample();
  given.city.datum = 'gcj02';
  given.assets[0]!.properties.cell = '9901001';
  given.addresses.length = 0;
  const pkg = await readPackage(await folder(t, formatPackage(given)));
  assert.equal(pkg.city.datum, 'wgs84');
  const [lon = 0, lat = 0] = pkg.assets[0]?.geometry.coordinates ?? [];
  assert.ok(Math.abs(lon - 118.002) > 0.003 && Math.abs(lon - 118.002) < 0.01, `moved to ${lon}`);
  assert.ok(Math.abs(lat - 30.002) > 0.001 && Math.abs(lat - 30.002) < 0.01, `moved to ${lat}`);
});

test('entries that are not well formed are named by file, code and field, all at once', async (t) => {
  const files = formatPackage(sample());
  const edited = (file: 'organisations.json' | 'classes.json' | 'calendar.json', from: string, to: string) => {
    const text = files.get(file) ?? '';
    assert.ok(text.includes(from), `${file} has ${from}`);
    files.set(file, text.replace(from, to));
  };
  edited('organisations.json', '"kind":"department"', '"kind":"ministry"');
  edited('classes.json', '"work_hour"', '"fortnight"');
  edited('calendar.json', '"01-01"', '"1 Jan"');
  const problems = await problemsOf(await folder(t, [...files, ['templates.json', '[{"id":"x"']]));
  assert.equal(problems.length, 4, problems.join('\n'));
  assert.match(problems[0] ?? '', /^organisations\.json, works: kind: Must be one of: supervision/);
  assert.match(problems[1] ?? '', /^classes\.json, E0406: standards\.0\.limit\.unit: Must be one of: urgent_hour/);
  assert.match(problems[2] ?? '', /^calendar\.json: hours\.0\.from: Not well formed/);
  assert.match(problems[3] ?? '', /^templates\.json: Not well-formed JSON/);
});

/** A way to break the sample, and what is said in both languages. */
const BROKEN: [name: string, spoil: (pkg: CityPackage) => void, said: string][] = [
  ['unknown parent of an area', (p) => { p.areas[2]!.properties.parent = '77'; }, 'areas.geojson, 9901001: There is no parent 77'],
  ['wrong order of kinds', (p) => { p.areas[1]!.properties.parent = '9901001'; }, 'areas.geojson, 9901: A district cannot stand under a street'],
  ['an area without parent', (p) => { delete p.areas[3]!.properties.parent; }, 'areas.geojson, 9901002: A street needs a parent'],
  ['duplicate area', (p) => { p.areas.push(p.areas[3]!); }, 'areas.geojson, 9901002: 9901002 occurs twice'],
  ['no city', (p) => { p.areas.splice(0, 1); }, 'areas.geojson: There must be exactly one area of kind city'],
  ['open ring', (p) => { p.areas[2]!.geometry = { type: 'Polygon', coordinates: [[[0, 0], [1, 0], [1, 1], [0, 1]]] }; }, 'areas.geojson, 9901001: The ring is open: its first and last points must be the same'],
  ['crossing ring', (p) => { p.areas[2]!.geometry = { type: 'Polygon', coordinates: [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]] }; }, 'areas.geojson, 9901001: The ring crosses itself near 0, 0'],
  ['flat ring', (p) => { p.areas[2]!.geometry = { type: 'Polygon', coordinates: [[[0, 0], [1, 0], [2, 0], [0, 0]]] }; }, 'areas.geojson, 9901001: The ring has no area'],
  ['swapped coordinates', (p) => { p.assets[0]!.geometry.coordinates = [30, 118]; }, 'assets.geojson, 9901010000000001: Position 30, 118 looks swapped: longitude comes first'],
  ['out of range', (p) => { p.assets[0]!.geometry.coordinates = [218, 30]; }, 'assets.geojson, 9901010000000001: Position 218, 30 is out of range: longitude first, then latitude'],
  ['organisation in an unknown area', (p) => { p.organisations[1]!.area = 'x9'; }, 'organisations.json, works: There is no area x9'],
  ['organisations in a loop', (p) => { p.organisations[0]!.parent = 'works'; p.organisations[1]!.parent = 'watch'; }, 'organisations.json, watch: Its parents form a loop'],
  ['people in a real city', (p) => { p.city.demo = false; }, 'people.json: Only a demo city brings people; elsewhere the administrator makes the accounts'],
  ['person with two names', (p) => { p.people.push({ ...p.people[0]!, name: '乙', role: 'expert' }); }, 'people.json, acceptor: acceptor stands twice with different names or languages'],
  ['class under an unknown main class', (p) => { p.classes[1]!.parent = 'E09'; }, 'classes.json, E0406: There is no parent E09'],
  ['class under a small class', (p) => { p.classes.push({ ...p.classes[1]!, code: 'E040601', parent: 'E0406' }); }, 'classes.json, E040601: E0406 is not a main class'],
  ['component under events', (p) => { p.classes[1]!.kind = 'component'; }, 'classes.json, E0406: A main class holds either components or events'],
  ['small class without standard', (p) => { p.classes[1]!.standards = []; }, 'classes.json, E0406: A small class needs at least one standard'],
  ['class that expires before it begins', (p) => { p.classes[1]!.to = '2019-01-01'; }, 'classes.json, E0406: It ends before it begins to hold'],
  ['unknown asset class', (p) => { p.classes[1]!.assetClass = 'C9'; }, 'classes.json, E0406: There is no class C9'],
  ['responsible unit unknown', (p) => { p.responsibilities[1]!.organisation = 'nobody'; }, 'responsibilities.json, E0406 9901 *: There is no organisation nobody'],
  ['assisting unit unknown', (p) => { p.responsibilities[1]!.assisting = ['nobody']; }, 'responsibilities.json, E0406 9901 *: There is no organisation nobody'],
  ['the same responsibility twice', (p) => { p.responsibilities.push({ organisation: 'watch', assisting: [] }); }, 'responsibilities.json, * * *: The same class, area and owner has two lines'],
  ['year with a gap', (p) => { p.calendar.hours[0]!.from = '01-03'; }, 'calendar.json: No working hours cover 01-01'],
  ['year covered twice', (p) => { p.calendar.hours.push({ ...p.calendar.hours[0]!, from: '12-31', to: '01-02' }); }, 'calendar.json: Two seasons cover 01-01'],
  ['holiday twice', (p) => { p.calendar.days.push(p.calendar.days[0]!); }, 'calendar.json, 2026-10-01: 2026-10-01 occurs twice'],
  ['door twice', (p) => { p.addresses.push(p.addresses[0]!); }, 'addresses.geojson, door 前街1号 : door 前街1号  occurs twice'],
  ['asset of an unknown owner', (p) => { p.assets[0]!.properties.owner = 'nobody'; }, 'assets.geojson, 9901010000000001: There is no organisation nobody'],
  ['template for an unknown class', (p) => { p.templates[0]!.class = 'E9'; }, 'templates.json, close: There is no class E9'],
  ['no base map on', (p) => { p.city.baseMaps[0]!.on = false; }, 'city.json: baseMaps: At least one base map must be switched on'],
];

test('every way to break a package is said in one sentence that names the item', async (t) => {
  for (const [name, spoil, said] of BROKEN) {
    await t.test(name, () => {
      const pkg = structuredClone(sample());
      assert.deepEqual(checkPackage(pkg), []);
      spoil(pkg);
      const problems = checkPackage(pkg);
      assert.ok(problems.map((p) => sayProblem('en', p)).includes(said), problems.map((p) => sayProblem('en', p)).join('\n'));
      for (const p of problems) assert.match(sayProblem('zh', p), /[\u4e00-\u9fff]/);
    });
  }
});
