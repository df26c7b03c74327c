import { test } from 'node:test';
import assert from 'node:assert/strict';
import { needs } from '#test/needs.ts';
import { testApp, type TestApp } from '#test/app.ts';
import { emit } from './event.ts';
import { sql } from '../db/sql.ts';
import { event } from './event.ts';
import { z } from 'zod';
import { placeOf } from './live.ts';

interface Said { event: string; id: string; data: string }
/** Reads messages until `enough` says so, or 20 s have passed. */
async function listen(app: TestApp, as: string, after: string | undefined, act: () => Promise<void>, enough: (said: readonly Said[]) => boolean): Promise<Said[]> {
  const answer = await app.request('/live?feed=desk', { as, ...(after ? { headers: { 'last-event-id': after } } : {}) });
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type') ?? '', /^text\/event-stream/);
  const reader = answer.body?.getReader();
  assert.ok(reader);
  const said: Said[] = [];
  let rest = '';
  let acted = false;
  const over = Date.now() + 20_000;
  let reading = reader.read();
  while (Date.now() < over && !(acted && enough(said))) {
    const got = await Promise.race([reading, new Promise<undefined>((resolve) => setTimeout(resolve, 300, undefined))]);
    // A read that was begun is waited for on: what it brings would be nobody's otherwise.
    if (got) reading = reader.read();
    rest += got?.value ? new TextDecoder().decode(got.value) : '';
    const parts = rest.split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part.includes('event: ')) said.push({ event: /event: (.*)/.exec(part)?.[1] ?? '', id: /id: (.*)/.exec(part)?.[1] ?? '', data: /data: (.*)/.exec(part)?.[1] ?? '' });
    if (!acted && said.length) { acted = true; await act(); }
    // Again and again: transactions of other databases of the server withhold events for a while.
    if (acted) app.ground.pump.nudge();
  }
  await reader.cancel();
  return said;
}

const stepped = event('city.cases.stepped', z.unknown());
const happen = (app: TestApp, stage: string, area = '900101') => app.db.run(emit(stepped, 'case:1', { id: 1, number: 'X1', verb: 'receive', step: 1, stage, at: '2026-11-18T01:41:00Z', nature: 'report', class: null, path: ['900000', area], holder: null, public: true }));
const news = (said: readonly Said[]) => said.filter((one) => one.event === 'news').map((one) => JSON.parse(one.data).stage as string);

test('news reach those concerned, and what was missed comes with Last-Event-ID, once', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const first = await listen(app, 'acceptor', undefined, async () => { await happen(app, 'received'); await happen(app, 'filed', '900102'); await happen(app, 'handling'); }, (said) => news(said).length >= 2);
  assert.deepEqual(news(first), ['received', 'handling'], 'not the other district');
  assert.deepEqual(Object.keys(JSON.parse(first.at(-1)?.data ?? '{}')).toSorted(), ['stage', 'verb'], 'no number, no place');
  const last = first.at(-1)?.id;
  await happen(app, 'handled');
  await happen(app, 'checked');
  await app.ground.pump.settle();
  const again = await listen(app, 'acceptor', last, () => happen(app, 'closed').then(() => undefined), (said) => news(said).length >= 3);
  assert.equal(again[0]?.event, 'hello');
  assert.deepEqual(news(again), ['handled', 'checked', 'closed']);
  const between = await listen(app, 'acceptor', first[1]?.id, async () => {}, (said) => news(said).length >= 4);
  assert.deepEqual(news(between), ['handling', 'handled', 'checked', 'closed'], 'from the middle');
});

test('too much missed, or a place nobody knows: read the page anew', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const unknown = await listen(app, 'acceptor', '5.5', async () => {}, (said) => said.length > 0);
  assert.equal(unknown[0]?.event, 'reset');
  await happen(app, 'received');
  await app.ground.pump.settle();
  const place = await app.db.one(z.object({ tx: z.string(), id: z.number() }), sql`select tx::text as tx, id from ground.events_outbox order by id desc limit 1`);
  await app.db.run(sql`insert into ground.events_outbox (type, subject, payload) select 'city.cases.stepped', 'case:1', payload from ground.events_outbox, generate_series(1, 1300) where id = ${place.id}`);
  await app.ground.pump.settle();
  const late = await listen(app, 'acceptor', `${place.tx}.${place.id}`, async () => {}, (said) => said.length > 0);
  assert.deepEqual(late.map((one) => one.event), ['reset']);
});

