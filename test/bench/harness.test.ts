// The harness measured with its own means: it finds a ratio that is known, and says so when a promise is not kept.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { load, paired, percentile } from './support/harness.ts';
import { replaced } from './support/write.ts';

test('paired rounds take turns, leave the warm-up out and give the median ratio with its bounds', async () => {
  const order: string[] = [];
  const series = (name: string, values: number[]) => async () => { order.push(name); return values.shift() ?? NaN; };
  const pair = await paired({ rounds: 3, warm: 1 }, series('p', [999, 10, 30, 20]), series('b', [1, 20, 20, 20]));
  assert.deepEqual(order, ['b', 'p', 'p', 'b', 'b', 'p', 'p', 'b']);
  assert.deepEqual(pair, { product: 20, baseline: 20, ratio: 1, min: 0.5, max: 1.5 });
  const times = await paired({ rounds: 1, warm: 0, of: 'time' }, async () => 50, async () => 100);
  assert.equal(times.ratio, 2, 'half of the time is twice as good');
});

test('percentiles lie between neighbours', () => {
  assert.equal(percentile([4, 1, 3, 2], 0.5), 2.5);
  assert.equal(percentile([1, 2, 3, 4, 5], 0.95), 4.8);
  assert.ok(Number.isNaN(percentile([], 0.5)));
});

test('load keeps its connections busy, fills in what varies and stops at an answer that is none', async (t) => {
  const seen = new Set<string>();
  const addresses = new Set<string>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => { body += chunk; }).on('end', () => {
      if (request.url === '/bad') { response.writeHead(500).end('out of order'); return; }
      seen.add(body);
      addresses.add(String(request.headers['x-forwarded-for']));
      // In pieces and without a length, as streams are answered.
      response.write('one');
      setTimeout(() => response.end('two'), 1);
    });
  }).listen(0);
  t.after(() => server.close());
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const result = await load({ url, connections: 4, seconds: 0.3, shots: [{ method: 'POST', path: '/', headers: { 'x-forwarded-for': '{address}' }, body: 'once={uuid}' }] });
  assert.ok(result.answers > 20 && result.rate > 60, `${result.answers} answers`);
  assert.equal(seen.size, result.answers, 'every request was another');
  assert.equal(addresses.size, result.answers);
  assert.ok([...seen].every((body) => /^once=[\da-f-]{36}$/.test(body)) && [...addresses].every((address) => /^10\.\d+\.\d+\.\d+$/.test(address)));
  await assert.rejects(load({ url, connections: 1, seconds: 0.1, shots: [{ method: 'GET', path: '/bad' }] }), /answered 500.*out of order/s);
});

test('the runner: a promise that is not kept, a bench that throws and a wrong name end with another exit code than 0', () => {
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...process.execArgv.filter((arg) => !arg.startsWith('--test')), fileURLToPath(new URL('support/run.ts', import.meta.url)), ...args], {
      env: { ...process.env, COMIS_BENCHES: fileURLToPath(new URL('support/samples/', import.meta.url)), LC_ALL: 'C.UTF-8' }, encoding: 'utf8',
    });
    return { status, text: stdout + stderr };
  };
  const met = run('twice', '--rounds', '2');
  assert.equal(met.status, 0, met.text);
  assert.match(met.text, /\| pause +\| postgresql +\| 40 ms +\| 80 ms +\| [12]\.\d\d +\| 1\.5 /);
  const unmet = run('late');
  assert.equal(unmet.status, 1);
  assert.match(unmet.text, /Not reached: wait, 0\.25 < 0\.5/);
  const broken = run('broken', 'twice', '--quick');
  assert.equal(broken.status, 1);
  assert.match(broken.text, /the reason why[\s\S]*40 ms|40 ms[\s\S]*the reason why/, 'the others still run');
  assert.match(run('nothing').text, /No benchmark is called: nothing \(there are: broken, late, twice\)/);
  assert.equal(run('twice', '--rounds', 'many').status, 2);
});

test('a table stands between the markers of its bench, and only there', () => {
  const page = 'before\n<!-- bench a -->\nold\n<!-- end a -->\nafter';
  assert.equal(replaced(page, 'a', '| new |'), 'before\n<!-- bench a -->\n| new |\n<!-- end a -->\nafter');
  assert.throws(() => replaced(page, 'b', ''), /no markers <!-- bench b -->/);
});
