-- Operators as the city registers them: a colour for maps and lists, and who their keys stand for.
alter table sense.bike_operators
  add column colour text check (colour ~ '^#[0-9a-f]{6}$'),
  add column key_person uuid;                           -- holds the keys that administrators issue; cannot sign in

-- Painted frames count from and to a day.
alter table sense.bike_stops add column valid_from timestamptz, add column valid_to timestamptz, add check (valid_to > valid_from);
create index on sense.bike_stops (name, stop_id) where operator is null and retired_at is null;

-- A month that has rows in the rest already stays there: its own part could no longer be made. Months are those of UTC.
create or replace function sense.bike_telemetry_month(month date) returns void language plpgsql as $$
declare
  name text := 'bike_telemetry_' || to_char(month, 'YYYY_MM');
  first timestamptz := date_trunc('month', month::timestamp) at time zone 'UTC';
  next timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') at time zone 'UTC';
begin
  if to_regclass('sense.' || name) is not null then return; end if;
  perform pg_advisory_xact_lock(hashtext('sense.bike_telemetry_month'));
  if to_regclass('sense.' || name) is not null then return; end if;
  if exists (select 1 from sense.bike_telemetry_other where at >= first and at < next) then return; end if;
  execute format('create table sense.%I partition of sense.bike_telemetry for values from (%L) to (%L)', name, first, next);
end $$;
