import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Choices, keptOptions } from './options.tsx';
import { renderPage } from './render.ts';

const options = [{ label: '街面 & "秩序"', options: [{ value: 'a', label: '占道 <经营>' }, { value: 'b"&', label: 'B', disabled: true }] }, { value: 'c', label: 'C' }];

test('kept options are written as others are, whichever is chosen, and made once for an index', () => {
  const index = {};
  let made = 0;
  for (const value of ['a', 'b"&', 'c', '', undefined, null, 'nowhere']) {
    const kept = keptOptions(index, 'zh', () => { made++; return options; });
    assert.equal(renderPage(<Choices options={kept} value={value} empty="—" />), renderPage(<Choices options={options} value={value} empty="—" />), String(value));
  }
  assert.equal(made, 1);
  keptOptions(index, 'en', () => { made++; return options; });
  keptOptions({}, 'zh', () => { made++; return options; });
  assert.equal(made, 3, 'another language, another index');
});
