-- Cameras: things that see. What they saw stands in camera_events; pictures are files of an event, and only a blurred or masked copy is ever public.
create table sense.cameras (
  code text primary key,
  thing_id bigint references sense.things on delete set null,
  name text not null, gb_id text unique,                -- GB/T 28181: 20 digits
  geom geometry(Point, 4326) not null, covered geometry(Polygon, 4326), place text, path text[] not null,
  organisation text references city.organisations,
  public boolean not null default true,                 -- stands in the public list
  mobile boolean not null default false,                -- on a vehicle: its position comes by MobilePosition
  silent_s int not null default 180 check (silent_s between 30 and 604800),
  heard_at timestamptz, said_off boolean not null default false, device text,
  changed_at timestamptz not null, changed_by uuid
);
create index on sense.cameras using gist (geom);
create index on sense.cameras using gin (path);
create index on sense.cameras (device) where device is not null;

-- What registered by GB/T 28181: a camera itself, or a recorder or platform with many. A sign of life is one row, however many cameras stand behind it.
create table sense.camera_devices (
  gb_id text primary key, address text not null, port int not null,
  registered_until timestamptz not null, heard_at timestamptz not null
);

-- What catalogues of devices named: an administrator makes cameras of them.
create table sense.camera_channels (
  gb_id text primary key, device text not null, name text not null, is_on boolean not null, lon double precision, lat double precision, address text, told_at timestamptz not null
);
create index on sense.camera_channels (device);

-- What becomes of a kind of event: of one camera, else of all (camera null).
create table sense.camera_rules (
  id bigint generated always as identity primary key,
  camera text references sense.cameras on delete cascade, kind text not null,
  opens text not null check (opens in ('nothing', 'happening', 'case')), class text,
  join_minutes int not null default 60 check (join_minutes between 0 and 10080), least_confidence real not null default 0 check (least_confidence between 0 and 1),
  changed_at timestamptz not null, changed_by uuid,
  unique nulls not distinct (camera, kind),
  check (opens <> 'case' or class is not null)
);

create table sense.camera_events (
  id bigint generated always as identity primary key,
  camera text not null references sense.cameras, event_id text not null, source text not null check (source in ('webhook', 'gb28181')),
  kind text not null, at timestamptz not null, received_at timestamptz not null,
  box double precision[], class text, confidence real, note text,   -- box: x, y, width, height as shares of the picture
  geom geometry(Point, 4326), path text[] not null,                 -- where it was seen: a camera on a vehicle is elsewhere by now
  case_number text, joined boolean not null default false,
  picture uuid, blurred uuid, released uuid, regions jsonb, released_at timestamptz, released_by uuid, picture_gone_at timestamptz,
  unique (camera, event_id)
);
create index on sense.camera_events (camera, at desc, id desc);
create index on sense.camera_events (at desc, id desc);
create index on sense.camera_events (kind, at desc, id desc);
create index on sense.camera_events using gin (path);
create index on sense.camera_events (case_number) where case_number is not null;
create index on sense.camera_events (received_at) where picture is not null and picture_gone_at is null;
create index on sense.camera_events (released_at) where released is not null;

-- The last event of a kind at a camera and the case it led to: the row that two events in the same moment wait for.
create table sense.camera_latest (
  camera text not null references sense.cameras on delete cascade, kind text not null, at timestamptz, case_number text,
  primary key (camera, kind)
);

-- How long pictures are kept (days); one row.
create table sense.camera_policy (
  one boolean primary key default true check (one), original_days int not null check (original_days between 1 and 3650), published_days int not null check (published_days between 1 and 3650),
  changed_at timestamptz, changed_by uuid
);
insert into sense.camera_policy (original_days, published_days) values (30, 365);

insert into sense.camera_rules (camera, kind, opens, changed_at)
select null, kind, 'happening', now() from unnest(array['vending', 'rubbish', 'parking', 'bicycles', 'fire', 'water', 'crowd']) as kind;

-- The camera as a SensorThings thing with its place: made with the camera, kept in step with it; seen by staff alone where
-- the camera is. Returns the id of the thing.
create function sense.camera_thing(thing bigint, camera text, called text, at geometry, area text[], unit text, gb text, listed boolean) returns bigint language plpgsql as $$
declare
  placed bigint; now_at timestamptz := clock_timestamp(); history bigint;
  extra jsonb := jsonb_strip_nulls(jsonb_build_object('camera', camera, 'gb28181', gb));
begin
  update sense.things set name = called, kind = 'camera', path = area, organisation = unit, public = listed, properties = coalesce(properties, '{}') || extra, changed_at = now_at where id = thing;
  if thing is null or not found then
    insert into sense.things (name, description, properties, kind, path, organisation, public, changed_at) values (called, called, extra, 'camera', area, unit, listed, now_at) returning id into thing;
  end if;
  select l.id into placed from sense.thing_locations t join sense.locations l on l.id = t.location_id where t.thing_id = thing and ST_Equals(l.geom, at) limit 1;
  if placed is not null then return thing; end if;
  insert into sense.locations (name, description, encoding_type, location, geom) values (called, called, 'application/geo+json', ST_AsGeoJSON(at, 7)::jsonb, at) returning id into placed;
  delete from sense.thing_locations where thing_id = thing;
  insert into sense.thing_locations (thing_id, location_id) values (thing, placed);
  insert into sense.historical_locations (thing_id, time) values (thing, now_at) returning id into history;
  insert into sense.historical_location_locations values (history, placed);
  return thing;
end $$;

-- The fact of an event that opened no case of its own. Events with one are told by the case.
create function sense.camera_happening(event bigint, happened timestamptz, known timestamptz, of_class text, where_at geometry, in_area text) returns bigint language sql as $$
  insert into city.happenings (at, known_at, what, subject_type, subject_key, source, class, geom, area) values (happened, known, 'raised', 'camera-event', event::text, 'camera', of_class, where_at, in_area) returning id
$$;
