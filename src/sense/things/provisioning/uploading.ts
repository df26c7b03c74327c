// Values of a table into the streams: through the ingest, as if each had come alone. What is there already, the same stream, moment and value, is passed
// over, so a file that broke off is simply brought in again. Each batch is a transaction that holds its streams: two uploads of the same file write it once.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { ingest, type NewObservation } from '../writing/ingest.ts';
import { columnsOf, type RowProblem } from './columns.ts';
import { resultType } from './contract.ts';
import { valueHeaders } from './header-messages.ts';
import { sensingLists } from './lists.ts';
import { m } from './messages.ts';
import { readValues, type Asked, type ReadValues, type StreamInfo, type Value } from './values-reading.ts';
import type { Sheet } from './sheet.ts';

const Row = z.object({
  id: z.number(), thing: z.string().nullable(), thing_id: z.number(), multi: z.boolean(), observation_type: z.string(), unit: z.object({ name: z.string().nullish(), symbol: z.string().nullish(), definition: z.string().nullish() }).nullable(),
  battery: z.boolean(), property: z.string().nullable(), listed: z.string().nullable(),
});

/** The streams that the table (or the form) speaks of: of things by code or id, or by their own ids. */
async function streamsOf(db: Db, things: readonly string[], ids: readonly number[]): Promise<StreamInfo[]> {
  const lists = await sensingLists(db);
  const numbers = things.flatMap((text) => (/^\d{1,15}$/.test(text) ? [Number(text)] : []));
  const rows = await db.rows(Row, sql`
    select d.id, t.code as thing, t.id as thing_id, d.multi, d.observation_type, d.unit, coalesce(d.properties->'battery' = 'true'::jsonb, false) as battery, p.name as property, p.listed
    from sense.datastreams d join sense.things t on t.id = d.thing_id left join sense.observed_properties p on p.id = d.observed_property_id
    where d.thing_id in (select id from sense.things where code = any(${[...things]}) union all select id from sense.things where id = any(${numbers}::bigint[])) or d.id = any(${[...ids]}::bigint[]) order by d.id limit 20000`);
  return rows.map((row) => {
    const listed = row.listed === null ? undefined : lists.properties.get(row.listed);
    const units = [row.unit?.symbol, row.unit?.definition?.split('ucum#')[1], row.unit?.name].filter((one): one is string => !!one);
    return { id: row.id, thing: row.thing ?? '', thingId: row.thing_id, type: row.multi ? undefined : resultType(row.observation_type), battery: row.battery, property: row.property ?? '', names: listed ? [listed.name, listed.name_en] : [], units, low: listed?.low ?? null, high: listed?.high ?? null };
  });
}

/** The table judged row by row against the streams it names. Nothing is written. */
export async function readUpload(db: Db, sheet: Sheet, asked: Asked): Promise<ReadValues> {
  const { at } = columnsOf(sheet, valueHeaders);
  const cells = (header: string | undefined): string[] => (header === undefined ? [] : [...new Set(sheet.rows.map((row) => row.cells[header] ?? '').filter((text) => text !== '' && text.length <= 80))]);
  const things = [...cells(at.thing), ...(asked.thing ? [asked.thing] : [])];
  const ids = cells(at.stream).flatMap((text) => (/^\d{1,15}$/.test(text) ? [Number(text)] : []));
  return readValues(sheet, await streamsOf(db, things, ids), asked);
}

export interface Uploaded { readonly written: number; readonly same: number; readonly problems: readonly RowProblem[]; readonly remarks: readonly RowProblem[] }
/** Values of one transaction. */
const BATCH = 5000;

/** What is new of these values; with `dry` it is only counted. */
export async function upload(db: Db, values: readonly Value[], now: Date, options: { dry?: boolean | undefined; progress?: ((done: number, of: number) => void) | undefined } = {}): Promise<Uploaded> {
  let [written, same] = [0, 0];
  const problems: RowProblem[] = [];
  const remarks: RowProblem[] = [];
  for (let i = 0; i < values.length; i += BATCH) {
    const batch = values.slice(i, i + BATCH);
    const work = async (tx: Db) => {
      const there = await standingAt(tx, batch);
      const fresh = batch.filter((_, k) => there.get(k) !== 'same');
      const others = batch.filter((_, k) => there.get(k) === 'other');
      const refused = options.dry ? [] : (await ingest(tx, fresh.map(observationOf), now)).flatMap((outcome, k) => ('refused' in outcome ? [fresh[k]] : []));
      return { fresh, others, refused };
    };
    const done = options.dry ? await work(db) : await db.begin(async (tx) => { await holdStreams(tx, batch); return work(tx); });
    same += batch.length - done.fresh.length;
    written += done.fresh.length - done.refused.length;
    remarks.push(...done.others.map((value) => told(value, m.otherThere)));
    problems.push(...done.refused.flatMap((value) => (value ? [told(value, m.noStream)] : [])));
    options.progress?.(Math.min(i + BATCH, values.length), values.length);
  }
  return { written, same, problems, remarks };
}

const told = (value: Value, what: RowProblem['what']): RowProblem => ({ row: value.row, column: value.column, value: value.result ?? String(value.number), what });
const observationOf = (value: Value): NewObservation => ({ stream: value.stream, from: value.at, to: null, resultTime: null, number: value.number, result: value.result, quality: null, validFrom: null, validTo: null, parameters: null, feature: null });

const holdStreams = (tx: Db, values: readonly Value[]) => tx.run(sql`select id from sense.datastreams where id = any(${[...new Set(values.map((value) => value.stream))]}::bigint[]) order by id for no key update`);

const Found = z.object({ ord: z.number(), same: z.boolean() });
/** Which of these moments have a value already: the same one, or only another. By the key of the observations, a look for each. */
async function standingAt(db: Db, values: readonly Value[]): Promise<ReadonlyMap<number, 'same' | 'other'>> {
  const times = values.map((value) => value.at.getTime());
  const [first, last] = [new Date(times.reduce((a, b) => Math.min(a, b), Infinity)), new Date(times.reduce((a, b) => Math.max(a, b), -Infinity))];
  const rows = await db.rows(Found, sql`
    select i.ord, f.same from unnest(${values.map((_, k) => k)}::int[], ${values.map((value) => value.stream)}::bigint[], ${values.map((value) => value.at)}::timestamptz[], ${values.map((value) => value.number)}::float8[], ${values.map((value) => value.result)}::text[]) as i(ord, stream, time, number, result)
    cross join lateral (select o.number is not distinct from i.number and o.result is not distinct from i.result::jsonb as same from sense.observations o
      where o.datastream_id = i.stream and o.time = i.time and o.time between ${first}::timestamptz and ${last}::timestamptz order by 1 desc limit 1) f`);
  return new Map(rows.map(({ ord, same }) => [ord, same ? 'same' : 'other']));
}
