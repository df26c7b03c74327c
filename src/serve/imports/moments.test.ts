import assert from 'node:assert/strict';
import { test } from 'node:test';
import { momentReader } from './moments.ts';

const US = ['yyyy-MM-dd HH:mm:ss', 'M/d/yyyy h:mm:ss a', 'yyyy年M月d日 H:mm', 'iso'];

test('moments: patterns in turn, local times by the zone with its daylight saving, a zone in the text wins', () => {
  const read = momentReader(US, 'America/New_York');
  const cases: [text: string, iso: string][] = [
    ['2015-01-01T00:20:09', '2015-01-01T05:20:09.000Z'], ['2015-07-01T00:20:09', '2015-07-01T04:20:09.000Z'], ['2015-07-01 00:20:09', '2015-07-01T04:20:09.000Z'], ['7/4/2015 12:05:00 AM', '2015-07-04T04:05:00.000Z'],
    ['7/4/2015 12:05:00 pm', '2015-07-04T16:05:00.000Z'], ['2015年7月4日 8:30', '2015-07-04T12:30:00.000Z'], ['2015-07-04', '2015-07-04T04:00:00.000Z'], ['2024-05-27T02:08:51.000', '2024-05-27T06:08:51.000Z'],
    ['2015-03-08T01:59:59', '2015-03-08T06:59:59.000Z'], ['2015-03-08T03:00:00', '2015-03-08T07:00:00.000Z'], ['2015-03-08T23:00:00', '2015-03-09T03:00:00.000Z'], ['2015-11-01T00:59:59', '2015-11-01T04:59:59.000Z'],
    ['2015-11-01T01:30:00', '2015-11-01T05:30:00.000Z'], ['2015-11-01T02:00:00', '2015-11-01T07:00:00.000Z'],
    ['2011-06-24T08:46:11-04:00', '2011-06-24T12:46:11.000Z'], ['2011-06-24T08:46:11Z', '2011-06-24T08:46:11.000Z'], ['2011-06-24 08:46:11+0800', '2011-06-24T00:46:11.000Z'], ['2011-06-24T08:46:11+08', '2011-06-24T00:46:11.000Z'],
  ];
  for (const [text, iso] of cases) assert.deepEqual(read(text), { at: new Date(iso), skipped: false }, text);
});

test('moments: what is no date is none, and an hour that the clocks skip is said', () => {
  const read = momentReader(['iso', 'M/d/yyyy h:mm:ss a'], 'America/New_York');
  for (const text of ['', 'yesterday', '2015-02-29', '2015-13-01', '2015-01-01T24:00:00', '2015-01-01T10:61', '13/32/2015 1:00:00 AM', '1/1/2015 13:00:00 PM', '2015-02-30T00:00:00Z', '20150101']) assert.equal(read(text), undefined, text);
  for (const text of ['2015-03-08T02:00:00', '2015-03-08T02:30:00', '2015-03-08T02:59:59']) assert.deepEqual(read(text), { at: new Date('2015-03-08T07:00:00.000Z'), skipped: true }, text);
});

test('moments: every minute of three years reads as an independent computation says', () => {
  const read = momentReader(['iso'], 'America/New_York');
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/New_York', dateStyle: 'short', timeStyle: 'medium' });
  for (let t = Date.UTC(2014, 0, 1); t < Date.UTC(2017, 0, 1); t += 1_740_000) {
    const text = wall.format(t).replace(' ', 'T');
    const found = read(text)?.at.getTime() ?? 0;
    // The same reading, or the first pass of an hour that comes twice.
    assert.ok(found === t || (found === t - 3_600_000 && wall.format(found).replace(' ', 'T') === text), text);
  }
});
