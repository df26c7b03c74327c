// A town of streams whose history is counted twice: by the product, and here from a list of everything that was ever told and not taken back.
import { z } from 'zod';
import { sql, type Database } from '#ground/db/index.ts';
import { wallTime } from '#ground/clock/zoned.ts';
import { entityOf } from '../model.ts';
import { create } from '../writing/create.ts';
import { ingest, type NewObservation } from '../writing/ingest.ts';
import { rollUp } from './rolling.ts';

export interface Told { readonly id: number; readonly stream: number; readonly at: number; readonly number: number | null }
const UNIT = { name: 'degree', symbol: '°C', definition: 'http://example.org/c' };

/** A thing with so many streams that take anything; their ids. */
export async function streamsIn(db: Database, n: number, now: Date): Promise<number[]> {
  const stream = (i: number) => ({ name: `s${i}`, description: '', observationType: 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Observation', unitOfMeasurement: UNIT, Sensor: { name: 's', description: '', encodingType: 'text/html', metadata: 'x' }, ObservedProperty: { name: `p${i}`, definition: `http://example.org/p${i}`, description: '' } });
  const thing = await db.begin((tx) => create(tx, entityOf('Things'), { name: 't', description: '', Locations: [{ name: 'l', description: '', encodingType: 'application/geo+json', location: { type: 'Point', coordinates: [116, 39] } }], Datastreams: Array.from({ length: n }, (_, i) => stream(i)) }, now, {}));
  return (await db.rows(z.object({ id: z.number() }), sql`select id from sense.datastreams where thing_id = ${thing}::bigint order by id`)).map(({ id }) => id);
}

const row = (stream: number, at: number, number: number | null): NewObservation => ({ stream, from: new Date(at), to: null, resultTime: null, number, result: number === null ? '"closed"' : null, quality: null, validFrom: null, validTo: null, parameters: null, feature: null });

export async function tell(db: Database, values: readonly Omit<Told, 'id'>[], now: Date): Promise<Told[]> {
  const outcomes = await ingest(db, values.map((one) => row(one.stream, one.at, one.number)), now);
  return values.map((value, i) => { const outcome = outcomes[i]; if (!outcome || 'refused' in outcome) throw new Error(JSON.stringify(outcome)); return { ...value, id: outcome.id }; });
}

/** Rolls up until nothing is left: transactions of other databases of the server withhold news for a while. */
export async function settle(db: Database, zone: string, now: Date): Promise<void> {
  for (let i = 0; i < 400; i++) {
    await rollUp(db, zone, now);
    const { behind } = await db.one(z.object({ behind: z.boolean() }), sql`select exists (select 1 from sense.observation_batches b, sense.history_state s where (b.tx, b.id) > (s.tx, s.id)) as behind`);
    if (!behind) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('news were withheld for ten seconds');
}

const Kept = z.object({ stream: z.number(), at: z.date(), n: z.number(), numbers: z.number(), min: z.number().nullable(), max: z.number().nullable(), avg: z.number().nullable(), first: z.number().nullable(), last: z.number().nullable() });
export type Figures = Omit<z.output<typeof Kept>, 'at'> & { readonly key: string };

/** Rows of the roll-ups, keyed as `figuresOf` keys them. */
export async function keptHours(db: Database): Promise<Figures[]> {
  return (await db.rows(Kept, sql`select datastream_id as stream, hour as at, n, numbers, min, max, avg, first, last from sense.observation_hours`)).map(({ at, ...rest }) => ({ ...rest, key: `${rest.stream} ${at.toISOString()}` })).sort(byKey);
}
export async function keptDays(db: Database, zone: string): Promise<Figures[]> {
  return (await db.rows(Kept, sql`select datastream_id as stream, day as at, n, numbers, min, max, avg, first, last from sense.observation_days`)).map(({ at, ...rest }) => ({ ...rest, key: `${rest.stream} ${wallTime(at, zone).slice(0, 10)}` })).sort(byKey);
}

/** The hour of the city's clock that a moment lies in, by its beginning. */
export function hourOf(at: number, zone: string): string {
  const ahead = Date.parse(`${wallTime(new Date(at), zone)}Z`) - Math.floor(at / 60_000) * 60_000;
  return new Date(Math.floor((at + ahead) / 3_600_000) * 3_600_000 - ahead).toISOString();
}
export const dayOf = (at: number, zone: string): string => wallTime(new Date(at), zone).slice(0, 10);

/** The same figures counted from the list. */
export function figuresOf(values: readonly Told[], keyOf: (at: number) => string): Figures[] {
  const groups = new Map<string, Told[]>();
  for (const value of values) { const key = `${value.stream} ${keyOf(value.at)}`; groups.set(key, [...(groups.get(key) ?? []), value]); }
  return [...groups].map(([key, list]) => {
    const numbers = list.filter((one): one is Told & { number: number } => one.number !== null).sort((a, b) => a.at - b.at || a.id - b.id);
    const all = numbers.map((one) => one.number);
    return { key, stream: list[0]?.stream ?? 0, n: list.length, numbers: all.length, min: all.length ? Math.min(...all) : null, max: all.length ? Math.max(...all) : null, avg: all.length ? all.reduce((sum, x) => sum + x / all.length, 0) : null, first: all[0] ?? null, last: all.at(-1) ?? null };
  }).sort(byKey);
}
const byKey = (a: Figures, b: Figures) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/** Means as billionths of the largest value, so that they are equal to within rounding. */
export const rounded = (list: readonly Figures[]) => list.map((one) => ({ ...one, avg: one.avg === null ? null : Math.round((one.avg / Math.max(Math.abs(one.min ?? 0), Math.abs(one.max ?? 0), 1e-300)) * 1e8) + 0 }));
