// What the documents say is what the program does: generated pages are fresh, every dependency, room and route is described, every link leads somewhere.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { rooms } from '#app';
import { SETTINGS } from '#ground/config/index.ts';
import { openapi } from '#ground/http/openapi.ts';
import { GENERATED } from '../bin/parts/generated.ts';
import { filesUnder, read, ROOT } from './architecture/sources.ts';
import { needs } from './support/needs.ts';

const routes = rooms.flatMap((room) => room.routes ?? []);

for (const [path, make] of Object.entries(GENERATED)) {
  test(`${path} is what the program says now (else: npm run check -- --write)`, async (t) => {
    if (path.endsWith('.sql') && !needs(t, 'postgres')) return;
    const [here, now] = [existsSync(join(ROOT, path)) ? read(path).split('\n') : [], (await make()).split('\n')];
    const line = now.findIndex((text, i) => text !== here[i]);
    assert.deepEqual({ lines: here.length, first: here[line] }, { lines: now.length, first: now[line] }, `from line ${line + 1} on`);
  });
}

test('every route that is not a page is in OpenAPI, and every route says what it is for', () => {
  const { paths } = openapi(routes, { title: '', version: '', server: '' }) as { paths: Record<string, Record<string, unknown>> };
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}');
    assert.equal(paths[path]?.[route.method.toLowerCase()] !== undefined, !route.page, `${route.method} ${route.path}`);
    assert.ok(route.summary.length > 3, `${route.method} ${route.path} has no summary`);
  }
  assert.ok(routes.length > 20);
});

test('no two routes answer the same request', () => {
  const known = routes.map((route) => `${route.method} ${route.path}`);
  assert.deepEqual(known.filter((one, i) => known.indexOf(one) !== i), []);
});

test('every runtime dependency is described, and nothing that is none', () => {
  const { dependencies, optionalDependencies } = JSON.parse(read('package.json')) as Record<'dependencies' | 'optionalDependencies', Record<string, string>>;
  const wanted = [...Object.keys(dependencies), ...Object.keys(optionalDependencies)].sort();
  const described = [...read('docs/dependencies.md').matchAll(/^\| (`[^|]+`) \|/gm)].flatMap((row) => [...(row[1] ?? '').matchAll(/`([^`]+)`/g)].map((name) => name[1] ?? '')).sort();
  assert.deepEqual(described, wanted);
  assert.ok(wanted.length < 40, 'fewer than forty');
  for (const [name, version] of Object.entries({ ...dependencies, ...optionalDependencies })) assert.match(version, /^\d+\.\d+\.\d+$/, `${name} has an exact version`);
});

test('every setting that documents name exists', () => {
  for (const path of ['README.md', 'README.zh-CN.md', 'docs/architecture.md']) {
    for (const [, name = ''] of read(path).matchAll(/`([A-Z][A-Z0-9]*_[A-Z_]+)(?:=[^`]*)?`/g)) assert.ok(name.replace(/_FILE$/, '') in SETTINGS, `${path} names ${name}`);
  }
});

test('every link within the documents leads to a file', () => {
  const broken = ['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...filesUnder('docs').filter((path) => path.endsWith('.md'))].flatMap((path) =>
    [...read(path).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)].map((m) => m[1] ?? '').filter((to) => !existsSync(join(ROOT, normalize(join(dirname(path), to))))).map((to) => `${path} → ${to}`));
  assert.deepEqual(broken, []);
});

test('decisions are numbered without a gap, and those the code names exist', () => {
  const numbers = filesUnder('docs/decisions').map((path) => Number(/(\d{4})-[\w-]+\.md$/.exec(path)?.[1]));
  assert.deepEqual(numbers, numbers.map((_, i) => i + 1));
  const named = filesUnder('src', 'docs').filter((path) => /\.(ts|tsx|md)$/.test(path)).flatMap((path) => [...read(path).matchAll(/docs\/decisions\/(\d{4}-[\w-]+\.md)/g)].map((m) => m[1] ?? ''));
  for (const name of named) assert.ok(existsSync(join(ROOT, 'docs', 'decisions', name)), name);
});

test('the two READMEs have the same sections and the same commands', () => {
  const shape = (path: string) => ({ sections: [...read(path).matchAll(/^## /gm)].length, links: [...read(path).matchAll(/\]\(((?!README)[^)]+)\)/g)].map((m) => m[1]), rows: [...read(path).matchAll(/^\|/gm)].length });
  assert.deepEqual(shape('README.zh-CN.md'), shape('README.md'));
});
