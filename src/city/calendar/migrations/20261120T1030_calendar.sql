-- Days that differ from the week's pattern: holidays (休) and shifted working days (调休).
create table city.calendar_days (
  day date primary key, kind text not null check (kind in ('work', 'rest')), name text, name_en text,
  changed_at timestamptz not null default now(), changed_by uuid
);
