import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Definition, type Decision, type Seen } from '../contract.ts';
import { acknowledged, carried, fresh, judged, observe, resolved, State, tick, unheard, wakeAt, type Env } from '../rules.ts';

const MIN = 60_000;
/** Wednesday 2026-11-18, 00:00 in a city on UTC; working hours 8 to 18 on weekdays. */
const T0 = Date.UTC(2026, 10, 18);
const env: Env = { local: (at) => { const d = new Date(at); const weekday = d.getUTCDay() || 7; return { weekday, minute: d.getUTCHours() * 60 + d.getUTCMinutes(), working: weekday < 6 && d.getUTCHours() >= 8 && d.getUTCHours() < 18 }; } };
const rule = (more: object): Definition => Definition.parse({ name: { zh: '甲' }, watch: {}, per: 'thing', severity: 'warning', class: 'E0406', suppress: 0, ...more });
const above = (limit: number, more: object = {}) => ({ kind: 'threshold', input: 'PM10', op: 'above', limit, ...more });
let id = 0;
const seen = (minute: number, number: number | null, more: Partial<Seen> = {}): Seen => ({ id: ++id, stream: 1, thing: 1, input: 'PM10', time: T0 + minute * MIN, number, at: null, ...more });

/** What is decided, as `what@minute`; `ticks` are clocks after the values. */
function run(definition: Definition, values: readonly Seen[], ticks: readonly number[] = [], state: State = unheard(1)): string[] {
  const of = judged(definition);
  const said: Decision[] = [];
  for (const value of values) said.push(...observe(of, state, value, Math.max(value.time, state.most), env));
  for (const minute of ticks) said.push(...tick(of, state, T0 + minute * MIN, env));
  return said.map(({ what, at, severity }) => `${what}@${(at - T0) / MIN}${what === 'escalated' ? ` ${severity}` : ''}`);
}

const line = (numbers: readonly (number | null)[], every = 10): Seen[] => numbers.map((n, i) => seen(i * every, n));
const square = { type: 'Polygon', coordinates: [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]] };
const where = (how: string, more: object = {}) => ({ kind: 'place', input: 'position', how, area: square, ...more });
const track = (points: readonly (readonly [number, number])[], thing = 1, every = 10): Seen[] => points.map((at, i) => seen(i * every, null, { at: [at[0], at[1]], input: 'position', thing, stream: thing }));
const [IN, OUT] = [[0.5, 0.5], [2, 2]] as const;

