-- cases_sought also knows who may see a case as staff (#supervision, =command once it is filed) and what was voided: what a desk may see of a million
-- cases, and a rare stage among them, are gathered like anything else.
drop index city.cases_sought;
create index cases_sought on city.cases using gin (
  path,
  (array[class, '~' || nature, '@' || source, '#' || supervision, case when filed_at is not null then '=' || command end,
    case when stage = 'void' then '!void' when closed_at is null then '!open' else '!closed' end, case when late then '!late' end]),
  (array[(extract(epoch from (received_at - timestamptz '2000-01-01 00:00:00+00'))::bigint / 2592000)::int]),
  units, find);
-- Places of the last months are asked for far more often than those of all years.
create index cases_public_place_new on city.cases using gist (public_geom, received_at) where visibility = 'public' and merged_into is null;
drop index city.cases_public_place;
alter index city.cases_public_place_new rename to cases_public_place;
