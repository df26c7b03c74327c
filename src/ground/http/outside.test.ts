import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { isOutside } from './outside-addresses.ts';
import { fetchOutside, OutsideError, type OutsideOptions } from './outside.ts';

const LIMITS = { maxBytes: 50_000, timeoutMs: 2000, accept: ['image/'] } as const;
const lasting = (pattern: RegExp) => (error: unknown) => error instanceof OutsideError && error.lasting && pattern.test(error.message);
const passing = (pattern: RegExp) => (error: unknown) => error instanceof OutsideError && !error.lasting && pattern.test(error.message);

/** A server on this machine that may be called for the length of a test, and what was asked of it. */
async function neighbour(t: TestContext, answer: RequestListener): Promise<{ base: string; port: number; asked: string[]; may: Omit<OutsideOptions, 'accept'> & { accept: string[] } }> {
  const asked: string[] = [];
  const server = createServer((request, response) => { asked.push(`${request.headers.host}${request.url}`); answer(request, response); });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => { server.closeAllConnections(); server.close(); });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { base: `http://127.0.0.1:${port}`, port, asked, may: { ...LIMITS, accept: ['image/'], ports: [port], mayCall: (ip) => ip === '127.0.0.1' || isOutside(ip) } };
}

const FORBIDDEN = [
  'http://127.0.0.1/', 'http://127.1/', 'http://2130706433/', 'http://0x7f.1/', 'http://0x7f000001/', 'http://017700000001/', 'http://0177.0.0.1/', 'http://127.0.0.1./', 'http://１２７.0.0.1/', 'http://0/', 'http://0.0.0.0/',
  'http://10.1.2.3/', 'http://172.16.0.1/', 'http://172.31.255.255/', 'http://192.168.1.1/', 'http://169.254.169.254/latest/meta-data/', 'http://100.64.0.1/', 'http://100.100.100.200/', 'http://224.0.0.1/', 'http://255.255.255.255/',
  'http://198.18.0.1/', 'http://192.0.2.1/', 'http://168.63.129.16/', 'http://[::1]/', 'http://[::]/', 'http://[::ffff:127.0.0.1]/', 'http://[::ffff:7f00:1]/', 'http://[::ffff:8.8.8.8]/', 'http://[::127.0.0.1]/', 'http://[fe80::1]/', 'http://[fc00::1]/', 'http://[fd00:ec2::254]/',
  'http://[ff02::1]/', 'http://[64:ff9b::7f00:1]/', 'http://[2002:7f00:1::]/', 'http://[2001:0:7f00:1::]/', 'http://[2001:db8::1]/', 'http://localhost/', 'http://LOCALHOST/',
];

test('addresses of this machine and of inner networks are never called, however they are written', async () => {
  for (const url of FORBIDDEN) await assert.rejects(fetchOutside(url, LIMITS), lasting(/not on the open internet/), url);
});

test('addresses of the internet may be called', () => {
  for (const ip of ['8.8.8.8', '1.1.1.1', '172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.1', '223.5.5.5', '2606:4700::1111', '2400:3200::1', '240e::1']) assert.equal(isOutside(ip), true, ip);
  for (const no of ['', 'example.org', '1.2.3', '::ffff:8.8.8.8', 'fe80::1%eth0', '2606:4700::1111%1']) assert.equal(isOutside(no), false, no);
});

test('every address of the private networks is inside', () => {
  const byte = fc.integer({ min: 0, max: 255 });
  fc.assert(fc.property(byte, byte, byte, (a, b, c) => {
    for (const ip of [`10.${a}.${b}.${c}`, `127.${a}.${b}.${c}`, `192.168.${a}.${b}`, `172.${16 + (a % 16)}.${b}.${c}`, `169.254.${a}.${b}`, `100.${64 + (a % 64)}.${b}.${c}`, `${224 + (a % 32)}.${a}.${b}.${c}`]) assert.equal(isOutside(ip), false, ip);
  }));
});

test('other schemes, ports and addresses with passwords are refused', async () => {
  for (const url of ['file:///etc/passwd', 'ftp://8.8.8.8/', 'gopher://8.8.8.8/', 'data:image/png;base64,AAAA', 'javascript:1', 'http://8.8.8.8:22/', 'http://8.8.8.8:8080/', 'https://8.8.8.8:80/', 'http://a:b@8.8.8.8/', 'nonsense', 'http://', 'http://999.1.1.1/']) {
    await assert.rejects(fetchOutside(url, LIMITS), lasting(/./), url);
  }
});

test('a picture comes with its kind, from the very address that was checked', async (t) => {
  const { port, asked, may } = await neighbour(t, (_, response) => response.setHeader('content-type', 'Image/PNG; x=1').end('picture'));
  const resolved: string[] = [];
  const got = await fetchOutside(`http://photos.example.org:${port}/1.png?size=l`, { ...may, resolve: async (name) => { resolved.push(name); return ['127.0.0.1']; } });
  assert.deepEqual({ ...got, bytes: Buffer.from(got.bytes).toString() }, { bytes: 'picture', type: 'image/png', url: `http://photos.example.org:${port}/1.png?size=l` });
  assert.deepEqual([resolved, asked], [['photos.example.org'], [`photos.example.org:${port}/1.png?size=l`]]);
});