const TABLE: readonly (readonly [name: string, definition: object, values: readonly Seen[], ticks: readonly number[], said: readonly string[]])[] = [
  ['a threshold raises at the first value past it and clears at the first one back', { when: above(150) }, line([100, 160, 170, 140]), [], ['raised@10', 'cleared@30']],
  ['the limit itself is not past it', { when: above(150) }, line([150, 150]), [], []],
  ['for 30 minutes: at the value that shows it', { when: above(150, { for: 1800 }) }, line([160, 160, 160, 160, 160]), [], ['raised@30']],
  ['one value below begins the while anew', { when: above(150, { for: 1800 }) }, line([160, 160, 140, 160, 160, 160, 160]), [], ['raised@60']],
  ['the clock alone does not fulfil a while', { when: above(150, { for: 1800 }) }, line([160]), [600], []],
  ['a gap in the values begins the while anew', { when: above(150, { for: 1800, gap: 1200 }) }, [seen(0, 160), seen(10, 160), seen(40, 160), seen(50, 160), seen(60, 160), seen(70, 160)], [], ['raised@70']],
  ['hysteresis: back only behind the second limit', { when: above(150, { clear: 100 }) }, line([160, 120, 160, 120, 90, 120, 160]), [], ['raised@0', 'cleared@40', 'returned@60']],
  ['without it every crossing counts', { when: above(150) }, line([160, 120, 160]), [], ['raised@0', 'cleared@10', 'returned@20']],
  ['it must be over for a while', { when: above(150), clearFor: 1200 }, line([160, 120, 160, 120, 120, 120]), [], ['raised@0', 'cleared@50']],
  ['a condition of its own for clearing', { when: above(150), clear: { kind: 'threshold', input: 'PM10', op: 'below', limit: 50 } }, line([160, 100, 60, 40]), [], ['raised@0', 'cleared@30']],
  ['outside of a band', { when: { ...above(6), op: 'outside', limit2: 9 } }, line([7, 9, 9.1, 5]), [], ['raised@20']],
  ['three times in an hour', { when: { kind: 'repeat', input: 'PM10', op: 'above', limit: 150, times: 3, within: 3600 } }, line([160, 100, 160, 100, 160]), [], ['raised@40']],
  ['the third a moment too late is none', { when: { kind: 'repeat', input: 'PM10', op: 'above', limit: 150, times: 3, within: 3600 } }, [seen(0, 160), seen(30, 160), seen(61, 160)], [], []],
  ['a window ends by the clock', { when: { kind: 'repeat', input: 'PM10', op: 'above', limit: 150, times: 2, within: 600 } }, [seen(0, 160), seen(5, 160)], [30], ['raised@5', `cleared@${10 + 1 / MIN}`]],
  ['a rise of 50 in 20 minutes, not over 30', { when: { kind: 'rate', input: 'PM10', direction: 'up', change: 50, within: 1200 } }, line([100, 120, 140, 160, 191]), [], ['raised@40']],
  ['a fall', { when: { kind: 'rate', input: 'PM10', direction: 'down', change: 50, within: 1200 } }, line([100, 90, 49]), [], ['raised@20']],
  ['silence is raised at its own moment, however late the clock looks, and ends with a value', { when: { kind: 'silence', input: 'PM10', for: 3600 } }, line([1]), [50, 90, 100], ['raised@60']],
  ['a value in the very last moment breaks the silence', { when: { kind: 'silence', input: 'PM10', for: 3600 } }, [seen(0, 1), seen(60, 1), seen(119, 1)], [120], []],
  ['a silence that a later value shows', { when: { kind: 'silence', input: 'PM10', for: 3600 } }, [seen(0, 1), seen(90, 1)], [], ['raised@60', 'cleared@90']],
  ['both', { when: { kind: 'group', join: 'all', of: [above(150), { ...above(3), input: 'wind', op: 'below' }] } }, [seen(0, 160), seen(1, 5, { input: 'wind', stream: 2 }), seen(2, 2, { input: 'wind', stream: 2 }), seen(3, 100)], [], ['raised@2', 'cleared@3']],
  ['either, or not', { when: { kind: 'group', join: 'any', of: [above(150), { ...above(3), input: 'wind', not: true }] } }, [seen(0, 5, { input: 'wind', stream: 2 }), seen(1, 2, { input: 'wind', stream: 2 })], [], ['raised@1']],
  ['the opposite of what was never heard is not met', { when: { kind: 'group', join: 'any', of: [above(150), { ...above(3), input: 'wind', not: true }] } }, [seen(0, 10)], [], []],
  ['the ladder by value', { when: above(150), ladder: [{ severity: 'serious', limit: 250 }, { severity: 'critical', limit: 400 }] }, line([160, 260, 200, 410]), [], ['raised@0', 'escalated@10 serious', 'escalated@30 critical']],
  ['escalated when nobody acknowledges', { when: above(150), escalate: 900 }, line([160]), [10, 20, 90], ['raised@0', 'escalated@15 serious']],
  ['only in working hours; values before them count', { when: above(150, { for: 1800 }), schedule: { days: [1, 2, 3, 4, 5], from: 0, to: 0, calendar: 'work' } }, Array.from({ length: 12 }, (_, i) => seen(440 + i * 5, 160)), [], ['raised@480']],
  ['over midnight the evening names the day', { when: above(150), schedule: { days: [3], from: 1320, to: 360, calendar: 'any' } }, [seen(100, 160), seen(110, 100), seen(1330, 160), seen(1340, 100)], [], ['raised@1330', 'cleared@1340']],
  ['met before its hours: raised when they begin', { when: { kind: 'silence', input: 'PM10', for: 3600 }, schedule: { days: [3], from: 480, to: 1080, calendar: 'any' } }, [seen(0, 1)], [600], ['raised@480']],
  ['comes in', { when: where('enter') }, track([IN, IN, OUT, IN, OUT]), [], ['raised@30', 'cleared@40']],
  ['goes out', { when: where('leave') }, track([OUT, IN, OUT]), [], ['raised@20']],
  ['stays for half an hour', { when: where('dwell', { for: 1800 }) }, track([IN, IN, IN, OUT, IN, IN, IN, IN]), [], ['raised@70']],
  ['three are in', { per: 'rule', when: where('count', { count: 3 }) }, [...track([IN], 1), ...track([IN], 2), ...track([OUT], 3), ...track([OUT, IN], 4), seen(20, null, { at: [2, 2], input: 'position', thing: 1, stream: 1 })], [], ['raised@10', 'cleared@20']],
  ['who is unheard is not counted', { per: 'rule', when: where('count', { count: 1, gap: 600 }) }, track([IN]), [20], ['raised@0', `cleared@${10 + 1 / MIN}`]],
  ['values that are no numbers are passed by', { when: above(150) }, line([null, null]), [], []],
];
for (const [name, definition, values, ticks, said] of TABLE) test(name, () => assert.deepEqual(run(rule(definition), values, ticks), said));

