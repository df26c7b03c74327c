// 20,000 generated requests through the door of the sensors: none is answered by a 5xx, and none that is refused leaves a row behind or takes one away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { createPerson, grant, issueKey } from '#ground/identity/index.ts';
import { things } from '#sense/things/index.ts';
import { testApp, type TestApp } from '../support/app.ts';
import { needs } from '../support/needs.ts';
import { reads, writes, type Shot } from './sensorthings-grammar.ts';
import { THING } from './sensorthings-house.ts';

/** Half of them read. A seed can be given again when one was found: COMIS_FUZZ_SEED. */
const RUNS = Number(process.env['COMIS_FUZZ_RUNS'] ?? 20_000) / 2;
const seed = process.env['COMIS_FUZZ_SEED'];
const options = { numRuns: RUNS, endOnFailure: seed === undefined, ...(seed !== undefined && { seed: Number(seed) }) };

const Tables = z.object({ n: z.string() });
/** What there is, and a digest of it: a change shows as well as an insert. */
const state = async (db: Db): Promise<string> => (await db.one(Tables, sql`select concat_ws(' ', (select count(*) || '/' || coalesce(sum(hashtext(t::text)), 0) from sense.things t), (select count(*) || '/' || coalesce(sum(hashtext(t::text)), 0) from sense.locations t), (select count(*) from sense.thing_locations), (select count(*) from sense.historical_locations),
  (select count(*) from sense.historical_location_locations), (select count(*) || '/' || coalesce(sum(hashtext(t::text)), 0) from sense.sensors t), (select count(*) || '/' || coalesce(sum(hashtext(t::text)), 0) from sense.observed_properties t), (select count(*) || '/' || coalesce(sum(hashtext(t::text)), 0) from sense.datastreams t), (select count(*) from sense.datastream_properties),
  (select count(*) from sense.features), (select count(*) || '/' || coalesce(sum(hashtext(t::text)), 0) from sense.observations t)) as n`)).n;

/** What stands on things in other rooms (cameras) goes with them. */
const clear = (db: Db): Promise<number> => db.run(sql`truncate sense.things, sense.locations, sense.thing_locations, sense.historical_locations, sense.historical_location_locations, sense.sensors, sense.observed_properties, sense.datastreams, sense.datastream_properties, sense.features, sense.observations, sense.observation_batches restart identity cascade`);

async function city(t: Parameters<typeof testApp>[0], open: 'on' | 'off'): Promise<{ app: TestApp; fire(shot: Shot, key?: string): Promise<{ status: number; text: string }> }> {
  const app = await testApp(t, { env: { STA_OPEN_WRITE: open }, rooms: [things] });
  return {
    app,
    async fire({ method, path, type, body }, key) {
      const response = await app.request(`/sta/v1.1${path}`, { method, headers: { ...(type && { 'content-type': type }), ...(key && { 'x-api-key': key }) }, ...(body === undefined ? {} : { body: new TextEncoder().encode(body) }) });
      return { status: response.status, text: await response.text() };
    },
  };
}

/** Three things with streams and values under ids 1 to 3. */
async function fill(fire: (shot: Shot, key?: string) => Promise<{ status: number }>, key?: string): Promise<void> {
  for (let n = 0; n < 3; n++) assert.equal((await fire({ method: 'POST', path: '/Things', type: 'application/json', body: JSON.stringify(THING) }, key)).status, 201);
}

test('reads', { timeout: 900_000 }, async (t) => {
  if (!needs(t, 'postgres')) return;
  // As a visitor, with something hidden from them: every condition of seen.ts is in force.
  const { fire, app } = await city(t, 'off');
  const steward = await createPerson(app.db, { login: 'fuzz', name: 'fuzz' });
  await grant(app.db, steward, { role: 'steward', organisation: null, area: null });
  await fill(fire, await issueKey(app.db, steward, 'fuzz'));
  await app.db.run(sql`update sense.things set public = false where id = 3`);
  const seen = new Map<number, number>();
  await fc.assert(fc.asyncProperty(reads, async (shot) => {
    const { status, text } = await fire(shot);
    seen.set(status, (seen.get(status) ?? 0) + 1);
    assert.ok(status < 500, `${status} ${text}`);
    if (status >= 400) assert.equal(JSON.parse(text).code, status);
  }), options);
  t.diagnostic(JSON.stringify([...seen]));
  if (RUNS >= 1000) assert.ok((seen.get(200) ?? 0) > RUNS / 20, 'some get through');
});

test('writes', { timeout: 900_000 }, async (t) => {
  if (!needs(t, 'postgres')) return;
  const { fire, app } = await city(t, 'on');
  const seen = new Map<number, number>();
  let before = '';
  let fresh = 0;
  await fc.assert(fc.asyncProperty(writes, async (shot) => {
    if (before === '') { await clear(app.db); await fill(fire); before = await state(app.db); }
    const { status, text } = await fire(shot);
    seen.set(status, (seen.get(status) ?? 0) + 1);
    assert.ok(status < 500, `${status} ${text}`);
    const after = await state(app.db);
    if (status >= 400) assert.equal(after, before, `refused with ${status} ${text}`);
    before = after === before && status >= 400 ? before : ++fresh % 20 === 0 || shot.method === 'DELETE' ? '' : after;
  }), options);
  t.diagnostic(JSON.stringify([...seen]));
  if (RUNS >= 1000) assert.ok((seen.get(201) ?? 0) > RUNS / 50, 'some get through');
});
