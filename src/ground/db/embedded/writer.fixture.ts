// Run as a process of its own by embedded.test.ts, which kills it: writes pairs of rows in transactions and prints every number that was acknowledged.
import { openDatabase, sql } from '#ground/db/index.ts';

const db = await openDatabase({ dataDir: process.argv[2] ?? '' });
await db.run(sql`create table if not exists a (n int primary key)`);
await db.run(sql`create table if not exists b (n int primary key)`);
for (let worker = 0; worker < 16; worker++) void write(worker);

async function write(worker: number): Promise<void> {
  for (let i = 0; ; i++) {
    const n = worker * 1_000_000 + i;
    await db.begin(async (tx) => {
      await tx.run(sql`insert into a values (${n})`);
      await tx.run(sql`insert into b values (${n})`);
    });
    process.stdout.write(`${n}\n`);
  }
}