test('late, duplicate and future values have their meaning, and are counted', () => {
  const state = unheard(1);
  const first = seen(20, 160);
  assert.deepEqual(run(rule({ when: { kind: 'repeat', input: 'PM10', op: 'above', limit: 150, times: 2, within: 3600 } }), [first, { ...first, id: 999 }, seen(10, 160)], [], state), []);
  assert.deepEqual([state.duplicates, state.late], [1, 1]);
  const of = judged(rule({ when: above(150) }));
  assert.deepEqual(observe(of, state, seen(600, 160), T0, env), []);
  assert.equal(state.ahead, 1);
  assert.deepEqual(run(rule({ when: above(150), tolerance: 1800 }), [seen(0, 100), seen(20, 100), seen(10, 160), seen(60, 100)]), ['raised@10', 'cleared@20'], 'within the tolerance a late value is judged in its place');
});

test('the same millisecond, two values: both are judged, in the order of their ids', () => {
  assert.deepEqual(run(rule({ when: above(150) }), [seen(0, 160), seen(0, 100)]), ['raised@0', 'cleared@0']);
});

test('suppressed while the pause after a resolved one lasts: noted once, raised by the first value after it that still shows it', () => {
  const definition = rule({ when: above(150), suppress: 3600 });
  const state = unheard(1);
  assert.deepEqual(run(definition, [seen(0, 160)], [], state), ['raised@0']);
  const after = resolved(state, definition, T0 + 10 * MIN);
  assert.deepEqual(run(definition, [seen(20, 160), seen(30, 160)], [], after), ['suppressed@20']);
  assert.deepEqual(run(definition, [seen(80, 160)], [], after), ['raised@80'], 'by a value, not by the clock');
});

test('acknowledged in time it does not escalate; a new version measures anew and keeps the open alarm', () => {
  const definition = rule({ when: above(150), escalate: 900 });
  const state = unheard(1);
  run(definition, [seen(0, 160)], [], state);
  assert.deepEqual(run(definition, [], [60], acknowledged(structuredClone(state))), []);
  const next = carried(state, 2);
  assert.deepEqual([next.cells.length, next.open?.severity, next.version], [0, 'warning', 2]);
  assert.deepEqual(run(definition, [seen(5, 170), seen(6, 100)], [], next), ['cleared@6']);
});

