-- What a place is called: doors (门牌), roads, junctions (路口), points of interest.
create table city.addresses (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('door', 'road', 'junction', 'poi')),
  name text not null, name_en text,
  road text, door int,
  geom geometry(Geometry, 4326) not null,       -- a line for roads, else a point
  area text references city.areas,              -- the smallest area that holds it
  find text not null,                           -- name, road and pinyin, lower case, for trigram search
  source text
);
create index on city.addresses using gist (geom);
create index on city.addresses using gin (find gin_trgm_ops);
create index on city.addresses (road, door) where kind = 'door';
create view city.v_addresses as select id, kind, name, name_en, road, door, geom, area from city.addresses;
