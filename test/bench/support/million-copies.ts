// Takes the cases of a database as its source and makes a million of them: copies weeks apart over three years, in the order of time, each with its steps,
// clocks, happenings and report, a little way off from the original. What is open is mostly recent: in older copies a closed case of its class takes its place, and what would close after today is open. The desks where open ones
// wait are dealt out, as history knows only that they are being handled.
import type pg from 'pg';
import { titleOf } from '#city/cases/index.ts';
import { searchWords } from '#ground/text/segment.ts';
import { sentence } from './million-words.ts';

export interface Copying { readonly cases: number; readonly now: Date; readonly say: (line: string) => void }

/** Rewrites the five tables of cases. The connection must be a superuser's: foreign keys rest meanwhile, indexes are made at the end. */
export async function multiply(client: pg.Client, { cases, now, say }: Copying): Promise<void> {
  const run = async (what: string, text: string, values: unknown[] = []) => {
    const started = performance.now();
    await client.query(text, values);
    say(`${what}, ${Math.round((performance.now() - started) / 1000)} s`);
  };
  await client.query("set session_replication_role = replica; set maintenance_work_mem = '512MB'; set work_mem = '128MB'; set synchronous_commit = off; set jit = off; select setseed(0.42)");
  const indexes = (await client.query<{ name: string; def: string }>(INDEXES)).rows;
  await run('sources', SOURCES);
  await plan(client, cases, now, run);
  for (const { name } of indexes) await client.query(`drop index ${name}`);
  await client.query('truncate city.cases, city.case_steps, city.case_clocks, city.happenings, city.case_counters, serve.reports, serve.report_additions, ground.links, serve.import_rows, serve.import_remarks cascade');
  await texts(client, say);
  for (const [what, text] of COPIES) await run(what, text.replace('$1::timestamptz', `'${now.toISOString()}'::timestamptz`));
  for (const { name, def } of indexes) await run(`index ${name}`, def);
  await client.query('set session_replication_role = origin');
  await run('statistics', 'vacuum analyze');
}

const TABLES = "'city.cases'::regclass, 'city.case_steps'::regclass, 'city.case_clocks'::regclass, 'city.happenings'::regclass, 'serve.reports'::regclass";
const INDEXES = `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as def from pg_index i where indrelid in (${TABLES})
  and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid)`;

/** The originals beside, indexed by case; streets and cells where the city has none (fields of a few hundred metres, by position). */
const SOURCES = `
  create temp table s_cases as select * from city.cases;
  create unique index on s_cases (id); create index on s_cases (class, id) where closed_at is not null; create index on s_cases (id) where closed_at is null;
  create temp table s_steps as select * from city.case_steps; create index on s_steps (case_id, id);
  create temp table s_clocks as select * from city.case_clocks; create index on s_clocks (case_id);
  create temp table s_happenings as select h.*, c.id as case_id from city.happenings h join s_cases c on c.number = h.subject_key where h.subject_type = 'case'; create index on s_happenings (case_id);
  create temp table s_reports as select * from serve.reports; create index on s_reports (case_id);
  analyze s_cases; analyze s_steps; analyze s_clocks; analyze s_happenings; analyze s_reports;
  insert into city.areas (code, kind, name, parent, path)
    select p.code, p.kind, p.code, p.parent, p.path from s_cases c cross join lateral (select c.path[2] || '-' || abs(hashtext(floor(ST_X(c.geom) * 120)::text)) % 4 as street, abs(hashtext(floor(ST_X(c.geom) * 400) || ':' || floor(ST_Y(c.geom) * 400))) % 40 as field) f
      cross join lateral (values (f.street, 'street', c.path[2], c.path[:2] || f.street), (f.street || '-' || f.field, 'cell', f.street, c.path[:2] || array[f.street, f.street || '-' || f.field])) as p(code, kind, parent, path)
    where cardinality(c.path) = 2 and c.geom is not null on conflict do nothing;
  update s_cases c set path = a.path from city.areas a where cardinality(c.path) = 2 and c.geom is not null and a.kind = 'cell'
    and a.code = c.path[2] || '-' || abs(hashtext(floor(ST_X(c.geom) * 120)::text)) % 4 || '-' || abs(hashtext(floor(ST_X(c.geom) * 400) || ':' || floor(ST_Y(c.geom) * 400))) % 40;`;

