import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono } from 'hono';
import { assetRoutes } from './assets.ts';

const app = new Hono();
assetRoutes(app);
const get = (path: string, accept = '') => app.request(new Request(`http://city.test${path}`, { headers: { 'accept-encoding': accept } }));

test('files are sent with their type, compressed as the browser can read it', async () => {
  const plain = await get('/assets/icons.svg');
  assert.deepEqual([plain.status, plain.headers.get('content-type'), plain.headers.get('content-encoding'), plain.headers.get('vary')], [200, 'image/svg+xml', null, 'accept-encoding']);
  assert.equal((await plain.text()).length > 0, true);
  const brotli = await get('/assets/icons.svg', 'gzip, deflate, br');
  // Compressed copies are made by the build; without one the plain file is as good.
  if (brotli.headers.get('content-encoding') !== null) assert.ok(Number(brotli.headers.get('content-length')) < Number(plain.headers.get('content-length')));
  await brotli.body?.cancel();
  assert.equal((await get('/assets/icons.svg', 'br;q=0')).headers.get('content-encoding'), null, 'a coding with q=0 is not wanted');
  for (const path of ['/favicon.ico', '/manifest.webmanifest']) assert.equal((await get(path)).status, 200, path);
});

test('nothing outside of the two folders is reachable', async () => {
  for (const path of [
    '/assets/../package.json', '/assets/..%2f..%2fpackage.json', '/assets/%2e%2e/%2e%2e/package.json', '/assets/..%5c..%5cpackage.json', '/assets//etc/passwd', '/assets/%2fetc%2fpasswd.txt',
    '/assets/.vite/manifest.json', '/assets/x/../../../package.json', '/assets/%00.js', '/assets/icons.svg%00.js', '/assets/%', '/assets/', '/assets/hashed', '/assets/icons.svg/', '/assets/%252e%252e/package.json',
  ]) {
    const response = await get(path);
    assert.equal(response.status, 404, path);
    assert.doesNotMatch(await response.text(), /"dependencies"|root:/, path);
  }
});
