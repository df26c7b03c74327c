// Definitions, each on a case made by hand whose answer is known. October 2026 of a city at UTC.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addRun, CLOCKS, FLAG, noFacts, NONE, put, rowOf, secondsOf, type Fact } from './facts.ts';
import { lowest } from './findings.ts';
import { MEASURES, quantile, type Measure } from './rules.ts';
import { NO_COUNTS, select, tally, type Counts } from './tally.ts';
import { placeOf } from './rules.ts';

const at = (iso: string) => secondsOf(new Date(iso));
const OCTOBER = { from: at('2026-10-01T00:00:00Z'), to: at('2026-11-01T00:00:00Z'), asOf: at('2026-11-20T00:00:00Z') };
const base: Fact = { id: 1, step: 1, received: at('2026-10-05T08:00:00Z'), filed: at('2026-10-05T09:00:00Z'), due: at('2026-10-05T12:00:00Z'), closed: at('2026-10-06T08:00:00Z'), path: 'c/d/s', unit: 'law', class: 'E1', source: 'web', nature: 'report', flags: FLAG.public | FLAG.settled | FLAG.handled };
const OPEN = { closed: NONE, flags: FLAG.public };

/** What this case counts as, in the order of MEASURES. */
function measuresOf(change: Partial<Fact>, span = OCTOBER): Measure[] {
  const facts = noFacts();
  put(facts, { ...base, ...change });
  const { total } = tally(facts, { span, only: [], publicOnly: false });
  return MEASURES.filter((_, place) => total.n[place] === 1);
}

test('what a case counts as', () => {
  const closedOnTime: Measure[] = ['received', 'filed', 'due', 'should', 'on-time', 'closed'];
  const cases: [why: string, change: Partial<Fact>, measures: Measure[]][] = [
    ['closed within its limit', {}, closedOnTime],
    ['closed after its limit was missed', { flags: base.flags | FLAG.late }, ['received', 'filed', 'due', 'should', 'overdue', 'closed']],
    ['an appeal that was granted does not make it on time', { flags: base.flags | FLAG.late | FLAG.exempt }, ['received', 'filed', 'due', 'should', 'overdue', 'exempt', 'closed']],
    ['exempt without being late is nothing', { flags: base.flags | FLAG.exempt }, closedOnTime],
    ['open, past its limit, nobody has said so yet', OPEN, ['received', 'filed', 'due', 'should', 'overdue', 'overdue-open']],
    ['handled within the limit and not closed', { closed: NONE, flags: FLAG.public | FLAG.handled }, ['received', 'filed', 'due', 'should', 'pending']],
    ['handled late and not closed', { closed: NONE, flags: FLAG.public | FLAG.handled | FLAG.late }, ['received', 'filed', 'due', 'should', 'overdue', 'overdue-open']],
    ['suspended', { closed: NONE, flags: FLAG.public | FLAG.suspended }, ['received', 'filed', 'due', 'suspended']],
    ['suspended and late before', { closed: NONE, flags: FLAG.public | FLAG.suspended | FLAG.late }, ['received', 'filed', 'due', 'suspended']],
    ['an extension moved its limit into November', { due: at('2026-11-02T00:00:00Z') }, ['received', 'filed', 'closed']],
    ['merged away after filing', { flags: FLAG.dropped }, ['received', 'filed']],
    ['refused', { filed: NONE, due: at('2026-10-05T12:00:00Z'), flags: FLAG.dropped }, ['received']],
    ['a question that was answered has no limit of a case', { filed: NONE, nature: 'question', flags: FLAG.public | FLAG.answered }, ['received', 'answered']],
    ['not filed yet: the promise of the receipt is no limit', { ...OPEN, filed: NONE }, ['received']],
    ['closed as unresolved counts as closed', { flags: base.flags }, closedOnTime],
    ['sent back once, reopened once, rated as not solved', { flags: base.flags | FLAG.reworked | FLAG.reopened | FLAG.rated }, [...closedOnTime, 'rework', 'reopened', 'rated']],
    ['rated as solved', { flags: base.flags | FLAG.rated | FLAG.solved }, [...closedOnTime, 'rated', 'solved']],
    ['reopened and open again: no limit until it is filed anew', { closed: NONE, due: NONE, flags: FLAG.public | FLAG.reopened }, ['received', 'filed']],
  ];
  for (const [why, change, expected] of cases) assert.deepEqual(measuresOf(change), expected, why);
});

