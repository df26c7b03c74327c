-- Indexes of the desks: what a command centre has under way, what a unit has handled, appeals that wait, suspensions that end.
create index cases_command on city.cases (command, stage, stage_due_at, id) where closed_at is null and filed_at is not null;
create index cases_lead on city.cases (lead, received_at desc, id desc) where lead is not null;
create index cases_appeals on city.cases (stage_due_at, id) where appeal ->> 'state' in ('asked', 'seconded');
create index cases_suspended on city.cases (suspended_until) where suspended_at is not null and closed_at is null;
