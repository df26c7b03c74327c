-- Pages of sensing: things of a kind, of an organisation and by their names; and how each thing stands, judged every few minutes, so that the page of the
-- fleet asks an index and not every stream.
create index on sense.things (kind, id) where public;
create index on sense.things (organisation, id);
create index on sense.things using gin (name gin_trgm_ops);
create index on sense.things using gin ((properties->'name'->>'en') gin_trgm_ops);

create table sense.thing_states (
  thing_id bigint primary key references sense.things on delete cascade,
  state text not null check (state in ('never', 'silent', 'stale', 'ok')), low_battery boolean not null,
  since timestamptz not null                            -- of this state, as judged
);
create index on sense.thing_states (state, since, thing_id);
create index on sense.thing_states (since, thing_id);
create index on sense.thing_states (since, thing_id) where low_battery;
create index on sense.thing_states (since, thing_id) where state <> 'ok' or low_battery;

-- How many stand how, counted in the statement that judges. Empty text: of no organisation, of no kind.
create table sense.thing_counts (
  organisation text not null, kind text not null, state text not null, low_battery boolean not null, n integer not null,
  primary key (organisation, kind, state, low_battery)
);
create table sense.thing_judged (once boolean primary key default true check (once), at timestamptz not null);
