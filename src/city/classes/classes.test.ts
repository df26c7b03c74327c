import assert from 'node:assert/strict';
import test from 'node:test';
import { Refusal } from '#ground/http/refusal.ts';
import { freshDatabase } from '#test/database.ts';
import { needs, sharedFolder } from '#test/needs.ts';
import { stopperFor, usableClass } from './catalogue.ts';
import { classIndex, classMatcher, saveClasses } from './classes.ts';
import type { Question } from './contract.ts';
import { suggest } from './matcher.ts';
import { m } from './messages.ts';
import { checkAnswers } from './rules.ts';
import { CLASSES } from './suggest.fixture.ts';
import { classesFromYuncheng } from './yuncheng.fixture.ts';

const now = new Date('2026-11-20T08:00:00Z');
const ON = '2026-11-20';
const QUESTIONS: Question[] = [
  { code: 'since', datatype: 'datetime', required: false, label: { zh: '什么时候开始' } },
  { code: 'count', datatype: 'number', required: true, label: { zh: '几个' } },
  { code: 'what', datatype: 'singlevaluelist', required: false, label: { zh: '卖什么' }, values: [{ key: 'fruit', zh: '水果' }, { key: 'food', zh: '小吃' }] },
  { code: 'when', datatype: 'multivaluelist', required: false, label: { zh: '何时' }, values: [{ key: 'am', zh: '上午' }, { key: 'pm', zh: '下午' }] },
  { code: 'name', datatype: 'string', required: false, label: { zh: '店名' } }, { code: 'more', datatype: 'text', required: false, label: { zh: '还有' } },
];

test('answers are checked by the data types of GeoReport', () => {
  assert.deepEqual(checkAnswers(QUESTIONS, { since: '2026-11-18T09:41+08:00', count: ' 3 ', what: 'fruit', when: ['pm', 'am', 'pm'], name: ' 老王水果 ', more: '' }).values,
    { since: '2026-11-18T09:41+08:00', count: 3, what: 'fruit', when: ['am', 'pm'], name: '老王水果' });
  assert.deepEqual(checkAnswers(QUESTIONS, { count: 0, what: [''], when: 'am' }), { values: { count: 0, when: ['am'] }, problems: [] });
  const cases: [Record<string, unknown>, string, unknown][] = [
    [{}, 'count', m.answerNeeded], [{ count: '' }, 'count', m.answerNeeded], [{ count: [] }, 'count', m.answerNeeded], [{ count: 'three' }, 'count', m.answerNumber], [{ count: 'NaN' }, 'count', m.answerNumber],
    [{ count: Infinity }, 'count', m.answerNumber], [{ count: [1] }, 'count', m.answerNumber], [{ count: '1e309' }, 'count', m.answerNumber],
    [{ count: 1, since: 'yesterday' }, 'since', m.answerDate], [{ count: 1, since: '2026-02-30' }, 'since', m.answerDate], [{ count: 1, since: '2026-11-18T25:00' }, 'since', m.answerDate], [{ count: 1, since: 3 }, 'since', m.answerDate],
    [{ count: 1, what: 'gold' }, 'what', m.answerChoice], [{ count: 1, what: ['fruit', 'food'] }, 'what', m.answerOne], [{ count: 1, what: { a: 1 } }, 'what', m.answerText],
    [{ count: 1, when: ['am', 'night'] }, 'when', m.answerChoice], [{ count: 1, name: 'x'.repeat(256) }, 'name', m.answerLong], [{ count: 1, more: 'x'.repeat(4001) }, 'more', m.answerLong],
    [{ count: 1, name: ['a'] }, 'name', m.answerText], [{ count: 1, other: 'x' }, 'other', m.answerUnknown], [{ count: 1, toString: 'x' }, 'toString', m.answerUnknown],
  ];
  for (const [answers, code, message] of cases) {
    const { problems } = checkAnswers(QUESTIONS, answers);
    assert.deepEqual(problems.map((p) => [p.code, p.message]), [[code, message]], JSON.stringify(answers));
  }
  assert.deepEqual(checkAnswers(QUESTIONS, Object.fromEntries([['__proto__', null], ['count', 1]])).problems, []);
});

