import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { alarmKind, judge, readGbId, readRegions, writeRegions, type Rule } from './rules.ts';

test('a GB/T 28181 code is read in its parts', () => {
  assert.deepEqual(readGbId('34020000001320000001'), { centre: '34020000', industry: '00', type: '132', network: '0', serial: '000001' });
  for (const [code, problem] of [['3402000000132000001', 'length'], ['3402000000132000000x', 'length'], ['99020000001320000001', 'area'], ['05020000001320000001', 'area'], ['34020000009990000001', 'type'], ['34020000003000000001', 'type']] as const) assert.equal(readGbId(code), problem, code);
  assert.equal(typeof readGbId('11010100002000000001'), 'object', 'a platform');
});

test('what becomes of an event', () => {
  const now = new Date('2026-11-18T01:41:00Z');
  const rule: Rule = { opens: 'case', class: 'E0406', join_minutes: 60, least_confidence: 0.5 };
  const seen = { at: now, now, confidence: 0.9, picture: true };
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  assert.deepEqual(judge(undefined, seen, undefined), { do: 'keep' });
  assert.deepEqual(judge({ ...rule, opens: 'nothing' }, seen, undefined), { do: 'keep' });
  assert.deepEqual(judge(rule, seen, undefined), { do: 'open', class: 'E0406' });
  assert.deepEqual(judge(rule, { ...seen, picture: false }, undefined), { do: 'open', class: 'E0406' }, 'its rule asks for a case');
  assert.deepEqual(judge(rule, { ...seen, confidence: 0.4 }, undefined), { do: 'keep' }, 'not sure enough');
  assert.deepEqual(judge(rule, { ...seen, confidence: null }, undefined), { do: 'open', class: 'E0406' }, 'says nothing of being unsure');
  assert.deepEqual(judge(rule, seen, { number: 'X1', at: ago(60) }), { do: 'join', number: 'X1' });
  assert.deepEqual(judge(rule, seen, { number: 'X1', at: ago(61) }), { do: 'open', class: 'E0406' });
  assert.deepEqual(judge(rule, { ...seen, at: ago(30) }, { number: 'X1', at: now }), { do: 'join', number: 'X1' }, 'out of order');
  assert.deepEqual(judge(rule, { ...seen, at: ago(7 * 60) }, undefined), { do: 'happening' }, 'too late to send anybody');
  assert.deepEqual(judge({ ...rule, opens: 'happening' }, { ...seen, picture: false }, undefined), { do: 'keep' }, 'a fact needs its picture');
});

test('alarms are told by method and type', () => {
  const told = ([['5', '6'], ['5', '1'], ['5', '8'], ['2', '1'], ['6', '1'], ['1', undefined], ['7', undefined], ['99', 'x'], [undefined, undefined]] as const).map(([method, type]) => alarmKind(method, type));
  assert.deepEqual(told, ['intrusion', 'help', 'loitering', 'video_lost', 'fault', 'help', 'other', 'other', 'other']);
});

test('regions are lines of four whole numbers inside of the picture', () => {
  const picture = { width: 100, height: 50 };
  assert.deepEqual(readRegions('0 0 10 10\n90,40,10,10', picture), [{ x: 0, y: 0, w: 10, h: 10 }, { x: 90, y: 40, w: 10, h: 10 }]);
  assert.deepEqual(readRegions('  \n', picture), []);
  for (const wrong of ['0 0 10', '0 0 0 10', '91 40 10 10', '0 41 10 10', '-1 0 10 10', '0 0 1e1 10', 'a b c d', '0 0 10 10 10', Array.from({ length: 201 }, () => '0 0 1 1').join('\n')]) assert.equal(readRegions(wrong, picture), undefined, wrong.slice(0, 20));
  const region = fc.record({ x: fc.nat(50), y: fc.nat(20), w: fc.integer({ min: 1, max: 50 }), h: fc.integer({ min: 1, max: 30 }) }, { noNullPrototype: true });
  fc.assert(fc.property(fc.array(region, { maxLength: 20 }), (regions) => { assert.deepEqual(readRegions(writeRegions(regions), picture), regions); }));
});
