import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test, type TestContext } from 'node:test';
import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';
import { checkPassword } from '#ground/identity/passwords.ts';
import { freshDatabase, freshEmbedded } from '#test/database.ts';
import { needs, sharedFolder } from '#test/needs.ts';
import { saveAddresses } from '#city/addresses/index.ts';
import { packageCommands } from './commands.ts';
import { comparePackages, diffPackage } from './diff.ts';
import { exportPackage, loadPackage } from './export.ts';
import { formatPackage } from './format.ts';
import { areasFromGeojson } from './geojson.ts';
import { readPackage } from './read.ts';
import { sample } from './sample.fixture.ts';
import { seedPackage, type SeedCount } from './seed.ts';
import { findText } from './seed-places.ts';

const DEMO = fileURLToPath(new URL('../../../demo-city/', import.meta.url));
const ADMIN = '00000000-0000-4000-8000-000000000001';
const scratch = async (t: TestContext) => {
  const dir = await mkdtemp(join(tmpdir(), 'comis-export-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
};
const touched = (counts: readonly SeedCount[]) => counts.filter((c) => c.added + c.changed > 0).map((c) => c.file);

/** Every stamp of the seeded tables, to show that nothing was rewritten. */
const stamps = (db: Db) => db.one(z.object({ all: z.string() }), sql`select md5(concat((select string_agg(xmin::text, ',' order by code) from city.areas), (select string_agg(xmin::text, ',' order by code) from city.classes),
  (select string_agg(xmin::text, ',' order by id) from city.class_standards), (select string_agg(xmin::text, ',' order by code) from city.assets), (select string_agg(xmin::text, ',' order by id) from city.addresses),
  (select string_agg(xmin::text, ',' order by key) from city.settings), (select string_agg(xmin::text, ',' order by id) from city.responsibilities), (select string_agg(xmin::text, ',' order by day) from city.calendar_days),
  (select string_agg(xmin::text, ',' order by id) from ground.identity_people), (select string_agg(xmin::text, ',' order by id) from ground.identity_grants))) as all`);

async function roundTrip(t: TestContext, db: Db): Promise<void> {
  const pkg = await readPackage(DEMO);
  const first = await seedPackage(db, pkg, { password: 'only for the demo' });
  assert.deepEqual(first.filter((c) => c.kept > 0 || c.changed > 1), [], 'an empty database keeps nothing');

  const before = await stamps(db);
  assert.deepEqual(touched(await seedPackage(db, pkg, { password: 'another' })), [], 'the second time nothing is touched');
  assert.deepEqual(await stamps(db), before);

  const dir = await scratch(t);
  const written = await exportPackage(db, dir);
  assert.equal(written.length, 11);
  assert.deepEqual((await readdir(dir)).sort(), [...written].sort());
  for (const file of written) assert.ok((await readFile(join(dir, file))).equals(await readFile(join(DEMO, file))), `${file} came back different`);
  assert.deepEqual(await diffPackage(db, DEMO), []);
}

test('the demo city goes through PostgreSQL and comes back byte for byte; seeding again changes nothing', async (t) => {
  if (needs(t, 'postgres')) await roundTrip(t, await freshDatabase(t));
});

test('the same on the embedded database', async (t) => roundTrip(t, await freshEmbedded(t)));

test('what an administrator changed stays, and the difference is shown and exported', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  await seedPackage(db, sample());
  await db.run(sql`update city.organisations set name = '市政一所', changed_by = ${ADMIN} where code = 'works'`);
  await db.run(sql`update city.settings set value = ${json(20)}::jsonb, changed_by = ${ADMIN} where key = 'reopenDays'`);
  await db.run(sql`update city.areas set name = '新街', changed_by = ${ADMIN} where code = '9901001'`);
  await db.run(sql`update city.classes set name = '摆摊', changed_by = ${ADMIN} where code = 'E0406'`);
  await db.run(sql`update city.class_standards set ended_at = now() where id = 'E0406-2'`);
  await db.run(sql`update city.assets set state = 'lost', changed_by = ${ADMIN}`);
  await db.run(sql`update city.calendar_days set kind = 'rest', changed_by = ${ADMIN} where day = '2026-10-10'`);
  await db.run(sql`update city.responsibilities set ended_at = now(), changed_by = ${ADMIN} where class = 'E0406'`);
  await db.run(sql`update ground.identity_grants set ended_at = now()`);

  const theirs = await loadPackage(db);
  assert.deepEqual(touched(await seedPackage(db, sample())), []);
  assert.deepEqual(await loadPackage(db), theirs);

  const now = (await diff(db)).map((d) => `${d.change} ${d.file} ${d.item} ${d.fields.join()}`.trim());
  assert.deepEqual(now, [
    'changed city.json reopenDays value', 'changed areas.geojson 99 geometry,label', 'changed areas.geojson 9901 geometry,label', 'changed areas.geojson 9901001 name', 'changed organisations.json works name',
    'removed people.json acceptor acceptor watch 99', 'changed classes.json E0406 name,standards', 'removed responsibilities.json E0406 9901 *', 'changed calendar.json 2026-10-10 kind',
    'changed assets.geojson 9901010000000001 state',
  ]);
});
const diff = async (db: Db) => comparePackages(sample(), await loadPackage(db));

test('a package that changed reaches rows nobody else changed; standards it drops end', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  await seedPackage(db, sample());
  const next = structuredClone(sample());
  next.organisations[1]!.name = '新市政所';
  next.classes[1]!.standards.pop();
  next.classes[1]!.mappings = { N2: ['0407'] };
  next.responsibilities[1]!.organisation = 'watch';
  next.templates[0]!.zh = '清了。';
  assert.deepEqual(touched(await seedPackage(db, next)), ['organisations.json', 'classes.json', 'responsibilities.json', 'templates.json']);
  const ended = await db.rows(z.object({ id: z.string() }), sql`select id from city.class_standards where ended_at is not null`);
  assert.deepEqual(ended, [{ id: 'E0406-2' }]);
  const held = await loadPackage(db);
  assert.deepEqual([held.organisations, held.classes, held.responsibilities, held.templates], [next.organisations, next.classes, next.responsibilities, next.templates]);
  assert.deepEqual(touched(await seedPackage(db, sample())), ['organisations.json', 'classes.json', 'responsibilities.json', 'templates.json'], 'and back again');
});

