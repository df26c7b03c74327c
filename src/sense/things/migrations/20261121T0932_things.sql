-- Many that need the same new month at the same moment: those that waited for the lock may still believe it is not there (what a session remembers of the
-- catalogue is not refreshed by an advisory lock), and then find out while making it.
create or replace function sense.observation_month(month date) returns void language plpgsql as $$
declare name text := 'observations_' || to_char(month, 'YYYY_MM');
begin
  if month < '1990-01-01' or month >= '2100-01-01' or to_regclass('sense.' || name) is not null then return; end if;
  perform pg_advisory_xact_lock(hashtext('sense.observation_month'));
  if to_regclass('sense.' || name) is not null then return; end if;
  execute format('create table sense.%I partition of sense.observations for values from (%L) to (%L)', name, date_trunc('month', month)::date, (date_trunc('month', month) + interval '1 month')::date);
exception when duplicate_table then return;
end $$;
