import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockTime, dateTime, distance, duration, fullDate, isoTime, number, shortTime } from './format.ts';
import { messages, negotiate, pick } from './index.ts';

const m = messages({ near: ['{n} 米外', '{n} m away'], cases: ['{n} 件', '{n} {n?case:cases}'], by: ['由 {who} 办理', 'handled by {who}'], office: ['处置部门', 'the department'] });

test('a message is said in both languages, with its parameters, plurals and messages inside it', () => {
  assert.deepEqual([m.near('zh', { n: 23 }), m.near('en', { n: 23 })], ['23 米外', '23 m away']);
  assert.deepEqual([0, 1, 2].map((n) => m.cases('en', { n })), ['0 cases', '1 case', '2 cases']);
  assert.deepEqual([m.by('zh', { who: m.office }), m.by('en', { who: m.office })], ['由 处置部门 办理', 'handled by the department']);
  assert.equal(m.by('en', {}), 'handled by {who}', 'a missing parameter is seen');
  assert.equal(m.by('en', { who: '{n} $& $1' }), 'handled by {n} $& $1', 'what was typed is not read again');
});

test('negotiation takes the first language that is ours, by its weight', () => {
  const cases: [string | null, 'zh' | 'en', string][] = [
    [null, 'zh', 'zh'], ['', 'en', 'en'], ['en-GB,en;q=0.9', 'zh', 'en'], ['zh-TW,zh;q=0.9,en;q=0.8', 'en', 'zh'], ['de,fr;q=0.9', 'zh', 'zh'], ['de, en;q=0.5, zh;q=0.4', 'zh', 'en'],
    ['en;q=0', 'zh', 'zh'], ['en;q=0.3,zh-Hans-CN;q=0.7', 'en', 'zh'], ['*', 'zh', 'zh'], [',;;q=,en;q=x', 'zh', 'en'], ['EN', 'zh', 'en'],
  ];
  for (const [header, fallback, expected] of cases) assert.equal(negotiate(header, fallback), expected, String(header));
});

test('words of data: the wanted language, else the other', () => {
  assert.deepEqual([pick('en', { zh: '城管' }), pick('en', { zh: '城管', en: 'Enforcement' }), pick('zh', { zh: '城管', en: 'Enforcement' })], ['城管', 'Enforcement', '城管']);
});

test('times are those of the city, wherever the server stands', () => {
  const at = new Date('2026-11-17T16:05:00Z');
  assert.deepEqual([clockTime('zh', 'Asia/Shanghai', at), clockTime('en', 'Europe/Berlin', at)], ['00:05', '17:05']);
  assert.deepEqual([fullDate('zh', 'Asia/Shanghai', at), fullDate('en', 'Asia/Shanghai', at)], ['2026年11月18日', '18 Nov 2026']);
  assert.match(dateTime('zh', 'Asia/Shanghai', at), /^11月18日\s?00:05$/);
  assert.equal(shortTime('zh', 'Asia/Shanghai', at, new Date('2026-11-18T01:00:00Z')), '00:05');
  assert.match(shortTime('zh', 'Asia/Shanghai', at, new Date('2026-11-17T15:00:00Z')), /^11月18日/, 'another day there, though the same in UTC');
  assert.equal(isoTime(new Date('2026-11-18T01:41:00.987Z')), '2026-11-18T01:41:00Z');
});

test('durations, distances and numbers, two units at most', () => {
  const minutes: [number, string, string][] = [[-5, '0 分', '0 min'], [0.4, '0 分', '0 min'], [40, '40 分', '40 min'], [60, '1 小时', '1 h'], [78, '1 小时 18 分', '1 h 18 min'], [1440, '1 天', '1 d'], [1500, '1 天 1 小时', '1 d 1 h'], [4321, '3 天', '3 d']];
  for (const [n, zh, en] of minutes) assert.deepEqual([duration('zh', n), duration('en', n)], [zh, en]);
  assert.deepEqual([distance('zh', 23.4), distance('en', 999.4), distance('en', 1449)], ['23 米', '999 m', '1.4 km']);
  assert.equal(number('zh', 20000), '20,000');
});

test('a wish for none of our languages falls back on whoever asks, also the second time', () => {
  assert.deepEqual([negotiate('fr-FR', 'zh'), negotiate('fr-FR', 'en'), negotiate('fr-FR', 'zh'), negotiate('', 'en'), negotiate('en;q=0, zh', 'en')], ['zh', 'en', 'zh', 'en', 'zh']);
});

test('times of one minute are told apart by language and zone', () => {
  const at = new Date('2026-11-18T01:41:20Z');
  for (let i = 0; i < 2; i++) assert.deepEqual([clockTime('zh', 'Asia/Shanghai', at), clockTime('zh', 'America/New_York', at), fullDate('en', 'America/New_York', at), fullDate('zh', 'Asia/Shanghai', at)], ['09:41', '20:41', '17 Nov 2026', '2026年11月18日']);
  // Within a day of now, yet of another date.
  assert.equal(shortTime('zh', 'Asia/Shanghai', new Date('2026-11-17T15:50:00Z'), at), '11月17日 23:50');
  assert.equal(shortTime('zh', 'Asia/Shanghai', new Date('2026-11-17T16:10:00Z'), at), '00:10');
  // The longest day: clocks go back on 1 November in New York.
  assert.equal(shortTime('en', 'America/New_York', new Date('2026-11-01T04:01:00Z'), new Date('2026-11-02T04:59:00Z')), '00:01');
});

test('moments for machines are those of the language, without a fraction, in any year', () => {
  for (const at of [0, -1, -86_400_000, 86_399_999, Date.UTC(2028, 1, 29, 23, 59, 59, 999), Date.UTC(-43, 2, 15), Date.UTC(12026, 0, 1), 1e12 + 1]) {
    assert.equal(isoTime(new Date(at)), new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z'));
  }
  assert.throws(() => isoTime(new Date(NaN)), RangeError);
});
