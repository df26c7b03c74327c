-- "This came of that": the mission's loop made of records. Identity of a record is /id/{type}/{key}.
create table ground.links (
  id bigint generated always as identity primary key,
  from_type text not null, from_key text not null,
  relation text not null,
  to_type text not null, to_key text not null, to_version text,
  by_person uuid, at timestamptz not null default now(), ended_at timestamptz, ended_by uuid
);
create unique index on ground.links (from_type, from_key, relation, to_type, to_key) where ended_at is null;
create index on ground.links (to_type, to_key) where ended_at is null;
