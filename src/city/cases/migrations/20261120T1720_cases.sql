-- Lists at a million cases (sought.ts). One index answers what combines freely: areas, what a case is (class, ~nature, @source, !open or !closed, !late),
-- the month (30 days) it was received in, units, words. Instead of one for areas, one for units and one for words, whose answers had to be laid over one another.
create index cases_sought on city.cases using gin (
  path,
  (array[class, '~' || nature, '@' || source, case when closed_at is null then '!open' else '!closed' end, case when late then '!late' end]),
  (array[(extract(epoch from (received_at - timestamptz '2000-01-01 00:00:00+00'))::bigint / 2592000)::int]),
  units, find);
drop index city.cases_path;
drop index city.cases_units;
drop index city.cases_find;
-- What is open, the most urgent first; and where: neighbours of a new case are looked for among the open ones, which are few, not among all there ever were.
create index cases_open on city.cases (stage_due_at, id) where closed_at is null;
drop index city.cases_late;
create index cases_open_place on city.cases using gist (geom) where closed_at is null;
create index cases_open_public on city.cases using gist (public_geom) where closed_at is null and visibility = 'public' and merged_into is null;
