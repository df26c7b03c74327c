// How roads flow now: things of the kind "traffic", read through sense/things, judged by the rule.
import type { Db } from '#ground/db/index.ts';
import { latestOf, type LatestThing } from '#sense/things/index.ts';
import type { Level } from './contract.ts';
import { NAMES } from './messages.ts';
import { kilometresPerHour, levelOf, USUAL_SPEED } from './rules.ts';

export interface Flow {
  readonly id: number; readonly name: string; readonly name_en: string | null; readonly geometry: NonNullable<LatestThing['geometry']>; readonly level: Level;
  /** km/h, vehicles an hour; undefined when there is none of late. */
  readonly speed: number | undefined; readonly vehicles: number | undefined; readonly freeSpeed: number;
  /** Of the values judged; null: never heard. */
  readonly observed_at: Date | null; readonly stale: boolean; readonly updated_at: Date | null;
}
const PAGE = 2000;
/** Sections of a very large city; more are left out. */
const MOST = 20_000;

/** Sections that everyone may see and that have a place, by id. */
export async function flowsNow(db: Db, now: Date): Promise<Flow[]> {
  const flows: Flow[] = [];
  for (let after = 0; flows.length < MOST; ) {
    const things = await latestOf(db, { kind: 'traffic', sees: 'public', after, limit: PAGE, now });
    flows.push(...things.flatMap(flowOf));
    if (things.length < PAGE) break;
    after = things.at(-1)?.id ?? after;
  }
  return flows;
}

export function flowOf({ id, name, name_en, geometry, properties, streams }: LatestThing): Flow | [] {
  if (!geometry) return [];
  const told = streams.filter((one) => one.time !== null);
  const speed = told.find(called(NAMES.speed));
  const count = told.find(called(NAMES.count));
  const fresh = (one: typeof speed) => (one && !one.stale && one.number !== null ? one.number : undefined);
  const [kmh, vehicles] = [fresh(speed) === undefined ? undefined : kilometresPerHour(fresh(speed) ?? 0, speed?.unit ?? null), fresh(count)];
  const free = properties?.['free_flow_speed'];
  const freeSpeed = typeof free === 'number' && free > 0 && free <= 200 ? free : USUAL_SPEED;
  const times = [speed, count].flatMap((one) => one?.time ?? []);
  const heard = [speed, count].flatMap((one) => one?.heard_at ?? []);
  return {
    id, name, name_en, geometry, level: levelOf(kmh, freeSpeed), speed: kmh, vehicles, freeSpeed, observed_at: latest(times), updated_at: latest(heard),
    stale: told.length > 0 && kmh === undefined && vehicles === undefined && [speed, count].some((one) => one?.stale),
  };
}

const called = (names: readonly string[]) => (one: { property: string }): boolean => names.includes(one.property.toLowerCase());
const latest = (times: readonly Date[]): Date | null => times.reduce<Date | null>((last, time) => (last === null || time > last ? time : last), null);
