import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftOf, fitsForm, typedOf, type Typed } from './form.ts';
import { definition } from './rules.fixture.ts';
import { restSentences, ruleSentence, traceLines } from './words.ts';
import type { Trace } from './contract.ts';

const usable = (code: string) => code === 'E0406';
const base: Typed = { name: '扬尘', class: 'E0406', severity: 'warning', per: 'thing', c1_kind: 'threshold', c1_input: 'PM10', c1_op: 'above', c1_limit: '150', c1_minutes: '30', c1_clear: '120', suppress: '60' };
const problems = (typed: Typed): string[] => { const draft = draftOf(typed, usable); return 'problems' in draft ? draft.problems.map((p) => p.field) : []; };

test('a form becomes a definition, and that definition the same form', () => {
  const full: Typed = { ...base, name_en: 'Dust', kind: 'air', area: '900101', join: 'any', c2_kind: 'repeat', c2_input: 'PM10', c2_op: 'outside', c2_limit: '10', c2_limit2: '90', c2_minutes: '60', c2_times: '3', c3_kind: 'rate', c3_input: 'PM10', c3_direction: 'either', c3_limit: '50', c3_minutes: '10', c3_not: 'yes', x_kind: 'silence', x_input: 'PM10', x_minutes: '90', days: ['1', '5'], from: '22:00', to: '06:30', calendar: 'rest', level_critical: '400', escalate: '15', tolerance: '5', clear_for: '10' };
  const draft = draftOf(full, usable);
  assert.ok('definition' in draft, JSON.stringify(draft));
  assert.ok(fitsForm(draft.definition));
  const shown = typedOf(draft.definition);
  for (const [name, value] of Object.entries(full)) assert.equal(shown[name], [value].flat().join(','), name);
  assert.deepEqual(draftOf({ ...shown, days: ['1', '5'] }, usable), draft);
});

test('every missing or wrong field is named', () => {
  assert.deepEqual(problems({}), ['c1_kind', 'name', 'class']);
  assert.deepEqual(problems({ ...base, c1_limit: '' }), ['c1_limit']);
  assert.deepEqual(problems({ ...base, c1_limit: 'NaN' }), ['c1_limit']);
  assert.deepEqual(problems({ ...base, c1_limit: '1e400' }), ['c1_limit']);
  assert.deepEqual(problems({ ...base, c1_clear: '160' }), ['c1_clear']);
  assert.deepEqual(problems({ ...base, c1_op: 'outside' }), ['c1_limit2']);
  assert.deepEqual(problems({ ...base, c2_kind: 'silence', c2_input: 'PM10' }), ['c2_minutes']);
  assert.deepEqual(problems({ ...base, c2_kind: 'repeat', c2_input: 'PM10', c2_limit: '1', c2_minutes: '1', c2_times: '1' }), ['c2_times']);
  assert.deepEqual(problems({ ...base, c2_kind: 'place', c2_input: 'position', c2_polygon: '{"type":"Point"}' }), ['c2_polygon']);
  assert.deepEqual(problems({ ...base, from: 'eight' }), ['from']);
  assert.deepEqual(problems({ ...base, suppress: '-5' }), ['suppress']);
  assert.deepEqual(problems({ ...base, class: 'E0405' }), ['class']);
});

test('the sentence of a rule in both languages', () => {
  const draft = draftOf({ ...base, kind: 'air', area: '900101', calendar: 'work', days: ['1', '2'], escalate: '15', level_serious: '250' }, usable);
  assert.ok('definition' in draft);
  assert.equal(ruleSentence(draft.definition, { class: '占道经营', area: '东区' }, 'zh'), '东区内的空气设备，PM10 高于 150 持续 30 分钟（回到 120 才算恢复）（周一、周二，工作时间）时，发出“预警”告警，按“占道经营”立案。');
  assert.equal(ruleSentence(draft.definition, { class: 'Street vending', area: 'East' }, 'en'), 'For things of the kind air in East: when PM10 is above 150 for 30 minutes (until it is back at 120) (Mon, Tue, working hours), raise a warning alarm and open a case of the class Street vending.');
  assert.deepEqual(restSentences(draft.definition, 'en'), ['Past 250 it is serious.', 'If nobody acknowledges it within 15 minutes it rises one level.', 'After it is resolved there is no new one for 1 hour.', 'At most one open alarm a thing.']);
});

test('a trace in words names values, limits, times, and what was not counted', () => {
  const trace: Trace = { at: 0, join: 'all', clearing: false, why: 'met', late: 2, duplicates: 0, ahead: 0, facts: [{ kind: 'threshold', truth: true, not: false, input: 'PM10', value: 160, time: 1_800_000, since: 0.5, op: 'above', limit: 150, seconds: 1800, ids: [1, 9] }, { kind: 'silence', truth: false, not: false, input: 'wind', time: null, seconds: 60, ids: [] }] };
  const time = (at: number) => `t${at}`;
  assert.deepEqual(traceLines(trace, time, 'zh'), ['符合：PM10 高于 150 持续 30 分钟。t1800000 为 160，t0.5 起', '不符合：1 分钟没有收到wind。从未收到', '未计入：晚到 2 个，重复 0 个，时间在未来 0 个。']);
  assert.deepEqual(traceLines(trace, time, 'en')[0], 'Met: PM10 is above 150 for 30 minutes. 160 at t1800000, since t0.5');
});

test('a tree the form cannot show is told apart', () => {
  const nested = definition({ when: { kind: 'group', join: 'any', of: [{ kind: 'group', join: 'all', of: [{ kind: 'silence', input: 'a', for: 60 }, { kind: 'silence', input: 'b', for: 60 }] }, { kind: 'silence', input: 'c', for: 60 }] } });
  assert.equal(fitsForm(nested), false);
});
