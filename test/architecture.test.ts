// Keeps CONTRIBUTING.md true: floors and doors between rooms, what is pure, whose tables SQL names, where words and styles stand.
// A list of exceptions here is a list of decisions, each with its reason.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { filesUnder, FLOORS, read, ROOT, source, sourcesOf, sqlOf, type Import, type Source } from './architecture/sources.ts';

const sources = sourcesOf('src');
const product = sources.filter((s) => !s.isTest);
const rooms = [...new Set(product.filter((s) => s.room && isFloor(s.floor)).map((s) => `${s.floor}/${s.room}`))].sort();
const none = (violations: readonly string[], why: string) => assert.deepEqual(violations, [], `${why}:\n${violations.join('\n')}`);

function isFloor(name: string): boolean { return (FLOORS as readonly string[]).includes(name); }
const level = (floor: string): number => (isFloor(floor) ? (FLOORS as readonly string[]).indexOf(floor) : FLOORS.length);
const roomOf = (path: string): string => path.split('/').slice(1, 3).join('/');
const edges: readonly Import[] = product.flatMap((s) => s.imports);
const inside = edges.filter((e) => e.to.startsWith('src/'));

test('every import of our own points at a file that is there', () => {
  none(sourcesOf('src', 'web', 'test', 'demo-city', 'bin').flatMap((s) => s.imports).filter((e) => /^(src|web|test|demo-city|bin)\//.test(e.to) && !existsSync(join(ROOT, e.to))).map((e) => `${e.from} → ${e.to}`), 'missing');
});

test('a floor imports earlier floors only', () => {
  none(inside.filter((e) => level(source(e.to).floor) > level(source(e.from).floor)).map((e) => `${e.from} → ${e.to}`), 'a later floor');
});

test('another room is entered by its index.ts or contract.ts; ground by file', () => {
  const through = (e: Import) => e.to.startsWith('src/ground/') || /^src\/\w+\/[\w-]+\/(index|contract)\.tsx?$/.test(e.to);
  none(inside.filter((e) => !e.from.startsWith('src/cli/') && isFloor(source(e.to).floor) && roomOf(e.from) !== roomOf(e.to) && !through(e)).map((e) => `${e.from} → ${e.to}`), 'not through the door');
});

// A contract.ts is a leaf that reaches contracts only (tested below), so two rooms may know each other's words. Cycles of files: oxlint.
test('no room depends on itself by way of another', () => {
  const graph = new Map<string, Set<string>>();
  for (const e of inside) {
    const [from, to] = [roomOf(e.from), roomOf(e.to)];
    if (from === to || !rooms.includes(from) || !rooms.includes(to) || from.startsWith('ground/') || to.startsWith('ground/') || e.typeOnly || e.to.endsWith('/contract.ts')) continue;
    graph.set(from, (graph.get(from) ?? new Set()).add(to));
  }
  none(rooms.flatMap((room) => cycleFrom(graph, room)), 'a cycle');
});

function cycleFrom(graph: ReadonlyMap<string, ReadonlySet<string>>, start: string): string[] {
  const queue: string[][] = [[start]];
  const seen = new Set<string>();
  for (let path = queue.shift(); path; path = queue.shift()) {
    for (const next of graph.get(path.at(-1) ?? '') ?? []) {
      // Told once, from its first room in the alphabet.
      if (next === start) return path.every((room) => room >= start) ? [[...path, start].join(' → ')] : [];
      if (!seen.has(next)) { seen.add(next); queue.push([...path, next]); }
    }
  }
  return [];
}

/** Packages that a browser can run. */
const PURE_PACKAGES = new Set(['zod', 'gcoord', 'preact', 'preact/hooks', 'flatbush', 'geojson']);
test('contract.ts and rules.ts reach nothing of Node', () => {
  const violations = new Set<string>();
  for (const start of product.filter((s) => s.room && !s.path.startsWith('src/ground/') && /\/(contract|rules)\.ts$/.test(s.path))) {
    const seen = new Set<string>();
    const queue = [start.path];
    for (let path = queue.shift(); path; path = queue.shift()) {
      for (const e of source(path).imports.filter((i) => !i.typeOnly)) {
        if (e.to.startsWith('src/')) { if (!seen.has(e.to)) { seen.add(e.to); queue.push(e.to); } } else if (!PURE_PACKAGES.has(e.to)) violations.add(`${start.path}: ${path} → ${e.to}`);
      }
    }
  }
  none([...violations], 'reaches Node');
});

test('islands import types of zod only, and nothing of Node', () => {
  none(product.filter((s) => s.path.endsWith('.island.tsx')).flatMap((s) => s.imports).filter((e) => !e.typeOnly && (/^(node:|pg|zod|sharp|hono)/.test(e.to))).map((e) => `${e.from} → ${e.to}`), 'too heavy for a browser');
});

test('nothing outside of tests imports tests', () => {
  none(edges.filter((e) => /^test\/|\.(test|fixture)\.tsx?$/.test(e.to)).map((e) => `${e.from} → ${e.to}`), 'imports a test');
});

/** Who made a table or view: the room whose migrations create it. */
const MADE = new Map(filesUnder('src').filter((path) => path.endsWith('.sql')).flatMap((path) =>
  [...read(path).replace(/--.*/g, '').matchAll(/create\s+(?:unlogged\s+)?(?:or\s+replace\s+)?(?:materialized\s+)?(?:table|view)\s+(?:if\s+not\s+exists\s+)?(\w+\.\w+)/gi)].map((m): [string, string] => [m[1] ?? '', roomOf(path)])));
/** Tables that another room's migration made first. */
const BELONGS: Readonly<Record<string, string>> = { 'city.settings': 'city/settings', 'city.responsibilities': 'city/organisations' };
const ownerOf = (name: string): string | undefined => BELONGS[name] ?? MADE.get(name);
const TABLE = `((?:${FLOORS.join('|')})\\.\\w+)`;
const NAMED = new RegExp(`\\b(?:from|join|into|update|table|references|on)\\s+(?:only\\s+)?${TABLE}`, 'gi');
const WRITTEN = new RegExp(`\\b(?:insert\\s+into|update|delete\\s+from)\\s+(?:only\\s+)?${TABLE}`, 'gi');

/** Furniture of the whole house: names, roles, photos, links and looks stand once, and a page of one statement joins them. Read only. */
const JOINED = new Set(['ground.identity_people', 'ground.identity_grants', 'ground.identity_looks', 'ground.files', 'ground.links']);
/** Rooms that are made for the tables of others. */
const MAY_TOUCH: Readonly<Record<string, readonly string[]>> = {
  // Carries whole tables in and out of a package; their rooms' functions speak of one entry at a time.
  'city/package': ['city/', 'ground/identity'],
  // What the ground keeps of a person, as they and as administrators manage it.
  'city/people': ['ground/identity'],
  'front/account': ['ground/identity'],
};

test('SQL names tables of its own room; of others only published views, and never to write', () => {
  const violations = product.flatMap((s) => sqlOf(s.code).flatMap((text) => [
    ...names(text, NAMED).flatMap((name) => misread(s, name)), ...names(text, WRITTEN).filter((name) => ownerOf(name) !== roomOf(s.path) && !mayTouch(s, name) && s.floor !== 'ground').map((name) => `${s.path} writes ${name}`),
  ]));
  none([...new Set(violations)], 'a table of somebody else');
});

const names = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((m) => (m[1] ?? '').toLowerCase());
const mayTouch = (s: Source, name: string): boolean => (MAY_TOUCH[roomOf(s.path)] ?? []).some((allowed) => ownerOf(name)?.startsWith(allowed));

function misread(s: Source, name: string): string[] {
  const [schema = '', table = ''] = name.split('.');
  const owner = ownerOf(name);
  if (!owner) return name === 'ground.migrations' && roomOf(s.path) === 'ground/db' ? [] : [`${s.path}: ${name}, which no migration makes`];
  if (owner === roomOf(s.path) || (s.floor === 'ground' && schema === 'ground')) return [];
  const published = table.startsWith('v_') && level(schema) <= level(s.floor);
  return published || JOINED.has(name) || mayTouch(s, name) ? [] : [`${s.path}: ${name} of ${owner}`];
}

test('a migration makes tables of its own hall, points at its own and city\'s, and its name says when and whose', () => {
  const violations = filesUnder('src').filter((path) => path.endsWith('.sql')).flatMap((path) => {
    const [, floor = '', room = '', folder, name = ''] = path.split('/');
    const text = read(path).replace(/--.*/g, '');
    const wrong = [...text.matchAll(NAMED)].map((m) => (m[1] ?? '').toLowerCase()).filter((table) => MADE.has(table) && !(table.startsWith(`${floor}.`) || table.startsWith('city.') || table === 'ground.identity_people'));
    return [
      ...(folder === 'migrations' && new RegExp(`^\\d{8}T\\d{4}_${room.replaceAll('-', '_')}(_\\w+)?\\.sql$`).test(name) ? [] : [`${path}: its name`]), ...wrong.map((table) => `${path}: ${table}`),
      ...[...text.matchAll(/create\s+(?:table|view)\s+(?:if\s+not\s+exists\s+)?(\w+)\./gi)].filter((m) => m[1] !== floor).map((m) => `${path}: makes something in ${m[1]}`),
    ];
  });
  none(violations, 'a migration');
});

/** Files whose Chinese is not a sentence of the product. */
const HAS_CHINESE: readonly (readonly [path: RegExp, why: string])[] = [
  [/\/messages\.ts$|-messages\.ts$/, 'the catalogue'],
  [/^src\/city\/settings\/index\.ts$/, 'the name of a city that has none yet is data'],
  [/^src\/city\/classes\/words\.ts$/, 'words that say nothing, for matching'],
  [/^src\/ground\/i18n\/format\.ts$/, 'units of durations and distances'],
  [/^src\/city\/addresses\/(rules|store)\.ts$/, 'how addresses are written in Chinese'],
  [/^src\/front\/account\/rules\.ts$/, 'a language is named in itself'],
];
test('Chinese stands in messages.ts, comments, tests and data only', () => {
  const han = /\p{Script=Han}/u;
  // An English line may carry the Chinese term in brackets, as comments do; ranges of characters are no words.
  const bare = (line: string) => line.replace(/\([^()]*\)/g, (part) => (/^\([\p{Script=Han}、， /]+\)$/u.test(part) ? '' : part)).replace(/\[[^\]]*-[^\]]*\]/g, '');
  none(product.filter((s) => !HAS_CHINESE.some(([path]) => path.test(s.path))).flatMap((s) => s.code.split('\n').flatMap((line, i) => (han.test(bare(line)) ? [`${s.path}:${i + 1} ${line.trim().slice(0, 80)}`] : []))), 'words in code');
});

