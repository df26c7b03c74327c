-- Two axes (监督中心 and 指挥中心) on two levels (市 and 区), and those who handle.
create table city.organisations (
  code text primary key,
  name text not null, name_en text,
  parent text references city.organisations deferrable initially deferred,
  path text[] not null,
  kind text not null check (kind in ('supervision', 'command', 'department', 'street', 'company', 'examiner')),
  level text not null check (level in ('city', 'district')),
  area text not null references city.areas,
  phone text, email text,
  ended_at timestamptz, changed_at timestamptz not null default now(), changed_by uuid
);
create index on city.organisations (kind, area) where ended_at is null;
create index on city.organisations using gin (path);
create view city.v_organisations as select code, name, name_en, parent, path, kind, level, area, ended_at from city.organisations;
