import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { needs } from './needs.ts';

test('a missing tool skips with its name, and fails under CI=true', (t) => {
  const skipped: string[] = [];
  const fake = { skip: (why: string) => skipped.push(why) } as unknown as TestContext;
  const before = process.env.CI;
  t.after(() => { if (before === undefined) delete process.env.CI; else process.env.CI = before; });
  delete process.env.CI;
  assert.equal(needs(fake, 'sh'), true);
  assert.equal(needs(fake, 'no-such-program'), false);
  assert.deepEqual(skipped, ['needs the program no-such-program']);
  process.env.CI = 'true';
  assert.throws(() => needs(fake, 'no-such-program'), /no-such-program/);
});
