-- Shared bikes as the city's side of MDS 2.0 has them. A bike's row is what is true of it now; events, telemetry and trips are what was told.
create schema if not exists sense;

-- Settings of the room: hours until an order is due, the class its cases get.
create table sense.bike_settings (key text primary key, value jsonb not null);

create table sense.bike_operators (
  code text primary key references city.organisations,
  provider_id uuid not null unique,
  datum text not null default 'wgs84' check (datum in ('wgs84', 'gcj02', 'bd09')),   -- of the positions it sends; kept in WGS 84
  cap int check (cap >= 0),                                                         -- bikes it may have in the city
  email text, phone text, url text, max_range_m int not null default 50000, pricing jsonb not null default '[]',
  gbfs_url text,                                                                    -- its own feed, read in
  synthetic boolean not null default false,                                         -- made by the simulator
  changed_at timestamptz not null default now()
);

create table sense.bike_vehicles (
  device_id uuid primary key,
  operator text not null references sense.bike_operators, vehicle_id text not null, vehicle_type text not null, propulsion text not null,
  doc jsonb not null,                                   -- as it was registered
  public_id uuid not null default gen_random_uuid(),    -- what GBFS calls it; another one after each trip
  state text not null default 'removed', event_types text[] not null default '{}', event_at timestamptz, parked_since timestamptz,
  geom geometry(Point, 4326), accuracy_m real, seen_at timestamptz, tipped boolean not null default false, location_type text, battery real, speed real,
  last_event jsonb, last_telemetry jsonb,
  registered_at timestamptz not null, changed_at timestamptz not null
);
create index on sense.bike_vehicles (operator, device_id);
create index on sense.bike_vehicles (operator, changed_at);

create table sense.bike_events (
  event_id uuid primary key, device_id uuid not null, operator text not null, at timestamptz not null, received_at timestamptz not null,
  state text not null, types text[] not null, geom geometry(Point, 4326), accuracy_m real, geographies uuid[] not null default '{}', trip_ids uuid[] not null default '{}',
  ticket text,                                          -- our case number (associated_ticket)
  odd boolean not null default false                    -- its state does not follow from the one before: told, never refused
);
create index on sense.bike_events (device_id, at desc);
create index on sense.bike_events (operator, received_at);
create index on sense.bike_events (ticket) where ticket is not null;

create table sense.bike_telemetry (
  device_id uuid not null, at timestamptz not null, telemetry_id uuid not null, geom geometry(Point, 4326) not null, accuracy_m real, speed real, tipped boolean not null default false,
  location_type text, battery real, trip_ids uuid[] not null default '{}', stop_id uuid,
  primary key (device_id, at)
) partition by range (at);
create table sense.bike_telemetry_other partition of sense.bike_telemetry default;
create function sense.bike_telemetry_month(month date) returns void language plpgsql as $$
declare name text := 'bike_telemetry_' || to_char(month, 'YYYY_MM');
begin
  if to_regclass('sense.' || name) is not null then return; end if;
  perform pg_advisory_xact_lock(hashtext('sense.bike_telemetry_month'));
  if to_regclass('sense.' || name) is not null then return; end if;
  execute format('create table sense.%I partition of sense.bike_telemetry for values from (%L) to (%L)', name, date_trunc('month', month)::date, (date_trunc('month', month) + interval '1 month')::date);
end $$;
-- Whole months before this day go at once.
create function sense.bike_telemetry_forget(before date) returns void language plpgsql as $$
declare one record;
begin
  for one in select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'sense' and relname ~ '^bike_telemetry_\d{4}_\d{2}$' and relname < 'bike_telemetry_' || to_char(before, 'YYYY_MM')
  loop execute format('drop table sense.%I', one.relname); end loop;
end $$;

create table sense.bike_trips (
  trip_id uuid primary key, device_id uuid not null, operator text not null, started_at timestamptz not null, ended_at timestamptz, received_at timestamptz not null,
  start_geom geometry(Point, 4326), end_geom geometry(Point, 4326), seconds int, metres int, parking_category text, parking_photo text
);
create index on sense.bike_trips (operator, started_at);
create index on sense.bike_trips (started_at);

