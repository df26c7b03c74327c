import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { z } from 'zod';
import { freshDatabase, freshEmbedded } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { sql, type Database, type Query } from '../db/index.ts';
import { groundMigrations, NOW } from '../http/house.fixture.ts';
import { audit, auditing, chainBatch, exportAudit, verifyAudit } from './index.ts';

const PERSON = '00000000-0000-4000-8000-000000000001';
async function chained(t: TestContext, given?: Database): Promise<Database> {
  const db = given ?? (await freshDatabase(t, { migrate: groundMigrations }));
  for (let batch = 0; batch < 3; batch++) {
    for (let i = 0; i < 4; i++) await audit(db, { actor: i % 2 ? PERSON : undefined, action: 'city.areas.saved', subject: { type: 'area', key: `${batch}-${i}` }, detail: { 名称: '示范区', n: i, x: 0.1 }, now: NOW });
    assert.equal(await chainBatch(db), 4);
  }
  return db;
}

test('entries are chained in batches; a whole chain verifies, and what is open is counted', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await chained(t);
  assert.equal(await chainBatch(db), 0);
  await db.run(sql`with entry as (${auditing({ action: 'x', now: NOW })} returning id) select id from entry`);
  assert.deepEqual(await verifyAudit(db), { entries: 12, batches: 3, open: 1, broken: undefined });
});

const TAMPERING: readonly (readonly [what: string, how: Query, found: { batch: number; what: string }])[] = [
  ['a changed detail', sql`update ground.audit_entries set detail = jsonb_set(detail, '{n}', '99') where id = 6`, { batch: 2, what: 'changed' }],
  ['a changed actor', sql`update ground.audit_entries set actor = ${PERSON}::uuid where id = 1`, { batch: 1, what: 'changed' }],
  ['a changed time', sql`update ground.audit_entries set at = at + interval '1 microsecond' where id = 12`, { batch: 3, what: 'changed' }],
  ['a removed entry', sql`delete from ground.audit_entries where id = 7`, { batch: 2, what: 'changed' }],
  ['an entry put in later', sql`insert into ground.audit_entries (at, action, batch) values (now(), 'forged', 2)`, { batch: 2, what: 'changed' }],
  ['two entries exchanged', sql`update ground.audit_entries set subject_key = case id when 5 then '1-1' else '1-0' end where id in (5, 6)`, { batch: 2, what: 'changed' }],
  ['a removed batch', sql`with gone as (delete from ground.audit_batches where id = 2) delete from ground.audit_entries where batch = 2`, { batch: 3, what: 'cut' }],
  ['the first batch removed', sql`with gone as (delete from ground.audit_batches where id = 1) delete from ground.audit_entries where batch = 1`, { batch: 2, what: 'cut' }],
  ['a batch row removed, its entries left', sql`delete from ground.audit_batches where id = 3`, { batch: 3, what: 'added' }],
  ['a batch hashed anew by somebody', sql`update ground.audit_batches set hash = sha256('forged') where id = 2`, { batch: 2, what: 'changed' }],
];

test('whatever was changed, removed or put in is found, at its batch', async (t) => {
  if (!needs(t, 'postgres')) return;
  for (const [what, how, expected] of TAMPERING) {
    const db = await chained(t);
    assert.ok((await db.run(how)) > 0, what);
    const { broken } = await verifyAudit(db);
    assert.deepEqual({ batch: broken?.batch, what: broken?.what }, expected, what);
  }
});

test('an entry that commits after its neighbours were chained goes into a later batch', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: groundMigrations });
  let finish = () => {};
  const late = db.begin(async (tx) => { await audit(tx, { action: 'late', now: NOW }); await new Promise<void>((resolve) => { finish = resolve; }); });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await audit(db, { action: 'early', now: NOW });
  assert.equal(await chainBatch(db), 1);
  finish();
  await late;
  assert.equal(await chainBatch(db), 1);
  assert.deepEqual(await verifyAudit(db), { entries: 2, batches: 2, open: 0, broken: undefined });
});

test('the export alone proves the chain: a program that knows nothing of the database checks it', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await chained(t);
  await audit(db, { action: 'open', now: NOW });
  const lines = await Array.fromAsync(exportAudit(db));
  assert.equal(lines.length, 12 + 3 + 1);
  let [previous, hash] = ['', createHash('sha256').update('comis audit')];
  let batches = 0;
  for (const line of lines) {
    const value: unknown = JSON.parse(line);
    if (Array.isArray(value)) { hash.update(`\n${line}`); continue; }
    const batch = z.object({ previous: z.string().nullable(), hash: z.string() }).parse(value);
    assert.equal(batch.previous ?? '', previous);
    previous = hash.digest('hex');
    assert.equal(batch.hash, previous);
    hash = createHash('sha256').update(Buffer.from(previous, 'hex'));
    batches++;
  }
  assert.equal(batches, 3);
});

test('the embedded database hashes the same text as a server', async (t) => {
  if (!needs(t, 'postgres')) return;
  const [server, embedded] = [await chained(t), await chained(t, await freshEmbedded(t, { migrate: groundMigrations }))];
  assert.deepEqual(await Array.fromAsync(exportAudit(embedded)), await Array.fromAsync(exportAudit(server)));
  assert.equal((await verifyAudit(embedded)).broken, undefined);
});
