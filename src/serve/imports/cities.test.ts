// Real history: a year of Boston, its GeoReport pages, a day of New York. Expected numbers come from the files themselves, read and reckoned without the house.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { BOSTON, BOSTON_PAGES, INCIDENTS, incidents, PAGES, seedBoston } from '#test/boston.ts';
import { freshDatabase } from '#test/database.ts';
import { needs } from '#test/needs.ts';
import { REQUESTS, requests, seedNewYork } from '#test/new-york.ts';
import { replay } from '#city/cases/projection.ts';
import { CaseState, Step } from '#city/cases/contract.ts';
import { Mapping } from './contract.ts';
import { openFiles } from './files.ts';
import { runImport, type Ran } from './running.ts';

async function bring(db: Db, paths: readonly string[], given: object): Promise<Ran> {
  const mapping = Mapping.parse(given);
  return runImport(db, { mapping, name: 'history', source: mapping.source ?? 'history', files: await openFiles(paths, mapping), by: null, dry: false, now: () => new Date('2026-11-20T12:00:00Z') });
}

/** A local time of New York, by the rule of 2007: daylight saving from the second Sunday of March to the first of November, at two in the morning. */
function newYork(text: string): number {
  const wall = Date.parse(`${text}Z`);
  const year = new Date(wall).getUTCFullYear();
  const sunday = (month: number, nth: number) => Date.UTC(year, month, 1 + ((7 - new Date(Date.UTC(year, month, 1)).getUTCDay()) % 7) + 7 * (nth - 1), 2);
  return wall + (wall >= sunday(2, 2) && wall < sunday(10, 1) ? 4 : 5) * 3_600_000;
}

test('Boston: 96,690 incidents come in with their limits and closings, contradictions are flagged and stay, and a second run writes nothing', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'shared')) return;
  const db = await freshDatabase(t);
  const rows = await incidents();
  const pkg = await seedBoston(db, rows);
  assert.equal(pkg.classes.filter((c) => c.parent).length, 157);
  const { counts } = await bring(db, [INCIDENTS], BOSTON);
  assert.deepEqual([counts.rows, counts.new, counts.refused, counts.skipped], [96_690, 96_690, 0, 0]);
  assert.deepEqual(counts.flags, { 'no-target': 22_105, 'closed-before-opened': 176 });

  const late = rows.filter((row) => row.closed && row.target && newYork(row.closed) > newYork(row.target)).length;
  const Totals = z.object({ cases: z.number(), closed: z.number(), late: z.number(), backwards: z.number(), without: z.number(), filed: z.number(), seconds: z.number(), due: z.number(), ended: z.number(), clocks: z.number(), lateclocks: z.number(), happenings: z.number(), placed: z.number() });
  const found = await db.one(Totals, sql`select count(*)::int as cases, count(closed_at)::int as closed, count(*) filter (where late)::int as late, count(*) filter (where closed_at < received_at)::int as backwards, count(*) filter (where due_at is null)::int as without,
    count(filed_at)::int as filed, sum(extract(epoch from received_at))::bigint as seconds, sum(extract(epoch from due_at))::bigint as due, sum(extract(epoch from closed_at))::bigint as ended, count(geom)::int as placed,
    (select count(*)::int from city.case_clocks) as clocks, (select count(*)::int from city.case_clocks where late) as lateclocks, (select count(*)::int from city.happenings) as happenings from city.cases`);
  const seconds = (column: 'opened' | 'target' | 'closed') => rows.reduce((sum, row) => sum + (row[column] ? newYork(row[column]) / 1000 : 0), 0);
  const closed = rows.filter((row) => row.closed).length;
  assert.deepEqual(found, {
    cases: 96_690, closed, late, backwards: 176, without: 22_105, filed: 96_690, seconds: seconds('opened'), due: seconds('target'), ended: seconds('closed'), placed: 96_690,
    clocks: rows.filter((row) => row.target).length, lateclocks: late, happenings: 96_690 + closed,
  });
  const byUnit = await db.rows(z.object({ name: z.string(), n: z.number() }), sql`select o.name, count(*)::int as n from city.cases c join city.organisations o on o.code = c.lead group by 1 order by 1`);
  assert.deepEqual(byUnit, [...Map.groupBy(rows, (row) => row.department)].map(([name, list]) => ({ name, n: list.length })).sort((a, b) => (a.name < b.name ? -1 : 1)));
  const areas = await db.rows(z.object({ name: z.string(), n: z.number() }), sql`select coalesce(a.name_en, '') as name, count(*)::int as n from city.cases c join city.areas a on a.code = c.path[cardinality(c.path)] and a.kind = 'district' group by 1 order by 1`);
  // "Boston" as a neighbourhood is the city itself.
  assert.equal(areas.reduce((sum, area) => sum + area.n, 0), rows.filter((row) => row.neighborhood && row.neighborhood !== 'Boston').length);
  await replayed(db);

  const size = await sizes(db);
  const again = await bring(db, [INCIDENTS], BOSTON);
  assert.deepEqual([again.counts.new, again.counts.changed, again.counts.same, again.counts.flags], [0, 0, 96_690, {}]);
  assert.deepEqual(await sizes(db), size);
});