test('each moment puts it into its own period, the first second in, the last one out', () => {
  assert.deepEqual(measuresOf({ received: OCTOBER.from, filed: OCTOBER.to, due: OCTOBER.to, closed: OCTOBER.to }), ['received']);
  assert.deepEqual(measuresOf({ received: OCTOBER.from - 1, filed: OCTOBER.to - 1, due: NONE, closed: NONE, flags: FLAG.public }), ['filed']);
  assert.deepEqual(measuresOf({ received: OCTOBER.from - 1, filed: OCTOBER.from - 1, due: OCTOBER.from - 1, closed: OCTOBER.to - 1 }), ['closed']);
});

test('in a period that is not over only limits that have passed count', () => {
  const now = { ...OCTOBER, asOf: base.due };
  assert.deepEqual(measuresOf({}, now), ['received', 'filed', 'closed']);
  assert.deepEqual(measuresOf({}, { ...now, asOf: base.due + 1 }), ['received', 'filed', 'due', 'should', 'on-time', 'closed']);
});

test('a stage counts where its last run ended, its time is the sum of its runs, one late run makes it late', () => {
  const facts = noFacts();
  put(facts, base);
  addRun(facts, { id: 1, clock: 'handling', ended: at('2026-09-30T10:00:00Z'), took: 3600, late: true });
  addRun(facts, { id: 1, clock: 'handling', ended: at('2026-10-02T10:00:00Z'), took: 1800, late: false });
  addRun(facts, { id: 1, clock: 'dispatch', ended: at('2026-10-01T00:00:00Z'), took: 60, late: false });
  addRun(facts, { id: 1, clock: 'reply', ended: at('2026-10-03T00:00:00Z'), took: 90, late: false });
  addRun(facts, { id: 1, clock: 'of-another-city', ended: at('2026-10-03T00:00:00Z'), took: 90, late: false });
  const { total, clocks } = tally(facts, { span: OCTOBER, only: [], publicOnly: false });
  const n = (measure: Measure) => total.n[placeOf.get(measure) ?? -1];
  assert.deepEqual([n('handling-ended'), n('handling-in-time'), n('dispatch-ended'), n('dispatch-in-time'), n('answer-ended'), n('check-ended')], [1, 0, 1, 1, 1, 0]);
  assert.deepEqual([[...total.took], [...(clocks[CLOCKS.indexOf('handling')] ?? [])]], [[5400], [5400]]);
});

test('a list has as many cases as its number says, the newest first; public ones alone when asked', () => {
  const facts = noFacts();
  for (let id = 1; id <= 50; id++) put(facts, { ...base, id, flags: id % 3 === 0 ? base.flags & ~FLAG.public : base.flags, unit: id % 2 ? 'law' : 'road' });
  const rows = { column: facts.columns.unit, keys: facts.names.unit.list };
  const { total, rows: by } = tally(facts, { span: OCTOBER, only: [], publicOnly: false, rows });
  const place = placeOf.get('filed') ?? -1;
  assert.deepEqual([total.n[place], total.open[place], by.get('law')?.n[place], by.get('law')?.open[place]], [50, 34, 25, 17]);
  const law = [{ column: facts.columns.unit, keys: facts.names.unit.list.map((code) => (code === 'law' ? code : undefined)) }];
  const all = select(facts, { span: OCTOBER, only: law, publicOnly: false }, 'filed');
  assert.deepEqual([all.length, all[0], all.at(-1)], [25, 49, 1]);
  assert.equal(select(facts, { span: OCTOBER, only: law, publicOnly: true }, 'filed').length, 17);
});

