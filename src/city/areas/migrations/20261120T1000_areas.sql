create schema if not exists city;

-- Values of the city package that are not lists: name, zone, look, languages, base maps, limits of stages … one row a key.
create table city.settings (key text primary key, value jsonb not null, changed_at timestamptz not null default now(), changed_by uuid);

-- Areas (区域): city, district (区), street (街道), community (社区), cell (单元网格). Codes are strings; their segments are the city's affair.
create table city.areas (
  code text primary key,
  kind text not null check (kind in ('city', 'district', 'street', 'community', 'cell')),
  name text not null, name_en text,
  parent text references city.areas deferrable initially deferred,
  path text[] not null,                         -- root first, own code last
  geom geometry(MultiPolygon, 4326),            -- absent for areas known by name alone
  label geometry(Point, 4326),
  valid_from date, valid_to date,
  changed_at timestamptz not null default now(), changed_by uuid
);
create index on city.areas using gist (geom);
create index on city.areas (parent);
create index on city.areas using gin (path);

create view city.v_areas as select code, kind, name, name_en, parent, path, geom, label, valid_from, valid_to from city.areas;