test('a name with one inner address among its own is refused, whatever comes first', async (t) => {
  const { port, asked, may } = await neighbour(t, (_, response) => response.end());
  for (const addresses of [['127.0.0.1', '10.0.0.1'], ['10.0.0.1', '127.0.0.1'], ['127.0.0.1', '::1'], ['::ffff:127.0.0.1']]) {
    await assert.rejects(fetchOutside(`http://a.example.org:${port}/`, { ...may, resolve: async () => addresses }), lasting(/not on the open internet/));
  }
  await assert.rejects(fetchOutside('http://a.example.org/', { ...LIMITS, resolve: async () => ['127.0.0.1'] }), lasting(/127\.0\.0\.1/));
  await assert.rejects(fetchOutside('http://a.example.org/', { ...LIMITS, resolve: async () => [] }), passing(/no address/));
  assert.deepEqual(asked, []);
});

test('redirects are followed three times, and each one is looked at', async (t) => {
  const { base, asked, may } = await neighbour(t, (request, response) => {
    const at = new URL(request.url ?? '/', 'http://x');
    const left = Number(at.searchParams.get('left'));
    const to = at.searchParams.get('to') ?? (left > 0 ? `/hop?left=${left - 1}` : undefined);
    if (to) response.writeHead(left % 2 ? 301 : 307, { location: to }).end();
    else response.setHeader('content-type', 'image/jpeg').end('end');
  });
  assert.equal((await fetchOutside(`${base}/hop?left=3`, may)).url, `${base}/hop?left=0`);
  await assert.rejects(fetchOutside(`${base}/hop?left=4`, may), lasting(/more than 3 redirects/));
  const before = asked.length;
  for (const to of ['http://169.254.169.254/latest/meta-data/', 'http://10.0.0.1/', '//[::1]/', 'file:///etc/passwd', 'http://8.8.8.8:25/', 'http://2130706434/']) {
    await assert.rejects(fetchOutside(`${base}/hop?left=1&to=${encodeURIComponent(to)}`, may), lasting(/open internet|only http|not called/), to);
  }
  assert.equal(asked.length, before + 6);
});

test('slow, endless, large, broken and compressed answers end the fetch', async (t) => {
  const { base, may } = await neighbour(t, (request, response) => {
    response.setHeader('content-type', request.url === '/html' ? 'text/html' : 'image/jpeg');
    const drip = (ms: number, bytes: number) => { const timer = setInterval(() => response.write(Buffer.alloc(bytes)), ms); response.on('close', () => clearInterval(timer)); };
    switch (request.url) {
      case '/silent': return;
      case '/slow': return drip(20, 1);
      case '/endless': return drip(1, 20_000);
      case '/told': response.setHeader('content-length', 50_001).write('x'); return;
      case '/broken': response.setHeader('content-length', 100).write('x'); setTimeout(() => response.destroy(), 20); return;
      case '/bomb': response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(20_000_000))); return;
      case '/missing': response.writeHead(404).end(); return;
      case '/away': response.writeHead(503).end(); return;
      case '/partial': response.writeHead(206).end('x'); return;
      case '/nowhere': response.writeHead(302).end(); return;
      case '/full': response.end(Buffer.alloc(50_000)); return;
      default: response.end('x');
    }
  });
  const quick = { ...may, timeoutMs: 300 };
  assert.equal((await fetchOutside(`${base}/full`, may)).bytes.length, 50_000);
  await assert.rejects(fetchOutside(`${base}/silent`, quick), passing(/no answer within 300 ms/));
  await assert.rejects(fetchOutside(`${base}/slow`, quick), passing(/no answer within 300 ms/));
  await assert.rejects(fetchOutside(`http://a.example.org/`, { ...quick, resolve: () => new Promise(() => {}) }), passing(/not resolved in time/));
  await assert.rejects(fetchOutside(`${base}/endless`, may), lasting(/more than 50000 bytes/));
  await assert.rejects(fetchOutside(`${base}/told`, may), lasting(/more than 50000 bytes/));
  await assert.rejects(fetchOutside(`${base}/broken`, may), passing(/./));
  await assert.rejects(fetchOutside(`${base}/bomb`, may), lasting(/compressed \(gzip\)/));
  await assert.rejects(fetchOutside(`${base}/html`, may), lasting(/text\/html/));
  for (const path of ['/missing', '/away', '/partial', '/nowhere']) await assert.rejects(fetchOutside(base + path, may), passing(/answered \d+/), path);
});

test('a name that nobody knows and a closed port may be tried again', async () => {
  await assert.rejects(fetchOutside('http://nobody.invalid/', { ...LIMITS, timeoutMs: 5000 }), passing(/./));
  await assert.rejects(fetchOutside('http://127.0.0.1:9/', { ...LIMITS, ports: [9], mayCall: () => true }), passing(/ECONNREFUSED/));
});

test('https speaks TLS with the name that was asked for', async (t) => {
  const { port, asked, may } = await neighbour(t, (_, response) => response.end());
  await assert.rejects(fetchOutside(`https://a.example.org:${port}/`, { ...may, resolve: async () => ['127.0.0.1'] }), passing(/SSL|TLS|EPROTO/i));
  assert.deepEqual(asked, []);
});
