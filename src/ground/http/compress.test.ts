import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { compressor } from './compress.ts';

const WORDS = '城市管理 city management '.repeat(400);
const asks = (accept: string, init: RequestInit = {}) => new Request('http://city.test/list', { headers: { 'accept-encoding': accept }, ...init });
const html = (body: BodyInit | null = WORDS, headers: Record<string, string> = {}) => new Response(body, { headers: { 'content-type': 'text/html; charset=utf-8', ...headers } });
const bytes = async (response: Response) => Buffer.from(await response.arrayBuffer());

test('a page comes as the browser can read it, and much smaller', async () => {
  const compressed = compressor();
  const [br, gz, plain, refused] = await Promise.all(['gzip, deflate, br', 'gzip', '', 'br;q=0, gzip;q=0'].map((accept) => compressed(asks(accept), html())));
  assert.ok(br && gz && plain && refused);
  assert.deepEqual([br, gz, plain, refused].map((one) => one.headers.get('content-encoding')), ['br', 'gzip', null, null]);
  assert.deepEqual([br, gz, plain].map((one) => one.headers.get('vary')), ['accept-encoding', 'accept-encoding', 'accept-encoding']);
  const small = await bytes(br);
  assert.ok(small.length * 5 < Buffer.byteLength(WORDS));
  assert.equal(brotliDecompressSync(small).toString(), WORDS);
  assert.equal(gunzipSync(await bytes(gz)).toString(), WORDS);
  assert.equal(await plain.text(), WORDS);
});

test('status, headers and several cookies stay; a strong entity tag becomes weak', async () => {
  const headers = new Headers({ 'content-type': 'application/problem+json', etag: '"7"', 'content-length': '9' });
  headers.append('set-cookie', 'a=1');
  headers.append('set-cookie', 'b=2');
  const answer = await compressor()(asks('gzip'), new Response(WORDS, { status: 422, headers }));
  assert.deepEqual([answer.status, answer.headers.get('etag'), answer.headers.get('content-length'), answer.headers.getSetCookie()], [422, 'W/"7"', null, ['a=1', 'b=2']]);
});

test('short answers, pictures, streams of news, what is encoded already and answers without a body pass through', async () => {
  const compressed = compressor();
  const short = await compressed(asks('br'), html('短'));
  assert.deepEqual([short.headers.get('content-encoding'), await short.text()], [null, '短']);
  for (const [type, more] of [['image/webp', {}], ['text/event-stream; charset=utf-8', {}], ['application/vnd.mapbox-vector-tile', {}], ['text/html', { 'content-encoding': 'gzip' }]] as const) {
    const given = html(WORDS, { 'content-type': type, ...more });
    assert.equal(await compressed(asks('br'), given), given, type);
  }
  for (const empty of [new Response(null, { status: 304 }), new Response(null, { status: 303, headers: { location: '/' } })]) assert.equal(await compressed(asks('br'), empty), empty);
});

test('what is long flows: the first bytes leave before the last are made, and nothing is lost', async () => {
  let made = 0;
  const piece = new TextEncoder().encode(WORDS);
  const source = new ReadableStream<Uint8Array>({ pull(controller) { if (made++ === 600) controller.close(); else controller.enqueue(piece); } }, { highWaterMark: 0 });
  const answer = await compressor()(asks('gzip'), html(source, { 'content-type': 'application/geo+json' }));
  assert.ok(made < 600, `${made} pieces were made before the answer began`);
  assert.equal(gunzipSync(await bytes(answer)).length, 600 * piece.length);
});

test('a reader who leaves in the middle ends the source', async () => {
  let ended = false;
  const source = new ReadableStream<Uint8Array>({ pull(controller) { controller.enqueue(crypto.getRandomValues(new Uint8Array(60_000))); }, cancel() { ended = true; } });
  const answer = await compressor()(asks('gzip'), html(source));
  await answer.body?.cancel();
  for (let i = 0; i < 100 && !ended; i++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(ended, true);
});

test('what is public and tagged is compressed once; another tag or address is another answer', async () => {
  const compressed = compressor();
  let read = 0;
  const ground = (tag: string, text: string) => html(new ReadableStream<Uint8Array>({ pull(controller) { read++; controller.enqueue(new TextEncoder().encode(text)); controller.close(); } }, { highWaterMark: 0 }), { etag: tag, 'cache-control': 'public, max-age=60' });
  const text = async (answer: Response) => brotliDecompressSync(await bytes(answer)).toString();
  assert.equal(await text(await compressed(asks('br'), ground('"1"', WORDS))), WORDS);
  assert.equal(await text(await compressed(asks('br'), ground('"1"', WORDS))), WORDS);
  assert.equal(read, 1, 'the second answer was not compressed again');
  assert.equal(await text(await compressed(asks('br'), ground('"2"', WORDS.toUpperCase()))), WORDS.toUpperCase());
  assert.equal(await text(await compressed(new Request('http://city.test/other', { headers: { 'accept-encoding': 'br' } }), ground('"1"', `other ${WORDS}`))), `other ${WORDS}`);
});

test('compressed answers are kept up to a size, not for ever', async () => {
  const compressed = compressor();
  const noise = () => Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))).toString('base64');
  const answer = async (tag: number, body: string) => bytes(await compressed(asks('br'), html(body, { etag: `"${tag}"`, 'cache-control': 'public' })));
  const first = noise();
  await answer(0, first);
  for (let tag = 1; tag < 120; tag++) await answer(tag, noise());
  const other = noise();
  assert.equal(brotliDecompressSync(await answer(0, other)).toString(), other, 'the first one was forgotten');
});
