import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { DEFAULT_HOURS, Hours, UNITS, type Limit, type SpecialDay, type Unit, type Week } from './contract.ts';
import { addLimit, isWorking, makeCalendar, minutesLeft, shiftForPause, usedFraction, workingMinutesBetween, yearOf, type Calendar } from './rules.ts';
import { dayNumber, isoDay, weekdayOf, zoneOf } from './zone.ts';

// National Day 2026 as the State Council arranged it in kind: 1 to 7 October off, 10 October (Saturday) worked.
const OCTOBER: SpecialDay[] = [...Array.from({ length: 7 }, (_, i): SpecialDay => ({ day: `2026-10-0${i + 1}`, kind: 'rest', name: '国庆节' })), { day: '2026-10-10', kind: 'work', name: '调休' }];
const allYear = (week: Week) => ({ from: '01-01', to: '12-31', week });
const shanghai = makeCalendar(DEFAULT_HOURS, OCTOBER);
const newYork = makeCalendar({ zone: 'America/New_York', hours: [allYear({ 1: [['09:00', '17:00']], 2: [['09:00', '17:00']], 3: [['09:00', '17:00']], 4: [['09:00', '17:00']], 5: [['09:00', '17:00']] })] }, [{ day: '2026-11-26', kind: 'rest' }]);
const night = makeCalendar({ zone: 'America/New_York', hours: [allYear({ 6: [['00:00', '24:00']], 7: [['00:00', '24:00']] })] });
const seasonal = makeCalendar({ zone: 'Asia/Shanghai', hours: [{ from: '05-01', to: '09-30', week: { 1: [['08:00', '12:00'], ['15:00', '18:30']] } }, { from: '12-20', to: '01-10', week: { 1: [['10:00', '12:00']] } }, ...DEFAULT_HOURS.hours] });
const CALENDARS: Calendar[] = [shanghai, newYork, night, seasonal];

test('when a limit is due', () => {
  const cases: [Calendar, string, number, Unit, string, string][] = [
    [shanghai, '2026-11-18T09:41+08:00', 2, 'urgent_hour', '2026-11-18T11:41+08:00', 'wall clock'],
    [shanghai, '2026-11-20T23:30+08:00', 2, 'urgent_hour', '2026-11-21T01:30+08:00', 'through the night into Saturday'],
    [shanghai, '2026-11-18T09:41+08:00', 2, 'work_hour', '2026-11-18T11:41+08:00', 'inside the morning'],
    [shanghai, '2026-11-18T10:00+08:00', 2, 'work_hour', '2026-11-18T12:00+08:00', 'ends with the morning, not after lunch'],
    [shanghai, '2026-11-18T11:00+08:00', 2, 'work_hour', '2026-11-18T15:00+08:00', 'over lunch'],
    [shanghai, '2026-11-18T12:30+08:00', 1, 'work_hour', '2026-11-18T15:00+08:00', 'arrived at lunch'],
    [shanghai, '2026-11-20T17:00+08:00', 4, 'work_hour', '2026-11-23T11:00+08:00', 'over the weekend'],
    [shanghai, '2026-11-21T10:00+08:00', 4, 'work_hour', '2026-11-23T12:00+08:00', 'arrived on Saturday'],
    [shanghai, '2026-11-18T10:00+08:00', 16, 'work_hour', '2026-11-20T10:00+08:00', 'two days of eight hours'],
    [shanghai, '2026-09-30T17:00+08:00', 2, 'work_hour', '2026-10-08T09:00+08:00', 'over National Day'],
    [shanghai, '2026-10-09T17:00+08:00', 2, 'work_hour', '2026-10-10T09:00+08:00', 'into the worked Saturday (调休)'],
    [shanghai, '2026-11-18T09:00+08:00', 1, 'work_day', '2026-11-19T18:00+08:00', 'end of the next working day'],
    [shanghai, '2026-11-18T17:59+08:00', 1, 'work_day', '2026-11-19T18:00+08:00', 'just in time'],
    [shanghai, '2026-11-18T18:00+08:00', 1, 'work_day', '2026-11-20T18:00+08:00', 'after hours: counts as arrived the next day'],
    [shanghai, '2026-11-18T06:00+08:00', 1, 'work_day', '2026-11-19T18:00+08:00', 'before hours'],
    [shanghai, '2026-11-20T09:00+08:00', 1, 'work_day', '2026-11-23T18:00+08:00', 'Friday to Monday'],
    [shanghai, '2026-11-21T09:00+08:00', 1, 'work_day', '2026-11-24T18:00+08:00', 'Saturday counts as Monday'],
    [shanghai, '2026-09-30T09:00+08:00', 2, 'work_day', '2026-10-09T18:00+08:00', '8 and 9 October'],
    [shanghai, '2026-10-09T09:00+08:00', 1, 'work_day', '2026-10-10T18:00+08:00', '调休'],
    [shanghai, '2026-11-18T09:00+08:00', 0.5, 'work_day', '2026-11-19T12:00+08:00', 'half of the following day'],
    [shanghai, '2026-11-20T09:00+08:00', 2, 'natural_day', '2026-11-22T09:00+08:00', 'over a weekend'],
    [newYork, '2026-03-06T16:00-05:00', 2, 'work_hour', '2026-03-09T10:00-04:00', 'spring change on the Sunday between'],
    [newYork, '2026-03-06T10:00-05:00', 1, 'work_day', '2026-03-09T17:00-04:00', 'a work day across the change'],
    [newYork, '2026-10-30T16:00-04:00', 2, 'work_hour', '2026-11-02T10:00-05:00', 'autumn change'],
    [newYork, '2026-03-07T20:00-05:00', 1, 'natural_day', '2026-03-08T21:00-04:00', 'a natural day is 24 hours'],
    [newYork, '2026-11-25T16:30-05:00', 1, 'work_hour', '2026-11-27T09:30-05:00', 'Thanksgiving'],
    [night, '2026-03-08T00:00-05:00', 3, 'work_hour', '2026-03-08T04:00-04:00', 'the skipped hour is no working time'],
    [night, '2026-11-01T00:00-04:00', 3, 'work_hour', '2026-11-01T02:00-05:00', 'the repeated hour is one'],
    [seasonal, '2026-07-06T11:00+08:00', 2, 'work_hour', '2026-07-06T16:00+08:00', 'summer hours'],
    [seasonal, '2026-12-21T11:00+08:00', 2, 'work_hour', '2026-12-28T11:00+08:00', 'a season over new year'],
    [seasonal, '2027-01-04T11:00+08:00', 1, 'work_hour', '2027-01-04T12:00+08:00', 'still that season'],
  ];
  for (const [calendar, start, value, unit, due, why] of cases) assert.equal(addLimit(calendar, new Date(start), { value, unit }).toISOString(), new Date(due).toISOString(), why);
});

