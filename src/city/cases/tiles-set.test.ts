// The set in memory against a plain recount, whatever happened to it and in whatever order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VectorTile } from '@mapbox/vector-tile';
import fc from 'fast-check';
import { PbfReader } from 'pbf';
import { worldX, worldY } from '#ground/geo/mercator.ts';
import { pyramidTile, walkedTile } from './tiles-encode.ts';
import { CaseSet, CLOSED, LATE, OPEN, type TilePoint } from './tiles-set.ts';

const NOW = 1_800_000_000;
const point = fc.record({
  id: fc.integer({ min: 1, max: 30 }), lon: fc.double({ min: 118.3, max: 118.34, noNaN: true }), lat: fc.double({ min: 30.9, max: 30.92, noNaN: true }), class: fc.constantFrom('', 'E0406', 'C0102'), path: fc.constantFrom('a/b', 'a/c'),
  stage: fc.constantFrom('received' as const, 'closed' as const), sign: fc.constant('new' as const), open: fc.boolean(), received: fc.integer({ min: NOW - 1000, max: NOW }), due: fc.integer({ min: 0, max: 3 }).map((n) => (n ? NOW + n * 10 - 20 : 0)), amber: fc.constant(0),
}).map((p): TilePoint => ({ ...p, due: p.open ? p.due : 0 }));
const acts = fc.array(fc.oneof(point, fc.record({ gone: fc.integer({ min: 1, max: 30 }) })), { maxLength: 80 });

test('after anything: every level counts what is there, and the version says only that', () => {
  fc.assert(fc.property(acts, fc.array(point, { maxLength: 40 }), (happened, before) => {
    const truth = new Map(before.map((p) => [p.id, p]));
    const set = loaded([...truth.values()], NOW);
    for (const act of happened) {
      if ('gone' in act) { truth.delete(act.gone); set.remove(act.gone); } else { truth.set(act.id, act); set.put(act); }
    }
    set.tick(NOW + 5);
    const left = [...truth.values()];
    assert.equal(set.size, left.length);
    const other = loaded(left.toReversed(), NOW + 5);
    for (const z of [0, 9, 13, 14, 15, 16, 18]) {
      for (const address of new Set(left.map((p) => tileOf(p, z)))) {
        const [x = 0, y = 0] = address.split('/').map(Number);
        const inside = left.filter((p) => tileOf(p, z) === address);
        assert.equal(set.version(z, x, y), other.version(z, x, y), `version at ${z}`);
        assert.deepEqual(set.find(z, x, y, {}).map((slot) => set.id[slot]).sort(), inside.map((p) => p.id).sort());
        if (z > 13) continue;
        const cells = decode(pyramidTile(set, { z, x, y }, {}), 'cells');
        const sum = (name: string) => cells.reduce((n, cell) => n + Number(cell.properties[name]), 0);
        assert.deepEqual([sum('n'), sum('open'), sum('late')], [inside.length, inside.filter((p) => p.open).length, inside.filter((p) => p.open && p.due > 0 && p.due <= NOW + 5).length]);
        assert.deepEqual(cells, decode(walkedTile(set, { z, x, y }, set.find(z, x, y, {}), false), 'cells'), 'the walk counts as the pyramid does');
      }
    }
  }), { numRuns: 60 });
});

test('a case is late when its limit is over, not before, and not once it is closed', () => {
  const set = loaded([], NOW);
  const one: TilePoint = { id: 1, lon: 118.31, lat: 30.91, class: 'E0406', path: 'a', stage: 'handling', sign: 'work', open: true, received: NOW - 9, due: NOW + 60, amber: NOW + 30 };
  set.put(one);
  set.put({ ...one, id: 2 });
  const states = () => set.find(0, 0, 0, {}).sort().map((slot) => set.state[slot]);
  const versions = [set.version(0, 0, 0)];
  set.tick(NOW + 59);
  assert.deepEqual(states(), [OPEN, OPEN]);
  set.put({ ...one, open: false, stage: 'closed', due: 0 });
  set.tick(NOW + 60);
  assert.deepEqual(states(), [CLOSED, LATE]);
  versions.push(set.version(0, 0, 0));
  set.tick(NOW);
  assert.deepEqual(states(), [CLOSED, LATE], 'time never goes back');
  set.put({ ...one, id: 2, due: NOW + 600 });
  assert.deepEqual(states(), [CLOSED, OPEN], 'an extension');
  assert.equal(new Set(versions).size, 2);
});

test('too many points are counted, and the tile says so', () => {
  const many = Array.from({ length: 13_000 }, (_, i): TilePoint => ({ id: i + 1, lon: 118.31 + i / 1e6, lat: 30.91, class: 'E0406', path: 'a', stage: 'closed', sign: 'done', open: false, received: NOW, due: 0, amber: 0 }));
  const set = loaded(many, NOW);
  const at = { z: 14, x: worldX(118.315) >>> 18, y: worldY(30.91) >>> 18 };
  const inside = set.find(at.z, at.x, at.y, {});
  assert.ok(inside.length > 12_000);
  const cells = decode(walkedTile(set, at, inside, true), 'cells');
  assert.equal(cells.reduce((n, cell) => n + Number(cell.properties['n']), 0), inside.length);
  assert.ok(cells.every((cell) => cell.properties['many'] === true));
  const fewer = inside.slice(0, 11_000);
  const bytes = walkedTile(set, at, fewer, true);
  assert.ok(bytes && bytes.length < 500_000);
  assert.equal(decode(bytes, 'cases').length, 11_000);
});

function loaded(points: readonly TilePoint[], now: number): CaseSet {
  const set = new CaseSet();
  set.tick(now);
  for (const one of points) set.put(one, true);
  for (const step of set.settle()) assert.equal(step, undefined);
  return set;
}

const tileOf = (p: TilePoint, z: number): string => (z === 0 ? '0/0' : `${worldX(p.lon) >>> (32 - z)}/${worldY(p.lat) >>> (32 - z)}`);

function decode(bytes: Uint8Array | undefined, name: string) {
  const layer = bytes && new VectorTile(new PbfReader(bytes)).layers[name];
  return Array.from({ length: layer?.length ?? 0 }, (_, i) => layer?.feature(i)).flatMap((f) => (f ? [{ id: f.id, properties: f.properties, at: f.loadGeometry()[0]?.[0] }] : []));
}
