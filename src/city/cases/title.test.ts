import assert from 'node:assert/strict';
import { test } from 'node:test';
import { excerpt, titleOf } from './title.ts';

test('titles: class and first words, cut at a sentence or at forty letters', () => {
  const table: [string | undefined, string | null, string][] = [
    ['占道经营', '水果摊占满人行道，轮椅过不去', '占道经营，水果摊占满人行道，轮椅过不去'], ['占道经营', null, '占道经营'], [undefined, '几点开门', '几点开门'], [undefined, null, '咨询'],
    ['路灯', '灯不亮了。已经三天了，晚上很黑', '路灯，灯不亮了'], ['路灯', `a\n\tb\u0007c`, '路灯，a b c'],
  ];
  for (const [cls, words, title] of table) assert.equal(titleOf(cls, words, '咨询'), title);
  assert.equal(titleOf('Stall', 'blocks the way', 'Report', 'en'), 'Stall, blocks the way');
  assert.equal([...excerpt('字'.repeat(100))].length, 41);
  assert.equal(excerpt('𠮷'.repeat(50)), `${'𠮷'.repeat(40)}…`);
});
