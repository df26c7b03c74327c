// What a benchmark of `npm run bench` is: a file test/bench/NAME.ts that exports `bench`. Each runs in a process of its own, one after another,
// against a PostgreSQL with durable settings (cluster.ts). What it returns are ratios of two measurements of one run; absolute numbers only inform.
import { benchCluster, type BenchCluster } from './cluster.ts';

export { paired, median, percentile, type Pair } from './paired.ts';
export { load, type Load, type LoadResult, type Shot } from './load.ts';
export { startProduct, type Product } from './product.ts';
export { benchCluster, withDatabase, type BenchCluster } from './cluster.ts';

/** One line of the table. `product` and `baseline` are for people (`812 /s`); `ratio` is better when higher and must be at least `least`. */
export interface Row {
  readonly work: string;
  readonly database: 'postgresql' | 'embedded';
  readonly product: string;
  readonly baseline: string;
  readonly ratio: number;
  readonly least: number;
  readonly note?: string;
}

export interface Bench {
  /** The name of its file and of its markers in docs/performance.md. */
  readonly name: string;
  /** One sentence: what is compared with what. */
  readonly about: string;
  /** Without one of these it is not run, which is said. */
  readonly needs?: readonly Need[];
  run(tools: BenchTools): Promise<readonly Row[]>;
}
export type Need = 'shared' | 'chromium' | 'postgres';

export interface BenchTools {
  log(line: string): void;
  /** Paired rounds to run: `--rounds`, 5 unless said, 3 with `--quick`. */
  readonly rounds: number;
  /** Length of one measurement of a rate: 3 s, 1 s with `--quick`. */
  readonly seconds: number;
  /** Asked for a first impression: smaller amounts where a bench can. */
  readonly quick: boolean;
  /** The address of a new database on the bench cluster with every migration and no rows; dropped when the bench ends. */
  openCluster(): Promise<string>;
  /** The address of the database with 1,000,000 cases on the bench cluster, made when it is not there yet. Kept between runs. */
  million(): Promise<string>;
  /** A copy of it under this name, made anew; dropped when the bench ends. */
  millionCopy(name: string): Promise<string>;
}

/** The tools of one bench in this process, and what cleans up after it. The cluster starts when it is first needed. */
export function openTools(options: { rounds: number; quick: boolean; log: (line: string) => void }): { tools: BenchTools; close(): Promise<void> } {
  const drops: (() => Promise<void>)[] = [];
  let cluster: Promise<BenchCluster> | undefined;
  return {
    tools: {
      ...options, seconds: options.quick ? 1 : 3,
      async openCluster() {
        process.env['COMIS_TEST_PG'] = (await (cluster ??= benchCluster())).url;
        const [{ createDatabase }, { migrationFolders }] = await Promise.all([import('#test/database.ts'), import('#app')]);
        const made = await createDatabase({ migrate: migrationFolders });
        drops.push(made.drop);
        return made.url;
      },
      async millionCopy(name) {
        await (cluster ??= benchCluster());
        const { millionCopy } = await import('./million.ts');
        const copy = await millionCopy(name, options.log);
        drops.push(copy.drop);
        return copy.url;
      },
      async million() {
        await (cluster ??= benchCluster());
        const { millionDatabase } = await import('./million.ts');
        return millionDatabase(options.log);
      },
    },
    async close() {
      for (const drop of drops.reverse()) await drop();
      await (await cluster)?.stop();
    },
  };
}
