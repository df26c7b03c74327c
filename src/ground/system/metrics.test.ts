import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#ground/db/index.ts';
import { openLog } from '#ground/http/log.ts';
import { testApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';
import { counting, requestFamilies } from './metrics-requests.ts';
import { metricsText, single } from './metrics-text.ts';

const TOKEN = 'a-token-of-the-operator';
const basic = (password: string) => ({ authorization: `Basic ${Buffer.from(`prometheus:${password}`).toString('base64')}` });

test('the text is what the format wants: help, type, labels escaped, infinity written', () => {
  const text = metricsText([
    single('gauge', 'a', 'two\nlines \\ one', 1.5),
    { name: 'b', kind: 'counter', help: 'B.', samples: [{ labels: { x: 'say "hi"\\\n' }, value: Infinity }] },
    { name: 'none', kind: 'gauge', help: 'Left out.', samples: [] },
  ]);
  assert.equal(text, '# HELP a two\\nlines \\\\ one\n# TYPE a gauge\na 1.5\n# HELP b B.\n# TYPE b counter\nb{x="say \\"hi\\"\\\\\\n"} +Inf\n');
});

test('requests are counted by kind, method and status; buckets hold all that is not slower; nothing grows with what strangers send', () => {
  const log = counting(openLog('quiet'));
  const ask = (method: string, route: string, status: number, ms: number) => log.request({ method, route, status, ms });
  ask('GET', '/reports/:number', 200, 4);
  ask('GET', '/reports', 200, 30);
  ask('GET', '/api/reports', 404, 20_000);
  for (let i = 0; i < 500; i++) ask(`METHOD${i}`, '(none)', 404, 1);
  const text = metricsText(requestFamilies(log));
  assert.match(text, /comis_http_requests_total\{kind="page",method="GET",status="200"\} 2\n/);
  assert.match(text, /comis_http_requests_total\{kind="nowhere",method="other",status="404"\} 500\n/);
  const bucket = (kind: string, le: string) => Number(new RegExp(`_bucket\\{kind="${kind}",le="${le.replace('+', '\\+')}"\\} (\\d+)`).exec(text)?.[1]);
  assert.deepEqual(['0.005', '0.025', '0.05', '10', '+Inf'].map((le) => bucket('page', le)), [1, 1, 2, 2, 2]);
  assert.deepEqual([bucket('api', '10'), bucket('api', '+Inf')], [0, 1]);
  assert.match(text, /comis_http_request_seconds_sum\{kind="api"\} 20\n/);
  assert.ok(text.split('\n').length < 60);
  assert.deepEqual(requestFamilies(openLog('quiet')), [], 'a log that counts nothing');
});

test('without the setting the address does not exist; with it only the token opens it', async (t) => {
  if (!needs(t, 'postgres')) return;
  const closed = await testApp(t);
  for (const headers of [{}, basic(''), basic('undefined')]) assert.equal((await closed.request('/metrics', { headers })).status, 404);
  const open = await testApp(t, { env: { METRICS_TOKEN: TOKEN } });
  for (const headers of [{}, basic('wrong'), basic(''), { authorization: 'Basic ?' }]) {
    const answer = await open.request('/metrics', { headers });
    assert.deepEqual([answer.status, answer.headers.get('www-authenticate')?.startsWith('Basic '), await answer.text()], [401, true, '']);
  }
  const answer = await open.request('/metrics', { headers: basic(TOKEN) });
  assert.deepEqual([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')], [200, 'text/plain; version=0.0.4; charset=utf-8', 'no-store']);
});

test('every line is one that Prometheus reads, and the numbers are those of the house', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t, { env: { METRICS_TOKEN: TOKEN } });
  await app.request('/reports');
  await app.settle();
  await app.db.run(sql`insert into ground.events_parked (listener, event, type, subject, payload, error) values ('x', 1, 'x', 'x', '{}', 'x')`);
  await app.db.run(sql`insert into ground.events_outbox (type, subject, payload, at) values ('nobody.listens', 'x', '{}', clock_timestamp() - interval '1 minute')`);
  const text = await (await app.request('/metrics', { headers: basic(TOKEN) })).text();
  for (const line of text.trimEnd().split('\n')) assert.match(line, /^(# (HELP|TYPE) [a-z_]\w* .+|[a-z_]\w*(\{[a-z]\w*="[^"\n]*"(,[a-z]\w*="[^"\n]*")*\})? -?(\d[\d.e+-]*|\+Inf))$/, line);
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  assert.equal(value('comis_outbox_parked'), 1);
  assert.ok(value('process_resident_memory_bytes') > 50_000_000 && value('nodejs_heap_size_used_bytes') > 10_000_000 && value('process_cpu_seconds_total') > 0);
  assert.ok(value('comis_database_statements_total') > 3 && value('comis_database_waiting') === 0);
  const behind = /comis_outbox_behind\{listener="[^"]+"\} 1\n/.exec(text);
  assert.ok(behind, 'the event nobody has read yet');
  assert.ok([...text.matchAll(/comis_outbox_behind_seconds\{[^}]+\} (\S+)/g)].some(([, seconds]) => Number(seconds) > 55 && Number(seconds) < 600));
  assert.match(text, /comis_http_requests_total\{kind="page",method="GET",status="200"\} 1\n/);
  for (const secret of [TOKEN, 'jdbc', app.people['acceptor'] ?? '?']) assert.ok(!text.includes(secret));
});