/** Many events in one statement, all of them the east's. */
const flood = (app: TestApp, n: number) => app.db.run(sql`insert into ground.events_outbox (type, subject, payload)
  select 'city.cases.stepped', 'case:1', '{"id": 1, "number": "X1", "verb": "receive", "step": 1, "stage": "received", "at": "2026-11-18T01:41:00Z", "nature": "report", "class": null, "path": ["900000", "900101"], "holder": null, "public": true}'::jsonb from generate_series(1, ${n}::int)`);

test('a reader that does not read is not stored for: past a quarter of a megabyte it is told to look anew, and then hears on', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const answer = await app.request('/live?feed=desk', { as: 'acceptor' });
  const reader = answer.body?.getReader();
  assert.ok(reader);
  const hello = new TextDecoder().decode((await reader.read()).value) + new TextDecoder().decode((await reader.read()).value);
  assert.match(hello, /event: hello/);
  await flood(app, 12_000);
  await app.ground.pump.settle();
  const [said, bytes] = await drained(reader);
  assert.ok(bytes < 300_000, `${bytes} bytes waited`);
  assert.ok(said.filter((one) => one === 'news').length < 6000);
  assert.equal(said.at(-1), 'reset');
  await happen(app, 'closed');
  await app.ground.pump.settle();
  assert.deepEqual((await drained(reader))[0], ['news'], 'it hears on');
  await reader.cancel();
});

test('a feed with a pace tells numbers: ten thousand events are a handful of messages, and none is lost', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const answer = await app.request('/live?feed=wall', { as: 'dispatcher' });
  const reader = answer.body?.getReader();
  assert.ok(reader);
  await drained(reader);
  await flood(app, 10_000);
  await happen(app, 'received', '900102');
  await app.ground.pump.settle();
  const [said, , text] = await drained(reader, 900);
  const counts = [...text.matchAll(/data: (.*)/g)].map((found): unknown => JSON.parse(found[1] ?? ''));
  assert.ok(said.length > 0 && said.length < 40, `${said.length} messages`);
  assert.deepEqual([...new Set(counts.flatMap((one) => Object.keys(one as object)))], ['n'], 'a number and nothing else');
  assert.equal(counts.reduce((sum: number, one) => sum + (one as { n: number }).n, 0), 10_000, 'the other district is not counted');
  await reader.cancel();
});

/** What waits in the stream, until nothing comes for a while: names of the messages, bytes, the text. */
async function drained(reader: ReadableStreamDefaultReader<Uint8Array>, quiet = 400): Promise<[said: string[], bytes: number, text: string]> {
  let [text, bytes, reading] = ['', 0, pending.get(reader) ?? reader.read()];
  for (;;) {
    const got = await Promise.race([reading, new Promise<undefined>((resolve) => setTimeout(resolve, quiet, undefined))]);
    if (!got || got.done) break;
    bytes += got.value.byteLength;
    text += new TextDecoder().decode(got.value);
    reading = reader.read();
  }
  pending.set(reader, reading);
  return [[...text.matchAll(/event: (\w+)/g)].map((found) => found[1] ?? ''), bytes, text];
}
/** A read that was begun and has not been answered yet. */
const pending = new WeakMap<ReadableStreamDefaultReader<Uint8Array>, Promise<ReadableStreamReadResult<Uint8Array>>>();

test('visitors and residents hear nothing', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  assert.equal((await app.request('/live?feed=desk')).status, 401);
  assert.equal((await app.request('/live?feed=desk', { as: 'resident' })).status, 404);
  assert.equal((await app.request('/live?feed=nothing', { as: 'acceptor' })).status, 404);
});

test('the id of a message is a place in the outbox, or nothing', () => {
  assert.deepEqual(placeOf('742.19'), { tx: '742', id: 19 });
  for (const bad of [null, '', '1', 'a.b', '1.2.3', '-1.2', "1.2'; drop table x"]) assert.equal(placeOf(bad), undefined);
});
