create schema if not exists serve;

-- Who wants to hear of what. Addresses stand in ground.identity_people only: an account, or a contact made for the subscription.
create table serve.push_subscriptions (
  id bigint generated always as identity primary key,
  person uuid not null references ground.identity_people,
  channel text not null,
  lang text not null check (lang in ('zh', 'en')),
  topic text not null check (topic in ('case', 'area', 'class', 'near')),
  subject text,                                   -- number, area code or class code
  geom geometry(Point, 4326), radius_m int check (radius_m between 50 and 5000),
  reach geometry(Polygon, 4326),                  -- a box round the circle, for the index
  own boolean not null default false,             -- the reporter's own case: told of it also where it is not public
  link text,                                      -- page of the letters' link, when it is not the public one
  token text not null unique,                     -- in every letter: confirms, shows, ends; nothing else
  created_at timestamptz not null,
  confirmed_at timestamptz, ended_at timestamptz,
  check ((topic = 'near') = (geom is not null and radius_m is not null and reach is not null)),
  check ((topic = 'near') = (subject is null))
);
create unique index push_subscriptions_once on serve.push_subscriptions (person, channel, topic, subject) where ended_at is null and subject is not null;
create index push_subscriptions_subject on serve.push_subscriptions (topic, subject) where ended_at is null and subject is not null;
create index push_subscriptions_reach on serve.push_subscriptions using gist (reach) where ended_at is null;
create index push_subscriptions_waiting on serve.push_subscriptions (created_at) where confirmed_at is null and ended_at is null;

-- What goes out, once for every event and subscription; this table is also the queue. `event` is absent for the letter that asks to confirm.
create table serve.push_deliveries (
  id bigint generated always as identity primary key,
  subscription bigint not null references serve.push_subscriptions on delete cascade,
  event bigint,
  verb text not null,                             -- of the step, or 'confirm'
  case_number text, at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'parked', 'dropped')),
  tries int not null default 0, next_at timestamptz not null, error text, sent_at timestamptz
);
create unique index push_deliveries_once on serve.push_deliveries (event, subscription) where event is not null;
create unique index push_deliveries_confirm on serve.push_deliveries (subscription) where event is null;
create index push_deliveries_waiting on serve.push_deliveries (next_at, id) where state = 'waiting';
create index push_deliveries_parked on serve.push_deliveries (id) where state = 'parked';
create index push_deliveries_subscription on serve.push_deliveries (subscription);
