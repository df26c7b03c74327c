// The sensors of a demo city go on: each minute those whose interval is over tell an invented value. Only things that are marked as invented
// (properties.synthetic), only in a city that is a demo. Their past is written the same way, before the doors open.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { zonedMoment } from '#ground/clock/zoned.ts';
import type { Job } from '#ground/jobs/index.ts';
import { citySettings } from '#city/settings/index.ts';
import { ingest, type NewObservation } from '../writing/ingest.ts';
import { simulatedValue, STORIES, type Actor } from './simulating.ts';

const Row = z.object({ id: z.number(), property: z.string(), interval: z.number(), kind: z.string(), seed: z.number(), story: z.enum(STORIES).nullable(), story_at: z.string().nullable(), last_time: z.date().nullable() });
interface Simulated { readonly id: number; readonly property: string; readonly intervalMs: number; readonly actor: Actor; readonly last: number }

/** Streams of things that are marked as invented. */
async function simulatedStreams(db: Db): Promise<Simulated[]> {
  const rows = await db.rows(Row, sql`
    select d.id, p.listed as property, (d.properties->>'interval')::float8 as interval, t.kind, (t.properties->>'seed')::int as seed, t.properties->'story'->>'kind' as story, t.properties->'story'->>'at' as story_at, d.last_time
    from sense.things t join sense.datastreams d on d.thing_id = t.id join sense.observed_properties p on p.id = d.observed_property_id
    where t.properties @> '{"synthetic": true}' and t.kind is not null and p.listed is not null and jsonb_typeof(t.properties->'seed') = 'number' and jsonb_typeof(d.properties->'interval') = 'number' order by d.id limit 2000`);
  return rows.map((row) => ({ id: row.id, property: row.property, intervalMs: row.interval * 1000, last: row.last_time?.getTime() ?? 0, actor: { kind: row.kind, seed: row.seed, ...(row.story && row.story_at ? { story: row.story, storyAt: Date.parse(row.story_at) } : {}) } }));
}

const offsetOf = (zone: string, now: Date): number => { const wall = now.toISOString().slice(0, 19); return Date.parse(`${wall}Z`) - zonedMoment(wall, zone).getTime(); };

function observed(stream: Simulated, at: number, offset: number): NewObservation[] {
  const value = simulatedValue(stream.actor, stream.property, at, offset);
  if (value === undefined) return [];
  return [{ stream: stream.id, from: new Date(at), to: null, resultTime: null, number: typeof value === 'number' ? value : null, result: typeof value === 'number' ? null : JSON.stringify(value), quality: null, validFrom: null, validTo: null, parameters: null, feature: null }];
}

/** The latest moment at which this stream should have told something; each thing has a second of its own. */
const lastDue = ({ intervalMs, actor }: Simulated, now: number): number => { const phase = (actor.seed * 7919) % intervalMs; return Math.floor((now - phase) / intervalMs) * intervalMs + phase; };

/** Values that are due now; returns how many were told. What was missed while the program was off stays missing. */
export async function tellSimulated(db: Db, now: Date): Promise<number> {
  const { demo, zone } = await citySettings(db);
  if (!demo) return 0;
  const offset = offsetOf(zone, now);
  const rows = (await simulatedStreams(db)).flatMap((stream) => { const at = lastDue(stream, now.getTime()); return at > stream.last ? observed(stream, at, offset) : []; });
  if (rows.length) await ingest(db, rows, now);
  return rows.length;
}

const HOUR = 3_600_000;
/** Properties whose last day is told in their own rhythm; the rest of the past is coarser, to be quick to write and small. */
const FINE = new Set(['PM10', 'LAeq', 'water level', 'vehicle flow', 'mean speed']);
const SLOW = new Set(['fill level', 'power', 'charging power', 'charging state', 'occupied', 'air temperature', 'relative humidity', 'pedestrian flow']);
const BATCH = 6000;

/** The invented past between two moments; returns how many values were written. */
export async function writeSimulatedPast(db: Db, from: Date, to: Date, zone: string, progress?: (done: number, of: number) => void): Promise<number> {
  const offset = offsetOf(zone, to);
  const day = to.getTime() - 24 * HOUR;
  const rows = (await simulatedStreams(db)).flatMap((stream) => {
    const step = Math.max(stream.intervalMs, SLOW.has(stream.property) ? 2 * HOUR : HOUR);
    const fine = FINE.has(stream.property) ? stream.intervalMs : step;
    const out: NewObservation[] = [];
    for (let at = lastDue({ ...stream, intervalMs: step }, from.getTime()) + step; at < to.getTime(); at += at >= day ? fine : step) out.push(...observed(stream, at, offset));
    return out;
  }).sort((a, b) => a.from.getTime() - b.from.getTime());
  for (let i = 0; i < rows.length; i += BATCH) {
    await ingest(db, rows.slice(i, i + BATCH), to);
    progress?.(Math.min(i + BATCH, rows.length), rows.length);
  }
  return rows.length;
}

export const demoJob: Job = { name: 'things-demo', every: '* * * * *', run: async ({ db, clock }) => { await tellSimulated(db, clock.now()); } };