test('Boston: four pages of GeoReport, wholly or by table, ids that come again, one request without an id', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'shared')) return;
  const db = await freshDatabase(t);
  const rows = await incidents();
  await seedBoston(db, rows);
  const table = { 'Abandoned Vehicle': 'Abandoned Vehicles', 'Illegal Parking': 'Private Parking Lot Complaints', 'Sidewalk Not Shoveled': 'Snow Removal', Other: 'General Comments For a Program or Policy' };
  const codes = new Map((await db.rows(z.object({ code: z.string(), name: z.string() }), sql`select code, name from city.classes where parent is not null`)).map((row) => [row.name, row.code]));
  const type = { ...BOSTON_PAGES.type, table: Object.fromEntries(Object.entries(table).map(([name, cls]) => [name, codes.get(cls) ?? ''])) };
  const { counts } = await bring(db, [PAGES], { ...BOSTON_PAGES, type });
  assert.deepEqual([counts.rows, counts.new, counts.refused, counts.flags['duplicate-id'], counts.refusals['no-id']], [5500, 5449, 1, 50, 1]);
  const found = await db.one(z.object({ closed: z.number(), reports: z.number(), numbers: z.number() }), sql`select count(closed_at)::int as closed, (select count(*)::int from serve.reports) as reports, count(*) filter (where number = '101000292750')::int as numbers from city.cases`);
  assert.equal(found.numbers, 1);
  assert.ok(found.closed > 4700 && found.reports > 5000, JSON.stringify(found));
  await replayed(db);
});

test('New York: 1,000 requests into a package of its own, by two columns and an agency', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'shared')) return;
  const db = await freshDatabase(t);
  const rows = await requests();
  const { counts } = await bring(db, [REQUESTS], await seedNewYork(db, rows));
  assert.deepEqual([counts.rows, counts.new, counts.refused, counts.flags, counts.unknown], [1000, 1000, 0, { 'no-target': 999 }, {}]);
  const found = await db.one(z.object({ closed: z.number(), police: z.number(), queens: z.number(), first: z.date() }), sql`select count(closed_at)::int as closed, count(*) filter (where lead = 'NYPD')::int as police,
    (select count(*)::int from city.cases c join city.areas a on a.code = any(c.path) and a.name = 'QUEENS') as queens, (select received_at from city.cases where number = '61276295') as first from city.cases`);
  assert.deepEqual(found, { closed: 677, police: 935, queens: 288, first: new Date('2024-05-27T06:08:51Z') });
  await replayed(db);
});

/** Every projection of a sample is what its steps make of it. */
async function replayed(db: Db): Promise<void> {
  const cases = await db.rows(CaseState.extend({ id: z.number(), number: z.string() }), sql`select * from city.cases where id % 97 = 0 order by id limit 400`);
  assert.ok(cases.length >= 10);
  const steps = Map.groupBy(await db.rows(Step.extend({ case_id: z.number() }), sql`select * from city.case_steps where case_id = any(${cases.map((c) => c.id)}::bigint[]) order by id`), (step) => step.case_id);
  for (const { id, number, ...state } of cases) assert.deepEqual(replay(steps.get(id) ?? []), state, number);
}

const TABLES = sql`select (select count(*)::int from city.cases) as cases, (select count(*)::int from city.case_steps) as steps, (select count(*)::int from city.case_clocks) as clocks, (select count(*)::int from city.happenings) as happenings,
  (select count(*)::int from ground.links) as links, (select count(*)::int from serve.import_rows) as rows, (select count(*)::int from serve.import_remarks) as remarks, (select count(*)::int from ground.events_outbox) as events`;
const sizes = (db: Db) => db.one(z.record(z.string(), z.number()), TABLES);
