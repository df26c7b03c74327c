// A database of 1,000,000 cases, made once on the bench cluster and kept: the Boston year multiplied over three years, or the demo city where ../shared is
// missing. Real are its places, types, neighbourhoods, departments, hours, targets and closings; invented are its streets and cells, its two levels of desks
// and every description (million-words.ts), since Boston published none. Steps of a copy keep, inside their data, the moments of the case they were copied from.
import { existsSync } from 'node:fs';
import pg from 'pg';
import { migrationFolders } from '#app';
import { openDatabase, migrate, type Database } from '#ground/db/index.ts';
import { readPackage, seedPackage } from '#city/package/index.ts';
import { Mapping } from '#serve/imports/contract.ts';
import { openFiles } from '#serve/imports/files.ts';
import { runImport } from '#serve/imports/running.ts';
import { BOSTON, bostonPackage, INCIDENTS, incidents } from '#test/boston.ts';
import { loadDemoHistory } from '../../../demo-city/load.ts';
import { benchCluster, withDatabase } from './cluster.ts';
import { withDesks } from './million-city.ts';
import { multiply } from './million-copies.ts';

/** Another one makes the database anew. */
const VERSION = 'v2';
const CASES = 1_000_000;

export type Say = (line: string) => void;

/** The address of the database; ten minutes the first time, told as it goes. Migrations that came since are run. */
export async function millionDatabase(say: Say = (line) => process.stderr.write(`million: ${line}\n`), cases = CASES): Promise<string> {
  const { url: server } = await benchCluster();
  const name = `million_${VERSION}_${cases}`;
  const url = withDatabase(server, name);
  const admin = await connected(server);
  try {
    // Two runs that want it meet here; the first makes it.
    await admin.query("select pg_advisory_lock(hashtext('comis million'))");
    if ((await admin.query('select 1 from pg_database where datname = $1', [name])).rowCount === 0) {
      for (const { datname } of (await admin.query<{ datname: string }>("select datname from pg_database where datname like 'million\\_%' and datname not like $1", [`million\\_${VERSION}\\_%`])).rows) await admin.query(`drop database ${datname} with (force)`);
      await admin.query(`drop database if exists ${name}_new with (force)`);
      await admin.query(`create database ${name}_new`);
      await make(withDatabase(server, `${name}_new`), cases, say);
      await admin.query(`alter database ${name}_new rename to ${name}`);
    }
  } finally {
    await admin.end();
  }
  const db = await openDatabase({ url, poolSize: 2 });
  try { await migrate(db, [...migrationFolders]); } finally { await db.close(); }
  return url;
}

/** A copy of it for a bench that writes for long: what it adds would change what the others measure. */
export async function millionCopy(name: string, say?: Say): Promise<{ url: string; drop(): Promise<void> }> {
  const url = await millionDatabase(say);
  const { url: server } = await benchCluster();
  const asked = async (...statements: string[]) => {
    const admin = await connected(server);
    try { for (const statement of statements) await admin.query(statement); } finally { await admin.end(); }
  };
  const drop = `drop database if exists ${name} with (force)`;
  await asked(drop, `create database ${name} template ${new URL(url).pathname.slice(1)} strategy file_copy`);
  return { url: withDatabase(server, name), drop: () => asked(drop) };
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return client;
}

async function make(url: string, cases: number, say: Say): Promise<void> {
  const db = await openDatabase({ url, poolSize: 4 });
  try {
    await migrate(db, [...migrationFolders]);
    await (existsSync(INCIDENTS) ? boston(db, say) : demo(db, say));
  } finally {
    await db.close();
  }
  const client = await connected(url);
  try { await multiply(client, { cases, now: new Date(), say }); } finally { await client.end(); }
}

async function boston(db: Database, say: Say): Promise<void> {
  const rows = await incidents();
  await seedPackage(db, withDesks(bostonPackage(rows)), { password: 'only-a-benchmark' });
  const mapping = Mapping.parse(BOSTON);
  let told = 0;
  const onBatch = ({ rows: done }: { rows: number }) => { if (done - told >= 20_000) { told = done; say(`${done} of ${rows.length} incidents imported`); } };
  const { counts, trouble } = await runImport(db, { mapping, name: 'boston', source: BOSTON.source, files: await openFiles([INCIDENTS], mapping), by: null, dry: false, now: () => new Date(), onBatch });
  if (trouble || counts.refused > 0) throw new Error(`the incidents did not all come in: ${JSON.stringify(counts)}`);
}

async function demo(db: Database, say: Say): Promise<void> {
  say('../shared is not there: the demo city is multiplied instead of the Boston year');
  await seedPackage(db, await readPackage('demo-city'), { password: 'only-a-benchmark' });
  await loadDemoHistory(db, { until: new Date(), progress: (done, of) => { if (done % 5000 === 0) say(`${done} of ${of} reports of the demo city`); } });
}
