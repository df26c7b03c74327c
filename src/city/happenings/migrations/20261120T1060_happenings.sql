-- The happening is the fact: place, time, class, source. Corrections are rows too, so the present truth and the truth as known at a time can both be read.
create table city.happenings (
  id bigint generated always as identity primary key,
  at timestamptz not null, known_at timestamptz not null default now(),
  what text not null check (what in ('raised', 'reclassed', 'moved', 'merged', 'unmerged', 'voided', 'verified', 'closed', 'reopened')),
  subject_type text not null, subject_key text not null,
  source text not null, class text, geom geometry(Point, 4326), area text, cell text,
  data jsonb not null default '{}'
);
create index on city.happenings (subject_type, subject_key, id);
create index on city.happenings (at, class);
create view city.v_happenings as select * from city.happenings;
