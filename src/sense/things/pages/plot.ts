// From values to a drawing: runs without gaps, scales with round ticks, ticks of time on the city's clock, fewer rows for a table. Pure.
import { wallTime, zonedMoment } from '#ground/clock/zoned.ts';

/** One part of the span with the values in it: at its beginning, or at the time of its only value. */
export interface Point { readonly at: Date; readonly min: number; readonly avg: number; readonly max: number; readonly n: number }

/** Steps on either side of one that tell its rhythm; with fewer than so many known a promise alone counts. */
const [NEAR, RHYTHM] = [3, 3];

/** Points that hang together. A gap, values missed or empty buckets between, is never bridged by a line: it is longer than two and a half of what was promised, and of
 * what is usual just there, since a stream that keeps an hour though ten minutes were promised is not made of gaps. */
export function runsOf<T extends { readonly at: Date }>(points: readonly T[], bucketMs: number, promisedMs: number | null): T[][] {
  const steps = points.slice(1).map((point, i) => point.at.getTime() - (points[i]?.at.getTime() ?? 0));
  const runs: T[][] = [];
  for (const [i, point] of points.entries()) {
    const hangs = i > 0 && (steps[i - 1] ?? 0) <= Math.max(1.5 * bucketMs, 2.5 * Math.max(promisedMs ?? 0, usualAt(steps, i - 1, promisedMs)));
    if (hangs) runs.at(-1)?.push(point);
    else runs.push([point]);
  }
  return runs;
}

function usualAt(steps: readonly number[], at: number, promisedMs: number | null): number {
  const near = steps.slice(Math.max(0, at - NEAR), at + NEAR + 1).sort((a, b) => a - b);
  return near.length < RHYTHM && promisedMs !== null ? promisedMs : (near[Math.floor((near.length - 1) / 2)] ?? 0);
}

/** At most `most` points, neighbours put together: the least of the least, the mean of all values. */
export function fewer(points: readonly Point[], most: number): Point[] {
  const size = Math.ceil(points.length / most);
  if (size <= 1) return [...points];
  const out: Point[] = [];
  for (let i = 0; i < points.length; i += size) {
    const part = points.slice(i, i + size);
    const n = part.reduce((sum, point) => sum + point.n, 0);
    out.push({ at: part[0]?.at ?? new Date(0), min: Math.min(...part.map((point) => point.min)), max: Math.max(...part.map((point) => point.max)), avg: part.reduce((sum, point) => sum + point.avg * (point.n / n), 0), n });
  }
  return out;
}

export interface Whole { readonly least: Point; readonly most: Point; readonly mean: number; readonly n: number }
/** What all points say together. */
export function wholeOf(points: readonly Point[]): Whole | undefined {
  const [first] = points;
  if (!first) return undefined;
  const n = points.reduce((sum, point) => sum + point.n, 0);
  return {
    n, mean: points.reduce((sum, point) => sum + point.avg * (point.n / n), 0),
    least: points.reduce((a, b) => (b.min < a.min ? b : a), first), most: points.reduce((a, b) => (b.max > a.max ? b : a), first),
  };
}

export interface Scale { readonly low: number; readonly high: number; readonly ticks: readonly number[] }
const ROUND = [1, 2, 2.5, 5, 10];
const LARGEST = Number.MAX_VALUE / 8;
/** About four round steps round the values; from zero where the values come near it. */
export function scaleOf(least: number, most: number): Scale {
  const from = least >= 0 && least < 0.5 * most ? 0 : least;
  const size = Math.max(Math.abs(least), Math.abs(most));
  // What hardly differs is drawn as flat; what is larger than numbers are is cut.
  const range = most - from > size * 1e-9 && size > 1e-300 ? Math.min(most - from, LARGEST) : size > 1e-300 ? size * 0.1 : 1;
  const unit = 10 ** Math.floor(Math.log10(range / 4));
  const step = (ROUND.find((one) => one * unit * 4 >= range) ?? 10) * unit;
  const low = Math.floor(from / step + 1e-9) * step;
  const ticks: number[] = [low];
  while ((ticks.at(-1) ?? low) < most - step * 1e-9 && ticks.length < 8) ticks.push(low + ticks.length * step);
  if (ticks.length < 2) ticks.push(low + step);
  return { low, high: ticks.at(-1) ?? low + step, ticks: ticks.map((tick) => Number(tick.toPrecision(12))) };
}

const HOUR = 3_600_000;
const STEPS = [60_000, 5 * 60_000, 10 * 60_000, 30 * 60_000, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 2 * 24 * HOUR, 7 * 24 * HOUR];
const DAY = 24 * HOUR;
export interface TimeTick { readonly at: Date; readonly kind: 'time' | 'day' | 'month' | 'year' }

/** At most `most` moments that are round on the wall clock of the zone, also across a change of its clocks. */
export function timeTicks(from: Date, to: Date, zone: string, most: number): TimeTick[] {
  const length = to.getTime() - from.getTime();
  const step = STEPS.find((one) => length / one <= most);
  return step === undefined ? monthTicks(from, to, zone, most) : stepTicks(from, to, zone, step);
}

function stepTicks(from: Date, to: Date, zone: string, step: number): TimeTick[] {
  const wall = Date.parse(`${wallTime(from, zone)}Z`);
  const ticks: TimeTick[] = [];
  for (let at = Math.floor(wall / step) * step; ticks.length < 50; at += step) {
    const moment = zonedMoment(new Date(at).toISOString().slice(0, 16), zone);
    if (moment > to) break;
    if (moment >= from && moment.getTime() !== ticks.at(-1)?.at.getTime()) ticks.push({ at: moment, kind: at % DAY === 0 ? 'day' : 'time' });
  }
  return ticks;
}

function monthTicks(from: Date, to: Date, zone: string, most: number): TimeTick[] {
  const months = (to.getTime() - from.getTime()) / (30.4 * DAY);
  const step = [1, 2, 3, 6, 12, 24, 60].find((one) => months / one <= most) ?? 120;
  const [year = 0, month = 1] = wallTime(from, zone).split('-').map(Number);
  const ticks: TimeTick[] = [];
  for (let at = year * 12 + Math.floor((month - 1) / step) * step; ticks.length < 50; at += step) {
    const moment = zonedMoment(new Date(Date.UTC(Math.floor(at / 12), at % 12, 1)).toISOString().slice(0, 16), zone);
    if (moment > to) break;
    if (moment >= from) ticks.push({ at: moment, kind: at % 12 === 0 ? 'year' : 'month' });
  }
  return ticks;
}
