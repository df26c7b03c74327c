-- Rules from observation to alarm. A change of a rule is a new version; alarms name theirs.
create table sense.rules (
  id bigint generated always as identity primary key,
  version integer not null, active boolean not null default false,
  made_at timestamptz not null, changed_at timestamptz not null
);
create table sense.rule_versions (
  rule_id bigint not null references sense.rules, version integer not null,
  definition jsonb not null, note text, made_by uuid references ground.identity_people, made_at timestamptz not null,
  primary key (rule_id, version)
);

-- What a rule knows of one key, as the engine keeps it. Written in the transaction that moves the cursor and opens alarms and cases.
create table sense.rule_states (
  rule_id bigint not null references sense.rules, key text not null,
  state jsonb not null, due_at timestamptz,
  primary key (rule_id, key)
) with (fillfactor = 60);
create index on sense.rule_states (due_at) where due_at is not null;

-- How far the stream of observations has been judged. `rev` counts who changed states, so that a process knows whether those in its memory still hold.
create table sense.rule_cursors (name text primary key, tx xid8 not null default '0', id bigint not null default 0, rev bigint not null default 0);

create table sense.rule_alarms (
  id bigint generated always as identity primary key,
  rule_id bigint not null, version integer not null, key text not null,
  thing_id bigint, thing_name text, stream_id bigint,
  severity text not null, status text not null check (status in ('raised', 'cleared', 'resolved')),
  raised_at timestamptz not null,                       -- by the time of the observation
  decided_at timestamptz not null,                      -- by the clock
  cleared_at timestamptz, acknowledged_at timestamptz, acknowledged_by uuid references ground.identity_people, resolved_at timestamptz,
  verdict text check (verdict in ('true', 'false')),    -- of the case: found and done, or nothing there
  case_id bigint references city.cases, case_number text, class text not null, path text[] not null default '{}', geom geometry(Point, 4326),
  foreign key (rule_id, version) references sense.rule_versions
);
-- One open alarm a key: two deciders cannot both raise it.
create unique index rule_alarms_open on sense.rule_alarms (rule_id, key) where resolved_at is null;
create index on sense.rule_alarms (rule_id, id);
create index on sense.rule_alarms (case_id);
create index rule_alarms_waiting on sense.rule_alarms (id) where resolved_at is null;

-- What happened to an alarm; of a suppressed one, which is none, only this line stands.
create table sense.rule_steps (
  id bigint generated always as identity primary key,
  alarm_id bigint references sense.rule_alarms, rule_id bigint not null references sense.rules, version integer not null, key text not null,
  what text not null, at timestamptz not null, decided_at timestamptz not null, severity text not null, person uuid references ground.identity_people, trace jsonb not null
);
create index on sense.rule_steps (alarm_id);
create index on sense.rule_steps (rule_id, id);

-- A rule tried on history: writes nothing but this report.
create table sense.rule_trials (
  id bigint generated always as identity primary key,
  rule_id bigint references sense.rules, definition jsonb not null, from_at timestamptz not null, to_at timestamptz not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed')), progress real not null default 0, report jsonb,
  made_by uuid references ground.identity_people, made_at timestamptz not null, ended_at timestamptz
);
create index on sense.rule_trials (rule_id, id);

-- What rules read of the things: the stream of what was added, streams with their things, where things stand, and history.
create view sense.v_rule_batches as select tx, id, at, ids, streams, times, numbers from sense.observation_batches;
create view sense.v_rule_streams as
  select d.id, d.name, d.unit->>'symbol' as unit, coalesce(p.name, d.name) as input, d.thing_id as thing, t.name as thing_name, t.kind, d.last_time, d.time_from
  from sense.datastreams d join sense.things t on t.id = d.thing_id left join sense.observed_properties p on p.id = d.observed_property_id;
create view sense.v_rule_standing as
  select l.thing_id as thing, ST_X(ST_PointOnSurface(x.geom)) as lon, ST_Y(ST_PointOnSurface(x.geom)) as lat, l.location_id as location
  from sense.thing_locations l join sense.locations x on x.id = l.location_id where x.geom is not null;
create view sense.v_rule_observations as
  select o.id, o.datastream_id as stream, o.time, o.number,
    case when jsonb_typeof(o.result->'coordinates'->0) = 'number' and jsonb_typeof(o.result->'coordinates'->1) = 'number' then (o.result->'coordinates'->>0)::float8 else ST_X(ST_PointOnSurface(f.geom)) end as lon,
    case when jsonb_typeof(o.result->'coordinates'->0) = 'number' and jsonb_typeof(o.result->'coordinates'->1) = 'number' then (o.result->'coordinates'->>1)::float8 else ST_Y(ST_PointOnSurface(f.geom)) end as lat
  from sense.observations o left join sense.features f on f.id = o.feature_id;
