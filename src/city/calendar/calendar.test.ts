import assert from 'node:assert/strict';
import test from 'node:test';
import { freshDatabase } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { saveSetting } from '../settings/index.ts';
import { calendarData, calendarOf, removeDays, saveDays, saveHours } from './calendar.ts';
import { addLimit } from './rules.ts';

test('the calendar is read, changed, and follows the zone of the city', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  const now = new Date('2026-11-20T08:00:00Z');
  const due = async (start: string) => addLimit(await calendarOf(db), new Date(start), { value: 1, unit: 'work_hour' }).toISOString();
  assert.equal(await due('2026-11-20T17:30+08:00'), '2026-11-23T00:30:00.000Z', 'the ordinary week without any data');
  assert.equal(await calendarOf(db), await calendarOf(db), 'one engine');
  await saveDays(db, [{ day: '2026-11-21', kind: 'work', name: '调休' }, { day: '2026-11-23', kind: 'rest', name: '放假', name_en: 'Holiday' }], null, now);
  assert.equal(await due('2026-11-20T17:30+08:00'), '2026-11-21T00:30:00.000Z');
  assert.deepEqual((await calendarData(db)).days[1], { day: '2026-11-23', kind: 'rest', name: '放假', name_en: 'Holiday' });
  assert.equal(await removeDays(db, ['2026-11-21', '2026-11-22']), 1);
  assert.equal(await due('2026-11-20T17:30+08:00'), '2026-11-24T00:30:00.000Z', 'Monday is off');
  await saveHours(db, [{ from: '01-01', to: '12-31', week: { 6: [['09:00', '10:30']] } }], null, now);
  assert.equal(await due('2026-11-20T17:30+08:00'), '2026-11-21T02:00:00.000Z');
  await saveSetting(db, 'zone', 'America/New_York', crypto.randomUUID(), now);
  assert.equal(await due('2026-11-20T17:30+08:00'), '2026-11-21T15:00:00.000Z');
  await assert.rejects(saveHours(db, [], null, now));
});