test('no sentence stands between tags', () => {
  none(product.filter((s) => s.path.endsWith('.tsx')).flatMap((s) => [...s.code.matchAll(/<(?:p|h[1-6]|li|button|label|span|a|td|th|dt|dd|legend|summary|option)\b[^<>{}]*>\s*([A-Za-z][^<>{}]{3,})\s*</g)].filter((m) => m[1]?.trim() !== 'COMIS').map((m) => `${s.path}: ${m[1]?.trim().slice(0, 60)}`)), 'words in a page');
});

test('every message is said in both languages, with the same parameters', async () => {
  const violations: string[] = [];
  let n = 0;
  for (const s of product.filter((one) => /(^|[/-])messages\.ts$/.test(one.path))) {
    const exported = Object.values(await import(pathToFileURL(join(ROOT, s.path)).href) as Record<string, unknown>);
    for (const [name, message] of exported.flatMap((value) => (value && typeof value === 'object' ? Object.entries(value) : []))) {
      if (typeof message !== 'function' || !('pair' in message) || !Array.isArray(message.pair)) continue;
      const [zh, en] = message.pair.map(String);
      n++;
      // A number that stands between two parts of a sentence may have nothing before or after it in one language.
      if (!(zh?.trim() && en?.trim()) && !(/(Before|After)$/.test(name) && (zh || en))) violations.push(`${s.path} ${name}: empty`);
      if (parameters(zh) !== parameters(en)) violations.push(`${s.path} ${name}: ${parameters(zh)} / ${parameters(en)}`);
    }
  }
  none(violations, 'a message');
  assert.ok(n > 100, `only ${n} messages were looked at`);
});
const parameters = (text = ''): string => [...new Set([...text.matchAll(/\{(\w+)(?:\?[^}]*)?\}/g)].map((m) => m[1] ?? ''))].sort().join(' ');

