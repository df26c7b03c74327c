import assert from 'node:assert/strict';
import { request as rawRequest } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { serve } from './serve.ts';

const echo = { request: async (request: Request) => Response.json({ peer: request.headers.get('x-comis-peer'), path: new URL(request.url).pathname, body: await request.text() }) };

test('a taken port is one clear sentence', async () => {
  const first = await serve(echo, { port: 0, host: '127.0.0.1' });
  try {
    await assert.rejects(serve(echo, { port: first.port, host: '127.0.0.1' }), { message: `Port ${first.port} is taken; set PORT to another.` });
  } finally {
    await first.close();
  }
});

test('the peer is the socket\'s, whatever the request claims', async () => {
  const listening = await serve(echo, { port: 0, host: '127.0.0.1' });
  try {
    const response = await fetch(`http://127.0.0.1:${listening.port}/a`, { method: 'POST', body: '天', headers: { 'x-comis-peer': '6.6.6.6' } });
    const seen = await response.json() as { peer: string; body: string };
    assert.equal(seen.peer.split(',').at(-1)?.trim(), '127.0.0.1');
    assert.equal(seen.body, '天');
  } finally {
    await listening.close();
  }
});

test('closing cuts streams that stay open, within a second', async () => {
  const streaming = { request: async () => new Response(new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode('data: x\n\n')); } }), { headers: { 'content-type': 'text/event-stream' } }) };
  const listening = await serve(streaming, { port: 0, host: '127.0.0.1' });
  await new Promise<void>((resolve) => { rawRequest({ port: listening.port, host: '127.0.0.1' }, (incoming) => { incoming.on('error', () => {}); incoming.once('data', () => resolve()); }).on('error', () => {}).end(); });
  const started = performance.now();
  await listening.close();
  assert.ok(performance.now() - started < 1000);
});

test('nonsense on the wire neither answers nor kills', async () => {
  const listening = await serve(echo, { port: 0, host: '127.0.0.1' });
  try {
    for (const bytes of ['GET\r\n\r\n', 'GET / HTTP/1.1\r\n\r\n', 'GET //evil.test/%00 HTTP/1.1\r\nhost: [bad\r\n\r\n', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n', '\u0000\u0001\u0002']) {
      const text = await new Promise<string>((resolve, reject) => {
        const socket = connect(listening.port, '127.0.0.1', () => socket.end(bytes));
        let got = '';
        socket.on('data', (chunk) => { got += chunk; }).on('close', () => resolve(got)).on('error', reject);
      });
      assert.match(text, /^(HTTP\/1\.1 [24]\d\d|$)/, JSON.stringify(bytes));
    }
    assert.equal((await fetch(`http://127.0.0.1:${listening.port}/`)).status, 200, 'still there');
  } finally {
    await listening.close();
  }
});
