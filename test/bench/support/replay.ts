// The product's own statements, taken down from real requests, and the same again without the product.
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes, randomUUID } from 'node:crypto';
import { house } from '#app';
import { readConfig } from '#ground/config/index.ts';
import { sql, type Database, type Query } from '#ground/db/index.ts';
import { buildApp } from '#ground/http/app.ts';
import { openHouse } from '#ground/start.ts';
import type { Shot } from './load.ts';

/** A statement as it went to the driver. */
export interface Statement { readonly text: string; readonly values: readonly unknown[] }
export interface Taken { readonly status: number; readonly body: string; readonly location: string | null; readonly statements: readonly Statement[] }

/**
 * Sends each request once to the whole application around this database, in this process, and takes down what it asked the database for; what was asked
 * only because memory was still empty is not among it (a first round is not taken down). Listeners and jobs rest meanwhile.
 */
export async function takenDown(db: Database, dataDir: string, shots: readonly Shot[]): Promise<Taken[]> {
  const config = readConfig({ DATA_DIR: dataDir, LOG: 'quiet', ROLE: 'web', WRITES_PER_MINUTE: '1000000', KEY_WRITES_PER_MINUTE: '1000000' });
  const { ground, close } = await openHouse(db, config, house, { baseUrl: 'http://localhost:3000', jobs: 'held', pollMs: 3_600_000, print: () => {} });
  await ground.pump.stop();
  const app = buildApp({ ...ground, pump: { ...ground.pump, nudge: () => {} } });
  const asking = new AsyncLocalStorage<Statement[]>();
  const stop = db.capture((text, values) => asking.getStore()?.push({ text, values }));
  const ask = async (shot: Shot): Promise<Taken> => {
    const statements: Statement[] = [];
    const response = await asking.run(statements, () => app.request(requestOf(shot)));
    return { status: response.status, body: await response.text(), location: response.headers.get('location'), statements };
  };
  try {
    for (const shot of shots.slice(0, 3)) await ask(shot);
    const taken: Taken[] = [];
    for (const shot of shots) taken.push(await ask(shot));
    return taken;
  } finally {
    stop();
    await close();
  }
}

function requestOf({ method, path, headers = {}, body }: Shot): Request {
  const filled = (text: string) => text.replaceAll('{uuid}', () => randomUUID()).replaceAll('{address}', '10.0.0.1');
  return new Request(`http://localhost:3000${filled(path)}`, { method, headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, filled(value)])), ...(body === undefined ? {} : { body: filled(body) }), redirect: 'manual' });
}

/** The statement for the product's driver: prepared under its name there, as the product's own is. */
export function query({ text, values }: Statement): Query {
  // Parameters are numbered in the order in which they stand, each once: that is how `sql` writes them.
  return sql(text.split(/\$\d+/) as unknown as TemplateStringsArray, ...values);
}

/** What may not be written twice (ids and digests which belong to one request alone) made anew, the same everywhere in the request. */
export function renewing(requests: readonly (readonly Statement[])[]): (statements: readonly Statement[]) => Statement[] {
  const seenIn = new Map<string, number>();
  for (const statements of requests) for (const id of new Set(statements.flatMap(({ values }) => values.flatMap((value) => idOf(value) ?? [])))) seenIn.set(id, (seenIn.get(id) ?? 0) + 1);
  return (statements) => {
    const fresh = new Map<string, unknown>();
    const renewed = (value: unknown): unknown => {
      const id = idOf(value);
      if (id === undefined || seenIn.get(id) !== 1) return value;
      if (!fresh.has(id)) fresh.set(id, typeof value === 'string' ? randomUUID() : randomBytes(32));
      return fresh.get(id);
    };
    return statements.map(({ text, values }) => ({ text, values: values.map(renewed) }));
  };
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;
const idOf = (value: unknown): string | undefined => (typeof value === 'string' && UUID.test(value) ? value : Buffer.isBuffer(value) && value.length === 32 ? value.toString('hex') : undefined);

/** Runs the statements of one request after another with so many workers for so many seconds; requests a second. */
export async function replayRate(db: Database, next: () => readonly Statement[], { workers, seconds }: { workers: number; seconds: number }): Promise<number> {
  const started = performance.now();
  const until = started + seconds * 1000;
  let done = 0;
  await Promise.all(Array.from({ length: workers }, async () => {
    while (performance.now() < until) {
      for (const statement of next()) await db.run(query(statement));
      done++;
    }
  }));
  return done / ((performance.now() - started) / 1000);
}
