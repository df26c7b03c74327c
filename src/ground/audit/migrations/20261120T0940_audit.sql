-- Append-only, free of identities (people are ids), chained in batches: each batch holds the hash of its rows and of the batch before.
create table ground.audit_entries (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(), actor uuid, action text not null, subject_type text, subject_key text, detail jsonb not null default '{}', batch bigint
);
create index on ground.audit_entries (id) where batch is null;
create index on ground.audit_entries (subject_type, subject_key, id);
create table ground.audit_batches (
  id bigint generated always as identity primary key,
  first_entry bigint not null, last_entry bigint not null, previous bytea, hash bytea not null, at timestamptz not null default now()
);