test('accounts of a demo city sign in with the given password, keep their own later, and cannot without one', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  await seedPackage(db, sample(), { password: 'river-1' });
  const stored = () => db.one(z.object({ password: z.string() }), sql`select password from ground.identity_people where login = 'acceptor'`);
  assert.equal(await checkPassword((await stored()).password, 'river-1'), true);
  await seedPackage(db, sample(), { password: 'river-2' });
  assert.equal(await checkPassword((await stored()).password, 'river-1'), true);
  const more = sample();
  more.people.push({ login: 'late', name: '晚', role: 'expert', lang: 'zh' });
  await seedPackage(db, more);
  const late = await db.one(z.object({ password: z.null() }), sql`select password from ground.identity_people where login = 'late'`);
  assert.equal(late.password, null);
});

test('a refused package writes nothing; one that breaks a rule of the database is undone as a whole', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  const lines: string[] = [];
  const print = (line: string) => { lines.push(line); };
  assert.equal(await packageCommands.seed(['/no/such/folder'], { db, print, lang: 'zh' }), false);
  assert.deepEqual(lines, ['城市数据包有 1 处不对，什么都没有写入', '/no/such/folder：没有文件夹 /no/such/folder']);
  assert.equal(await packageCommands.diff([], { db, print }), false);

  const wrong = sample();
  wrong.responsibilities[0]!.organisation = 'nobody';   // readPackage would have refused it
  await assert.rejects(seedPackage(db, wrong));
  const left = await db.one(z.object({ n: z.number() }), sql`select count(*) as n from city.areas`);
  assert.equal(left.n, 0);
});

