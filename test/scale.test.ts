// That lists stay fast at a million cases is measured by `npm run bench` (lists). This is the small check that always runs: every way of finding is led by the
// index made for it. A few thousand cases and a planner that may not read a whole table show which index a statement can use; without its index it reads the table.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { all, sql, type Database, type Query } from '#ground/db/index.ts';
import { needs } from '#test/needs.ts';
import { testApp, type TestApp } from '#test/app.ts';

const NOW = new Date('2026-11-18T09:41:00+08:00');

/** Copies of two cases through three years: every tenth open, every seventh late, one in five hundred of a class of its own. */
async function manyCases(app: TestApp): Promise<void> {
  await app.json('/api/reports', { json: { class: 'E0406', description: '门口水果摊占道', lon: 118.302, lat: 30.902, datum: 'wgs84', place: '滨江路 128 号' } });
  await app.db.run(sql`
    insert into city.cases (number, nature, source, class, title, description, geom, public_geom, place, path, visibility, supervision, command, stage, holder, lead, units, filed_at, received_at, closed_at, due_at, stage_due_at, late, find, updated_at)
    select 'LJ2024' || lpad(n::text, 8, '0'), c.nature, c.source, case when n % 500 = 0 then 'E0410' else c.class end, c.title, c.description, c.geom, c.public_geom, c.place, c.path, 'public', c.supervision, c.command,
      case when n % 10 = 0 then 'handling' else 'closed' end, case when n % 10 = 0 then 'law1' end, case when n % 40 = 0 then 'law1' else 'road1' end, '{law1,road1}', at, at, case when n % 10 > 0 then at + interval '1 day' end, at + interval '1 day', at + interval '1 day', n % 7 = 0,
      case when n % 900 = 0 then to_tsvector('simple', '罕见 见词') else c.find end, at + interval '1 day'
    from city.cases c, generate_series(1, 4000) n, lateral (select ${NOW}::timestamptz - n * interval '6 hours' as at) t where c.number not like 'LJ2024%'`);
  // Vacuum empties the index's list of what is new, which the planner counts.
  await app.db.run(sql`vacuum analyze city.cases`);
}

/** The statements of one request about cases, each with its plan where reading whole tables costs what it costs at a million. */
async function plansOf(app: TestApp, path: string, as?: string): Promise<string> {
  const statements: { text: string; values: readonly unknown[] }[] = [];
  await app.request(path, as === undefined ? {} : { as });
  const stop = app.db.capture((text, values) => statements.push({ text, values }));
  const response = await app.request(path, as === undefined ? {} : { as });
  stop();
  assert.equal(response.status, 200, path);
  const plans = await Promise.all(statements.filter(({ text }) => /city\.(v_)?cases/.test(text)).map(({ text, values }) => planOf(app.db, text, values)));
  return plans.join('\n');
}

const Line = z.object({ 'QUERY PLAN': z.string() });
async function planOf(db: Database, text: string, values: readonly unknown[]): Promise<string> {
  const parts = text.split(/\$\d+/);
  const asked: Query = sql(['explain ' + (parts[0] ?? ''), ...parts.slice(1)] as unknown as TemplateStringsArray, ...values);
  return db.begin(async (tx) => {
    await tx.run(sql`select set_config('enable_seqscan', 'off', true), set_config('enable_indexonlyscan', 'off', true)`);
    return (await tx.rows(Line, asked)).map((line) => line['QUERY PLAN']).join('\n');
  });
}

const LISTS: readonly (readonly [path: string, index: string, as?: string])[] = [
  ['/reports', 'cases_public'], ['/reports?area=900102', 'cases_sought'], ['/reports?class=E0410', 'cases_sought'], ['/reports?class=E0410&stage=open', 'cases_sought'], ['/reports?nature=praise&late=yes', 'cases_sought'],
  [`/reports?q=${encodeURIComponent('罕见词')}`, 'cases_sought'], [`/reports?q=LJ202400000900`, 'cases_number_key'], ['/reports?class=E0410&area=900101&stage=closed&late=no&q=fruit', 'cases_sought'],
  ['/reports?before=2024-11-01T00:00:00.000Z_9', 'cases_public'], ['/map?bbox=118.33,30.90,118.34,30.91', 'cases_public_place'], ['/search?q=LJ202400000900', 'cases_number_key'],
  ['/feeds/cases.atom', 'cases_updated'], ['/feeds/cases.atom?class=E0410', 'cases_sought'], ['/open311/v2/requests.json?service_code=E0410', 'cases_sought'],
  ['/desk/acceptance', 'cases_supervision', 'acceptor'], ['/desk/dispatch?tab=under-way', 'cases_command', 'dispatcher'], ['/desk/handling?tab=doing', 'cases_holder', 'handler'], ['/desk/handling?tab=done', 'cases_lead', 'handler'],
  ['/cases', 'cases_received', 'acceptor'], ['/cases?sort=due', 'cases_open', 'acceptor'], ['/cases?class=E0410', 'cases_sought', 'dispatcher'], ['/cases?stage=void', 'cases_sought', 'dispatcher'],
];

test('every list is led by the index made for it, whatever narrows it', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t, { now: NOW });
  await manyCases(app);
  const wrong: string[] = [];
  for (const [path, index, as] of LISTS) {
    const plan = await plansOf(app, path, as);
    if (!new RegExp(`\\b${index}\\b`).test(plan) || /Seq Scan on cases\b/.test(plan)) wrong.push(`${path}: not by ${index}\n${plan}`);
  }
  assert.deepEqual(wrong, []);
});

test('the three ways find the same: a common word, a rare one, one of nobody, any page', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t, { now: NOW });
  await manyCases(app);
  const asked = z.object({ reports: z.array(z.object({ number: z.string(), received_at: z.string() })), next: z.string().nullable() });
  const numbers = (where: Query) => app.db.rows(z.object({ number: z.string() }), sql`select number from city.cases where visibility = 'public' and ${where} order by received_at desc, id desc limit 20`).then((rows) => rows.map((row) => row.number));
  const word = (text: string) => sql`find @@ to_tsquery('simple', ${text})`;
  const filters: readonly (readonly [string, Query])[] = [
    [`q=${encodeURIComponent('罕见词')}`, word('罕见 & 见词')], [`q=${encodeURIComponent('水果摊')}`, word('水果 & 果摊')], [`q=${encodeURIComponent('没有人')}`, sql`false`], ['class=E0410', sql`class = 'E0410'`],
    ['stage=open', sql`closed_at is null`], ['late=yes', sql`late or (closed_at is null and due_at < ${NOW})`], ['class=E0410&stage=open', all([sql`class = 'E0410'`, sql`closed_at is null`])],
    [`class=E0410&q=${encodeURIComponent('罕见词')}`, all([sql`class = 'E0410'`, word('罕见 & 见词')])], ['area=900102', sql`path @> '{900102}'`],
  ];
  for (const [query, where] of filters) {
    const first = asked.parse(await app.json(`/api/reports?limit=20&${query}`));
    assert.deepEqual(first.reports.map((one) => one.number), await numbers(where), query);
    const deep = asked.parse(await app.json(`/api/reports?limit=20&before=2024-12-01T00:00:00.000Z_1&${query}`));
    assert.deepEqual(deep.reports.map((one) => one.number), await numbers(all([where, sql`received_at < '2024-12-01T00:00:00Z'`])), `${query}, deep`);
  }
});