/** Which case is a copy of which, and how far it is moved: the newest copy ends today, the others whole weeks before one another, as far as three years reach. */
async function plan(client: pg.Client, cases: number, now: Date, run: (what: string, text: string, values?: unknown[]) => Promise<void>): Promise<void> {
  await client.query('create temp table m (id bigint, old bigint, k int, at timestamptz, shift interval, dx float8, dy float8, number text)');
  await run('which is a copy of which', `
    insert into m (id, old, k, at, shift, dx, dy)
    with span as (select date_trunc('day', $2::timestamptz - max(received_at)) as base, ceil($1::int / count(*)::float8) as copies, extract(epoch from max(received_at) - min(received_at)) / 86400 as days from s_cases),
      copies as (select k, base - interval '7 days' * floor(k * greatest(0, 1095 - days) / greatest(1, copies - 1) / 7) as shift from span cross join lateral generate_series(0, copies::int - 1) k),
      drawn as (select c.id, c.class, c.closed_at is null and c.received_at + copies.shift < $2::timestamptz - interval '60 days' and random() > 0.02 as forgotten, coalesce(c.closed_at + copies.shift > $2::timestamptz, false) as early, copies.k, copies.shift from s_cases c cross join copies),
      taken as (select d.k, d.shift, coalesce(case when d.forgotten then (select o.id from s_cases o where o.class = d.class and o.closed_at is not null and o.id > d.id order by o.id limit 1)
        when d.early then (select o.id from s_cases o where o.closed_at is null and o.id <= d.id order by o.id desc limit 1) end, d.id) as old from drawn d order by d.k, d.id limit $1::int)
    select row_number() over (order by c.received_at + t.shift, t.k, t.old), t.old, t.k, c.received_at + t.shift, t.shift, (random() - 0.5) * 0.0012, (random() - 0.5) * 0.001 from taken t join s_cases c on c.id = t.old`, [cases, now]);
  await run('numbers', `update m set number = to_char(at, 'YYYY') || lpad(id::text, 8, '0'); create unique index on m (id); create index on m (old, k); analyze m`);
}

/** Title, description and words of every copy, made here since PostgreSQL knows neither the sentences nor the pairs of characters. */
async function texts(client: pg.Client, say: (line: string) => void): Promise<void> {
  await client.query('create temp table t (id bigint, title text, description text, find tsvector)');
  const names = new Map((await client.query<{ code: string; name: string }>('select code, name from city.classes')).rows.map((row) => [row.code, row.name]));
  const rows = (await client.query<{ id: string; class: string | null; place: string | null }>('select m.id, c.class, c.place from m join s_cases c on c.id = m.old order by m.id')).rows;
  const BATCH = 20_000;
  for (let i = 0; i < rows.length; i += BATCH) {
    const batch = rows.slice(i, i + BATCH).map((row) => {
      const description = sentence(Number(row.id));
      const title = titleOf(row.class === null ? undefined : (names.get(row.class) ?? row.class), description, '');
      return { id: row.id, title, description, find: searchWords(title, description, row.place) };
    });
    await client.query("insert into t select id, title, description, to_tsvector('simple', find) from unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) as x(id, title, description, find)",
      [batch.map((b) => b.id), batch.map((b) => b.title), batch.map((b) => b.description), batch.map((b) => b.find)]);
    if ((i / BATCH) % 10 === 9) say(`${i + BATCH} texts`);
  }
  await client.query('create unique index on t (id); analyze t');
}

