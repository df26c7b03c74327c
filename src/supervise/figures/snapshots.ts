// The facts as packed columns in the database: read back in a second where reading the cases takes half a minute at a million. Only a start uses them;
// whatever changed since is then read as always.
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { addName, hold, spreadAll, type Columns, type Facts } from './facts.ts';
import type { Gap } from './store.ts';

const pack = promisify(deflate);
const unpack = promisify(inflate);
const ROWS = 50_000;
/** Grows when the columns change: what another program wrote is not read. */
const LAYOUT = 1;
const DIMENSIONS = ['path', 'unit', 'class', 'source', 'nature'] as const;

const Header = z.object({
  layout: z.literal(LAYOUT), n: z.number(), ordered: z.number(), first: z.number(), since: z.iso.datetime(), top: z.number(), gaps: z.array(z.object({ from: z.number(), to: z.number(), until: z.number() })),
  loose: z.array(z.tuple([z.number(), z.number()])), names: z.record(z.enum(DIMENSIONS), z.array(z.string())),
});
const Part = z.object({ data: z.instanceof(Uint8Array), made_at: z.date() });

/** How far the facts had come. */
export interface Reached { readonly since: Date; readonly top: number; readonly gaps: readonly Gap[] }

/** Writes everything, in place of what was there. Cases that change meanwhile are read again by whoever reads this: `reached` is of the beginning. */
export async function saveFacts(db: Db, facts: Facts, reached: Reached, now: Date): Promise<void> {
  const n = facts.n;
  const parts: Buffer[] = [];
  for (let from = 0; from < n; from += ROWS) parts.push(await pack(Buffer.concat(columnsOf(facts.columns).map((column) => bytesOf(column.subarray(from, Math.min(n, from + ROWS))))), { level: 1 }));
  const header: z.input<typeof Header> = {
    layout: LAYOUT, n, ordered: Math.min(n, facts.ordered), first: facts.first, since: reached.since.toISOString(), top: reached.top, gaps: [...reached.gaps],
    loose: [...facts.loose].filter(([, row]) => row < n), names: Object.fromEntries(DIMENSIONS.map((name) => [name, facts.names[name].list])) as Record<(typeof DIMENSIONS)[number], string[]>,
  };
  const packed = [Buffer.from(JSON.stringify(header)), ...parts];
  await db.begin(async (tx) => {
    await tx.run(sql`delete from supervise.figures_snapshots`);
    for (const [part, data] of packed.entries()) await tx.run(sql`insert into supervise.figures_snapshots (part, data, made_at) values (${part}, ${data}, ${now})`);
  });
}

/** Fills empty facts with what was saved; undefined when there is nothing, or nothing that can be read, or it is older than a week. */
export async function loadFacts(db: Db, facts: Facts, now: Date): Promise<Reached | undefined> {
  const found = await db.maybe(Part, sql`select data, made_at from supervise.figures_snapshots where part = 0 and made_at > ${new Date(now.getTime() - 7 * 86_400_000)}`);
  const header = found && Header.safeParse(jsonOf(found.data)).data;
  if (!found || !header) return undefined;
  hold(facts, header.n);
  for (let from = 0, part = 1; from < header.n; from += ROWS, part++) {
    // Another process may be saving: the rows of its parts stand in another order.
    const saved = await db.maybe(Part, sql`select data, made_at from supervise.figures_snapshots where part = ${part} and made_at = ${found.made_at}`);
    if (!saved) return undefined;
    unpackInto(facts.columns, await unpack(saved.data), from, Math.min(ROWS, header.n - from));
  }
  for (const name of DIMENSIONS) for (const code of header.names[name]) addName(facts.names[name], code);
  for (const [id, row] of header.loose) facts.loose.set(id, row);
  Object.assign(facts, { n: header.n, ordered: header.ordered, first: header.first });
  spreadAll(facts);
  return { since: new Date(header.since), top: header.top, gaps: header.gaps };
}

/** Numbers of the same kind next to each other pack best; the order is part of the layout. */
const columnsOf = (c: Columns) => [c.id, c.step, c.received, c.filed, c.due, c.closed, c.path, c.unit, c.class, c.source, c.nature, c.flags, c.overran, ...c.ended, ...c.took];
const bytesOf = (column: Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array): Uint8Array => new Uint8Array(column.buffer, column.byteOffset, column.byteLength);

function unpackInto(columns: Columns, bytes: Uint8Array, from: number, rows: number): void {
  let at = 0;
  for (const column of columnsOf(columns)) {
    const length = rows * column.BYTES_PER_ELEMENT;
    bytesOf(column).set(bytes.subarray(at, at + length), from * column.BYTES_PER_ELEMENT);
    at += length;
  }
}

function jsonOf(data: Uint8Array): unknown {
  try { return JSON.parse(Buffer.from(data).toString()); } catch { return undefined; }
}
