-- What a reporter added later: words, photos (attached to the case). The report itself is never rewritten.
create table serve.report_additions (
  id bigint generated always as identity primary key,
  report_id bigint not null references serve.reports,
  words text, photos uuid[] not null default '{}',
  at timestamptz not null
);
create index on serve.report_additions (report_id, id);
