-- Road closures (占路、封路): where traffic cannot pass as usual, from when to when. Each version is kept; the row is the present one.
create table sense.traffic_closures (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('closed', 'lane', 'restricted')),
  road text not null, road_en text, direction text not null check (direction in ('both', 'northbound', 'eastbound', 'southbound', 'westbound')),
  reason text not null, reason_en text, detour text, detour_en text,
  geom geometry(Geometry, 4326) not null check (GeometryType(geom) in ('POINT', 'LINESTRING', 'MULTILINESTRING')),
  path text[] not null default '{}',
  starts_at timestamptz not null, ends_at timestamptz, ended_at timestamptz,      -- ends_at null: until further notice; ended_at: opened before its time
  withdrawn boolean not null default false,                                       -- was never to be: kept so that those who read it learn of it
  until timestamptz not null generated always as (least(ended_at, coalesce(ends_at, 'infinity'::timestamptz))) stored,
  thing_id bigint, made_at timestamptz not null, made_by text, updated_at timestamptz not null,
  check (ends_at is null or ends_at > starts_at)
);
create index on sense.traffic_closures (until);
create index on sense.traffic_closures (updated_at);
create index on sense.traffic_closures using gist (geom);

create table sense.traffic_closure_versions (
  closure_id bigint not null references sense.traffic_closures on delete cascade, at timestamptz not null, id bigint generated always as identity,
  what text not null check (what in ('entered', 'changed', 'ended', 'withdrawn')), by text, closure jsonb not null,
  primary key (closure_id, id)
);
