-- The limit that had passed already when a case came in from a history (comis import): nobody is written to about it.
alter table city.cases add column late_before timestamptz;
