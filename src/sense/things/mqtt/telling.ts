// From what was added to what is said of it. Which interests a row concerns is found in memory; what is sent is read anew, one statement for all rows
// and interests of one shape, through the same conditions as a GET: what was hidden since is not among them.
import { z } from 'zod';
import { all, sql, type Db, type Query } from '#ground/db/index.ts';
import { present, timeText, type Row } from '../reading/present.ts';
import { rowsStatement } from '../reading/rows.ts';
import type { Added } from './stream.ts';
import type { Interest } from './topics.ts';

/** One message: `at` is its row's index in the slice, `tx` its transaction. */
export interface Told<I extends Interest> { readonly interest: I; readonly at: number; readonly id: number; readonly stream: number | undefined; readonly tx: string; readonly payload: Buffer }
export interface Telling { readonly db: Db; readonly root: string; readonly now: Date }

/** Messages in the order of the rows. */
export async function tell<I extends Interest>(telling: Telling, rows: readonly Added[], interests: readonly I[]): Promise<Told<I>[]> {
  const wanted = concerned(rows, interests);
  if (wanted.length === 0) return [];
  const payloads = await loaded(telling, rows, wanted);
  return wanted.flatMap((want) => {
    const payload = payloads.get(loadKey(want.interest))?.get(want.id);
    return payload ? [{ ...want, payload }] : [];
  });
}

interface Want<I extends Interest> { readonly interest: I; readonly at: number; readonly index: number; readonly id: number; readonly stream: number | undefined; readonly tx: string }

function concerned<I extends Interest>(rows: readonly Added[], interests: readonly I[]): Want<I>[] {
  const wanted: Want<I>[] = [];
  const byStream = new Map<number, I[]>();
  const others: I[] = [];
  for (const interest of interests) if (interest.stream !== undefined) byStream.set(interest.stream, [...(byStream.get(interest.stream) ?? []), interest]); else others.push(interest);
  for (const [at, row] of rows.entries()) {
    const mine = others.filter((interest) => interest.set === row.kind);
    if (mine.length === 0 && (row.kind !== 'Observations' || byStream.size === 0)) continue;
    for (const [index, id] of row.ids.entries()) {
      const stream = row.streams?.[index];
      const want = (interest: I) => { if (interest.one === undefined || interest.one === id) wanted.push({ interest, at, index, id, stream, tx: row.tx }); };
      for (const interest of mine) want(interest);
      if (stream !== undefined) for (const interest of byStream.get(stream) ?? []) want(interest);
    }
  }
  return wanted;
}

/** Interests that are told apart in memory share a statement; a longer path asks for itself. */
const loadKey = (interest: Interest): string => (interest.within ? `${interest.shape} ${interest.topic}` : interest.shape);

/** Entities of one statement. */
const MOST = 5000;

async function loaded<I extends Interest>({ db, root, now }: Telling, rows: readonly Added[], wanted: readonly Want<I>[]): Promise<Map<string, Map<number, Buffer>>> {
  const loads = new Map<string, { interest: I; wants: Want<I>[] }>();
  for (const want of wanted) {
    const key = loadKey(want.interest);
    const load = loads.get(key) ?? { interest: want.interest, wants: [] };
    load.wants.push(want);
    loads.set(key, load);
  }
  const found = new Map<string, Map<number, Buffer>>();
  for (const [key, { interest, wants }] of loads) {
    const payloads = new Map<number, Buffer>();
    for (let i = 0; i < wants.length; i += MOST) {
      const part = wants.slice(i, i + MOST);
      const { statement } = rowsStatement({ layout: interest.layout, options: { top: MOST }, within: (a) => all([whichRows(a, rows, part), interest.within?.(a)]), now, sees: interest.sees, few: true });
      for (const { r } of await db.rows(Cells, statement)) payloads.set(Number(r[0]), Buffer.from(JSON.stringify(bodyOf(interest, r, root))));
    }
    found.set(key, payloads);
  }
  return found;
}
const Cells = z.object({ r: z.array(z.unknown()) });

/** By id; of observations the times too, so that months which hold none of them are not looked into. */
function whichRows<I extends Interest>(a: Query, rows: readonly Added[], wants: readonly Want<I>[]): Query {
  const ids = [...new Set(wants.map(({ id }) => id))];
  const times = wants.map(({ at, index }) => rows[at]?.times?.[index]?.getTime());
  const known = times.filter((time) => time !== undefined);
  // A millisecond more on each side: the database counts in microseconds.
  const span = known.length === times.length ? sql`${a}.time between ${new Date(known.reduce((least, time) => Math.min(least, time), Infinity) - 1)}::timestamptz and ${new Date(known.reduce((most, time) => Math.max(most, time), -Infinity) + 1)}::timestamptz` : undefined;
  return all([sql`${a}.id = any(${ids}::bigint[])`, span]);
}

function bodyOf({ layout, property }: Interest, row: Row, root: string): unknown {
  if (!property) return present(row, layout, root);
  const { of, keys } = property;
  const value = keys.length ? row[1] : of.type === 'interval' ? timeText(row[1], row[2]) : of.type === 'time' ? timeText(row[1], null) : row[1];
  return { [keys.at(-1) ?? of.name]: value ?? null };
}