test('the verbs say what they did', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  const dir = await scratch(t);
  const lines: string[] = [];
  const print = (line: string) => { lines.push(line); };
  const tools = { db, print, lang: 'en' as const };
  for (const [file, text] of formatPackage(sample())) await writeFile(join(dir, file), text);
  assert.equal(await packageCommands.seed([dir], tools), true);
  assert.equal(lines.splice(0).length, 11);
  assert.equal(await packageCommands.export([dir], tools), true);
  assert.equal(await packageCommands.diff([dir], tools), true);
  await db.run(sql`update city.organisations set name = '市政一所' where code = 'works'`);
  assert.equal(await packageCommands.diff([dir], tools), true);
  assert.equal(await packageCommands.seed([dir], tools), true);
  assert.deepEqual(lines.slice(0, 4), [`11 files written to ${dir}`, 'The database and the package agree', 'The database differs from the package in 1 place', '~ organisations.json works: name differ']);
  assert.ok(lines.includes('organisations.json: 0 added, 1 updated, 1 untouched'), lines.join('\n'));
});

test('the 331 streets of Beijing load, the districts are dissolved from them, and every outline is valid', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'shared')) return;
  const db = await freshDatabase(t);
  const collection: unknown = JSON.parse(await readFile(join(sharedFolder, 'data/beijing/streets.geojson'), 'utf8'));
  const areas = areasFromGeojson(collection, { root: { code: '11', name: '北京市', en: 'Beijing' }, levels: [{ column: '县', kind: 'district', digits: 2 }, { column: '乡', kind: 'street', digits: 3 }] });
  const pkg = { ...sample(), areas, organisations: [], people: [], classes: [], responsibilities: [], assets: [], addresses: [], templates: [] };
  await seedPackage(db, pkg);
  const Row = z.object({ kind: z.string(), n: z.number(), drawn: z.number(), valid: z.boolean() });
  const rows = await db.rows(Row, sql`select kind, count(*) as n, count(geom) as drawn, bool_and(ST_IsValid(geom)) as valid from city.areas group by kind order by kind`);
  assert.deepEqual(rows, [{ kind: 'city', n: 1, drawn: 1, valid: true }, { kind: 'district', n: 16, drawn: 16, valid: true }, { kind: 'street', n: 331, drawn: 331, valid: true }]);
  const twins = await db.rows(z.object({ path: z.array(z.string()) }), sql`select path from city.areas where name = '八里庄街道' order by code`);
  assert.equal(twins.length, 2);
  assert.notEqual(twins[0]?.path[1], twins[1]?.path[1]);
  const inside = await db.one(z.object({ share: z.number() }), sql`select min(ST_Area(ST_Intersection(s.geom, d.geom)) / ST_Area(s.geom)) as share from city.areas s join city.areas d on d.code = s.parent where s.kind = 'street'`);
  assert.ok(inside.share > 0.999999, `a street lies outside its district: ${inside.share}`);
  assert.deepEqual(touched(await seedPackage(db, pkg)), []);
});

test('addresses are found by the same text whether a package or a page wrote them', async (t) => {
  if (!needs(t, 'postgres')) return;
  const db = await freshDatabase(t);
  await seedPackage(db, sample());
  const find = () => db.rows(z.object({ name: z.string(), find: z.string() }), sql`select name, find from city.addresses order by name`);
  const seeded = await find();
  await db.run(sql`update city.addresses set find = 'x'`);
  await saveAddresses(db, sample().addresses.map(({ properties: p, geometry }) => ({ kind: p.kind, name: p.name, name_en: p.en, road: p.road, door: p.door, area: p.area, geometry })));
  const saved = await find();
  for (const row of seeded) assert.ok(saved.some((s) => s.name === row.name && s.find === row.find), `${row.find} among ${saved.map((s) => s.find).join(', ')}`);
});

test('an address is found by names, pinyin and initials', () => {
  assert.equal(findText({ name: '滨江路128号', en: '128 Binjiang Road', road: '滨江路' }), '滨江路128号 128 binjiang road 滨江路 binjiangluhao bjlh');
});