test('used time, time left and the year', () => {
  const [start, due] = [new Date('2026-11-20T17:00+08:00'), new Date('2026-11-23T09:00+08:00')];   // 2 work hours over a weekend
  assert.equal(usedFraction(shanghai, start, due, start), 0);
  assert.equal(usedFraction(shanghai, start, due, new Date('2026-11-22T03:00+08:00')), 0.5);
  assert.equal(usedFraction(shanghai, start, due, due), 1);
  assert.equal(usedFraction(shanghai, start, due, new Date('2026-11-23T10:00+08:00')), 1.5);
  assert.ok(usedFraction(shanghai, start, new Date('2026-11-20T18:00+08:00'), new Date('2026-11-21T10:00+08:00')) > 1, 'late on a Saturday is late');
  assert.equal(usedFraction(shanghai, start, new Date('2026-11-20T19:00+08:00'), new Date('2026-11-20T18:00+08:00'), 'urgent_hour'), 0.5);
  assert.equal(minutesLeft(shanghai, due, new Date('2026-11-21T00:00+08:00'), 'work_hour'), 60);
  assert.equal(minutesLeft(shanghai, due, new Date('2026-11-23T10:00+08:00'), 'work_hour'), -60);
  assert.equal(minutesLeft(shanghai, due, new Date('2026-11-23T08:00+08:00'), 'natural_day'), 60);
  const year = yearOf(shanghai, 2026);
  assert.equal(year.length, 365);
  assert.deepEqual(year.find((d) => d.day === '2026-10-10'), { day: '2026-10-10', weekday: 6, kind: 'work', minutes: 480 });
  assert.equal(year.find((d) => d.day === '2026-10-01')?.kind, 'rest');
  assert.equal(yearOf(shanghai, 2028).length, 366);
});

test('days and zones', () => {
  assert.equal(isoDay(dayNumber('2026-11-20') ?? 0), '2026-11-20');
  assert.equal(dayNumber('2026-02-30'), undefined);
  assert.equal(dayNumber('20261120'), undefined);
  assert.equal(weekdayOf(dayNumber('2026-11-20') ?? 0), 5);
  assert.equal(weekdayOf(dayNumber('1969-12-28') ?? 0), 7);
  const zone = zoneOf('America/New_York');
  assert.equal(new Date(zone.instantOf(dayNumber('2026-03-08') ?? 0, 150)).toISOString(), '2026-03-08T07:00:00.000Z', 'half past two does not exist: the jump');
  assert.equal(new Date(zone.instantOf(dayNumber('2026-11-01') ?? 0, 90)).toISOString(), '2026-11-01T05:30:00.000Z', 'half past one: the first pass');
  assert.throws(() => zoneOf('Mars/Olympus'), RangeError);
});

