import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { testApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';

const Entry = z.object({ actor: z.string().nullable(), action: z.string(), subject_key: z.string().nullable(), detail: z.object({ fields: z.array(z.string()) }) });

test('what administrators change is in the audit chain, with names of fields and without what was typed', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const answer = await app.request('/api/assets/9001010102000777', { as: 'administrator', method: 'PUT', json: { class: 'C0102', name: '秘密的井盖', lon: 118.301, lat: 30.901 } });
  assert.ok(answer.ok, await answer.text());
  const refused = await app.request('/api/assets/9001010102000778', { as: 'administrator', method: 'PUT', json: { class: 'none', name: 'x', lon: 118.301, lat: 30.901 } });
  assert.equal(refused.status, 422);
  const entries = await app.db.rows(Entry, sql`select actor, action, subject_key, detail from ground.audit_entries`);
  assert.deepEqual(entries.map((e) => [e.actor, e.action, e.subject_key]), [[app.people['administrator'], 'PUT /api/assets/:code', '9001010102000777']]);
  assert.deepEqual(entries[0]?.detail.fields.toSorted(), ['class', 'lat', 'lon', 'name']);
  assert.ok(!JSON.stringify(entries).includes('秘密'), 'no value that was typed');
});

test('what residents do is not audited: they are not watched', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  await app.json('/api/reports', { json: { class: 'E0406', description: '水果摊', lon: 118.301, lat: 30.901 } });
  assert.deepEqual(await app.db.rows(Entry, sql`select actor, action, subject_key, detail from ground.audit_entries`), []);
});
