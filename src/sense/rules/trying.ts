// The job of a trial: reads history in slices that grow and shrink with what they hold (the embedded database has one session), says how far it is, and
// writes its report; nothing else.
import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';
import type { Ground } from '#ground/http/context.ts';
import type { Job } from '#ground/jobs/index.ts';
import { calendarOf, isoDay } from '#city/calendar/index.ts';
import { cityTools } from '#city/cases/index.ts';
import { Definition, type Seen } from './contract.ts';
import { onEarth, watches } from './rules.ts';
import { historyOf } from './store.ts';
import { beginTrial, Report, type Raised } from './trial.ts';
import { envOf, inputsOf, knownStreams, watching, type Known } from './watching.ts';

export const TRIAL_JOB = 'sense-rules-trial';
const SLICE = 10_000;
/** Of one second, which is not cut further. */
const MOST = 1_000_000;
const HOUR = 3_600_000;
const LONGEST_SLICE = 31 * 24 * HOUR;

const Row = z.object({ id: z.number(), rule_id: z.number().nullable(), definition: Definition, from_at: z.date(), to_at: z.date(), state: z.enum(['waiting', 'running', 'done', 'failed']), progress: z.number(), report: Report.nullable(), made_at: z.date() });
export type TrialRow = z.output<typeof Row>;
const columns = sql`id, rule_id, definition, from_at, to_at, state, progress, report, made_at`;
export const trialById = (db: Db, id: number): Promise<TrialRow | undefined> => db.maybe(Row, sql`select ${columns} from sense.rule_trials where id = ${id}`);
export const trialsOf = (db: Db, rule: number): Promise<TrialRow[]> => db.rows(Row, sql`select ${columns} from sense.rule_trials where rule_id = ${rule} order by id desc limit 10`);
/** A trial that waits for its job; its id. */
export const addTrial = async (db: Db, t: { rule: number | null; definition: Definition; from: Date; to: Date; by: string | null; now: Date }): Promise<number> => (await db.one(z.object({ id: z.number() }), sql`
  insert into sense.rule_trials (rule_id, definition, from_at, to_at, state, made_by, made_at) values (${t.rule}::bigint, ${json(t.definition)}::text::jsonb, ${t.from}, ${t.to}, 'waiting', ${t.by}::uuid, ${t.now}) returning id`)).id;
const told = (db: Db, id: number, progress: number) => db.run(sql`update sense.rule_trials set state = 'running', progress = ${progress} where id = ${id}`);

export const trialJob: Job = {
  name: TRIAL_JOB, within: 3600,
  async run(ground: Ground, data) {
    const { trial } = z.object({ trial: z.number() }).parse(data);
    try {
      await runTrial(ground.db, trial, ground.clock.now());
    } catch (error) {
      await ground.db.run(sql`update sense.rule_trials set state = 'failed', ended_at = ${ground.clock.now()} where id = ${trial}`);
      throw error;
    }
  },
};

/** Runs a waiting (or begun and broken off) trial to its report. */
export async function runTrial(db: Db, id: number, now: Date): Promise<void> {
  const row = await trialById(db, id);
  if (!row || row.state === 'done') return;
  const [tools, env, calendar] = [await cityTools(db), await envOf(db), await calendarOf(db)];
  const rule = watching({ id: row.rule_id ?? 0, version: 1, definition: row.definition });
  const inputs = new Set(inputsOf(row.definition));
  const streams = new Map((await knownStreams(db, [...inputs], tools)).filter((stream) => watches(row.definition, inputs, stream)).map((stream) => [stream.id, stream]));
  const trial = beginTrial(rule.of, streams, env, (at) => isoDay(calendar.zone.dayAt(at)));
  for await (const { values, reached } of slices(db, [...streams.keys()], streams, row, rule.places)) {
    trial.take(values);
    await told(db, id, (reached - row.from_at.getTime()) / Math.max(1, row.to_at.getTime() - row.from_at.getTime()));
  }
  const report = await withOverlaps(db, trial.end(Math.min(row.to_at.getTime(), now.getTime())), row.definition.class, streams);
  await db.run(sql`update sense.rule_trials set state = 'done', progress = 1, report = ${json(report)}::text::jsonb, ended_at = ${now} where id = ${id}`);
}

async function* slices(db: Db, ids: readonly number[], streams: ReadonlyMap<number, Known>, { from_at, to_at }: TrialRow, places: boolean): AsyncGenerator<{ values: Seen[]; reached: number }> {
  let span = 24 * HOUR;
  for (let from = from_at.getTime(); from < to_at.getTime() && ids.length; ) {
    const to = Math.min(from + span, to_at.getTime());
    const rows = await historyOf(db, ids, new Date(from), new Date(to), places, span > 1000 ? SLICE + 1 : MOST);
    if (rows.length > SLICE && span > 1000) { span = Math.max(1000, Math.floor(span / 4)); continue; }
    yield { values: rows.flatMap((row) => { const stream = streams.get(row.stream); return stream ? [{ id: row.id, stream: row.stream, thing: stream.thing, input: stream.input, unit: stream.unit, time: row.time.getTime(), number: row.number, at: onEarth(row.lon, row.lat) }] : []; }), reached: to };
    from = to;
    if (rows.length < SLICE / 4) span = Math.min(span * 2, LONGEST_SLICE);
  }
}

/** Which of the listed alarms had a case of the class within 200 m and a day: what it would have added is the rest. */
async function withOverlaps(db: Db, report: Report, cls: string, streams: ReadonlyMap<number, Known>): Promise<Report> {
  const places = report.alarms.map((one) => streams.get(one.stream)?.at ?? null);
  const found = new Set((await db.rows(z.object({ i: z.number() }), sql`
    select w.i from unnest(${report.alarms.map((_, i) => i)}::int[], ${report.alarms.map((one) => new Date(one.at))}::timestamptz[], ${places.map((p) => p?.lon ?? null)}::float8[], ${places.map((p) => p?.lat ?? null)}::float8[]) as w(i, at, lon, lat)
    where w.lon is not null and exists (select 1 from city.v_cases c where c.class = ${cls} and c.merged_into is null and c.geom && ST_Expand(ST_SetSRID(ST_MakePoint(w.lon, w.lat), 4326), 0.004)
      and ST_DistanceSphere(c.geom, ST_SetSRID(ST_MakePoint(w.lon, w.lat), 4326)) <= 200 and c.received_at between w.at - interval '1 day' and w.at + interval '1 day')`)).map(({ i }) => i));
  const alarms = report.alarms.map((one, i): Raised => ({ ...one, overlaps: places[i] ? found.has(i) : null }));
  return { ...report, alarms, overlaps: found.size };
}
