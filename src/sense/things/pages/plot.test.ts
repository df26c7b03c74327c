// What a chart draws: gaps, scales, times on the wall clock, and spans of an address.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fewer, runsOf, scaleOf, timeTicks, wholeOf, type Point } from './plot.ts';
import { earlier, later, nearer, spanOf, spanParams, wider, type Span } from './spans.ts';

const MINUTE = 60_000;
const NOW = new Date('2026-11-18T09:41:00+08:00');
const point = (minute: number, avg = 1, more: Partial<Point> = {}): Point => ({ at: new Date(NOW.getTime() + minute * MINUTE), min: avg, avg, max: avg, n: 1, ...more });
const runs = (minutes: readonly number[], bucket: number, promised: number | null = null) =>
  runsOf(minutes.map((minute) => point(minute)), bucket * MINUTE, promised === null ? null : promised * MINUTE).map((run) => run.map(({ at }) => (at.getTime() - NOW.getTime()) / MINUTE));

test('a gap stays a gap', () => {
  assert.deepEqual(runs([0, 10, 20, 60, 70], 1), [[0, 10, 20], [60, 70]], 'three values are missing');
  assert.deepEqual(runs([0, 10, 30, 40], 1), [[0, 10, 30, 40]], 'one missing value is none yet');
  assert.deepEqual(runs([0, 1, 2, 5, 6], 1, 60), [[0, 1, 2, 5, 6]], 'an hour was promised: five minutes are no gap');
  assert.deepEqual(runs([0, 60, 120, 180, 600, 660], 5, 10), [[0, 60, 120, 180], [600, 660]], 'ten minutes were promised, an hour is kept: its own rhythm hangs together, the night it was away does not');
  assert.deepEqual(runs([0, 60, 120, 180, 240, 250, 260, 270, 280, 290], 1, 10), [[0, 60, 120, 180, 240, 250, 260, 270, 280, 290]], 'a rhythm may change');
  assert.deepEqual(runs([0, 600], 5, 10), [[0], [600]], 'two values are no rhythm yet: the promise counts');
  assert.deepEqual(runs([0, 300, 600], 300), [[0, 300, 600]], 'neighbouring buckets of a long span hang together');
  assert.deepEqual([runs([], 1), runs([7], 1)], [[], [[7]]]);
  fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { maxLength: 50 }), fc.integer({ min: 1, max: 500 }), (minutes, limit) => {
    const sorted = minutes.toSorted((a, b) => a - b).map((minute) => point(minute));
    assert.deepEqual(runsOf(sorted, limit * MINUTE, null).flat(), sorted, 'nothing is lost, nothing is doubled');
  }));
});

test('fewer rows keep the extremes, the number of values and the mean', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.integer({ min: 1, max: 1000 })), { minLength: 1, maxLength: 200 }), fc.integer({ min: 1, max: 60 }), (values, most) => {
    const points = values.map(([avg, n], i) => point(i, avg, { n, min: avg - n, max: avg + n }));
    const [rows, whole] = [fewer(points, most), wholeOf(points)];
    assert.ok(rows.length <= most && whole);
    const again = wholeOf(rows);
    assert.deepEqual([again?.n, again?.least.min, again?.most.max], [whole.n, whole.least.min, whole.most.max]);
    assert.ok(Math.abs((again?.mean ?? NaN) - whole.mean) <= 1e-6 * Math.max(1, Math.abs(whole.mean)));
  }));
});

test('the scale is round, holds every value, and begins at zero where values come near it', () => {
  const cases: [number, number, number[]][] = [[12, 80, [0, 20, 40, 60, 80]], [995, 1021, [990, 1000, 1010, 1020, 1030]], [0, 0, [0, 0.25]], [-5, 5, [-5, -2.5, 0, 2.5, 5]], [0.2, 0.31, [0.2, 0.25, 0.3, 0.35]]];
  for (const [least, most, ticks] of cases) assert.deepEqual(scaleOf(least, most).ticks, ticks, `${least} to ${most}`);
  fc.assert(fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.double({ min: 0, max: 1e9, noNaN: true }), (least, more) => {
    const scale = scaleOf(least, least + more);
    const slack = 1e-6 * (scale.high - scale.low);
    assert.ok(scale.high > scale.low && scale.low <= least + slack && scale.high >= least + more - slack && scale.ticks.length <= 8, JSON.stringify([least, more, scale]));
  }));
});

