-- The case (案卷). Its file of steps is the truth; this row is the projection of the steps, kept in the same statement.
create table city.cases (
  id bigint generated always as identity primary key,
  number text not null unique,
  nature text not null check (nature in ('report', 'complaint', 'help', 'question', 'suggestion', 'praise')),        -- 举报 投诉 求助 咨询 建议 表扬
  source text not null,
  class text references city.classes, standard text references city.class_standards,
  title text not null, description text,
  geom geometry(Point, 4326), public_geom geometry(Point, 4326), place text, accuracy_m real,
  path text[] not null default '{}',                    -- codes of the areas that hold it, root first
  asset text references city.assets,
  visibility text not null default 'public' check (visibility in ('public', 'private')),
  supervision text not null references city.organisations, command text not null references city.organisations,   -- the two centres in charge
  stage text not null check (stage in ('received', 'verifying', 'filed', 'handling', 'handled', 'checking', 'checked', 'answering', 'closed', 'void')),
  holder text references city.organisations,            -- whose turn it is
  lead text references city.organisations,              -- who handles (主办)
  assisting text[] not null default '{}',               -- 协办
  units text[] not null default '{}',                   -- whoever has handled it, now or before: they may read the file
  officer uuid,                                         -- who goes to the place
  returned boolean not null default false, signed_at timestamptz, suspended_at timestamptz, suspended_until timestamptz,
  urged int not null default 0, reopened int not null default 0, reworked int not null default 0, escalated int not null default 0,
  extension jsonb, appeal jsonb,                        -- what is asked for and not yet decided, or decided
  received_at timestamptz not null, filed_at timestamptz, dispatched_at timestamptz, handled_at timestamptz, closed_at timestamptz,
  stage_due_at timestamptz, stage_amber_at timestamptz, due_at timestamptz, amber_at timestamptz,
  late boolean not null default false, exempt boolean not null default false,      -- the handling limit was missed; an appeal was granted
  outcome text check (outcome in ('resolved', 'unresolved', 'refused', 'void', 'answered', 'passed_on', 'merged')),
  merged_into bigint references city.cases,
  followers int not null default 1, rating smallint check (rating between 1 and 5), solved boolean,
  priority smallint not null default 0,
  find tsvector,
  last_step bigint not null default 0, updated_at timestamptz not null
);
-- Desks: what is open, by whose turn it is, the most urgent first.
create index cases_holder on city.cases (holder, stage, stage_due_at, id) where closed_at is null;
create index cases_supervision on city.cases (supervision, stage, stage_due_at, id) where closed_at is null;
create index cases_units on city.cases using gin (units);
create index cases_officer on city.cases (officer, stage_due_at) where closed_at is null and officer is not null;
-- Lists: newest first, by area, class and time of change.
create index cases_received on city.cases (received_at desc, id desc);
create index cases_public on city.cases (received_at desc, id desc) where visibility = 'public' and merged_into is null;
create index cases_updated on city.cases (updated_at, id);
create index cases_class on city.cases (class, received_at desc, id desc);
create index cases_path on city.cases using gin (path);
create index cases_place on city.cases using gist (geom);
create index cases_public_place on city.cases using gist (public_geom) where visibility = 'public' and merged_into is null;
create index cases_find on city.cases using gin (find);
create index cases_merged on city.cases (merged_into) where merged_into is not null;
create index cases_late on city.cases (stage_due_at) where closed_at is null and suspended_at is null;

create table city.case_steps (
  id bigint generated always as identity primary key,
  case_id bigint not null references city.cases,
  at timestamptz not null, verb text not null,
  actor uuid, role text, organisation text references city.organisations,
  reason text,                                          -- why, to staff
  note text,                                            -- what, to everyone who may see the case
  data jsonb not null default '{}',
  public boolean not null default true
);
create index on city.case_steps (case_id, id);
create index on city.case_steps (actor, at);
create index case_steps_told on city.case_steps (at, id) where public;

-- Every run of every clock, for figures: one row each time a stage begins to be timed.
create table city.case_clocks (
  case_id bigint not null references city.cases, clock text not null, round int not null,
  organisation text, started_at timestamptz not null, due_at timestamptz not null, limit_value numeric not null, limit_unit text not null,
  ended_at timestamptz, late boolean,
  primary key (case_id, clock, round)
);
create index on city.case_clocks (clock, started_at);

create table city.case_counters (key text primary key, last int not null);

-- What later floors may read: the case without what only desks need (extension, appeal), and its file. Who may see which row is
-- for the reader to join in (city/cases: isPublic, seenAsStaff); the columns those conditions need are here.
create view city.v_cases as
  select id, number, nature, source, class, standard, title, description, geom, public_geom, place, accuracy_m, path, asset, visibility, supervision, command, stage, holder, lead, assisting, units, officer,
    returned, signed_at, suspended_at, received_at, filed_at, dispatched_at, handled_at, closed_at, stage_due_at, stage_amber_at, due_at, amber_at, late, exempt, outcome, merged_into,
    followers, rating, solved, reopened, reworked, urged, priority, find, last_step, updated_at
  from city.cases;
create view city.v_case_steps as select id, case_id, at, verb, actor, role, organisation, reason, note, data, public from city.case_steps;
create view city.v_case_clocks as select case_id, clock, round, organisation, started_at, due_at, limit_value, limit_unit, ended_at, late from city.case_clocks;
