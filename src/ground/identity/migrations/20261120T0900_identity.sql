-- Who a person is stands here and nowhere else, so that it can be seen, copied, corrected and erased.
-- Every other table carries the id alone, which says nothing once this row is emptied.
create table ground.identity_people (
  id uuid primary key,
  kind text not null default 'account' check (kind in ('account', 'contact')),  -- a contact left a name or number with a report and cannot sign in
  login text unique,
  name text, phone text, email text,
  lang text not null default 'zh' check (lang in ('zh', 'en')),
  password text,                        -- argon2id
  phone_verified_at timestamptz, email_verified_at timestamptz,
  created_at timestamptz not null default now(),
  disabled_at timestamptz, erased_at timestamptz
);
create index on ground.identity_people (phone) where phone is not null;
create index on ground.identity_people (regexp_replace(phone, '[^0-9]', '', 'g')) where phone is not null;   -- whoever calls, however the number is written
create index on ground.identity_people (lower(email)) where email is not null;

create table ground.identity_grants (
  id bigint generated always as identity primary key,
  person uuid not null references ground.identity_people,
  role text not null,
  organisation text, area text,
  granted_by uuid, granted_at timestamptz not null default now(), ended_at timestamptz
);
create unique index on ground.identity_grants (person, role, coalesce(organisation, ''), coalesce(area, '')) where ended_at is null;
create index on ground.identity_grants (organisation, role) where ended_at is null;

create table ground.identity_sessions (
  token bytea primary key,              -- sha256 of what the cookie holds
  person uuid not null references ground.identity_people,
  form_key text not null,               -- against forged forms
  agent text, created_at timestamptz not null default now(), seen_at timestamptz not null default now(), ends_at timestamptz not null
);
create index on ground.identity_sessions (person);
create index on ground.identity_sessions (ends_at);

-- One-time codes and links: sent to a phone or an address, or printed once in the terminal.
create table ground.identity_codes (
  id bigint generated always as identity primary key,
  purpose text not null check (purpose in ('sign-in', 'administrator-link', 'verify')),
  sent_to text not null, code bytea not null,
  person uuid references ground.identity_people,
  tries int not null default 0,
  created_at timestamptz not null default now(), ends_at timestamptz not null, used_at timestamptz
);
create index on ground.identity_codes (sent_to, purpose, created_at desc);

create table ground.identity_keys (
  id bigint generated always as identity primary key,
  token bytea not null unique,          -- sha256 of the key
  person uuid not null references ground.identity_people,
  name text not null, scopes text[] not null default '{}',
  created_at timestamptz not null default now(), last_used_at timestamptz, ended_at timestamptz
);
create index on ground.identity_keys (person);

-- Who looked at what is confidential.
create table ground.identity_looks (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  viewer uuid not null, subject_type text not null, subject_key text not null, reason text
);
create index on ground.identity_looks (subject_type, subject_key, at);
