import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { groundMigrations, NOW } from '../http/house.fixture.ts';
import { linking, linksOf, unlink } from './index.ts';

test('"this came of that": written once, read from both ends, ended and made again', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: groundMigrations });
  const [report, other, need] = [{ type: 'case', key: '7' }, { type: 'case', key: '8' }, { type: 'need', key: 'n1' }];
  const link = (from = report, minutes = 0) => db.run(linking(from, 'became', need, { version: '3', now: new Date(NOW.getTime() + minutes * 60_000) }));
  assert.deepEqual([await link(), await link(), await link(other, 1)], [1, 0, 1]);
  assert.deepEqual((await linksOf(db, need)).map((l) => `${l.from_type} ${l.from_key} ${l.relation} ${l.to_type} ${l.to_key} ${l.to_version}`), ['case 8 became need n1 3', 'case 7 became need n1 3']);
  assert.equal((await linksOf(db, report)).length, 1);
  assert.equal(await unlink(db, report, 'became', need, { now: NOW }), 1);
  assert.equal(await unlink(db, report, 'became', need, { now: NOW }), 0);
  assert.deepEqual([(await linksOf(db, report)).length, await link(), (await linksOf(db, report)).length], [0, 1, 1]);
});
