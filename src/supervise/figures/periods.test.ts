import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { following, KINDS, parsePeriod, periodAt, previous, runUpTo, yearBefore } from './periods.ts';

const day = (iso: string) => Date.parse(`${iso}T00:00:00Z`) / 86_400_000;
const iso = (n: number) => new Date(n * 86_400_000).toISOString().slice(0, 10);

test('addresses of periods: first day, last day, the one before, the year before', () => {
  const cases: [text: string, first: string, last: string, before: string, yearBefore: string][] = [
    ['2026-10', '2026-10-01', '2026-10-31', '2026-09', '2025-10'], ['2026-01', '2026-01-01', '2026-01-31', '2025-12', '2025-01'], ['2024-02', '2024-02-01', '2024-02-29', '2024-01', '2023-02'],
    ['2026', '2026-01-01', '2026-12-31', '2025', '2025'], ['2026-Q1', '2026-01-01', '2026-03-31', '2025-Q4', '2025-Q1'], ['2026-Q4', '2026-10-01', '2026-12-31', '2026-Q3', '2025-Q4'],
    ['2026-W01', '2025-12-29', '2026-01-04', '2025-W52', '2025-W01'], ['2026-W53', '2026-12-28', '2027-01-03', '2026-W52', '2025-W52'], ['2020-W53', '2020-12-28', '2021-01-03', '2020-W52', '2019-W52'],
    ['2024-02-29', '2024-02-29', '2024-02-29', '2024-02-28', '2023-02-28'], ['2026-03-01', '2026-03-01', '2026-03-01', '2026-02-28', '2025-03-01'],
  ];
  for (const [text, first, last, before, year] of cases) {
    const period = parsePeriod(text);
    assert.ok(period, text);
    assert.deepEqual([iso(period.first), iso(period.after - 1), previous(period).text, yearBefore(period).text], [first, last, before, year], text);
  }
});

test('what is no period is none', () => {
  for (const text of ['', '2026-13', '2026-00', '2026-2', '2026-Q5', '2026-Q0', '2026-W54', '2025-W53', '2026-W00', '2026-02-30', '2026-02-29', '26-10', '2026-10-1', ' 2026', '2026-10-05T00:00', '9999', '1800-01']) assert.equal(parsePeriod(text), undefined, text);
});

test('every day lies in one period of each kind, whose address leads back to it and whose neighbours touch it', () => {
  fc.assert(fc.property(fc.integer({ min: day('1990-01-01'), max: day('2090-01-01') }), fc.constantFrom(...KINDS), (at, kind) => {
    const period = periodAt(kind, at);
    assert.ok(period.first <= at && at < period.after);
    assert.deepEqual(parsePeriod(period.text), period);
    assert.equal(previous(period).after, period.first);
    assert.equal(following(period).first, period.after);
  }));
});

test('twelve months that end with one', () => {
  const june = parsePeriod('2026-06');
  assert.ok(june);
  assert.deepEqual(runUpTo(june, 12).map((one) => one.text), ['2025-07', '2025-08', '2025-09', '2025-10', '2025-11', '2025-12', '2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06']);
});