test('hours that cannot be are refused', () => {
  const bad = (zone: unknown, week: unknown) => assert.ok(!Hours.safeParse({ zone, hours: [{ from: '01-01', to: '12-31', week }] }).success, JSON.stringify([zone, week]));
  const good = DEFAULT_HOURS.hours[0]?.week;
  bad('Nowhere/X', good);
  for (const week of [{}, { 1: [] }, { 1: [['12:00', '08:00']] }, { 1: [['08:00', '12:00'], ['11:00', '13:00']] }, { 1: [['8:00', '12:00']] }, { 8: [['08:00', '12:00']] }]) bad('Asia/Shanghai', week);
  for (const [from, to] of [['13-01', '12-31'], ['01-01', '']]) assert.ok(!Hours.safeParse({ zone: 'Asia/Shanghai', hours: [{ from, to, week: good }] }).success);
  assert.ok(!Hours.safeParse({ zone: 'Asia/Shanghai', hours: [] }).success);
  assert.ok(Hours.safeParse(DEFAULT_HOURS).success);
});

const moment = fc.date({ min: new Date('2026-01-01T00:00Z'), max: new Date('2027-06-01T00:00Z'), noInvalidDate: true });
const limit: fc.Arbitrary<Limit> = fc.record({ value: fc.integer({ min: 1, max: 400 }).map((n) => n / 4), unit: fc.constantFrom(...UNITS) });
const calendar = fc.constantFrom(...CALENDARS);

test('due moments: monotone in start and in value, inside working hours, exact', () => {
  fc.assert(fc.property(calendar, moment, limit, fc.nat(10_000_000), fc.integer({ min: 1, max: 40 }), (cal, start, lim, later, more) => {
    const due = addLimit(cal, start, lim);
    assert.ok(due > start);
    assert.ok(addLimit(cal, new Date(start.getTime() + later * 1000), lim) >= due, 'later start');
    assert.ok(addLimit(cal, start, { ...lim, value: lim.value + more / 4 }) > due, 'more time');
    if (lim.unit === 'work_hour') assert.ok(Math.abs(workingMinutesBetween(cal, start, due) - lim.value * 60) < 1e-6, 'inverse');
    if (lim.unit === 'work_hour' || lim.unit === 'work_day') assert.ok(isWorking(cal, new Date(due.getTime() - 1)), 'ends in working time');
    assert.equal(usedFraction(cal, start, due, due, lim.unit), 1);
  }), { numRuns: 400 });
});

test('a pause adds exactly its own working time', () => {
  fc.assert(fc.property(calendar, moment, limit, fc.nat(2_000_000), fc.nat(3_000_000), (cal, start, lim, until, length) => {
    const due = addLimit(cal, start, lim);
    const from = new Date(start.getTime() + until * 1000);
    const to = new Date(from.getTime() + length * 1000);
    const shifted = shiftForPause(cal, due, lim.unit, from, to);
    assert.ok(Math.abs(minutesLeft(cal, shifted, to, lim.unit) - minutesLeft(cal, due, from, lim.unit)) < 1e-6, 'as much is left after as before');
    assert.deepEqual(shiftForPause(cal, due, lim.unit, to, from), due, 'no pause, no shift');
  }), { numRuns: 400 });
});

test('working time adds up and has a sign', () => {
  fc.assert(fc.property(calendar, moment, moment, moment, (cal, a, b, c) => {
    assert.ok(Math.abs(workingMinutesBetween(cal, a, b) + workingMinutesBetween(cal, b, c) - workingMinutesBetween(cal, a, c)) < 1e-6);
  }), { numRuns: 300 });
});

test('a limit of 200 work days is worked out in well under a millisecond once its days are known', () => {
  const start = new Date('2026-01-05T09:00+08:00');
  addLimit(shanghai, start, { value: 200, unit: 'work_day' });
  const t = performance.now();
  for (let i = 0; i < 1000; i++) addLimit(shanghai, start, { value: 200, unit: 'work_day' });
  assert.ok(performance.now() - t < 1000, 'under a millisecond each');
});

test('days that were worked out are kept, but not without end', () => {
  const calendar = makeCalendar(DEFAULT_HOURS);
  const first = calendar.day(20_000);
  assert.equal(calendar.day(20_000), first, 'kept');
  for (let day = 30_000; day < 60_000; day++) calendar.day(day);
  assert.notEqual(calendar.day(20_000), first, 'forgotten with thirty thousand others');
  assert.deepEqual(calendar.day(20_000), first);
});
