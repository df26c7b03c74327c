create schema if not exists serve;

-- A report: what one person said. Several may stand behind one case ("me too", merging); the case belongs to city.cases.
create table serve.reports (
  id bigint generated always as identity primary key,
  case_id bigint not null references city.cases,
  code bytea not null unique,                     -- sha256 of the receipt code (查询码); the code itself is never stored
  once uuid unique,                               -- of the form: the same form sent twice is one report
  nature text not null, class text references city.classes, source text not null,
  reporter text not null check (reporter in ('anonymous', 'confidential', 'named')),   -- 匿名 保密 实名
  person uuid,                                    -- in ground.identity_people; absent for the anonymous
  description text, original text,                -- original: what was written, kept when the public text was moderated
  geom geometry(Point, 4326), accuracy_m real, place text,
  place_from text check (place_from in ('pin', 'gps', 'photo', 'address', 'cell', 'asset', 'staff')),
  answers jsonb not null default '{}',            -- to the extra questions of the class
  lang text not null default 'zh',
  device text, account text, key_id bigint,       -- as other clients send them (GeoReport device_id, account_id)
  solved boolean, stars smallint check (stars between 1 and 5), words text, rated_at timestamptz,
  follows boolean not null default false,         -- "me too": nothing but the wish to hear of it
  created_at timestamptz not null
);
create index on serve.reports (case_id, id);
create index on serve.reports (person, id desc) where person is not null;
create index on serve.reports (key_id, id desc) where key_id is not null;

-- Tokens of GeoReport v2 for reports whose number is not told yet.
create table serve.report_tokens (token text primary key, case_number text, blackbox boolean not null default false, created_at timestamptz not null);

-- Updates that came in by the GeoReport updates extension: the client's id is taken once per report.
create table serve.report_updates (
  id bigint generated always as identity primary key,
  case_number text not null, client text not null, client_update_id text not null, status text not null,
  step bigint, description text not null, updated_at timestamptz not null, received_at timestamptz not null,
  unique (client, client_update_id)
);
create index on serve.report_updates (case_number, id);
