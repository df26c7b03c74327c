-- What subscribers are told besides observations: which entities were made or changed, whoever did it (HTTP, pages, other rooms, other processes).
-- Read together with the batches of observations, so both take their ids from one sequence: within a transaction that is the order of writing. Kept a day.
create table sense.entity_changes (
  tx xid8 not null default pg_current_xact_id(), id bigint not null default nextval('sense.observation_batches_id_seq'), at timestamptz not null default now(),
  kind text not null, ids bigint[] not null,            -- the entity set
  streams bigint[],                                     -- of observations: whose they are
  primary key (tx, id)
);
create index on sense.entity_changes (at);

create function sense.entity_changed() returns trigger language plpgsql as $$
begin
  insert into sense.entity_changes (kind, ids) select tg_argv[0], array_agg(c.id order by c.id) from changed c having count(*) > 0;
  return null;
end $$;
create function sense.streams_made() returns trigger language plpgsql as $$
begin
  insert into sense.entity_changes (kind, ids) select case when c.multi then 'MultiDatastreams' else 'Datastreams' end, array_agg(c.id order by c.id) from changed c group by c.multi;
  return null;
end $$;
create function sense.stream_changed() returns trigger language plpgsql as $$
begin
  insert into sense.entity_changes (kind, ids) values (case when new.multi then 'MultiDatastreams' else 'Datastreams' end, array[new.id]);
  return null;
end $$;

create trigger made after insert on sense.things referencing new table as changed for each statement execute function sense.entity_changed('Things');
create trigger changed after update on sense.things referencing new table as changed for each statement execute function sense.entity_changed('Things');
create trigger made after insert on sense.locations referencing new table as changed for each statement execute function sense.entity_changed('Locations');
create trigger changed after update on sense.locations referencing new table as changed for each statement execute function sense.entity_changed('Locations');
create trigger made after insert on sense.historical_locations referencing new table as changed for each statement execute function sense.entity_changed('HistoricalLocations');
create trigger changed after update on sense.historical_locations referencing new table as changed for each statement execute function sense.entity_changed('HistoricalLocations');
create trigger made after insert on sense.sensors referencing new table as changed for each statement execute function sense.entity_changed('Sensors');
create trigger changed after update on sense.sensors referencing new table as changed for each statement execute function sense.entity_changed('Sensors');
create trigger made after insert on sense.observed_properties referencing new table as changed for each statement execute function sense.entity_changed('ObservedProperties');
create trigger changed after update on sense.observed_properties referencing new table as changed for each statement execute function sense.entity_changed('ObservedProperties');
create trigger made after insert on sense.features referencing new table as changed for each statement execute function sense.entity_changed('FeaturesOfInterest');
create trigger changed after update on sense.features referencing new table as changed for each statement execute function sense.entity_changed('FeaturesOfInterest');
create trigger made after insert on sense.datastreams referencing new table as changed for each statement execute function sense.streams_made();
-- Named columns: what the ingest keeps up to date with every batch does not set it off.
create trigger changed after update of multi, name, description, observation_type, unit, units, data_types, properties, thing_id, sensor_id, observed_property_id on sense.datastreams
  for each row execute function sense.stream_changed();

-- Sessions of MQTT that outlive their connection (clean session off), and the broker outside: what was subscribed to, and up to where in the stream
-- everything was acknowledged. What is told again after a break is read from the stream, so nothing waits in memory.
create table sense.mqtt_sessions (
  name text primary key,                                -- the account and its client id; 'outside' is the broker outside
  topics jsonb not null default '{}',                   -- topic: QoS
  tx xid8 not null, id bigint not null, seen_at timestamptz not null,
  holder text, held_until timestamptz                   -- which process speaks with the broker outside, and how long nobody else may
);
create index on sense.mqtt_sessions (seen_at);
