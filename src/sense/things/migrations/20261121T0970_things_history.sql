-- History (历史): hourly and daily roll-ups of every stream, and how long values and hours are kept. Days and hours are those of the city's clock.
create table sense.observation_hours (
  datastream_id bigint not null references sense.datastreams on delete cascade, hour timestamptz not null,
  n bigint not null, numbers bigint not null,           -- values, and those of them that are numbers; the rest of the row is about these
  min double precision, max double precision, avg double precision, first double precision, first_at timestamptz, last double precision, last_at timestamptz,
  primary key (datastream_id, hour)
);
create table sense.observation_days (
  datastream_id bigint not null references sense.datastreams on delete cascade, day timestamptz not null,
  n bigint not null, numbers bigint not null,
  min double precision, max double precision, avg double precision, first double precision, first_at timestamptz, last double precision, last_at timestamptz,
  primary key (datastream_id, day)
);

-- Where rolling up stands in the stream of what was added, in whose time, and before which moment no stream has values any more.
-- Its lock is held by whoever rolls up or forgets, so that they never do so at once.
create table sense.history_state (
  one boolean primary key default true check (one),
  tx xid8 not null default '0', id bigint not null default 0, zone text, raw_floor timestamptz not null default '-infinity'
);
insert into sense.history_state default values;

-- Hours whose row is not what their values say (any more). Only the holder of the state writes here.
create table sense.history_pending (hour timestamptz not null, datastream_id bigint not null, primary key (hour, datastream_id));

-- Hours (of UTC) in which values were taken away or changed, written by whoever did it, in their transaction: appended only, so nobody waits for anybody.
create table sense.history_dirty (id bigint generated always as identity primary key, datastream_id bigint not null, hour timestamptz not null);

-- Streams whose values are to be rolled up from the beginning: those that were there before this, all of them when the city's clock changes.
create table sense.history_backfill (datastream_id bigint primary key, after timestamptz);
insert into sense.history_backfill (datastream_id) select id from sense.datastreams where observed > 0;

-- Before `raw_from` the values of a stream are gone, before `hours_from` its hours too: there the roll-up is the only witness and is only ever added to.
create table sense.history_kept (
  datastream_id bigint primary key references sense.datastreams on delete cascade,
  raw_from timestamptz not null default '-infinity', hours_from timestamptz not null default '-infinity'
);

-- How long is kept what. The most particular policy holds: observed property, kind of thing, default. null: for ever.
create table sense.history_policies (
  id bigint generated always as identity primary key,
  kind text, observed_property_id bigint references sense.observed_properties on delete cascade,
  raw_days integer check (raw_days >= 2), hours_days integer check (hours_days >= 2),
  changed_at timestamptz not null, changed_by text,
  check (kind is null or observed_property_id is null), check (hours_days is null or (raw_days is not null and hours_days >= raw_days)),
  unique nulls not distinct (kind, observed_property_id)
);

-- A mean that does not overflow: `scaled` is the sum of values times 2^-40, and a mean lies between the least and the greatest.
create function sense.history_mean(scaled double precision, numbers bigint, low double precision, high double precision) returns double precision language sql immutable parallel safe as $$
  select case when numbers = 0 then null when low = high then low when scaled / numbers > 1.4e296 then high when scaled / numbers < -1.4e296 then low
    else greatest(low, least(high, scaled / numbers * 1099511627776)) end
$$;

create function sense.history_mark() returns trigger language plpgsql as $$
begin
  -- What retention takes away stays in the roll-ups.
  if current_setting('comis.forgetting', true) = 'on' then return null; end if;
  insert into sense.history_dirty (datastream_id, hour) select distinct datastream_id, date_trunc('hour', time, 'UTC') from gone;
  if tg_op = 'UPDATE' then insert into sense.history_dirty (datastream_id, hour) select distinct datastream_id, date_trunc('hour', time, 'UTC') from come; end if;
  return null;
end $$;
create trigger history_deleted after delete on sense.observations referencing old table as gone for each statement execute function sense.history_mark();
create trigger history_changed after update on sense.observations referencing old table as gone new table as come for each statement execute function sense.history_mark();

-- The table of a month, away as a whole; its name has only digits after the first word.
create function sense.history_drop_month(month date) returns void language plpgsql as $$
begin execute format('drop table if exists sense.%I', 'observations_' || to_char(month, 'YYYY_MM')); end $$;

-- How long a stream's values and hours are kept, in days (null: for ever): the policy of its observed property, else of its thing's kind, else the default.
create function sense.history_policy(property bigint, thing_kind text, out raw_days integer, out hours_days integer, out policy bigint) language sql stable as $$
  select p.raw_days, p.hours_days, p.id from sense.history_policies p
  where p.observed_property_id = property or p.kind = thing_kind or (p.kind is null and p.observed_property_id is null)
  order by p.observed_property_id is null, p.kind is null limit 1
$$;

-- A month before the floor was dropped: what still comes for it stays in the default table until it is rolled up.
create or replace function sense.observation_month(month date) returns void language plpgsql as $$
declare name text := 'observations_' || to_char(month, 'YYYY_MM');
begin
  if month < '1990-01-01' or month >= '2100-01-01' or to_regclass('sense.' || name) is not null then return; end if;
  if month < (select raw_floor from sense.history_state) then return; end if;
  perform pg_advisory_xact_lock(hashtext('sense.observation_month'));
  -- Who waited for the lock has remembered that there is no such table, and to_regclass would say so again: the catalogue itself knows better.
  if exists (select 1 from pg_class c where c.relnamespace = 'sense'::regnamespace and c.relname = name) then return; end if;
  execute format('create table sense.%I partition of sense.observations for values from (%L) to (%L)', name, date_trunc('month', month)::date, (date_trunc('month', month) + interval '1 month')::date);
end $$;
