import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { freshDatabase } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { sql } from '../db/index.ts';
import { searchQuery, searchWords } from './segment.ts';

test('Chinese is cut into pairs; Latin and digits are lower case and half width', () => {
  assert.equal(searchWords('中山路１８号占道 WiFi坏', null, undefined), '中山 山路 路 18 号占 占道 道 wifi 坏');
  assert.equal(searchWords('，。！ ——'), '');
  assert.equal(searchWords('𠮷野家'), '𠮷野 野家 家', 'characters beyond the first plane stay whole');
  assert.deepEqual([searchQuery('  '), searchQuery('占道经'), searchQuery('灯'), searchQuery('wifi cof')], ['', '占道 & 道经', '灯:*', 'wifi & cof:*']);
});

test('what was typed finds what holds it, and is a query PostgreSQL understands whatever it was', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t, { migrate: [] });
  const found = async (text: string, typed: string) => (await db.one(z.object({ hit: z.boolean() }), sql`select to_tsvector('simple', ${searchWords(text)}) @@ to_tsquery('simple', ${searchQuery(typed)}) as hit`)).hit;
  const cases: [string, string, boolean][] = [
    ['沿街商户占道经营', '占道经', true], ['沿街商户占道经营', '商户 占道', true], ['沿街商户占道经营', '井盖', false], ['沿街商户占道经营', '营', true], ['沿街商户占道经营', '道占', false],
    ['中山路路灯不亮', '路灯', true], ['中山路路灯不亮', '中山路', true], ['18号楼', '18', true], ['Broken street lamp', 'street la', true], ['Broken street lamp', 'street x', false],
  ];
  for (const [text, typed, hit] of cases) assert.equal(await found(text, typed), hit, `${typed} in ${text}`);
  for (const typed of ["a' | 'b", '&&& !!', ':*', '(((', '\\', "'; drop table x; --", '<->', 'a:*b', 'ⅷ½', 'İI']) await db.run(sql`select to_tsquery('simple', ${searchQuery(typed)})`);
  const text = fc.string({ unit: 'grapheme', maxLength: 30 });
  await fc.assert(fc.asyncProperty(text, async (typed) => { await db.run(sql`select to_tsquery('simple', ${searchQuery(typed)})`); }), { numRuns: 150 });
  const han = fc.string({ unit: fc.constantFrom(...'占道经营路灯不亮井盖破损中山'), minLength: 1, maxLength: 12 });
  await fc.assert(fc.asyncProperty(han, han, fc.nat(), async (before, typed, cut) => {
    assert.equal(await found(before + typed + before.slice(cut % 5), typed), true, 'every part of a text finds it');
  }), { numRuns: 150 });
});