test('a case that is put again is the same row, and what it was is gone; rows out of order are found', () => {
  const facts = noFacts();
  for (const id of [5, 9, 7, 12, 3000, 11]) put(facts, { ...base, id });
  for (let id = 4000; id < 7000; id++) put(facts, { ...base, id });
  assert.deepEqual([5, 7, 9, 11, 12, 3000, 6999, 8, 0, 7000].map((id) => rowOf(facts, id) >= 0), [true, true, true, true, true, true, true, false, false, false]);
  const before = facts.n;
  addRun(facts, { id: 7, clock: 'handling', ended: base.closed, took: 10, late: true });
  facts.version++;
  put(facts, { ...base, id: 7, closed: at('2026-12-01T00:00:00Z') });
  assert.equal(facts.n, before);
  assert.equal(facts.columns.ended[CLOCKS.indexOf('handling')]?.[rowOf(facts, 7)], NONE);
  const day = (seconds: number) => facts.touched.get(Math.floor(seconds / 86_400));
  assert.deepEqual([day(base.closed), day(at('2026-12-01T00:00:00Z'))], [facts.version, facts.version], 'the day it left and the day it came to');
});

test('quantiles stand between neighbours, as PostgreSQL has them', () => {
  const cases: [number[], number, number | undefined][] = [[[], 0.5, undefined], [[7], 0.9, 7], [[1, 2], 0.5, 1.5], [[1, 2, 3], 0.5, 2], [[0, 10], 0.9, 9], [[1, 2, 3, 4, 100], 0.9, 61.6]];
  for (const [list, share, expected] of cases) assert.equal(quantile(list, share)?.toFixed(6), expected?.toFixed(6));
});

test('a row is called lowest only when chance would not make it so', () => {
  const counts = (should: number, onTime: number): Counts => {
    const made = { n: new Uint32Array(NO_COUNTS.n.length), open: NO_COUNTS.open, took: NO_COUNTS.took };
    for (const [measure, n] of [['should', should], ['on-time', onTime], ['overdue', should - onTime]] as const) made.n[placeOf.get(measure) ?? -1] = n;
    return made;
  };
  const found = (list: [string, number, number][]) => {
    const rows = new Map(list.map(([key, should, onTime]) => [key, counts(should, onTime)]));
    const sum = (i: 1 | 2) => list.reduce((n, row) => n + row[i], 0);
    return lowest({ total: counts(sum(1), sum(2)), rows })?.key;
  };
  assert.equal(found([['a', 1000, 980], ['b', 1000, 975], ['c', 1000, 900]]), 'c');
  assert.equal(found([['a', 40, 39], ['b', 40, 39], ['c', 40, 37]]), undefined, 'three of forty may be chance');
  assert.equal(found([['a', 1000, 980], ['b', 20, 10]]), undefined, 'too few');
  assert.equal(found([['a', 100_000, 98_000], ['b', 100_000, 97_500]]), undefined, 'half a point is not worth a name');
  assert.equal(found([['a', 500, 500]]), undefined, 'one row has nothing beside it');
});

test('blocks of rows without a moment in the span are left out, those that got one later are not', () => {
  const facts = noFacts();
  for (let id = 1; id <= 5000; id++) {
    const shift = Math.floor(id / 100) * 86_400;
    put(facts, { ...base, id, received: base.received + shift, filed: base.filed + shift, due: base.due + shift, closed: base.closed + shift });
  }
  const day = (n: number) => ({ from: base.received + n * 86_400, to: base.received + (n + 1) * 86_400, asOf: OCTOBER.asOf + 90 * 86_400 });
  const received = (n: number) => select(facts, { span: day(n), only: [], publicOnly: false }, 'received').length;
  assert.deepEqual([0, 1, 20, 30, 49, 50, 51].map(received), [99, 100, 100, 100, 100, 1, 0]);
  put(facts, { ...base, id: 3, received: day(49).from });
  put(facts, { ...base, id: 4999, received: day(0).from });
  assert.deepEqual([0, 49].map(received), [99, 100]);
});
