// The demo city for a comparison: the product running on it as its own process, and the same rows for the baseline. On PostgreSQL both use one
// database; the embedded one belongs to one process alone, so the baseline gets a copy of its folder.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '#ground/db/index.ts';
import type { BenchTools } from './harness.ts';
import { startProduct, type Product } from './product.ts';

export type Kind = 'postgresql' | 'embedded';
/** How the baseline opens its database: by address, or the folder of an embedded one. */
export interface Place { readonly url?: string; readonly dataDir?: string }
export interface TwoCities { readonly product: Product; readonly baseline: Place; close(): Promise<void> }

export interface CityOptions {
  /** Settings of the product. */
  readonly env?: Readonly<Record<string, string>>;
  /** Writes what both shall have before anything is measured. */
  readonly prepare?: (db: Database) => Promise<void>;
}

/** Waits for the demo city to be drawn (20,000 reports, half a minute). COMIS_BENCH_FLAGS go to the product's Node: `--cpu-prof`. */
export async function twoCities(kind: Kind, tools: BenchTools, { env = {}, prepare = async () => {} }: CityOptions = {}): Promise<TwoCities> {
  const flags = (process.env['COMIS_BENCH_FLAGS'] ?? '').split(' ').filter(Boolean);
  const folder = await mkdtemp(join(tmpdir(), 'comis-bench-city-'));
  const [first, second] = [join(folder, 'product'), join(folder, 'baseline')];
  const url = kind === 'postgresql' ? await tools.openCluster() : undefined;
  const settings = { ...env, DATA_DIR: first, ...(url === undefined ? {} : { DATABASE_URL: url }) };
  tools.log(`${kind}: drawing the demo city`);
  await (await startProduct(settings)).stop();
  await prepared(url === undefined ? { dataDir: join(first, 'database') } : { url }, prepare);
  if (url === undefined) await cp(first, second, { recursive: true });
  const product = await startProduct(settings, { flags });
  return {
    product, baseline: url === undefined ? { dataDir: join(second, 'database') } : { url },
    close: async () => { await product.stop(); await rm(folder, { recursive: true, force: true }); },
  };
}

async function prepared(place: Place, prepare: (db: Database) => Promise<void>): Promise<void> {
  const db = await openPlace(place);
  try {
    await prepare(db);
  } finally {
    await db.close();
  }
}

/** The baseline's database through the product's own driver and pool. */
export const openPlace = (place: Place): Promise<Database> => openDatabase({ ...place, log: () => {} });
