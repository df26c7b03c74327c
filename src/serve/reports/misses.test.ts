import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ground } from '#ground/http/context.ts';
import { Refusal } from '#ground/http/refusal.ts';
import { ADDRESSES, countMiss, refuseGuessers, rememberedMisses } from './misses.ts';

test('ten wrong codes in a minute are enough; a flood of addresses is remembered up to a bound', () => {
  const ground = { } as Ground; // only what it is hung on
  const at = (address: string, seconds = 0) => ({ ground, address, now: new Date(1_000_000 + seconds * 1000) });
  for (let i = 0; i < 10; i++) countMiss(at('guesser', i));
  assert.throws(() => refuseGuessers(at('guesser', 10)), (error: unknown) => error instanceof Refusal && error.status === 429 && error.headers['retry-after'] === '50');
  assert.doesNotThrow(() => refuseGuessers(at('guesser', 61)));
  for (let i = 0; i < 5 * ADDRESSES; i++) {
    countMiss(at(`2001:db8::${i.toString(16)}`, 11));
    if (i % 4000 === 0) countMiss(at('guesser', 11));
  }
  assert.ok(rememberedMisses(ground) <= ADDRESSES, String(rememberedMisses(ground)));
  assert.throws(() => refuseGuessers(at('guesser', 12)), Refusal, 'the one who goes on is still known');
});
