-- Classes (部件/事件 大类 小类) are data with a scheme and a span of validity. A small class (小类) is what a report carries.
create table city.classes (
  code text primary key,
  scheme text not null,
  kind text not null check (kind in ('component', 'event')),
  parent text references city.classes deferrable initially deferred,   -- the main class (大类); null for a main class
  name text not null, name_en text, about text, about_en text,
  keywords text[] not null default '{}',       -- everyday words in both languages
  natures text[] not null default '{report,complaint,help}',
  visibility text not null default 'public' check (visibility in ('public', 'private')),
  rounding_m int not null default 0,           -- public position is rounded to a grid of so many metres
  questions jsonb not null default '[]',       -- [{code, datatype, required, label:{zh,en}, hint?:{zh,en}, values?:[{key, zh, en}]}], datatypes of GeoReport v2
  stopper jsonb,                               -- {zh, en, phone, blocks}: sends emergencies elsewhere
  asset_class text,                            -- reports of it choose an asset of this class
  duplicate_m int not null default 50, duplicate_h int not null default 24,
  weight int not null default 0,               -- how common, orders suggestions
  valid_from date not null default '2000-01-01', valid_to date,
  changed_at timestamptz not null default now(), changed_by uuid
);
create index on city.classes (parent);

-- Filing and closing standards (立案、结案条件) with their limit (处置时限).
create table city.class_standards (
  id text primary key,                          -- class code, dash, number
  class text not null references city.classes on delete cascade,
  place int not null,
  filing text not null, filing_en text, closing text not null, closing_en text,
  limit_value numeric not null check (limit_value > 0),
  limit_unit text not null check (limit_unit in ('urgent_hour', 'work_hour', 'work_day', 'natural_day')),
  handling_unit text, supervising_unit text,    -- as the standard names them; the responsibility table decides
  legal_basis text,
  ended_at timestamptz,
  unique (class, place)
);

-- The same thing in another scheme.
create table city.class_mappings (from_code text not null references city.classes, to_scheme text not null, to_code text not null, primary key (from_code, to_scheme, to_code));

-- Responsibility (责任): class × area × owner of the asset; null means any. The most specific row wins (class before area before owner), then the lower id.
create table city.responsibilities (
  id bigint generated always as identity primary key,
  class text references city.classes, area text references city.areas, owner text references city.organisations,
  organisation text not null references city.organisations, assisting text[] not null default '{}',
  note text, ended_at timestamptz, changed_at timestamptz not null default now(), changed_by uuid
);
create index on city.responsibilities (class, area) where ended_at is null;
create view city.v_classes as select code, scheme, kind, parent, name, name_en, about, about_en, visibility, rounding_m, valid_from, valid_to from city.classes;
