import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MAP_HEIGHT, MAP_WIDTH, axis, cut, dotPaths, foretell, onMap, placeLabel, rankFloor, ranked, share, shownRanks, textWidth, viewOf, withoutCommonEnd, type Label } from './rules.ts';

const day = (...hours: number[]): number[] => Array.from({ length: 24 }, (_, hour) => hours[hour] ?? 0);

test('the forecast is the mean of the weeks, and its error what each week would have been missed by when the others foretell it', () => {
  const forecast = foretell([day(10, 4), day(12, 4), day(14, 4)]);
  assert.ok(forecast);
  assert.deepEqual([forecast.weeks, forecast.mean.slice(0, 3)], [3, [12, 4, 0]]);
  // 10 foretold as 13, 12 as 12, 14 as 11: misses of 3, 0 and 3, two on average.
  assert.deepEqual([forecast.low[0], forecast.high[0], forecast.low[1], forecast.high[1]], [10, 14, 4, 4]);
  assert.equal(forecast.error, 2 / 16);
});

test('too little history foretells nothing; empty weeks are no history', () => {
  assert.equal(foretell([]), undefined);
  assert.equal(foretell([day(), day(), day(), day(1), day(2)]), undefined);
  assert.equal(foretell([day(), day(1), day(2), day(3)])?.weeks, 3);
});

test('the band holds the mean and never goes below nothing', () => {
  fc.assert(fc.property(fc.array(fc.array(fc.nat(500), { minLength: 24, maxLength: 24 }), { minLength: 3, maxLength: 8 }), (weeks) => {
    const forecast = foretell(weeks);
    if (!forecast) return;
    forecast.mean.forEach((mean, hour) => assert.ok((forecast.low[hour] ?? -1) >= 0 && (forecast.low[hour] ?? 0) <= mean && mean <= (forecast.high[hour] ?? 0)));
    assert.ok(Number.isFinite(forecast.error) && forecast.error >= 0);
  }));
});

const area = (code: string, onTime: number, closed: number) => ({ code, name: code, onTime, closed, open: 0, late: 0 });

test('areas are ranked by their share; among equals the busier one first; without a closed case there is no place', () => {
  const rows = ranked([area('none', 0, 0), area('half', 1, 2), area('few', 3, 3), area('many', 90, 90)]);
  assert.deepEqual(rows.map((one) => [one.code, one.place]), [['many', 1], ['few', 2], ['half', 3], ['none', 0]]);
  assert.equal(share(area('none', 0, 0)), undefined);
});

test('more areas than fit: the first and the last of those that count', () => {
  const rows = ranked([...Array.from({ length: 16 }, (_, at) => area(`a${String(at).padStart(2, '0')}`, 100 - at, 100)), area('none', 0, 0)]);
  assert.deepEqual(shownRanks(rows).map((one) => one.place), [1, 2, 3, 14, 15, 16]);
  assert.equal(shownRanks(rows.slice(0, 5)).length, 5);
  assert.deepEqual(shownRanks(ranked(Array.from({ length: 9 }, (_, at) => area(`n${at}`, 0, 0)))).length, 6);
});

test('bars of the ranking begin below the lowest share and below the target', () => {
  for (const [shares, target, floor] of [[[0.979, 0.941], 0.96, 0.9], [[0.9, 0.99], 0.96, 0.8], [[0.42], 0.96, 0.4], [[undefined], 0.96, 0.9], [[0.05], 0.96, 0], [[1], 1, 0.9]] as const) assert.equal(rankFloor(shares, target), floor, String(shares));
});

test('axes have three or four lines at round numbers and hold the most', () => {
  assert.deepEqual([axis(0), axis(142), axis(1)], [{ top: 3, step: 1 }, { top: 150, step: 50 }, { top: 3, step: 1 }]);
  fc.assert(fc.property(fc.integer({ min: 0, max: 1_000_000 }), (most) => { const { top, step } = axis(most); assert.ok(top >= most && top / step <= 4 && /^[125]0*$/.test(String(step))); }));
});

test('a city fits its map whole, in true proportion, wherever it lies', () => {
  fc.assert(fc.property(fc.double({ min: -170, max: 170, noNaN: true }), fc.double({ min: -70, max: 70, noNaN: true }), fc.double({ min: 0.003, max: 2, noNaN: true }), fc.double({ min: 0.003, max: 2, noNaN: true }), (lon, lat, wide, high) => {
    const view = viewOf({ minLon: lon, minLat: lat, maxLon: lon + wide, maxLat: lat + high });
    const [left, top] = onMap(view, lon, lat + high);
    const [right, bottom] = onMap(view, lon + wide, lat);
    assert.ok(left >= 0 && top >= 0 && right <= MAP_WIDTH && bottom <= MAP_HEIGHT - 56 && left < right && top < bottom);
    assert.ok(Math.abs((left + right) / 2 - MAP_WIDTH / 2) < 1 && Math.abs((top + bottom) / 2 - (MAP_HEIGHT - 56) / 2) < 1);
  }));
});

test('dots are told apart by state', () => {
  const dot = (x: number, y: number, state: number) => (y * 2048 + x) * 4 + state;
  assert.deepEqual(dotPaths([dot(3, 4, 0), dot(2047, 730, 3), dot(5, 6, 0), dot(0, 0, 2)]), ['M3 4h0M5 6h0', '', 'M0 0h0', 'M2047 730h0']);
});

test('long names are cut by their width on the screen', () => {
  assert.equal(cut('排水管道堵塞', 10), '排水管道堵塞');
  assert.equal(cut('生活垃圾收集转运设施脏污破损', 10), '生活垃圾收集转运设…');
  assert.ok(textWidth(cut('Obstruction of the public footway by goods', 10)) <= 10.5);
});

test('names side by side go without what they all end with', () => {
  assert.deepEqual(withoutCommonEnd(['望江街道', '东市街道']), ['望江', '东市']);
  assert.deepEqual(withoutCommonEnd(['Beiguan Subdistrict', 'Dukou Subdistrict']), ['Beiguan', 'Dukou']);
  for (const kept of [['东区', '西区'], ['望江街道'], ['East', 'West'], ['街道', '望江街道'], ['Beacon Hill', 'Back Bay']]) assert.deepEqual(withoutCommonEnd(kept), kept);
});

test('labels cover neither each other nor the edge', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(MAP_WIDTH), fc.nat(MAP_HEIGHT)), { maxLength: 30 }), (points) => {
    const taken: Label[] = [];
    for (const [x, y] of points) {
      const box = placeLabel(x, y, 140, 50, taken);
      if (!box) continue;
      assert.ok(box.x > 0 && box.y > 0 && box.x + box.width < MAP_WIDTH && box.y + box.height < MAP_HEIGHT);
      assert.ok(taken.every((other) => box.x + box.width < other.x || other.x + other.width < box.x || box.y + box.height < other.y || other.y + other.height < box.y));
      taken.push(box);
    }
  }));
});