test('times of the axis are round on the clock of the city, also when its clocks change', () => {
  const told = (from: string, to: string, zone: string) => timeTicks(new Date(from), new Date(to), zone, 9).map(({ at, kind }) => `${new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }).format(at)} ${kind}`);
  assert.deepEqual(told('2026-11-18T01:00:00Z', '2026-11-18T19:00:00Z', 'Asia/Shanghai'), ['18/11, 09:00 time', '18/11, 12:00 time', '18/11, 15:00 time', '18/11, 18:00 time', '18/11, 21:00 time', '19/11, 00:00 day', '19/11, 03:00 time']);
  // Berlin, the night of 25 October: 03:00 comes twice.
  assert.deepEqual(told('2026-10-24T20:00:00Z', '2026-10-25T08:00:00Z', 'Europe/Berlin').filter((tick) => tick.includes('day')), ['25/10, 00:00 day']);
  assert.deepEqual(told('2025-12-15T00:00:00Z', '2026-12-15T00:00:00Z', 'Asia/Shanghai').map((tick) => tick.slice(3, 5)), ['01', '03', '05', '07', '09', '11']);
  fc.assert(fc.property(fc.integer({ min: 0, max: 3_000_000 }), fc.integer({ min: 5, max: 10_000_000 }), (start, minutes) => {
    const from = new Date(NOW.getTime() - start * MINUTE);
    const to = new Date(from.getTime() + minutes * MINUTE);
    const ticks = timeTicks(from, to, 'America/New_York', 9);
    assert.ok(ticks.length <= 11 && ticks.every(({ at }, i) => at >= from && at <= to && (i === 0 || at > (ticks[i - 1]?.at ?? to))));
  }), { numRuns: 300 });
});

test('a span is a length that ends now, or from and to on the clock of the city', () => {
  const zone = 'Asia/Shanghai';
  const at = (asked: Parameters<typeof spanOf>[0]) => { const span = spanOf(asked, NOW, zone); return 'why' in span ? `${span.field} ${span.why}` : `${span.from.toISOString()} ${span.to.toISOString()}`; };
  assert.equal(at({}), '2026-11-17T01:41:00.000Z 2026-11-18T01:41:00.000Z');
  assert.equal(at({ span: '7d' }), '2026-11-11T01:41:00.000Z 2026-11-18T01:41:00.000Z');
  assert.equal(at({ from: '2026-11-01T08:00', to: '2026-11-02T08:00' }), '2026-11-01T00:00:00.000Z 2026-11-02T00:00:00.000Z');
  assert.equal(at({ to: '2026-11-02T00:00:00Z', span: '6h' }), '2026-11-01T18:00:00.000Z 2026-11-02T00:00:00.000Z');
  assert.deepEqual([at({ from: '2026-11-02T08:00', to: '2026-11-01T08:00' }), at({ from: '1890-01-01T00:00', to: '1891-01-01T00:00' }), at({ from: '1995-01-01T00:00', to: '2026-01-01T00:00' }), at({ from: '2026-13-45T99:99' })], ['to order', 'from outside', 'from long', 'from none']);
});

test('stepping through time: half a span back or on, nearer, wider, never beyond now', () => {
  const day = spanOf({}, NOW, 'UTC') as Span;
  const hours = (span: Span | undefined) => span && [(span.from.getTime() - NOW.getTime()) / 3_600_000, (span.to.getTime() - NOW.getTime()) / 3_600_000];
  assert.deepEqual([hours(earlier(day)), hours(later(day, NOW)), hours(nearer(day)), hours(wider(day, NOW))], [[-36, -12], undefined, [-18, -6], [-48, 0]]);
  assert.deepEqual(hours(later(earlier(day) as Span, NOW)), [-24, 0]);
  assert.equal(nearer({ from: NOW, to: new Date(NOW.getTime() + 90_000), name: undefined }), undefined, 'not nearer than a minute');
  assert.deepEqual(spanParams(day), [['span', '24h']]);
  assert.deepEqual(spanParams(earlier(day) as Span), [['from', '2026-11-16T13:41:00Z'], ['to', '2026-11-17T13:41:00Z']]);
});
