import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growthOf } from './growth.ts';

const line = (n: number, of: (t: number) => number) => Array.from({ length: n }, (_, i) => ({ t: i / 4, value: of(i / 4) }));
/** Even enough, and the same at every run. */
const noise = (t: number) => Math.sin(t * 12.9898) * 43758.5453 % 1;

test('a straight line is found as it is', () => {
  const { growth, low, high, mean } = growthOf(line(101, (t) => 200 + t), 30);
  assert.ok(Math.abs(mean - 212.5) < 1e-9 && Math.abs(growth - 30 / 212.5) < 1e-9);
  assert.ok(high - low < 1e-9, 'nothing is left to chance');
});

test('noise without growth holds zero between its bounds; a leak of 5 % in 30 minutes does not', () => {
  const still = growthOf(line(100, (t) => 200 + noise(t)), 30);
  assert.ok(still.low < 0 && still.high > 0 && still.high < 0.02, JSON.stringify(still));
  const leak = growthOf(line(100, (t) => 200 * (1 + 0.05 * (t / 30)) + noise(t)), 30);
  assert.ok(leak.low > 0.02 && Math.abs(leak.growth - 0.05) < 0.01, JSON.stringify(leak));
});

test('the bounds are those of Student for few points: 2.776 for six', () => {
  const points = [0, 1, 2, 3, 4, 5].map((t) => ({ t, value: 100 + (t % 2) }));
  const { growth, high } = growthOf(points, 1);
  // By hand: spread 17.5, slope 0.0857, what is left 1.3714, error 0.13997.
  assert.ok(Math.abs((high - growth) * 100.5 - 2.776 * 0.13997) < 0.004);
});

test('three points are refused', () => assert.throws(() => growthOf(line(3, () => 1), 30), /3 measurements/));