test('classes are written, found, refused and stopped', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  const standards = [1, 2].map((place) => ({ place, filing: `条件${place}`, closing: '恢复', limit: { value: 2 * place, unit: 'work_hour' as const }, legal_basis: '条例' }));
  const given = CLASSES.map((c) => (c.code === '20406' ? { ...c, standards, questions: QUESTIONS, mappings: [{ to_scheme: 'N1', to_code: '0501' }] } : c));
  assert.equal(await saveClasses(db, given, null, now), CLASSES.length);
  const index = await classIndex(db);
  assert.deepEqual(index.get('20406')?.questions, QUESTIONS);
  assert.deepEqual(index.standards('20406').map((s) => [s.id, s.limit_value]), [['20406-1', 2], ['20406-2', 4]]);
  assert.equal(index.mappings('20406')[0]?.to_code, '0501');
  assert.equal(index.mains(ON).length, 9);
  assert.equal(suggest(await classMatcher(db), { text: 'zdjy', on: ON })[0]?.code, '20406');

  for (const [code, message] of [['nope', m.unknownClass], ['204', m.mainClass], ['20490', m.expiredClass]] as const) {
    assert.throws(() => usableClass(index, code, ON), (e: unknown) => e instanceof Refusal && e.status === 422 && e.fields[0]?.field === 'class' && e.fields[0].message === message, code);
  }
  assert.equal(usableClass(index, '20490', '2024-06-01').code, '20490');
  assert.throws(() => usableClass(index, '20406', '1999-01-01'), Refusal);

  assert.equal(stopperFor(index, { class: '20502' }, ON)?.stopper.phone, '119');
  assert.equal(stopperFor(index, { class: '20110', text: '楼道里有煤气味，很浓' }, ON)?.class, '20502');
  assert.equal(stopperFor(index, { text: 'There is a Gas Leak here' }, ON)?.class, '20502');
  assert.equal(stopperFor(index, { text: '垃圾没人清' }, ON), undefined);
  assert.equal(stopperFor(index, {}, ON), undefined);

  await saveClasses(db, [{ ...given.find((c) => c.code === '20406'), code: '20406', scheme: 'N2', kind: 'event', parent: '204', name: '占道经营', standards: standards.slice(0, 1), stopper: null }], null, now);
  assert.deepEqual((await classIndex(db)).standards('20406').map((s) => s.id), ['20406-1'], 'the other one ended');
  await saveClasses(db, [{ code: '20406', scheme: 'N2', kind: 'event', parent: '204', name: '占道经营' }], null, now);
  assert.equal((await classIndex(db)).standards('20406').length, 1, 'standards left out stay');
  await assert.rejects(saveClasses(db, [{ code: 'x', scheme: 'N2', kind: 'event', parent: 'nope', name: 'x' }], null, now), /nope/);
  await assert.rejects(saveClasses(db, [{ code: 'x', scheme: 'N2', kind: 'event', name: 'x' }, { code: 'x', scheme: 'N2', kind: 'event', name: 'y' }], null, now), /twice/);
});

test('the list of Yuncheng loads as a second scheme', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'shared')) return;
  const db = await freshDatabase(t);
  await saveClasses(db, CLASSES, null, now);
  await saveClasses(db, classesFromYuncheng(sharedFolder), null, now);
  const index = await classIndex(db);
  const yuncheng = index.usable(ON).filter((c) => c.scheme === 'yuncheng-2026');
  const standardsOf = (kind: string) => yuncheng.filter((c) => c.kind === kind).reduce((sum, c) => sum + index.standards(c.code).length, 0);
  assert.deepEqual([yuncheng.filter((c) => c.kind === 'component').length, yuncheng.filter((c) => c.kind === 'event').length], [92, 98]);
  assert.deepEqual([standardsOf('component'), standardsOf('event')], [375, 144]);
  assert.equal(index.standards('Y20406')[0]?.limit_unit, 'urgent_hour');
  const matcher = await classMatcher(db);
  const began = performance.now();
  for (let i = 0; i < 50; i++) suggest(matcher, { text: '人行道上的井盖被车压坏了，晚上很危险', on: ON });
  t.diagnostic(`${((performance.now() - began) / 50).toFixed(2)} ms a suggestion among ${index.usable(ON).length} classes`);
});
