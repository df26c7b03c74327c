-- Components of the city (部件): 16 digits by GB/T 30428 (6 district, 4 class, 6 serial), a string here.
create table city.assets (
  code text primary key,
  class text references city.classes, name text not null,
  owner text references city.organisations, maintainer text references city.organisations,   -- 权属, 养护
  state text not null default 'good' check (state in ('good', 'damaged', 'lost', 'abandoned', 'removed')),  -- 完好 破损 丢失 废弃 移除
  geom geometry(Point, 4326) not null,
  cell text references city.areas, place text,
  source text, surveyed_on date, changed_at timestamptz not null default now(), changed_by uuid
);
create index on city.assets using gist (geom);
create index on city.assets (class);
create view city.v_assets as select code, class, name, owner, maintainer, state, geom, cell, place from city.assets;
