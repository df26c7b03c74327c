import assert from 'node:assert/strict';
import test from 'node:test';
import { z } from 'zod';
import { Class, ClassInput } from './contract.ts';
import { buildMatcher, suggest } from './matcher.ts';
import { CLASSES, PHRASES } from './suggest.fixture.ts';
import { nearly, pinyinOf, stem } from './words.ts';

const ON = '2026-11-20';
const classes = z.array(ClassInput).parse(CLASSES).map((c) => Class.parse({ parent: null, name_en: null, about: null, about_en: null, stopper: null, asset_class: null, valid_to: null, ...c }));

test('everyday words, pinyin and English find the class they mean', async (t) => {
  const matcher = await buildMatcher(classes);
  const wrong: string[] = [];
  let [first, third, chosen, chosenWrong] = [0, 0, 0, 0];
  for (const [text, code] of PHRASES) {
    const found = suggest(matcher, { text, on: ON });
    const place = found.findIndex((s) => s.code === code);
    if (place === 0) first++;
    if (place >= 0 && place < 3) third++;
    if ((found[0]?.score ?? 0) >= 0.8) { chosen++; if (place !== 0) chosenWrong++; }
    if (place !== 0) wrong.push(`${text} → ${found.slice(0, 3).map((s) => `${s.code} ${s.score}`).join(', ')} instead of ${code}`);
    for (let i = 1; i < found.length; i++) assert.ok((found[i - 1]?.score ?? 0) >= (found[i]?.score ?? 0), text);
  }
  t.diagnostic(`${PHRASES.length} phrases: first ${first}, among three ${third}, chosen beforehand ${chosen}, of these wrong ${chosenWrong}`);
  assert.ok(PHRASES.length >= 60);
  assert.ok(first >= PHRASES.length * 0.95, wrong.join('\n'));
  assert.ok(third >= PHRASES.length * 0.98, wrong.join('\n'));
  assert.equal(chosenWrong, 0, wrong.join('\n'));
  assert.ok(chosen >= PHRASES.length * 0.6, 'enough are chosen beforehand');
});

test('what says nothing chooses nothing', async () => {
  const matcher = await buildMatcher(classes);
  for (const text of ['你好', 'hello', '我想问一下', '12345', '？？？', 'qqqq', '这里有问题请尽快处理', "'; drop table city.classes; --", '<script>', '\u0000', '😀😀']) {
    assert.ok((suggest(matcher, { text, on: ON })[0]?.score ?? 0) < 0.8, text);
  }
  assert.deepEqual(suggest(matcher, { text: '', on: ON, limit: 2 }).map((s) => s.code), ['20110', '20406'], 'without words the most common');
});

test('nature, asset and validity count', async () => {
  const matcher = await buildMatcher(classes);
  assert.equal(suggest(matcher, { text: '', assetClass: '0137', on: ON })[0]?.code, '10137');
  assert.equal(suggest(matcher, { text: '坏了', assetClass: '0102', on: ON })[0]?.code, '10102');
  assert.ok(!suggest(matcher, { text: '占道经营', on: ON }).some((s) => s.code === '20490'), 'an expired class is not offered');
  assert.ok(suggest(matcher, { text: '旧类占道', on: '2024-06-01' }).some((s) => s.code === '20490'));
  const [asReport, asPraise] = [suggest(matcher, { text: '路灯', nature: 'report', on: ON })[0], suggest(matcher, { text: '路灯', nature: 'praise', on: ON })[0]];
  assert.ok((asReport?.score ?? 0) > (asPraise?.score ?? 1));
});

test('words', () => {
  for (const [a, b] of [['potholes', 'pothole'], ['parking', 'parked'], ['bikes', 'bike'], ['blocked', 'blocking'], ['boxes', 'box'], ['dumping', 'dumped'], ['benches', 'bench'], ['bodies', 'body']] as const) assert.equal(stem(a), stem(b), `${a} ${b}`);
  assert.ok(nearly('street', 'stret') && nearly('lihgt', 'light') && nearly('same', 'same') && nearly('lamp', 'lamps') && !nearly('lamp', 'lump2') && !nearly('dog', 'cat'));
  assert.deepEqual(pinyinOf('占道经营'), { full: 'zhandaojingying', initials: 'zdjy' });
});
