import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import pg from 'pg';
import { momentOf } from './values.ts';

const slowly = pg.types.getTypeParser(1184) as (raw: string) => Date;
const two = (n: number) => String(n).padStart(2, '0');

test('moments are read as the driver reads them, however they are written', () => {
  const fraction = fc.oneof(fc.constant(''), fc.integer({ min: 1, max: 999_999 }).map((n) => `.${String(n).padStart(6, '0').replace(/0+$/, '')}`));
  const zone = fc.tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 15 }), fc.constantFrom('', ':30', ':45', ':05:43')).map(([sign, hour, rest]) => `${sign}${two(hour)}${rest}`);
  const written = fc.tuple(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), fraction, zone).map(([at, part, away]) => `${at.toISOString().slice(0, 19).replace('T', ' ')}${part}${away}`);
  fc.assert(fc.property(written, (raw) => assert.equal(momentOf(raw).getTime(), slowly(raw).getTime(), raw)), { numRuns: 5000 });
  for (const raw of ['2026-11-18 09:41:00+08', '0044-03-15 12:00:00+00 BC', '0044-03-15 12:00:00+00', '12026-11-18 09:41:00.5+08', 'infinity', '-infinity']) assert.deepEqual(momentOf(raw), slowly(raw), raw);
});
