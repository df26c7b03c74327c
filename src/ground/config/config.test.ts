import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readConfig, SETTINGS, SettingError, settingsPage } from './index.ts';

test('without anything set every setting has its default', () => {
  const config = readConfig({});
  assert.deepEqual([config.PORT, config.DATA_DIR, config.BASE_URL, config.DATABASE_URL, config.ROLE, config.TRUST_PROXY], [3000, 'data', undefined, undefined, 'all', false]);
  assert.deepEqual(readConfig({ PORT: '', BASE_URL: '' }), config, 'empty is as not set');
});

test('a wrong setting stops with one sentence that names it and says what it is for', () => {
  const wrong: Record<string, string[]> = {
    PORT: ['x', '-1', '65536', '3000.5', 'Infinity'], BASE_URL: ['localhost', 'ftp://x', 'javascript:alert(1)'], DATABASE_URL: ['mysql://x', 'x'], POOL_SIZE: ['0', '101', 'NaN'],
    ROLE: ['both'], LOG: ['verbose'], SMTP_URL: ['http://x'], TRUST_PROXY: ['yes', '1'], UPLOAD_MB: ['0', '201'], WRITES_PER_MINUTE: ['0'], SESSION_DAYS: ['0', '366'],
  };
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) assert.throws(() => readConfig({ [name]: value }), (error) => error instanceof SettingError && error.message.startsWith(`${name} is wrong: `) && !error.message.includes('\n'), `${name}=${value}`);
  }
});

test('a secret comes from a file; a file that is not there is one sentence; a value wins over a file', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'comis-config-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'smtp'), 'smtp://user:pass@mail:25\n');
  assert.equal(readConfig({ SMTP_URL_FILE: join(folder, 'smtp') }).SMTP_URL, 'smtp://user:pass@mail:25');
  assert.equal(readConfig({ SMTP_URL_FILE: join(folder, 'smtp'), SMTP_URL: 'smtp://other' }).SMTP_URL, 'smtp://other');
  assert.throws(() => readConfig({ SMTP_URL_FILE: join(folder, 'none') }), /^SettingError: SMTP_URL_FILE cannot be read: /);
});

test('the page of settings has a row for every setting', () => {
  const page = settingsPage();
  for (const [name, { about }] of Object.entries(SETTINGS)) assert.ok(page.includes(`| \`${name}\` |`) && page.includes(`| ${about} |`), name);
  assert.match(page, /\| `TRUST_PROXY` \| `off` \|/);
});