const moved = (...columns: string[]) => columns.map((column) => `${column} + m.shift`).join(', ');
const COPIES: readonly (readonly [string, string])[] = [
  ['steps', `insert into city.case_steps (id, case_id, at, verb, actor, role, organisation, reason, note, data, public) overriding system value
    select row_number() over (order by m.id, s.id), m.id, s.at + m.shift, s.verb, s.actor, s.role, s.organisation, s.reason, s.note, s.data, s.public from m join s_steps s on s.case_id = m.old order by m.id, s.id`],
  ['cases', `insert into city.cases (id, number, nature, source, class, standard, title, description, geom, public_geom, place, accuracy_m, path, asset, visibility, supervision, command, stage, holder, lead, assisting, units, officer, returned,
      urged, reopened, reworked, escalated, extension, appeal, late, exempt, outcome, merged_into, followers, rating, solved, priority, find, last_step,
      received_at, signed_at, suspended_at, suspended_until, filed_at, dispatched_at, handled_at, closed_at, stage_due_at, stage_amber_at, due_at, amber_at, updated_at) overriding system value
    select m.id, m.number, c.nature, c.source, c.class, c.standard, t.title, t.description, ST_Translate(c.geom, m.dx, m.dy), ST_Translate(c.public_geom, m.dx, m.dy), c.place, c.accuracy_m, c.path, c.asset, c.visibility, c.supervision, c.command, c.stage, c.holder, c.lead, c.assisting, c.units, c.officer, c.returned,
      c.urged, c.reopened, c.reworked, c.escalated, c.extension, c.appeal, c.late, c.exempt, c.outcome, (select min(i.id) from m i where i.old = c.merged_into and i.k = m.k), c.followers, c.rating, c.solved, c.priority, t.find, l.last,
      ${moved('c.received_at', 'c.signed_at', 'c.suspended_at', 'c.suspended_until', 'c.filed_at', 'c.dispatched_at', 'c.handled_at', 'c.closed_at', 'c.stage_due_at', 'c.stage_amber_at', 'c.due_at', 'c.amber_at', 'c.updated_at')}
    from m join s_cases c on c.id = m.old join t on t.id = m.id join (select case_id, max(id) as last from city.case_steps group by 1) l on l.case_id = m.id order by m.id`],
  ['clocks', `insert into city.case_clocks (case_id, clock, round, organisation, limit_value, limit_unit, late, started_at, due_at, ended_at)
    select m.id, k.clock, k.round, k.organisation, k.limit_value, k.limit_unit, k.late, ${moved('k.started_at', 'k.due_at', 'k.ended_at')} from m join s_clocks k on k.case_id = m.old order by m.id`],
  ['happenings', `insert into city.happenings (at, known_at, what, subject_type, subject_key, source, class, geom, area, cell, data)
    select ${moved('h.at', 'h.known_at')}, h.what, 'case', m.number, h.source, h.class, ST_Translate(h.geom, m.dx, m.dy), h.area, h.cell, h.data from m join s_happenings h on h.case_id = m.old order by m.id, h.id`],
  ['reports', `insert into serve.reports (case_id, code, nature, class, source, reporter, person, description, geom, accuracy_m, place, place_from, answers, lang, solved, stars, words, follows, rated_at, created_at)
    select m.id, sha256(('copy ' || m.id || ' ' || r.id)::bytea), r.nature, r.class, r.source, r.reporter, r.person, t.description, ST_Translate(r.geom, m.dx, m.dy), r.accuracy_m, r.place, r.place_from, r.answers, r.lang, r.solved, r.stars, r.words, r.follows, ${moved('r.rated_at', 'r.created_at')}
    from m join t on t.id = m.id join s_reports r on r.case_id = m.old order by m.id`],
  ['stages of what is open', `create temp table o as select c.id, random() as luck, row_number() over (order by c.id) as n from city.cases c where c.closed_at is null;
    update city.cases c set stage = s.stage, holder = case s.desk when 'supervision' then c.supervision when 'command' then c.command else c.lead end, signed_at = case when s.stage = 'handling' and o.n % 2 = 0 then c.received_at + interval '2 hours' end,
      lead = case when s.step > 3 then c.lead end, units = case when s.step > 3 then c.units else '{}' end, filed_at = case when s.step > 2 then c.filed_at end, dispatched_at = case when s.step > 3 then c.dispatched_at end,
      handled_at = case when s.step > 4 then c.received_at + interval '1 day' end, stage_due_at = g.due, stage_amber_at = g.due - interval '2 hours'
    from o cross join lateral (select *, row_number() over () from (values (0.2, 'received', 'supervision', 1), (0.25, 'verifying', 'supervision', 2), (0.35, 'filed', 'command', 3), (0.8, 'handling', 'lead', 4), (0.9, 'handled', 'supervision', 5), (0.95, 'checking', 'supervision', 5), (1, 'checked', 'supervision', 5)) v(upto, stage, desk, step)
        where o.luck <= v.upto limit 1) s cross join lateral (select $1::timestamptz + interval '1 hour' * (o.n % 97 - 30) as due) g
    where c.id = o.id and not exists (select 1 from s_cases where closed_at is null and stage <> 'handling')`],
  ['reports of those that had none', `insert into serve.reports (case_id, code, nature, class, source, reporter, description, geom, place, created_at)
    select c.id, sha256(('case ' || c.id)::bytea), c.nature, c.class, c.source, 'anonymous', c.description, c.geom, c.place, c.received_at from city.cases c where not exists (select 1 from s_reports)`],
  ['sequences', `select setval('city.cases_id_seq', (select max(id) from city.cases)), setval('city.case_steps_id_seq', (select max(id) from city.case_steps))`],
];