-- Painted frames of the city (operator is null) and stops of operators.
create table sense.bike_stops (
  stop_id uuid primary key, operator text references sense.bike_operators, name text not null, name_en text, capacity int not null check (capacity >= 0),
  geom geometry(Geometry, 4326) not null,               -- a polygon for painted frames, else a point
  area text references city.areas, doc jsonb not null default '{}', synthetic boolean not null default false, retired_at timestamptz, changed_at timestamptz not null
);
create index on sense.bike_stops using gist (geom) where retired_at is null;

-- Immutable once published.
create table sense.bike_geographies (
  geography_id uuid primary key, name text not null, name_en text, kind text not null, geom geometry(MultiPolygon, 4326) not null,
  published_at timestamptz not null, effective_at timestamptz, retire_at timestamptz, previous uuid[] not null default '{}', by_person uuid
);
create table sense.bike_policies (
  policy_id uuid primary key, doc jsonb not null,       -- name, description, provider_ids, prev_policies, rules, as MDS writes them
  start_at timestamptz not null, end_at timestamptz, published_at timestamptz, previous uuid[] not null default '{}', by_person uuid, changed_at timestamptz not null
);
create function sense.bike_policy_stays() returns trigger language plpgsql as $$
begin
  if old.published_at is not null then raise exception 'a published policy is immutable' using errcode = '23514'; end if;
  return coalesce(new, old);
end $$;
create trigger bike_policy_stays before update or delete on sense.bike_policies for each row execute function sense.bike_policy_stays();
create function sense.bike_geography_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or not ST_OrderingEquals(old.geom, new.geom) or old.name <> new.name or old.kind <> new.kind then raise exception 'a published geography is immutable' using errcode = '23514'; end if;
  return new;
end $$;
create trigger bike_geography_stays before update or delete on sense.bike_geographies for each row execute function sense.bike_geography_stays();

create table sense.bike_orders (
  id bigint generated always as identity primary key, operator text not null references sense.bike_operators, kind text not null, geography_id uuid, stop_id uuid,
  case_number text not null unique, bikes int not null, made_at timestamptz not null, due_at timestamptz not null, by_person uuid,
  answered_at timestamptz,                              -- the operator told of a bike taken away for it
  cleared_at timestamptz                                -- nothing of it was found any more
);
create index on sense.bike_orders (operator, made_at);
create index on sense.bike_orders (made_at) where cleared_at is null;

-- What a judgement found, open until one no longer finds it. `subject`: a bike, or an operator in a zone, or a frame.
create table sense.bike_findings (
  id bigint generated always as identity primary key, kind text not null, subject text not null, operator text not null, device_id uuid, geography_id uuid, stop_id uuid, policy_id uuid, rule_id uuid,
  certain boolean not null, amount double precision, allowed double precision, lon double precision, lat double precision,
  since timestamptz not null, seen_at timestamptz not null, until timestamptz, order_id bigint references sense.bike_orders
);
create unique index on sense.bike_findings (kind, subject) where until is null;
create index on sense.bike_findings (seen_at) where until is null;
create index on sense.bike_findings (operator, since);
create index on sense.bike_findings (order_id) where order_id is not null;

-- How many stood where at the last judgement.
create table sense.bike_counts (
  operator text not null, place text not null, kind text not null check (kind in ('city', 'zone', 'frame')), sure int not null, uncertain int not null, available int not null, disabled int not null, at timestamptz not null,
  primary key (operator, kind, place)
);

-- One line a day and operator: how well it kept to what was ordered and told (scores.ts), for the course of time.
create table sense.bike_scores (
  operator text not null references sense.bike_operators, day date not null, score double precision, parts jsonb not null, at timestamptz not null,
  primary key (operator, day)
);

create table sense.bike_reports (
  operator text not null, start_date date not null, duration text not null, special_group text not null, geography_id uuid not null, vehicle_type text not null, trips int not null, riders int not null, received_at timestamptz not null,
  primary key (operator, start_date, duration, special_group, geography_id, vehicle_type)
);

-- Feeds of operators that are read in: how the last reading went, and the bikes it had.
create table sense.bike_feeds (
  operator text primary key references sense.bike_operators, read_at timestamptz not null, told_at timestamptz, ttl int, bikes int, swapped int not null default 0, outside int not null default 0, wrong int not null default 0, problem text
);
create table sense.bike_feed_vehicles (
  operator text not null references sense.bike_operators, vehicle_id text not null, geom geometry(Point, 4326), disabled boolean not null, reserved boolean not null, told_at timestamptz,
  primary key (operator, vehicle_id)
);
