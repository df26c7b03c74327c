create schema if not exists supervise;

-- Filters a person saved for a desk (我的筛选): the parameters of its address.
create table supervise.acceptance_filters (
  id bigint generated always as identity primary key,
  person uuid not null, desk text not null, name text not null, query text not null, at timestamptz not null,
  unique (person, desk, name)
);

-- Things done to several cases at once. What tells people outside waits half a minute, and may be taken back until then.
create table supervise.acceptance_batches (
  id bigint generated always as identity primary key,
  person uuid not null, verb text not null check (verb in ('merge', 'refuse', 'answer')),
  cases jsonb not null,                                 -- [{number, seen}]; of a merge the first is the one that stays
  input jsonb not null default '{}',
  at timestamptz not null, due_at timestamptz not null,
  undone_at timestamptz, done_at timestamptz,
  failed jsonb not null default '[]'                    -- [{number, why}]: what the rules refused
);
create index on supervise.acceptance_batches (due_at) where done_at is null and undone_at is null;

-- Shift handover notes (交班): what the next shift must know, and who has read it.
create table supervise.acceptance_handovers (
  id bigint generated always as identity primary key,
  organisation text not null references city.organisations,
  author uuid not null, at timestamptz not null,
  words text not null, cases text[] not null default '{}'
);
create index on supervise.acceptance_handovers (organisation, at desc, id desc);
create table supervise.acceptance_handover_reads (
  handover bigint not null references supervise.acceptance_handovers, reader uuid not null, at timestamptz not null,
  primary key (handover, reader)
);
