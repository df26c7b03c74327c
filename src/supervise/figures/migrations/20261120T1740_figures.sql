-- What a process kept in memory for counting, so that the next one need not read a million cases again. Part 0 says what the others hold. It may be
-- deleted at any time: everything in it comes from the cases.
create schema if not exists supervise;
create table supervise.figures_snapshots (part int primary key, data bytea not null, made_at timestamptz not null);