test('a silent thing that was never heard is silent from when the rule began to watch', () => {
  const definition = rule({ when: { kind: 'silence', input: 'PM10', for: 3600 } });
  const state = fresh(1, T0);
  const of = judged(definition);
  assert.deepEqual(tick(of, state, T0, env), []);
  assert.equal(wakeAt(of, state, env), T0 + 3_600_000);
  assert.deepEqual(tick(of, state, T0 + 4_000_000, env).map((d) => d.what), ['raised']);
});

const anyRule = fc.constantFrom<object>(
  { when: above(50) }, { when: above(50, { for: 1200 }) }, { when: { kind: 'repeat', input: 'PM10', op: 'above', limit: 50, times: 3, within: 3600 } }, { when: above(60, { clear: 30 }), clearFor: 600 },
  { when: { kind: 'rate', input: 'PM10', direction: 'either', change: 40, within: 1800 } }, { when: { kind: 'silence', input: 'PM10', for: 1500 } },
  { when: { kind: 'group', join: 'all', of: [above(50), { ...above(50), input: 'wind' }] }, escalate: 1200 }, { when: above(40), ladder: [{ severity: 'critical', limit: 80 }] },
);
const history = fc.array(fc.record({ minute: fc.integer({ min: 0, max: 240 }), number: fc.integer({ min: 0, max: 100 }), wind: fc.boolean(), delay: fc.integer({ min: 0, max: 30 }) }), { maxLength: 60 });
const values = (of: readonly { minute: number; number: number; wind: boolean }[]): Seen[] => of.map(({ minute, number, wind }, i) => ({ id: i + 1, stream: wind ? 2 : 1, thing: 1, input: wind ? 'wind' : 'PM10', time: T0 + minute * MIN, number, at: null }));

test('the order of arrival within the tolerance does not change the outcome', () => {
  fc.assert(fc.property(anyRule, history, (definition, given) => {
    const late = rule({ ...definition, tolerance: 1800 });
    const inOrder = values(given).sort((a, b) => a.time - b.time || a.id - b.id);
    // Each arrives at most 30 minutes after its own time, by a delay of its own.
    const arrived = values(given).map((v, i) => ({ v, at: v.time + (given[i]?.delay ?? 0) * MIN })).sort((a, b) => a.at - b.at || a.v.id - b.v.id).map(({ v }) => v);
    assert.deepEqual(run(late, arrived, [400]), run(late, inOrder, [400]));
  }), { numRuns: 500, examples: [[{ when: { kind: 'silence', input: 'PM10', for: 1500 } }, [0, 32, 31].map((minute, i) => ({ minute, number: 0, wind: true, delay: i === 2 ? 1 : 0 }))]] });
});

test('replay: cut anywhere, kept as JSON, with values repeated after the cut, the decisions are those of one go', () => {
  fc.assert(fc.property(anyRule, history, fc.nat(60), (definition, given, cut) => {
    const one = rule(definition);
    const all = values(given).sort((a, b) => a.time - b.time || a.id - b.id);
    const whole = run(one, all, [400]);
    const state = unheard(1);
    const before = run(one, all.slice(0, cut), [], state);
    const kept = State.parse(JSON.parse(JSON.stringify(state)));
    assert.deepEqual([...before, ...run(one, all.slice(cut), [400], kept)], whole);
    assert.deepEqual(run(one, all, [400]), whole);
  }), { numRuns: 500 });
});

test('between raised and resolved nothing is raised again', () => {
  fc.assert(fc.property(anyRule, history, (definition, given) => {
    const said = run(rule(definition), values(given).sort((a, b) => a.time - b.time || a.id - b.id), [400]);
    assert.ok(said.filter((one) => one.startsWith('raised')).length <= 1, said.join(' '));
  }), { numRuns: 300 });
});
