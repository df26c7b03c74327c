-- Neighbours of the last months: where thousands stand on one spot, place alone reads them all.
create index cases_place_new on city.cases using gist (geom, received_at);
drop index city.cases_place;
alter index city.cases_place_new rename to cases_place;

-- The statements of lists hold ways that are mostly not taken (sought.ts). PostgreSQL would compile them by what they would cost, for longer than the list takes.
-- The setting is this database's; who may not change it (a managed server) sets jit = off on the server.
do $$ begin
  execute format('alter database %I set jit = off', current_database());
exception when insufficient_privilege or feature_not_supported or undefined_object then null;
end $$;
