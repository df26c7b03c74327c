import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MARK, redacted } from './redacting.ts';

test('what points at a person is taken out, what only looks like it stays', () => {
  const out: [kind: 'phone' | 'email' | 'plate', text: string, left: string][] = [
    ['phone', '摊主电话13812345678，常在', `摊主电话${MARK}，常在`], ['phone', 'call +86 138-1234-5678 now', `call ${MARK} now`], ['phone', 'call (617) 555-0123 or 617.555.0123', `call ${MARK} or ${MARK}`], ['phone', '010-62345678', MARK], ['phone', '+44 20 7946 0958', MARK],
    ['email', 'write to a.b+c@example.com.', `write to ${MARK}.`], ['plate', '车牌京A·12345占道', `车牌${MARK}占道`], ['plate', '粤BD12345', MARK], ['plate', 'License Plate: 878NM1 | State: MA', `License Plate: ${MARK} | State: MA`],
  ];
  for (const [kind, text, left] of out) assert.equal(redacted(text, [kind]), left, text);
  for (const text of ['井盖编号 1100101020000001 破损', '101000292750', '2026-11-18 09:41', '42.3578, -71.0709', '宽 0.5 米，长 12 米', '12345 热线']) assert.equal(redacted(text, ['phone', 'email', 'plate']), text);
  assert.equal(redacted('13812345678 a@b.cn', ['email']), `13812345678 ${MARK}`);
});
