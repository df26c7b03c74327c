// The wall's numbers, counted at most every two seconds a slice and process (more rarely where counting itself takes long), however many screens look. What is kept belongs to an area and a class,
// never to a viewer: who may see the area is asked before (scope.ts). Words are put on afterwards, in the language of each reader.
import { zonedMoment, wallTime } from '#ground/clock/zoned.ts';
import type { Ctx } from '#ground/http/context.ts';
import { notFound } from '#ground/http/answer.tsx';
import type { Db } from '#ground/db/index.ts';
import { drawingOf, type Drawing } from './ground.ts';
import { readNow, readPast, type Moments, type Now, type Past, type Slice } from './store.ts';
import type { CityTools } from '#city/cases/index.ts';
import type { Scope } from './scope.ts';

export interface Snapshot { readonly at: Moments; readonly now: Now; readonly past: Past; readonly drawing: Drawing; readonly slice: Slice }

const FRESH_MS = 2000;
const PAST_MS = 300_000;
const MOST_KEPT = 500;
const WEEKS = 8;
const DAY = 86_400_000;

/** What is true of the scope now, or was two seconds ago. `classCode` narrows it to a class and those below; unknown ones are 404. */
export async function snapshotOf(ctx: Pick<Ctx, 'db' | 'now' | 'site'>, tools: CityTools, scope: Scope, classCode: string | undefined): Promise<Snapshot> {
  const { db, now, site: { zone } } = ctx;
  if (classCode !== undefined && !tools.classes.get(classCode)) throw notFound();
  const slice: Slice = { area: scope.area.code, depth: scope.area.path.length, classes: classCode === undefined ? undefined : [classCode, ...tools.classes.children(classCode).map((one) => one.code)] };
  const key = `${slice.area} ${classCode ?? ''}`;
  const drawing = await drawingOf(db, scope.area, scope.below);
  const components = tools.classes.all.filter((one) => one.kind === 'component').map((one) => one.code);
  const at = momentsOf(now, zone);
  const past = keep(db, 'past', `${key} ${at.day.getTime()}`, PAST_MS, now, () => readPast(db, slice, sameWeekdays(now, zone), at));
  const fresh = keep(db, 'now', key, FRESH_MS, now, async () => ({ at, now: await readNow(db, slice, drawing.view, components, at) }));
  return { ...(await fresh), past: await past, drawing, slice };
}

/** Midnight and the first of the month by the city's own wall clock. */
function momentsOf(now: Date, zone: string): Moments {
  const today = wallTime(now, zone).slice(0, 10);
  return { now, zone, day: zonedMoment(`${today}T00:00`, zone), month: zonedMoment(`${today.slice(0, 7)}-01T00:00`, zone) };
}

/** The same day of the week in the weeks before, from midnight to midnight. */
function sameWeekdays(now: Date, zone: string): [Date, Date][] {
  const noon = Date.parse(`${wallTime(now, zone).slice(0, 10)}T12:00Z`);
  const midnight = (days: number) => zonedMoment(`${new Date(noon + days * DAY).toISOString().slice(0, 10)}T00:00`, zone);
  return Array.from({ length: WEEKS }, (_, week) => [midnight(-7 * (week + 1)), midnight(-7 * (week + 1) + 1)]);
}

/** `ms` is how long it holds, on the machine's clock and on the house's; for ever while it is still being read. */
interface Kept { readonly began: number; readonly clock: number; ms: number; readonly value: Promise<unknown> }
const kept = new WeakMap<Db, Map<string, Kept>>();
/** A reading is kept at least so many times as long as it took: counting never takes more than a fifth of one connection. */
const REST = 5;

/** One reading for everyone who asks in the same `ms`. Never two at once; a failed one is not kept. */
function keep<T>(db: Db, kind: string, key: string, ms: number, now: Date, read: () => Promise<T>): Promise<T> {
  const held = kept.get(db.root) ?? new Map<string, Kept>();
  kept.set(db.root, held);
  const name = `${kind} ${key}`;
  const before = held.get(name);
  if (before && performance.now() - before.began < before.ms && Math.abs(now.getTime() - before.clock) < before.ms) return before.value as Promise<T>;
  if (held.size >= MOST_KEPT) held.clear();
  const value = read();
  const entry: Kept = { began: performance.now(), clock: now.getTime(), ms: Infinity, value };
  held.set(name, entry);
  value.then(() => { entry.ms = Math.max(ms, REST * (performance.now() - entry.began)); }, () => { if (held.get(name) === entry) held.delete(name); });
  return value;
}
