-- The outbox: news written in the transaction that makes it true. `tx` decides what may be read yet: ids are not commit order.
create table ground.events_outbox (
  id bigint generated always as identity primary key,
  tx xid8 not null default pg_current_xact_id(),
  at timestamptz not null default now(),
  type text not null, subject text not null, payload jsonb not null
);
create index on ground.events_outbox (tx, id);

-- How far each listener has read; what failed too often is parked and shown, the rest goes on.
create table ground.events_cursors (
  listener text primary key,
  tx xid8 not null default '0', id bigint not null default 0,
  failures int not null default 0, retry_at timestamptz, last_error text, moved_at timestamptz
);
create table ground.events_parked (
  id bigint generated always as identity primary key,
  listener text not null, event bigint not null, type text not null, subject text not null, payload jsonb not null,
  error text not null, parked_at timestamptz not null default now(), settled_at timestamptz
);