test('pages carry no inline style, script or handler', () => {
  none(product.filter((s) => s.path.endsWith('.tsx')).flatMap((s) => [...s.code.matchAll(/\s(style|onclick|dangerouslySetInnerHTML)=|<style\b|<script(?![^>]*\ssrc=)/g)].map((m) => `${s.path}: ${m[0].trim()}`)), 'inline');
});

test('files stay under 400 lines', () => {
  const all = filesUnder('src', 'web', 'test', 'bin', 'demo-city').filter((path) => /\.(tsx?|mjs|css|sql)$/.test(path) && !path.startsWith('web/dist/'));
  none(all.map((path): [string, number] => [path, read(path).split('\n').length - 1]).filter(([, n]) => n > 400).map(([path, n]) => `${path}: ${n}`), 'too long');
});

/** Rooms without pages of their own, described with others: docs/city-package.md. */
const DESCRIBED = new Set(['city/package', 'city/settings']);
test('every room opens with why it is so, and has a page for its users', () => {
  none(rooms.filter((room) => existsSync(join(ROOT, 'src', room, 'index.ts'))).flatMap((room) => [
    ...(read(`src/${room}/index.ts`).startsWith('// ') ? [] : [`src/${room}/index.ts has no design comment`]),
    ...(room.startsWith('ground/') || DESCRIBED.has(room) || existsSync(join(ROOT, 'docs', 'rooms', `${room.split('/')[1]}.md`)) ? [] : [`docs/rooms/${room.split('/')[1]}.md is missing`]),
  ]), 'a room');
});

test('app.ts names every room that has something to contribute, in floor order', async () => {
  const { rooms: listed, migrationFolders } = await import('#app');
  const names = listed.map((room) => room.name.split('/')[0] ?? '');
  assert.deepEqual(names, names.toSorted((a, b) => level(a) - level(b)));
  const offering = product.filter((s) => /^src\/\w+\/[\w-]+\/index\.ts$/.test(s.path) && /:\s*Room\s*=/.test(s.code)).map((s) => roomOf(s.path));
  none(offering.filter((room) => !listed.some((one) => one.name === room)), 'a room that app.ts does not name');
  none(rooms.filter((room) => existsSync(join(ROOT, 'src', room, 'migrations')) && !migrationFolders.some((folder) => folder.room === room)), 'migrations that app.ts does not run');
});
