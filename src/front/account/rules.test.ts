import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HourCounter } from './failures.ts';
import { deviceOf, handleOf, isEmail, localPath, masked, phoneOf } from './rules.ts';

test('one is sent to paths of this city only', () => {
  const kept = ['/', '/account', '/desk/acceptance?case=LJ1#a', '/reports/%E5%8D%A0'];
  for (const path of kept) assert.equal(localPath(path), path);
  const refused = ['', 'account', '//evil.example', '/\\evil.example', '/\\/evil.example', 'https://evil.example/', '/\tevil', '/ x', '/a\\b', 'javascript:alert(1)', '/sign-out', '/sign-in?to=/', '/..//evil.example', `/${'a'.repeat(600)}`, '/\u0000'];
  for (const path of refused) assert.equal(localPath(path), undefined, path);
});

test('whatever is kept leads to the same host', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (tail) => {
    const path = localPath(`/${tail}`);
    return path === undefined || new URL(path, 'http://city.example').host === 'city.example';
  }));
});

test('what was typed to say who one is', () => {
  assert.deepEqual(handleOf('  Wang@Example.ORG '), { kind: 'email', value: 'wang@example.org' });
  assert.deepEqual(handleOf('+86 138 0013 8000'), { kind: 'phone', value: '13800138000' });
  assert.deepEqual(handleOf('１３８００１３８０００'), { kind: 'phone', value: '13800138000' });
  assert.deepEqual(handleOf('Acceptor2'), { kind: 'login', value: 'acceptor2' });
  assert.equal(phoneOf('12345'), '12345');
  assert.equal(phoneOf('12a45'), undefined);
  assert.equal(isEmail('a@b'), false);
  assert.equal(isEmail('a@b.c,d@e.fg'), false);
  assert.equal(isEmail('a\r\nbcc: x@y.zz'), false);
  assert.equal(masked(handleOf('wang@example.org')), 'w***@example.org');
  assert.equal(masked(handleOf('13800138000')), '138****8000');
});

test('devices by their header', () => {
  assert.equal(deviceOf('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36'), 'Chrome · Windows');
  assert.equal(deviceOf('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 MicroMessenger/8.0'), 'WeChat · iOS');
  assert.equal(deviceOf('curl/8'), undefined);
  assert.equal(deviceOf(null), undefined);
});

test('failures count for an hour, by key, and a success takes back only its own', () => {
  const counter = new HourCounter();
  for (let i = 0; i < 3; i++) counter.add('a', i * 60_000);
  assert.equal(counter.wait('a', 3, 3 * 60_000), 57);
  assert.equal(counter.wait('b', 3, 3 * 60_000), 0);
  counter.takeBack('a');
  assert.equal(counter.wait('a', 3, 3 * 60_000), 0);
  counter.add('a', 3 * 60_000);
  assert.equal(counter.wait('a', 3, 61 * 60_000), 0, 'the first one is over');
});

test('a flood of new accounts and addresses is counted up to a bound; who tried last is still known', () => {
  const counter = new HourCounter();
  for (let i = 0; i < 3; i++) counter.add('guessed', i);
  for (let i = 0; i < 60_000; i++) {
    counter.add(`someone ${i}`, 10 + i);
    if (i % 5000 === 0) counter.add('guessed', 10 + i);
  }
  assert.ok(counter.size <= 20_000, `${counter.size} keys`);
  assert.ok(counter.wait('guessed', 3, 60_011) > 0);
  assert.ok(counter.wait('someone 59999', 1, 60_011) > 0);
});
