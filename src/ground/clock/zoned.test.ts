import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standingClock } from './index.ts';
import { wallTime, zonedMoment } from './zoned.ts';

test('local times of forms are those of the city; a zone in the text wins', () => {
  const cases: [string, string, string][] = [
    ['2026-11-18T09:41', 'Asia/Shanghai', '2026-11-18T01:41:00.000Z'], ['2026-11-18T09:41:30', 'Asia/Shanghai', '2026-11-18T01:41:30.000Z'], ['2026-11-18T09:41Z', 'Asia/Shanghai', '2026-11-18T09:41:00.000Z'],
    ['2026-11-18T09:41+01:00', 'Asia/Shanghai', '2026-11-18T08:41:00.000Z'], ['2026-07-01T12:00', 'Europe/Berlin', '2026-07-01T10:00:00.000Z'], ['2026-12-01T12:00', 'Europe/Berlin', '2026-12-01T11:00:00.000Z'],
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'], ['1990-06-01T12:00', 'Asia/Shanghai', '1990-06-01T03:00:00.000Z'],
  ];
  for (const [text, zone, expected] of cases) assert.equal(zonedMoment(text, zone).toISOString(), expected, `${text} ${zone}`);
});

test('there and back', () => {
  for (const zone of ['Asia/Shanghai', 'Europe/Berlin', 'America/St_Johns', 'UTC']) {
    for (let day = 0; day < 365; day += 5) {
      const at = new Date(Date.UTC(2026, 0, 1 + day, 13, 7));
      assert.equal(zonedMoment(wallTime(at, zone), zone).toISOString(), at.toISOString(), `${zone} ${at.toISOString()}`);
    }
  }
  const clock = standingClock(new Date('2026-11-18T01:41:00Z'));
  clock.advance(90);
  assert.equal(clock.now().toISOString(), '2026-11-18T03:11:00.000Z');
});
