-- A mapping (对照表): how the columns of a file become cases. Plain data, kept by name.
create table serve.import_mappings (
  name text primary key,
  mapping jsonb not null,
  saved_at timestamptz not null, saved_by uuid
);

-- One run of an import. It goes in batches, each a transaction that also moves the counts here; a run that was broken off is taken over by the next of its source.
create table serve.import_runs (
  id bigint generated always as identity primary key,
  source text not null, mapping text not null,
  files jsonb not null,                                 -- [{name, hash}], hash: sha256 of the content
  by_person uuid,
  started_at timestamptz not null, finished_at timestamptz,
  state text not null default 'running' check (state in ('running', 'done', 'stopped', 'broken')),   -- stopped: a file could not be read to its end; broken: the program ended in the middle
  counts jsonb not null default '{}',                   -- rows, new, same, changed, skipped, refused, and by kind
  trouble text                                          -- why it stopped
);
create unique index import_runs_running on serve.import_runs (source) where state = 'running';

-- What has come in: the id in the other system → the case, and what its row looked like when it was last read.
create table serve.import_rows (
  source text not null, external text not null,
  case_id bigint not null references city.cases,
  number text not null,
  run bigint not null references serve.import_runs,
  hash text not null,
  flags text[] not null default '{}',
  primary key (source, external)
);
create index on serve.import_rows (run);

-- What a reader should know of a row: why it was refused, or what in it contradicts itself. What is flagged is flagged once for a file, however often it is
-- read; what is refused is told by every run that could not take it.
create table serve.import_remarks (
  id bigint generated always as identity primary key,
  run bigint not null references serve.import_runs,
  source text not null, file text not null,             -- hash of the file
  row int not null,
  refused boolean not null,
  kind text not null, field text not null default '', value text,
  external text, number text
);
create unique index import_remarks_once on serve.import_remarks (source, file, row, kind, field) where not refused;
create index on serve.import_remarks (run, refused, kind, id);
