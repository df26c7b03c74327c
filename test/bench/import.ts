// History comes in: a year of Boston by the product's own import, against COPY of the rows it made, by the server from its own disk into the same tables
// with the same indexes and keys. Every round begins with empty tables.
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openDatabase } from '#ground/db/index.ts';
import { BOSTON, incidents, seedBoston, type Incident } from '#test/boston.ts';
import { bringIn } from './support/imports.ts';
import { paired, type Bench, type BenchTools, type Row } from './support/harness.ts';

const TABLES = ['city.cases', 'city.case_steps', 'city.case_clocks', 'city.happenings', 'serve.reports', 'ground.links', 'serve.import_rows', 'serve.import_remarks'] as const;
const QUICK = 10_000;

export const bench: Bench = {
  name: 'import', about: 'import of the 96,690 incidents of Boston against COPY of the same rows into the same tables without our rules', needs: ['postgres', 'shared'],
  run: async (tools) => [await measured(tools)],
};

async function measured(tools: BenchTools): Promise<Row> {
  const url = await tools.openCluster();
  const dir = await mkdtemp(join(tmpdir(), 'comis-bench-import-'));
  await chmod(dir, 0o777);   // the server writes its copies here as its own user
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const db = await openDatabase({ url, poolSize: 4 });
  try {
    const all = await incidents();
    await seedBoston(db, all);
    const rows = tools.quick ? all.slice(0, QUICK) : all;
    const file = join(dir, 'incidents.csv');
    await writeFile(file, csvOf(rows));
    const product = () => emptied(admin, () => bringIn(db, file, BOSTON, rows.length));
    await product();
    for (const table of TABLES) await admin.query(`copy (select * from ${table}) to '${join(dir, table)}'`);
    const baseline = () => emptied(admin, async () => { for (const table of TABLES) await admin.query(`copy ${table} from '${join(dir, table)}'`); });
    const pair = await paired({ rounds: Math.min(tools.rounds, 3), warm: 0, of: 'time' }, product, baseline);
    tools.log(`import: ${pair.ratio.toFixed(2)} (${pair.min.toFixed(2)} to ${pair.max.toFixed(2)})`);
    const rate = (ms: number) => `${Math.round((rows.length / ms) * 1000)} rows/s`;
    return { work: `import of ${rows.length.toLocaleString('en')} incidents`, database: 'postgresql', product: rate(pair.product), baseline: rate(pair.baseline), ratio: pair.ratio, least: 0.2, note: `${TABLES.length} tables; a row becomes about ten` };
  } finally {
    await db.close();
    await admin.end();
    await rm(dir, { recursive: true, force: true });
  }
}

/** Milliseconds that `work` takes on empty tables. */
async function emptied(admin: pg.Client, work: () => Promise<void>): Promise<number> {
  // The runs stay: rows that are copied back point at theirs.
  await admin.query(`truncate ${TABLES.join(', ')} cascade`);
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function csvOf(rows: readonly Incident[]): string {
  const columns = ['opened', 'id', 'target', 'closed', 'on_time', 'type', 'reason', 'department', 'neighborhood', 'lat', 'lon', 'source'] as const;
  return [columns.join(','), ...rows.map((row) => columns.map((column) => `"${row[column].replaceAll('"', '""')}"`).join(','))].join('\n');
}
