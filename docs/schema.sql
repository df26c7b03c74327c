-- The whole database, written by npm run check -- --write from the migrations of all rooms. Do not edit.

CREATE SCHEMA city;

CREATE SCHEMA ground;

CREATE SCHEMA sense;

CREATE SCHEMA serve;

CREATE SCHEMA supervise;

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA public;

CREATE EXTENSION IF NOT EXISTS postgis WITH SCHEMA public;

CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;

CREATE FUNCTION sense.bike_geography_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if tg_op = 'DELETE' or not ST_OrderingEquals(old.geom, new.geom) or old.name <> new.name or old.kind <> new.kind then raise exception 'a published geography is immutable' using errcode = '23514'; end if;

  return new;

end $$;

CREATE FUNCTION sense.bike_policy_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if old.published_at is not null then raise exception 'a published policy is immutable' using errcode = '23514'; end if;

  return coalesce(new, old);

end $$;

CREATE FUNCTION sense.bike_telemetry_forget(before date) RETURNS void
    LANGUAGE plpgsql
    AS $_$
declare one record;

begin
  for one in select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'sense' and relname ~ '^bike_telemetry_\d{4}_\d{2}$' and relname < 'bike_telemetry_' || to_char(before, 'YYYY_MM')
  loop execute format('drop table sense.%I', one.relname); end loop;

end $_$;

CREATE FUNCTION sense.bike_telemetry_month(month date) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  name text := 'bike_telemetry_' || to_char(month, 'YYYY_MM');

  first timestamptz := date_trunc('month', month::timestamp) at time zone 'UTC';

  next timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') at time zone 'UTC';

begin
  if to_regclass('sense.' || name) is not null then return; end if;

  perform pg_advisory_xact_lock(hashtext('sense.bike_telemetry_month'));

  if to_regclass('sense.' || name) is not null then return; end if;

  if exists (select 1 from sense.bike_telemetry_other where at >= first and at < next) then return; end if;

  execute format('create table sense.%I partition of sense.bike_telemetry for values from (%L) to (%L)', name, first, next);

end $$;

CREATE FUNCTION sense.entity_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  insert into sense.entity_changes (kind, ids) select tg_argv[0], array_agg(c.id order by c.id) from changed c having count(*) > 0;

  return null;

end $$;

CREATE FUNCTION sense.history_drop_month(month date) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin execute format('drop table if exists sense.%I', 'observations_' || to_char(month, 'YYYY_MM')); end $$;

CREATE FUNCTION sense.history_mark() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  -- What retention takes away stays in the roll-ups.
  if current_setting('comis.forgetting', true) = 'on' then return null; end if;

  insert into sense.history_dirty (datastream_id, hour) select distinct datastream_id, date_trunc('hour', time, 'UTC') from gone;

  if tg_op = 'UPDATE' then insert into sense.history_dirty (datastream_id, hour) select distinct datastream_id, date_trunc('hour', time, 'UTC') from come; end if;

  return null;

end $$;

CREATE FUNCTION sense.history_mean(scaled double precision, numbers bigint, low double precision, high double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select case when numbers = 0 then null when low = high then low when scaled / numbers > 1.4e296 then high when scaled / numbers < -1.4e296 then low
    else greatest(low, least(high, scaled / numbers * 1099511627776)) end
$$;

CREATE FUNCTION sense.history_policy(property bigint, thing_kind text, OUT raw_days integer, OUT hours_days integer, OUT policy bigint) RETURNS record
    LANGUAGE sql STABLE
    AS $$
  select p.raw_days, p.hours_days, p.id from sense.history_policies p
  where p.observed_property_id = property or p.kind = thing_kind or (p.kind is null and p.observed_property_id is null)
  order by p.observed_property_id is null, p.kind is null limit 1
$$;

CREATE FUNCTION sense.observation_month(month date) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare name text := 'observations_' || to_char(month, 'YYYY_MM');

begin
  if month < '1990-01-01' or month >= '2100-01-01' or to_regclass('sense.' || name) is not null then return; end if;

  if month < (select raw_floor from sense.history_state) then return; end if;

  perform pg_advisory_xact_lock(hashtext('sense.observation_month'));

  -- Who waited for the lock has remembered that there is no such table, and to_regclass would say so again: the catalogue itself knows better.
  if exists (select 1 from pg_class c where c.relnamespace = 'sense'::regnamespace and c.relname = name) then return; end if;

  execute format('create table sense.%I partition of sense.observations for values from (%L) to (%L)', name, date_trunc('month', month)::date, (date_trunc('month', month) + interval '1 month')::date);

end $$;

CREATE FUNCTION sense.stream_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  insert into sense.entity_changes (kind, ids) values (case when new.multi then 'MultiDatastreams' else 'Datastreams' end, array[new.id]);

  return null;

end $$;

CREATE FUNCTION sense.streams_made() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  insert into sense.entity_changes (kind, ids) select case when c.multi then 'MultiDatastreams' else 'Datastreams' end, array_agg(c.id order by c.id) from changed c group by c.multi;

  return null;

end $$;

CREATE TABLE city.addresses (
    id bigint NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    name_en text,
    road text,
    door integer,
    geom public.geometry(Geometry,4326) NOT NULL,
    area text,
    find text NOT NULL,
    source text,
    CONSTRAINT addresses_kind_check CHECK ((kind = ANY (ARRAY['door'::text, 'road'::text, 'junction'::text, 'poi'::text])))
);

ALTER TABLE city.addresses ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE city.areas (
    code text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    name_en text,
    parent text,
    path text[] NOT NULL,
    geom public.geometry(MultiPolygon,4326),
    label public.geometry(Point,4326),
    valid_from date,
    valid_to date,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by uuid,
    CONSTRAINT areas_kind_check CHECK ((kind = ANY (ARRAY['city'::text, 'district'::text, 'street'::text, 'community'::text, 'cell'::text])))
);

CREATE TABLE city.assets (
    code text NOT NULL,
    class text,
    name text NOT NULL,
    owner text,
    maintainer text,
    state text DEFAULT 'good'::text NOT NULL,
    geom public.geometry(Point,4326) NOT NULL,
    cell text,
    place text,
    source text,
    surveyed_on date,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by uuid,
    CONSTRAINT assets_state_check CHECK ((state = ANY (ARRAY['good'::text, 'damaged'::text, 'lost'::text, 'abandoned'::text, 'removed'::text])))
);

CREATE TABLE city.calendar_days (
    day date NOT NULL,
    kind text NOT NULL,
    name text,
    name_en text,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by uuid,
    CONSTRAINT calendar_days_kind_check CHECK ((kind = ANY (ARRAY['work'::text, 'rest'::text])))
);

CREATE TABLE city.case_clocks (
    case_id bigint NOT NULL,
    clock text NOT NULL,
    round integer NOT NULL,
    organisation text,
    started_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    limit_value numeric NOT NULL,
    limit_unit text NOT NULL,
    ended_at timestamp with time zone,
    late boolean
);

CREATE TABLE city.case_counters (
    key text NOT NULL,
    last integer NOT NULL
);

CREATE TABLE city.case_steps (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    verb text NOT NULL,
    actor uuid,
    role text,
    organisation text,
    reason text,
    note text,
    data jsonb DEFAULT '{}'::jsonb NOT NULL,
    public boolean DEFAULT true NOT NULL
);

ALTER TABLE city.case_steps ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE city.cases (
    id bigint NOT NULL,
    number text NOT NULL,
    nature text NOT NULL,
    source text NOT NULL,
    class text,
    standard text,
    title text NOT NULL,
    description text,
    geom public.geometry(Point,4326),
    public_geom public.geometry(Point,4326),
    place text,
    accuracy_m real,
    path text[] DEFAULT '{}'::text[] NOT NULL,
    asset text,
    visibility text DEFAULT 'public'::text NOT NULL,
    supervision text NOT NULL,
    command text NOT NULL,
    stage text NOT NULL,
    holder text,
    lead text,
    assisting text[] DEFAULT '{}'::text[] NOT NULL,
    units text[] DEFAULT '{}'::text[] NOT NULL,
    officer uuid,
    returned boolean DEFAULT false NOT NULL,
    signed_at timestamp with time zone,
    suspended_at timestamp with time zone,
    suspended_until timestamp with time zone,
    urged integer DEFAULT 0 NOT NULL,
    reopened integer DEFAULT 0 NOT NULL,
    reworked integer DEFAULT 0 NOT NULL,
    escalated integer DEFAULT 0 NOT NULL,
    extension jsonb,
    appeal jsonb,
    received_at timestamp with time zone NOT NULL,
    filed_at timestamp with time zone,
    dispatched_at timestamp with time zone,
    handled_at timestamp with time zone,
    closed_at timestamp with time zone,
    stage_due_at timestamp with time zone,
    stage_amber_at timestamp with time zone,
    due_at timestamp with time zone,
    amber_at timestamp with time zone,
    late boolean DEFAULT false NOT NULL,
    exempt boolean DEFAULT false NOT NULL,
    outcome text,
    merged_into bigint,
    followers integer DEFAULT 1 NOT NULL,
    rating smallint,
    solved boolean,
    priority smallint DEFAULT 0 NOT NULL,
    find tsvector,
    last_step bigint DEFAULT 0 NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    late_before timestamp with time zone,
    CONSTRAINT cases_nature_check CHECK ((nature = ANY (ARRAY['report'::text, 'complaint'::text, 'help'::text, 'question'::text, 'suggestion'::text, 'praise'::text]))),
    CONSTRAINT cases_outcome_check CHECK ((outcome = ANY (ARRAY['resolved'::text, 'unresolved'::text, 'refused'::text, 'void'::text, 'answered'::text, 'passed_on'::text, 'merged'::text]))),
    CONSTRAINT cases_rating_check CHECK (((rating >= 1) AND (rating <= 5))),
    CONSTRAINT cases_stage_check CHECK ((stage = ANY (ARRAY['received'::text, 'verifying'::text, 'filed'::text, 'handling'::text, 'handled'::text, 'checking'::text, 'checked'::text, 'answering'::text, 'closed'::text, 'void'::text]))),
    CONSTRAINT cases_visibility_check CHECK ((visibility = ANY (ARRAY['public'::text, 'private'::text])))
);

ALTER TABLE city.cases ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE city.class_mappings (
    from_code text NOT NULL,
    to_scheme text NOT NULL,
    to_code text NOT NULL
);

CREATE TABLE city.class_standards (
    id text NOT NULL,
    class text NOT NULL,
    place integer NOT NULL,
    filing text NOT NULL,
    filing_en text,
    closing text NOT NULL,
    closing_en text,
    limit_value numeric NOT NULL,
    limit_unit text NOT NULL,
    handling_unit text,
    supervising_unit text,
    legal_basis text,
    ended_at timestamp with time zone,
    CONSTRAINT class_standards_limit_unit_check CHECK ((limit_unit = ANY (ARRAY['urgent_hour'::text, 'work_hour'::text, 'work_day'::text, 'natural_day'::text]))),
    CONSTRAINT class_standards_limit_value_check CHECK ((limit_value > (0)::numeric))
);

CREATE TABLE city.classes (
    code text NOT NULL,
    scheme text NOT NULL,
    kind text NOT NULL,
    parent text,
    name text NOT NULL,
    name_en text,
    about text,
    about_en text,
    keywords text[] DEFAULT '{}'::text[] NOT NULL,
    natures text[] DEFAULT '{report,complaint,help}'::text[] NOT NULL,
    visibility text DEFAULT 'public'::text NOT NULL,
    rounding_m integer DEFAULT 0 NOT NULL,
    questions jsonb DEFAULT '[]'::jsonb NOT NULL,
    stopper jsonb,
    asset_class text,
    duplicate_m integer DEFAULT 50 NOT NULL,
    duplicate_h integer DEFAULT 24 NOT NULL,
    weight integer DEFAULT 0 NOT NULL,
    valid_from date DEFAULT '2000-01-01'::date NOT NULL,
    valid_to date,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by uuid,
    CONSTRAINT classes_kind_check CHECK ((kind = ANY (ARRAY['component'::text, 'event'::text]))),
    CONSTRAINT classes_visibility_check CHECK ((visibility = ANY (ARRAY['public'::text, 'private'::text])))
);

CREATE TABLE city.happenings (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    known_at timestamp with time zone DEFAULT now() NOT NULL,
    what text NOT NULL,
    subject_type text NOT NULL,
    subject_key text NOT NULL,
    source text NOT NULL,
    class text,
    geom public.geometry(Point,4326),
    area text,
    cell text,
    data jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT happenings_what_check CHECK ((what = ANY (ARRAY['raised'::text, 'reclassed'::text, 'moved'::text, 'merged'::text, 'unmerged'::text, 'voided'::text, 'verified'::text, 'closed'::text, 'reopened'::text])))
);

ALTER TABLE city.happenings ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE city.organisations (
    code text NOT NULL,
    name text NOT NULL,
    name_en text,
    parent text,
    path text[] NOT NULL,
    kind text NOT NULL,
    level text NOT NULL,
    area text NOT NULL,
    phone text,
    email text,
    ended_at timestamp with time zone,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by uuid,
    CONSTRAINT organisations_kind_check CHECK ((kind = ANY (ARRAY['supervision'::text, 'command'::text, 'department'::text, 'street'::text, 'company'::text, 'examiner'::text]))),
    CONSTRAINT organisations_level_check CHECK ((level = ANY (ARRAY['city'::text, 'district'::text])))
);

CREATE TABLE city.responsibilities (
    id bigint NOT NULL,
    class text,
    area text,
    owner text,
    organisation text NOT NULL,
    assisting text[] DEFAULT '{}'::text[] NOT NULL,
    note text,
    ended_at timestamp with time zone,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by uuid
);

ALTER TABLE city.responsibilities ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE city.settings (
    key text NOT NULL,
    value jsonb NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by uuid
);

CREATE VIEW city.v_addresses AS
 SELECT addresses.id,
    addresses.kind,
    addresses.name,
    addresses.name_en,
    addresses.road,
    addresses.door,
    addresses.geom,
    addresses.area
   FROM city.addresses;

CREATE VIEW city.v_areas AS
 SELECT areas.code,
    areas.kind,
    areas.name,
    areas.name_en,
    areas.parent,
    areas.path,
    areas.geom,
    areas.label,
    areas.valid_from,
    areas.valid_to
   FROM city.areas;

CREATE VIEW city.v_assets AS
 SELECT assets.code,
    assets.class,
    assets.name,
    assets.owner,
    assets.maintainer,
    assets.state,
    assets.geom,
    assets.cell,
    assets.place
   FROM city.assets;

CREATE VIEW city.v_case_clocks AS
 SELECT case_clocks.case_id,
    case_clocks.clock,
    case_clocks.round,
    case_clocks.organisation,
    case_clocks.started_at,
    case_clocks.due_at,
    case_clocks.limit_value,
    case_clocks.limit_unit,
    case_clocks.ended_at,
    case_clocks.late
   FROM city.case_clocks;

CREATE VIEW city.v_case_steps AS
 SELECT case_steps.id,
    case_steps.case_id,
    case_steps.at,
    case_steps.verb,
    case_steps.actor,
    case_steps.role,
    case_steps.organisation,
    case_steps.reason,
    case_steps.note,
    case_steps.data,
    case_steps.public
   FROM city.case_steps;

CREATE VIEW city.v_cases AS
 SELECT cases.id,
    cases.number,
    cases.nature,
    cases.source,
    cases.class,
    cases.standard,
    cases.title,
    cases.description,
    cases.geom,
    cases.public_geom,
    cases.place,
    cases.accuracy_m,
    cases.path,
    cases.asset,
    cases.visibility,
    cases.supervision,
    cases.command,
    cases.stage,
    cases.holder,
    cases.lead,
    cases.assisting,
    cases.units,
    cases.officer,
    cases.returned,
    cases.signed_at,
    cases.suspended_at,
    cases.received_at,
    cases.filed_at,
    cases.dispatched_at,
    cases.handled_at,
    cases.closed_at,
    cases.stage_due_at,
    cases.stage_amber_at,
    cases.due_at,
    cases.amber_at,
    cases.late,
    cases.exempt,
    cases.outcome,
    cases.merged_into,
    cases.followers,
    cases.rating,
    cases.solved,
    cases.reopened,
    cases.reworked,
    cases.urged,
    cases.priority,
    cases.find,
    cases.last_step,
    cases.updated_at
   FROM city.cases;

CREATE VIEW city.v_classes AS
 SELECT classes.code,
    classes.scheme,
    classes.kind,
    classes.parent,
    classes.name,
    classes.name_en,
    classes.about,
    classes.about_en,
    classes.visibility,
    classes.rounding_m,
    classes.valid_from,
    classes.valid_to
   FROM city.classes;

CREATE VIEW city.v_happenings AS
 SELECT happenings.id,
    happenings.at,
    happenings.known_at,
    happenings.what,
    happenings.subject_type,
    happenings.subject_key,
    happenings.source,
    happenings.class,
    happenings.geom,
    happenings.area,
    happenings.cell,
    happenings.data
   FROM city.happenings;

CREATE VIEW city.v_organisations AS
 SELECT organisations.code,
    organisations.name,
    organisations.name_en,
    organisations.parent,
    organisations.path,
    organisations.kind,
    organisations.level,
    organisations.area,
    organisations.ended_at
   FROM city.organisations;

CREATE TABLE ground.audit_batches (
    id bigint NOT NULL,
    first_entry bigint NOT NULL,
    last_entry bigint NOT NULL,
    previous bytea,
    hash bytea NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ground.audit_batches ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE ground.audit_entries (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    actor uuid,
    action text NOT NULL,
    subject_type text,
    subject_key text,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    batch bigint
);

ALTER TABLE ground.audit_entries ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE ground.events_cursors (
    listener text NOT NULL,
    tx xid8 DEFAULT '0'::xid8 NOT NULL,
    id bigint DEFAULT 0 NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    retry_at timestamp with time zone,
    last_error text,
    moved_at timestamp with time zone
);

CREATE TABLE ground.events_outbox (
    id bigint NOT NULL,
    tx xid8 DEFAULT pg_current_xact_id() NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    payload jsonb NOT NULL
);

ALTER TABLE ground.events_outbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE ground.events_parked (
    id bigint NOT NULL,
    listener text NOT NULL,
    event bigint NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    payload jsonb NOT NULL,
    error text NOT NULL,
    parked_at timestamp with time zone DEFAULT now() NOT NULL,
    settled_at timestamp with time zone
);

ALTER TABLE ground.events_parked ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE ground.files (
    id uuid NOT NULL,
    owner_type text,
    owner_key text,
    role text DEFAULT 'photo'::text NOT NULL,
    media_type text NOT NULL,
    bytes bigint NOT NULL,
    sha256 bytea NOT NULL,
    width integer,
    height integer,
    taken_at timestamp with time zone,
    lon double precision,
    lat double precision,
    added_by uuid,
    at timestamp with time zone DEFAULT now() NOT NULL,
    removed_at timestamp with time zone,
    removed_why text
);

CREATE TABLE ground.identity_codes (
    id bigint NOT NULL,
    purpose text NOT NULL,
    sent_to text NOT NULL,
    code bytea NOT NULL,
    person uuid,
    tries integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT identity_codes_purpose_check CHECK ((purpose = ANY (ARRAY['sign-in'::text, 'administrator-link'::text, 'verify'::text])))
);

ALTER TABLE ground.identity_codes ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE ground.identity_grants (
    id bigint NOT NULL,
    person uuid NOT NULL,
    role text NOT NULL,
    organisation text,
    area text,
    granted_by uuid,
    granted_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone
);

ALTER TABLE ground.identity_grants ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE ground.identity_keys (
    id bigint NOT NULL,
    token bytea NOT NULL,
    person uuid NOT NULL,
    name text NOT NULL,
    scopes text[] DEFAULT '{}'::text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone,
    ended_at timestamp with time zone
);

ALTER TABLE ground.identity_keys ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE ground.identity_looks (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    viewer uuid NOT NULL,
    subject_type text NOT NULL,
    subject_key text NOT NULL,
    reason text
);

ALTER TABLE ground.identity_looks ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE ground.identity_people (
    id uuid NOT NULL,
    kind text DEFAULT 'account'::text NOT NULL,
    login text,
    name text,
    phone text,
    email text,
    lang text DEFAULT 'zh'::text NOT NULL,
    password text,
    phone_verified_at timestamp with time zone,
    email_verified_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    disabled_at timestamp with time zone,
    erased_at timestamp with time zone,
    CONSTRAINT identity_people_kind_check CHECK ((kind = ANY (ARRAY['account'::text, 'contact'::text]))),
    CONSTRAINT identity_people_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text])))
);

CREATE TABLE ground.identity_sessions (
    token bytea NOT NULL,
    person uuid NOT NULL,
    form_key text NOT NULL,
    agent text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    ends_at timestamp with time zone NOT NULL
);

CREATE TABLE ground.links (
    id bigint NOT NULL,
    from_type text NOT NULL,
    from_key text NOT NULL,
    relation text NOT NULL,
    to_type text NOT NULL,
    to_key text NOT NULL,
    to_version text,
    by_person uuid,
    at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    ended_by uuid
);

ALTER TABLE ground.links ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE ground.migrations (
    name text NOT NULL,
    room text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE sense.bike_counts (
    operator text NOT NULL,
    place text NOT NULL,
    kind text NOT NULL,
    sure integer NOT NULL,
    uncertain integer NOT NULL,
    available integer NOT NULL,
    disabled integer NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT bike_counts_kind_check CHECK ((kind = ANY (ARRAY['city'::text, 'zone'::text, 'frame'::text])))
);

CREATE TABLE sense.bike_events (
    event_id uuid NOT NULL,
    device_id uuid NOT NULL,
    operator text NOT NULL,
    at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    types text[] NOT NULL,
    geom public.geometry(Point,4326),
    accuracy_m real,
    geographies uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    trip_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    ticket text,
    odd boolean DEFAULT false NOT NULL
);

CREATE TABLE sense.bike_feed_vehicles (
    operator text NOT NULL,
    vehicle_id text NOT NULL,
    geom public.geometry(Point,4326),
    disabled boolean NOT NULL,
    reserved boolean NOT NULL,
    told_at timestamp with time zone
);

CREATE TABLE sense.bike_feeds (
    operator text NOT NULL,
    read_at timestamp with time zone NOT NULL,
    told_at timestamp with time zone,
    ttl integer,
    bikes integer,
    swapped integer DEFAULT 0 NOT NULL,
    outside integer DEFAULT 0 NOT NULL,
    wrong integer DEFAULT 0 NOT NULL,
    problem text
);

CREATE TABLE sense.bike_findings (
    id bigint NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    operator text NOT NULL,
    device_id uuid,
    geography_id uuid,
    stop_id uuid,
    policy_id uuid,
    rule_id uuid,
    certain boolean NOT NULL,
    amount double precision,
    allowed double precision,
    lon double precision,
    lat double precision,
    since timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    until timestamp with time zone,
    order_id bigint
);

ALTER TABLE sense.bike_findings ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE sense.bike_geographies (
    geography_id uuid NOT NULL,
    name text NOT NULL,
    name_en text,
    kind text NOT NULL,
    geom public.geometry(MultiPolygon,4326) NOT NULL,
    published_at timestamp with time zone NOT NULL,
    effective_at timestamp with time zone,
    retire_at timestamp with time zone,
    previous uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    by_person uuid
);

CREATE TABLE sense.bike_operators (
    code text NOT NULL,
    provider_id uuid NOT NULL,
    datum text DEFAULT 'wgs84'::text NOT NULL,
    cap integer,
    email text,
    phone text,
    url text,
    max_range_m integer DEFAULT 50000 NOT NULL,
    pricing jsonb DEFAULT '[]'::jsonb NOT NULL,
    gbfs_url text,
    synthetic boolean DEFAULT false NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    colour text,
    key_person uuid,
    CONSTRAINT bike_operators_cap_check CHECK ((cap >= 0)),
    CONSTRAINT bike_operators_colour_check CHECK ((colour ~ '^#[0-9a-f]{6}$'::text)),
    CONSTRAINT bike_operators_datum_check CHECK ((datum = ANY (ARRAY['wgs84'::text, 'gcj02'::text, 'bd09'::text])))
);

CREATE TABLE sense.bike_orders (
    id bigint NOT NULL,
    operator text NOT NULL,
    kind text NOT NULL,
    geography_id uuid,
    stop_id uuid,
    case_number text NOT NULL,
    bikes integer NOT NULL,
    made_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    by_person uuid,
    answered_at timestamp with time zone,
    cleared_at timestamp with time zone
);

ALTER TABLE sense.bike_orders ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE sense.bike_policies (
    policy_id uuid NOT NULL,
    doc jsonb NOT NULL,
    start_at timestamp with time zone NOT NULL,
    end_at timestamp with time zone,
    published_at timestamp with time zone,
    previous uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    by_person uuid,
    changed_at timestamp with time zone NOT NULL
);

CREATE TABLE sense.bike_reports (
    operator text NOT NULL,
    start_date date NOT NULL,
    duration text NOT NULL,
    special_group text NOT NULL,
    geography_id uuid NOT NULL,
    vehicle_type text NOT NULL,
    trips integer NOT NULL,
    riders integer NOT NULL,
    received_at timestamp with time zone NOT NULL
);

CREATE TABLE sense.bike_scores (
    operator text NOT NULL,
    day date NOT NULL,
    score double precision,
    parts jsonb NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE TABLE sense.bike_settings (
    key text NOT NULL,
    value jsonb NOT NULL
);

CREATE TABLE sense.bike_stops (
    stop_id uuid NOT NULL,
    operator text,
    name text NOT NULL,
    name_en text,
    capacity integer NOT NULL,
    geom public.geometry(Geometry,4326) NOT NULL,
    area text,
    doc jsonb DEFAULT '{}'::jsonb NOT NULL,
    synthetic boolean DEFAULT false NOT NULL,
    retired_at timestamp with time zone,
    changed_at timestamp with time zone NOT NULL,
    valid_from timestamp with time zone,
    valid_to timestamp with time zone,
    CONSTRAINT bike_stops_capacity_check CHECK ((capacity >= 0)),
    CONSTRAINT bike_stops_check CHECK ((valid_to > valid_from))
);

CREATE TABLE sense.bike_telemetry (
    device_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    telemetry_id uuid NOT NULL,
    geom public.geometry(Point,4326) NOT NULL,
    accuracy_m real,
    speed real,
    tipped boolean DEFAULT false NOT NULL,
    location_type text,
    battery real,
    trip_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    stop_id uuid
)
PARTITION BY RANGE (at);

CREATE TABLE sense.bike_telemetry_other (
    device_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    telemetry_id uuid NOT NULL,
    geom public.geometry(Point,4326) NOT NULL,
    accuracy_m real,
    speed real,
    tipped boolean DEFAULT false NOT NULL,
    location_type text,
    battery real,
    trip_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    stop_id uuid
);

CREATE TABLE sense.bike_trips (
    trip_id uuid NOT NULL,
    device_id uuid NOT NULL,
    operator text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    received_at timestamp with time zone NOT NULL,
    start_geom public.geometry(Point,4326),
    end_geom public.geometry(Point,4326),
    seconds integer,
    metres integer,
    parking_category text,
    parking_photo text
);

CREATE TABLE sense.bike_vehicles (
    device_id uuid NOT NULL,
    operator text NOT NULL,
    vehicle_id text NOT NULL,
    vehicle_type text NOT NULL,
    propulsion text NOT NULL,
    doc jsonb NOT NULL,
    public_id uuid DEFAULT gen_random_uuid() NOT NULL,
    state text DEFAULT 'removed'::text NOT NULL,
    event_types text[] DEFAULT '{}'::text[] NOT NULL,
    event_at timestamp with time zone,
    parked_since timestamp with time zone,
    geom public.geometry(Point,4326),
    accuracy_m real,
    seen_at timestamp with time zone,
    tipped boolean DEFAULT false NOT NULL,
    location_type text,
    battery real,
    speed real,
    last_event jsonb,
    last_telemetry jsonb,
    registered_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

CREATE TABLE sense.camera_channels (
    gb_id text NOT NULL,
    device text NOT NULL,
    name text NOT NULL,
    is_on boolean NOT NULL,
    lon double precision,
    lat double precision,
    address text,
    told_at timestamp with time zone NOT NULL
);

CREATE TABLE sense.camera_devices (
    gb_id text NOT NULL,
    address text NOT NULL,
    port integer NOT NULL,
    registered_until timestamp with time zone NOT NULL,
    heard_at timestamp with time zone NOT NULL
);

CREATE TABLE sense.camera_events (
    id bigint NOT NULL,
    camera text NOT NULL,
    event_id text NOT NULL,
    source text NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    box double precision[],
    class text,
    confidence real,
    note text,
    geom public.geometry(Point,4326),
    path text[] NOT NULL,
    case_number text,
    joined boolean DEFAULT false NOT NULL,
    picture uuid,
    blurred uuid,
    released uuid,
    regions jsonb,
    released_at timestamp with time zone,
    released_by uuid,
    picture_gone_at timestamp with time zone,
    CONSTRAINT camera_events_source_check CHECK ((source = ANY (ARRAY['webhook'::text, 'gb28181'::text])))
);

ALTER TABLE sense.camera_events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE sense.camera_latest (
    camera text NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone,
    case_number text
);

CREATE TABLE sense.camera_policy (
    one boolean DEFAULT true NOT NULL,
    original_days integer NOT NULL,
    published_days integer NOT NULL,
    changed_at timestamp with time zone,
    changed_by uuid,
    CONSTRAINT camera_policy_one_check CHECK (one),
    CONSTRAINT camera_policy_original_days_check CHECK (((original_days >= 1) AND (original_days <= 3650))),
    CONSTRAINT camera_policy_published_days_check CHECK (((published_days >= 1) AND (published_days <= 3650)))
);

CREATE TABLE sense.camera_rules (
    id bigint NOT NULL,
    camera text,
    kind text NOT NULL,
    opens text NOT NULL,
    class text,
    join_minutes integer DEFAULT 60 NOT NULL,
    least_confidence real DEFAULT 0 NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by uuid,
    CONSTRAINT camera_rules_check CHECK (((opens <> 'case'::text) OR (class IS NOT NULL))),
    CONSTRAINT camera_rules_join_minutes_check CHECK (((join_minutes >= 0) AND (join_minutes <= 10080))),
    CONSTRAINT camera_rules_least_confidence_check CHECK (((least_confidence >= (0)::double precision) AND (least_confidence <= (1)::double precision))),
    CONSTRAINT camera_rules_opens_check CHECK ((opens = ANY (ARRAY['nothing'::text, 'happening'::text, 'case'::text])))
);

ALTER TABLE sense.camera_rules ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE sense.cameras (
    code text NOT NULL,
    thing_id bigint,
    name text NOT NULL,
    gb_id text,
    geom public.geometry(Point,4326) NOT NULL,
    covered public.geometry(Polygon,4326),
    place text,
    path text[] NOT NULL,
    organisation text,
    public boolean DEFAULT true NOT NULL,
    mobile boolean DEFAULT false NOT NULL,
    silent_s integer DEFAULT 180 NOT NULL,
    heard_at timestamp with time zone,
    said_off boolean DEFAULT false NOT NULL,
    device text,
    changed_at timestamp with time zone NOT NULL,
    changed_by uuid,
    CONSTRAINT cameras_silent_s_check CHECK (((silent_s >= 30) AND (silent_s <= 604800)))
);

CREATE TABLE sense.datastream_properties (
    datastream_id bigint NOT NULL,
    place smallint NOT NULL,
    observed_property_id bigint NOT NULL
);

CREATE TABLE sense.datastreams (
    id bigint NOT NULL,
    multi boolean DEFAULT false NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    observation_type text NOT NULL,
    unit jsonb,
    units jsonb,
    data_types jsonb,
    observed_area public.geometry(Geometry,4326),
    properties jsonb,
    thing_id bigint NOT NULL,
    sensor_id bigint NOT NULL,
    observed_property_id bigint,
    observed bigint DEFAULT 0 NOT NULL,
    time_from timestamp with time zone,
    time_to timestamp with time zone,
    result_from timestamp with time zone,
    result_to timestamp with time zone,
    last_id bigint,
    last_time timestamp with time zone,
    last_number double precision,
    last_result jsonb,
    heard_at timestamp with time zone,
    CONSTRAINT datastreams_check CHECK ((multi = (observed_property_id IS NULL)))
)
WITH (fillfactor='70');

ALTER TABLE sense.datastreams ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY;

CREATE TABLE sense.observation_batches (
    tx xid8 DEFAULT pg_current_xact_id() NOT NULL,
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    ids bigint[] NOT NULL,
    streams bigint[] NOT NULL,
    times timestamp with time zone[] NOT NULL,
    numbers double precision[] NOT NULL
);

ALTER TABLE ONLY sense.observation_batches ALTER COLUMN ids SET STORAGE EXTERNAL;

ALTER TABLE ONLY sense.observation_batches ALTER COLUMN streams SET STORAGE EXTERNAL;

ALTER TABLE ONLY sense.observation_batches ALTER COLUMN times SET STORAGE EXTERNAL;

ALTER TABLE ONLY sense.observation_batches ALTER COLUMN numbers SET STORAGE EXTERNAL;

ALTER TABLE sense.observation_batches ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE sense.entity_changes (
    tx xid8 DEFAULT pg_current_xact_id() NOT NULL,
    id bigint DEFAULT nextval('sense.observation_batches_id_seq'::regclass) NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    kind text NOT NULL,
    ids bigint[] NOT NULL,
    streams bigint[]
);

CREATE TABLE sense.features (
    id bigint NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    encoding_type text NOT NULL,
    feature jsonb NOT NULL,
    geom public.geometry(Geometry,4326),
    properties jsonb,
    of_location bigint
);

ALTER TABLE sense.features ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY;

CREATE TABLE sense.historical_location_locations (
    historical_location_id bigint NOT NULL,
    location_id bigint NOT NULL
);

CREATE TABLE sense.historical_locations (
    id bigint NOT NULL,
    thing_id bigint NOT NULL,
    "time" timestamp with time zone NOT NULL
);

ALTER TABLE sense.historical_locations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY;

CREATE TABLE sense.history_backfill (
    datastream_id bigint NOT NULL,
    after timestamp with time zone
);

CREATE TABLE sense.history_dirty (
    id bigint NOT NULL,
    datastream_id bigint NOT NULL,
    hour timestamp with time zone NOT NULL
);

ALTER TABLE sense.history_dirty ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE sense.history_kept (
    datastream_id bigint NOT NULL,
    raw_from timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    hours_from timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL
);

CREATE TABLE sense.history_pending (
    hour timestamp with time zone NOT NULL,
    datastream_id bigint NOT NULL
);

CREATE TABLE sense.history_policies (
    id bigint NOT NULL,
    kind text,
    observed_property_id bigint,
    raw_days integer,
    hours_days integer,
    changed_at timestamp with time zone NOT NULL,
    changed_by text,
    CONSTRAINT history_policies_check CHECK (((kind IS NULL) OR (observed_property_id IS NULL))),
    CONSTRAINT history_policies_check1 CHECK (((hours_days IS NULL) OR ((raw_days IS NOT NULL) AND (hours_days >= raw_days)))),
    CONSTRAINT history_policies_hours_days_check CHECK ((hours_days >= 2)),
    CONSTRAINT history_policies_raw_days_check CHECK ((raw_days >= 2))
);

ALTER TABLE sense.history_policies ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE sense.history_state (
    one boolean DEFAULT true NOT NULL,
    tx xid8 DEFAULT '0'::xid8 NOT NULL,
    id bigint DEFAULT 0 NOT NULL,
    zone text,
    raw_floor timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    CONSTRAINT history_state_one_check CHECK (one)
);

CREATE TABLE sense.locations (
    id bigint NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    encoding_type text NOT NULL,
    location jsonb NOT NULL,
    geom public.geometry(Geometry,4326),
    properties jsonb
);

ALTER TABLE sense.locations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY;

CREATE TABLE sense.mqtt_sessions (
    name text NOT NULL,
    topics jsonb DEFAULT '{}'::jsonb NOT NULL,
    tx xid8 NOT NULL,
    id bigint NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    holder text,
    held_until timestamp with time zone
);

CREATE TABLE sense.observation_days (
    datastream_id bigint NOT NULL,
    day timestamp with time zone NOT NULL,
    n bigint NOT NULL,
    numbers bigint NOT NULL,
    min double precision,
    max double precision,
    avg double precision,
    first double precision,
    first_at timestamp with time zone,
    last double precision,
    last_at timestamp with time zone
);

CREATE TABLE sense.observation_hours (
    datastream_id bigint NOT NULL,
    hour timestamp with time zone NOT NULL,
    n bigint NOT NULL,
    numbers bigint NOT NULL,
    min double precision,
    max double precision,
    avg double precision,
    first double precision,
    first_at timestamp with time zone,
    last double precision,
    last_at timestamp with time zone
);

CREATE SEQUENCE sense.observation_ids
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE sense.observations (
    id bigint DEFAULT nextval('sense.observation_ids'::regclass) NOT NULL,
    datastream_id bigint NOT NULL,
    "time" timestamp with time zone NOT NULL,
    time_end timestamp with time zone,
    result_time timestamp with time zone,
    number double precision,
    result jsonb,
    quality jsonb,
    valid_from timestamp with time zone,
    valid_to timestamp with time zone,
    parameters jsonb,
    feature_id bigint NOT NULL
)
PARTITION BY RANGE ("time");

CREATE TABLE sense.observations_other (
    id bigint DEFAULT nextval('sense.observation_ids'::regclass) NOT NULL,
    datastream_id bigint NOT NULL,
    "time" timestamp with time zone NOT NULL,
    time_end timestamp with time zone,
    result_time timestamp with time zone,
    number double precision,
    result jsonb,
    quality jsonb,
    valid_from timestamp with time zone,
    valid_to timestamp with time zone,
    parameters jsonb,
    feature_id bigint NOT NULL
);

CREATE TABLE sense.observed_properties (
    id bigint NOT NULL,
    name text NOT NULL,
    definition text NOT NULL,
    description text NOT NULL,
    properties jsonb,
    listed text
);

ALTER TABLE sense.observed_properties ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY;

CREATE TABLE sense.rule_alarms (
    id bigint NOT NULL,
    rule_id bigint NOT NULL,
    version integer NOT NULL,
    key text NOT NULL,
    thing_id bigint,
    thing_name text,
    stream_id bigint,
    severity text NOT NULL,
    status text NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    cleared_at timestamp with time zone,
    acknowledged_at timestamp with time zone,
    acknowledged_by uuid,
    resolved_at timestamp with time zone,
    verdict text,
    case_id bigint,
    case_number text,
    class text NOT NULL,
    path text[] DEFAULT '{}'::text[] NOT NULL,
    geom public.geometry(Point,4326),
    CONSTRAINT rule_alarms_status_check CHECK ((status = ANY (ARRAY['raised'::text, 'cleared'::text, 'resolved'::text]))),
    CONSTRAINT rule_alarms_verdict_check CHECK ((verdict = ANY (ARRAY['true'::text, 'false'::text])))
);

ALTER TABLE sense.rule_alarms ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE sense.rule_cursors (
    name text NOT NULL,
    tx xid8 DEFAULT '0'::xid8 NOT NULL,
    id bigint DEFAULT 0 NOT NULL,
    rev bigint DEFAULT 0 NOT NULL
);

CREATE TABLE sense.rule_states (
    rule_id bigint NOT NULL,
    key text NOT NULL,
    state jsonb NOT NULL,
    due_at timestamp with time zone
)
WITH (fillfactor='60');

CREATE TABLE sense.rule_steps (
    id bigint NOT NULL,
    alarm_id bigint,
    rule_id bigint NOT NULL,
    version integer NOT NULL,
    key text NOT NULL,
    what text NOT NULL,
    at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    severity text NOT NULL,
    person uuid,
    trace jsonb NOT NULL
);

ALTER TABLE sense.rule_steps ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE sense.rule_trials (
    id bigint NOT NULL,
    rule_id bigint,
    definition jsonb NOT NULL,
    from_at timestamp with time zone NOT NULL,
    to_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    progress real DEFAULT 0 NOT NULL,
    report jsonb,
    made_by uuid,
    made_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT rule_trials_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text])))
);

ALTER TABLE sense.rule_trials ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE sense.rule_versions (
    rule_id bigint NOT NULL,
    version integer NOT NULL,
    definition jsonb NOT NULL,
    note text,
    made_by uuid,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE sense.rules (
    id bigint NOT NULL,
    version integer NOT NULL,
    active boolean DEFAULT false NOT NULL,
    made_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

ALTER TABLE sense.rules ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE sense.sensors (
    id bigint NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    encoding_type text NOT NULL,
    metadata jsonb NOT NULL,
    properties jsonb
);

ALTER TABLE sense.sensors ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY;

CREATE TABLE sense.thing_counts (
    organisation text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    low_battery boolean NOT NULL,
    n integer NOT NULL
);

CREATE TABLE sense.thing_judged (
    once boolean DEFAULT true NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT thing_judged_once_check CHECK (once)
);

CREATE TABLE sense.thing_kinds (
    code text NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    about text DEFAULT ''::text NOT NULL,
    about_en text DEFAULT ''::text NOT NULL,
    streams jsonb NOT NULL,
    silent_s integer NOT NULL,
    retired_at timestamp with time zone,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by uuid,
    CONSTRAINT thing_kinds_silent_s_check CHECK (((silent_s >= 60) AND (silent_s <= 31536000)))
);

CREATE TABLE sense.thing_locations (
    thing_id bigint NOT NULL,
    location_id bigint NOT NULL
);

CREATE TABLE sense.thing_properties (
    code text NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    definition text NOT NULL,
    unit text,
    low double precision,
    high double precision,
    retired_at timestamp with time zone,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by uuid,
    CONSTRAINT thing_properties_check CHECK (((low IS NULL) OR (high IS NULL) OR (low < high)))
);

CREATE TABLE sense.thing_states (
    thing_id bigint NOT NULL,
    state text NOT NULL,
    low_battery boolean NOT NULL,
    since timestamp with time zone NOT NULL,
    CONSTRAINT thing_states_state_check CHECK ((state = ANY (ARRAY['never'::text, 'silent'::text, 'stale'::text, 'ok'::text])))
);

CREATE TABLE sense.thing_units (
    code text NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    symbol text NOT NULL,
    retired_at timestamp with time zone,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by uuid
);

CREATE TABLE sense.things (
    id bigint NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    properties jsonb,
    kind text,
    asset text,
    organisation text,
    path text[] DEFAULT '{}'::text[] NOT NULL,
    public boolean DEFAULT true NOT NULL,
    silent_after interval,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    code text
);

ALTER TABLE sense.things ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY;

CREATE TABLE sense.traffic_closure_versions (
    closure_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    id bigint NOT NULL,
    what text NOT NULL,
    by text,
    closure jsonb NOT NULL,
    CONSTRAINT traffic_closure_versions_what_check CHECK ((what = ANY (ARRAY['entered'::text, 'changed'::text, 'ended'::text, 'withdrawn'::text])))
);

ALTER TABLE sense.traffic_closure_versions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE sense.traffic_closures (
    id bigint NOT NULL,
    kind text NOT NULL,
    road text NOT NULL,
    road_en text,
    direction text NOT NULL,
    reason text NOT NULL,
    reason_en text,
    detour text,
    detour_en text,
    geom public.geometry(Geometry,4326) NOT NULL,
    path text[] DEFAULT '{}'::text[] NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone,
    ended_at timestamp with time zone,
    withdrawn boolean DEFAULT false NOT NULL,
    until timestamp with time zone GENERATED ALWAYS AS (LEAST(ended_at, COALESCE(ends_at, 'infinity'::timestamp with time zone))) STORED NOT NULL,
    thing_id bigint,
    made_at timestamp with time zone NOT NULL,
    made_by text,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT traffic_closures_check CHECK (((ends_at IS NULL) OR (ends_at > starts_at))),
    CONSTRAINT traffic_closures_direction_check CHECK ((direction = ANY (ARRAY['both'::text, 'northbound'::text, 'eastbound'::text, 'southbound'::text, 'westbound'::text]))),
    CONSTRAINT traffic_closures_geom_check CHECK ((public.geometrytype(geom) = ANY (ARRAY['POINT'::text, 'LINESTRING'::text, 'MULTILINESTRING'::text]))),
    CONSTRAINT traffic_closures_kind_check CHECK ((kind = ANY (ARRAY['closed'::text, 'lane'::text, 'restricted'::text])))
);

ALTER TABLE sense.traffic_closures ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE VIEW sense.v_rule_batches AS
 SELECT observation_batches.tx,
    observation_batches.id,
    observation_batches.at,
    observation_batches.ids,
    observation_batches.streams,
    observation_batches.times,
    observation_batches.numbers
   FROM sense.observation_batches;

CREATE VIEW sense.v_rule_observations AS
 SELECT o.id,
    o.datastream_id AS stream,
    o."time",
    o.number,
        CASE
            WHEN ((jsonb_typeof(((o.result -> 'coordinates'::text) -> 0)) = 'number'::text) AND (jsonb_typeof(((o.result -> 'coordinates'::text) -> 1)) = 'number'::text)) THEN (((o.result -> 'coordinates'::text) ->> 0))::double precision
            ELSE public.st_x(public.st_pointonsurface(f.geom))
        END AS lon,
        CASE
            WHEN ((jsonb_typeof(((o.result -> 'coordinates'::text) -> 0)) = 'number'::text) AND (jsonb_typeof(((o.result -> 'coordinates'::text) -> 1)) = 'number'::text)) THEN (((o.result -> 'coordinates'::text) ->> 1))::double precision
            ELSE public.st_y(public.st_pointonsurface(f.geom))
        END AS lat
   FROM (sense.observations o
     LEFT JOIN sense.features f ON ((f.id = o.feature_id)));

CREATE VIEW sense.v_rule_standing AS
 SELECT l.thing_id AS thing,
    public.st_x(public.st_pointonsurface(x.geom)) AS lon,
    public.st_y(public.st_pointonsurface(x.geom)) AS lat,
    l.location_id AS location
   FROM (sense.thing_locations l
     JOIN sense.locations x ON ((x.id = l.location_id)))
  WHERE (x.geom IS NOT NULL);

CREATE VIEW sense.v_rule_streams AS
 SELECT d.id,
    d.name,
    (d.unit ->> 'symbol'::text) AS unit,
    COALESCE(p.name, d.name) AS input,
    d.thing_id AS thing,
    t.name AS thing_name,
    t.kind,
    d.last_time,
    d.time_from
   FROM ((sense.datastreams d
     JOIN sense.things t ON ((t.id = d.thing_id)))
     LEFT JOIN sense.observed_properties p ON ((p.id = d.observed_property_id)));

CREATE TABLE serve.import_mappings (
    name text NOT NULL,
    mapping jsonb NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    saved_by uuid
);

CREATE TABLE serve.import_remarks (
    id bigint NOT NULL,
    run bigint NOT NULL,
    source text NOT NULL,
    file text NOT NULL,
    "row" integer NOT NULL,
    refused boolean NOT NULL,
    kind text NOT NULL,
    field text DEFAULT ''::text NOT NULL,
    value text,
    external text,
    number text
);

ALTER TABLE serve.import_remarks ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE serve.import_rows (
    source text NOT NULL,
    external text NOT NULL,
    case_id bigint NOT NULL,
    number text NOT NULL,
    run bigint NOT NULL,
    hash text NOT NULL,
    flags text[] DEFAULT '{}'::text[] NOT NULL
);

CREATE TABLE serve.import_runs (
    id bigint NOT NULL,
    source text NOT NULL,
    mapping text NOT NULL,
    files jsonb NOT NULL,
    by_person uuid,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    state text DEFAULT 'running'::text NOT NULL,
    counts jsonb DEFAULT '{}'::jsonb NOT NULL,
    trouble text,
    CONSTRAINT import_runs_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'stopped'::text, 'broken'::text])))
);

ALTER TABLE serve.import_runs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE serve.push_deliveries (
    id bigint NOT NULL,
    subscription bigint NOT NULL,
    event bigint,
    verb text NOT NULL,
    case_number text,
    at timestamp with time zone NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    next_at timestamp with time zone NOT NULL,
    error text,
    sent_at timestamp with time zone,
    CONSTRAINT push_deliveries_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'parked'::text, 'dropped'::text])))
);

ALTER TABLE serve.push_deliveries ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE serve.push_subscriptions (
    id bigint NOT NULL,
    person uuid NOT NULL,
    channel text NOT NULL,
    lang text NOT NULL,
    topic text NOT NULL,
    subject text,
    geom public.geometry(Point,4326),
    radius_m integer,
    reach public.geometry(Polygon,4326),
    own boolean DEFAULT false NOT NULL,
    link text,
    token text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    ended_at timestamp with time zone,
    confirmed_for bytea,
    CONSTRAINT push_subscriptions_check CHECK (((topic = 'near'::text) = ((geom IS NOT NULL) AND (radius_m IS NOT NULL) AND (reach IS NOT NULL)))),
    CONSTRAINT push_subscriptions_check1 CHECK (((topic = 'near'::text) = (subject IS NULL))),
    CONSTRAINT push_subscriptions_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT push_subscriptions_radius_m_check CHECK (((radius_m >= 50) AND (radius_m <= 5000))),
    CONSTRAINT push_subscriptions_topic_check CHECK ((topic = ANY (ARRAY['case'::text, 'area'::text, 'class'::text, 'near'::text])))
);

ALTER TABLE serve.push_subscriptions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE serve.report_additions (
    id bigint NOT NULL,
    report_id bigint NOT NULL,
    words text,
    photos uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE serve.report_additions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE serve.report_tokens (
    token text NOT NULL,
    case_number text,
    blackbox boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE serve.report_updates (
    id bigint NOT NULL,
    case_number text NOT NULL,
    client text NOT NULL,
    client_update_id text NOT NULL,
    status text NOT NULL,
    step bigint,
    description text NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL
);

ALTER TABLE serve.report_updates ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE serve.reports (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    code bytea NOT NULL,
    once uuid,
    nature text NOT NULL,
    class text,
    source text NOT NULL,
    reporter text NOT NULL,
    person uuid,
    description text,
    original text,
    geom public.geometry(Point,4326),
    accuracy_m real,
    place text,
    place_from text,
    answers jsonb DEFAULT '{}'::jsonb NOT NULL,
    lang text DEFAULT 'zh'::text NOT NULL,
    device text,
    account text,
    key_id bigint,
    solved boolean,
    stars smallint,
    words text,
    rated_at timestamp with time zone,
    follows boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT reports_place_from_check CHECK ((place_from = ANY (ARRAY['pin'::text, 'gps'::text, 'photo'::text, 'address'::text, 'cell'::text, 'asset'::text, 'staff'::text]))),
    CONSTRAINT reports_reporter_check CHECK ((reporter = ANY (ARRAY['anonymous'::text, 'confidential'::text, 'named'::text]))),
    CONSTRAINT reports_stars_check CHECK (((stars >= 1) AND (stars <= 5)))
);

ALTER TABLE serve.reports ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE supervise.acceptance_batches (
    id bigint NOT NULL,
    person uuid NOT NULL,
    verb text NOT NULL,
    cases jsonb NOT NULL,
    input jsonb DEFAULT '{}'::jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    done_at timestamp with time zone,
    failed jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT acceptance_batches_verb_check CHECK ((verb = ANY (ARRAY['merge'::text, 'refuse'::text, 'answer'::text])))
);

ALTER TABLE supervise.acceptance_batches ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE supervise.acceptance_filters (
    id bigint NOT NULL,
    person uuid NOT NULL,
    desk text NOT NULL,
    name text NOT NULL,
    query text NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE supervise.acceptance_filters ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE supervise.acceptance_handover_reads (
    handover bigint NOT NULL,
    reader uuid NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE TABLE supervise.acceptance_handovers (
    id bigint NOT NULL,
    organisation text NOT NULL,
    author uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    words text NOT NULL,
    cases text[] DEFAULT '{}'::text[] NOT NULL
);

ALTER TABLE supervise.acceptance_handovers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE supervise.figures_snapshots (
    part integer NOT NULL,
    data bytea NOT NULL,
    made_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY sense.bike_telemetry ATTACH PARTITION sense.bike_telemetry_other DEFAULT;

ALTER TABLE ONLY sense.observations ATTACH PARTITION sense.observations_other DEFAULT;
ALTER TABLE ONLY city.addresses
    ADD CONSTRAINT addresses_pkey PRIMARY KEY (id);
ALTER TABLE ONLY city.areas
    ADD CONSTRAINT areas_pkey PRIMARY KEY (code);
ALTER TABLE ONLY city.assets
    ADD CONSTRAINT assets_pkey PRIMARY KEY (code);
ALTER TABLE ONLY city.calendar_days
    ADD CONSTRAINT calendar_days_pkey PRIMARY KEY (day);
ALTER TABLE ONLY city.case_clocks
    ADD CONSTRAINT case_clocks_pkey PRIMARY KEY (case_id, clock, round);
ALTER TABLE ONLY city.case_counters
    ADD CONSTRAINT case_counters_pkey PRIMARY KEY (key);
ALTER TABLE ONLY city.case_steps
    ADD CONSTRAINT case_steps_pkey PRIMARY KEY (id);
ALTER TABLE ONLY city.cases
    ADD CONSTRAINT cases_number_key UNIQUE (number);
ALTER TABLE ONLY city.cases
    ADD CONSTRAINT cases_pkey PRIMARY KEY (id);
ALTER TABLE ONLY city.class_mappings
    ADD CONSTRAINT class_mappings_pkey PRIMARY KEY (from_code, to_scheme, to_code);
ALTER TABLE ONLY city.class_standards
    ADD CONSTRAINT class_standards_class_place_key UNIQUE (class, place);
ALTER TABLE ONLY city.class_standards
    ADD CONSTRAINT class_standards_pkey PRIMARY KEY (id);
ALTER TABLE ONLY city.classes
    ADD CONSTRAINT classes_pkey PRIMARY KEY (code);
ALTER TABLE ONLY city.happenings
    ADD CONSTRAINT happenings_pkey PRIMARY KEY (id);
ALTER TABLE ONLY city.organisations
    ADD CONSTRAINT organisations_pkey PRIMARY KEY (code);
ALTER TABLE ONLY city.responsibilities
    ADD CONSTRAINT responsibilities_pkey PRIMARY KEY (id);
ALTER TABLE ONLY city.settings
    ADD CONSTRAINT settings_pkey PRIMARY KEY (key);
ALTER TABLE ONLY ground.audit_batches
    ADD CONSTRAINT audit_batches_pkey PRIMARY KEY (id);
ALTER TABLE ONLY ground.audit_entries
    ADD CONSTRAINT audit_entries_pkey PRIMARY KEY (id);
ALTER TABLE ONLY ground.events_cursors
    ADD CONSTRAINT events_cursors_pkey PRIMARY KEY (listener);
ALTER TABLE ONLY ground.events_outbox
    ADD CONSTRAINT events_outbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY ground.events_parked
    ADD CONSTRAINT events_parked_pkey PRIMARY KEY (id);
ALTER TABLE ONLY ground.files
    ADD CONSTRAINT files_pkey PRIMARY KEY (id);
ALTER TABLE ONLY ground.identity_codes
    ADD CONSTRAINT identity_codes_pkey PRIMARY KEY (id);
ALTER TABLE ONLY ground.identity_grants
    ADD CONSTRAINT identity_grants_pkey PRIMARY KEY (id);
ALTER TABLE ONLY ground.identity_keys
    ADD CONSTRAINT identity_keys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY ground.identity_keys
    ADD CONSTRAINT identity_keys_token_key UNIQUE (token);
ALTER TABLE ONLY ground.identity_looks
    ADD CONSTRAINT identity_looks_pkey PRIMARY KEY (id);
ALTER TABLE ONLY ground.identity_people
    ADD CONSTRAINT identity_people_login_key UNIQUE (login);
ALTER TABLE ONLY ground.identity_people
    ADD CONSTRAINT identity_people_pkey PRIMARY KEY (id);
ALTER TABLE ONLY ground.identity_sessions
    ADD CONSTRAINT identity_sessions_pkey PRIMARY KEY (token);
ALTER TABLE ONLY ground.links
    ADD CONSTRAINT links_pkey PRIMARY KEY (id);
ALTER TABLE ONLY ground.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (name);
ALTER TABLE ONLY sense.bike_counts
    ADD CONSTRAINT bike_counts_pkey PRIMARY KEY (operator, kind, place);
ALTER TABLE ONLY sense.bike_events
    ADD CONSTRAINT bike_events_pkey PRIMARY KEY (event_id);
ALTER TABLE ONLY sense.bike_feed_vehicles
    ADD CONSTRAINT bike_feed_vehicles_pkey PRIMARY KEY (operator, vehicle_id);
ALTER TABLE ONLY sense.bike_feeds
    ADD CONSTRAINT bike_feeds_pkey PRIMARY KEY (operator);
ALTER TABLE ONLY sense.bike_findings
    ADD CONSTRAINT bike_findings_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sense.bike_geographies
    ADD CONSTRAINT bike_geographies_pkey PRIMARY KEY (geography_id);
ALTER TABLE ONLY sense.bike_operators
    ADD CONSTRAINT bike_operators_pkey PRIMARY KEY (code);
ALTER TABLE ONLY sense.bike_operators
    ADD CONSTRAINT bike_operators_provider_id_key UNIQUE (provider_id);
ALTER TABLE ONLY sense.bike_orders
    ADD CONSTRAINT bike_orders_case_number_key UNIQUE (case_number);
ALTER TABLE ONLY sense.bike_orders
    ADD CONSTRAINT bike_orders_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sense.bike_policies
    ADD CONSTRAINT bike_policies_pkey PRIMARY KEY (policy_id);
ALTER TABLE ONLY sense.bike_reports
    ADD CONSTRAINT bike_reports_pkey PRIMARY KEY (operator, start_date, duration, special_group, geography_id, vehicle_type);
ALTER TABLE ONLY sense.bike_scores
    ADD CONSTRAINT bike_scores_pkey PRIMARY KEY (operator, day);
ALTER TABLE ONLY sense.bike_settings
    ADD CONSTRAINT bike_settings_pkey PRIMARY KEY (key);
ALTER TABLE ONLY sense.bike_stops
    ADD CONSTRAINT bike_stops_pkey PRIMARY KEY (stop_id);
ALTER TABLE ONLY sense.bike_telemetry
    ADD CONSTRAINT bike_telemetry_pkey PRIMARY KEY (device_id, at);
ALTER TABLE ONLY sense.bike_telemetry_other
    ADD CONSTRAINT bike_telemetry_other_pkey PRIMARY KEY (device_id, at);
ALTER TABLE ONLY sense.bike_trips
    ADD CONSTRAINT bike_trips_pkey PRIMARY KEY (trip_id);
ALTER TABLE ONLY sense.bike_vehicles
    ADD CONSTRAINT bike_vehicles_pkey PRIMARY KEY (device_id);
ALTER TABLE ONLY sense.camera_channels
    ADD CONSTRAINT camera_channels_pkey PRIMARY KEY (gb_id);
ALTER TABLE ONLY sense.camera_devices
    ADD CONSTRAINT camera_devices_pkey PRIMARY KEY (gb_id);
ALTER TABLE ONLY sense.camera_events
    ADD CONSTRAINT camera_events_camera_event_id_key UNIQUE (camera, event_id);
ALTER TABLE ONLY sense.camera_events
    ADD CONSTRAINT camera_events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sense.camera_latest
    ADD CONSTRAINT camera_latest_pkey PRIMARY KEY (camera, kind);
ALTER TABLE ONLY sense.camera_policy
    ADD CONSTRAINT camera_policy_pkey PRIMARY KEY (one);
ALTER TABLE ONLY sense.camera_rules
    ADD CONSTRAINT camera_rules_camera_kind_key UNIQUE NULLS NOT DISTINCT (camera, kind);
ALTER TABLE ONLY sense.camera_rules
    ADD CONSTRAINT camera_rules_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sense.cameras
    ADD CONSTRAINT cameras_gb_id_key UNIQUE (gb_id);
ALTER TABLE ONLY sense.cameras
    ADD CONSTRAINT cameras_pkey PRIMARY KEY (code);
ALTER TABLE ONLY sense.datastream_properties
    ADD CONSTRAINT datastream_properties_pkey PRIMARY KEY (datastream_id, place);
ALTER TABLE ONLY sense.datastreams
    ADD CONSTRAINT datastreams_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sense.entity_changes
    ADD CONSTRAINT entity_changes_pkey PRIMARY KEY (tx, id);
ALTER TABLE ONLY sense.features
    ADD CONSTRAINT features_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sense.historical_location_locations
    ADD CONSTRAINT historical_location_locations_pkey PRIMARY KEY (historical_location_id, location_id);
ALTER TABLE ONLY sense.historical_locations
    ADD CONSTRAINT historical_locations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sense.history_backfill
    ADD CONSTRAINT history_backfill_pkey PRIMARY KEY (datastream_id);
ALTER TABLE ONLY sense.history_dirty
    ADD CONSTRAINT history_dirty_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sense.history_kept
    ADD CONSTRAINT history_kept_pkey PRIMARY KEY (datastream_id);
ALTER TABLE ONLY sense.history_pending
    ADD CONSTRAINT history_pending_pkey PRIMARY KEY (hour, datastream_id);
ALTER TABLE ONLY sense.history_policies
    ADD CONSTRAINT history_policies_kind_observed_property_id_key UNIQUE NULLS NOT DISTINCT (kind, observed_property_id);
ALTER TABLE ONLY sense.history_policies
    ADD CONSTRAINT history_policies_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sense.history_state
    ADD CONSTRAINT history_state_pkey PRIMARY KEY (one);
ALTER TABLE ONLY sense.locations
    ADD CONSTRAINT locations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sense.mqtt_sessions
    ADD CONSTRAINT mqtt_sessions_pkey PRIMARY KEY (name);
ALTER TABLE ONLY sense.observation_batches
    ADD CONSTRAINT observation_batches_pkey PRIMARY KEY (tx, id);
ALTER TABLE ONLY sense.observation_days
    ADD CONSTRAINT observation_days_pkey PRIMARY KEY (datastream_id, day);
ALTER TABLE ONLY sense.observation_hours
    ADD CONSTRAINT observation_hours_pkey PRIMARY KEY (datastream_id, hour);
ALTER TABLE ONLY sense.observations
    ADD CONSTRAINT observations_pkey PRIMARY KEY (datastream_id, "time", id);
ALTER TABLE ONLY sense.observations_other
    ADD CONSTRAINT observations_other_pkey PRIMARY KEY (datastream_id, "time", id);
ALTER TABLE ONLY sense.observed_properties
    ADD CONSTRAINT observed_properties_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sense.rule_alarms
    ADD CONSTRAINT rule_alarms_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sense.rule_cursors
    ADD CONSTRAINT rule_cursors_pkey PRIMARY KEY (name);
ALTER TABLE ONLY sense.rule_states
    ADD CONSTRAINT rule_states_pkey PRIMARY KEY (rule_id, key);
ALTER TABLE ONLY sense.rule_steps
    ADD CONSTRAINT rule_steps_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sense.rule_trials
    ADD CONSTRAINT rule_trials_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sense.rule_versions
    ADD CONSTRAINT rule_versions_pkey PRIMARY KEY (rule_id, version);
ALTER TABLE ONLY sense.rules
    ADD CONSTRAINT rules_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sense.sensors
    ADD CONSTRAINT sensors_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sense.thing_counts
    ADD CONSTRAINT thing_counts_pkey PRIMARY KEY (organisation, kind, state, low_battery);
ALTER TABLE ONLY sense.thing_judged
    ADD CONSTRAINT thing_judged_pkey PRIMARY KEY (once);
ALTER TABLE ONLY sense.thing_kinds
    ADD CONSTRAINT thing_kinds_pkey PRIMARY KEY (code);
ALTER TABLE ONLY sense.thing_locations
    ADD CONSTRAINT thing_locations_pkey PRIMARY KEY (thing_id, location_id);
ALTER TABLE ONLY sense.thing_properties
    ADD CONSTRAINT thing_properties_pkey PRIMARY KEY (code);
ALTER TABLE ONLY sense.thing_states
    ADD CONSTRAINT thing_states_pkey PRIMARY KEY (thing_id);
ALTER TABLE ONLY sense.thing_units
    ADD CONSTRAINT thing_units_pkey PRIMARY KEY (code);
ALTER TABLE ONLY sense.things
    ADD CONSTRAINT things_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sense.traffic_closure_versions
    ADD CONSTRAINT traffic_closure_versions_pkey PRIMARY KEY (closure_id, id);
ALTER TABLE ONLY sense.traffic_closures
    ADD CONSTRAINT traffic_closures_pkey PRIMARY KEY (id);
ALTER TABLE ONLY serve.import_mappings
    ADD CONSTRAINT import_mappings_pkey PRIMARY KEY (name);
ALTER TABLE ONLY serve.import_remarks
    ADD CONSTRAINT import_remarks_pkey PRIMARY KEY (id);
ALTER TABLE ONLY serve.import_rows
    ADD CONSTRAINT import_rows_pkey PRIMARY KEY (source, external);
ALTER TABLE ONLY serve.import_runs
    ADD CONSTRAINT import_runs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY serve.push_deliveries
    ADD CONSTRAINT push_deliveries_pkey PRIMARY KEY (id);
ALTER TABLE ONLY serve.push_subscriptions
    ADD CONSTRAINT push_subscriptions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY serve.push_subscriptions
    ADD CONSTRAINT push_subscriptions_token_key UNIQUE (token);
ALTER TABLE ONLY serve.report_additions
    ADD CONSTRAINT report_additions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY serve.report_tokens
    ADD CONSTRAINT report_tokens_pkey PRIMARY KEY (token);
ALTER TABLE ONLY serve.report_updates
    ADD CONSTRAINT report_updates_client_client_update_id_key UNIQUE (client, client_update_id);
ALTER TABLE ONLY serve.report_updates
    ADD CONSTRAINT report_updates_pkey PRIMARY KEY (id);
ALTER TABLE ONLY serve.reports
    ADD CONSTRAINT reports_code_key UNIQUE (code);
ALTER TABLE ONLY serve.reports
    ADD CONSTRAINT reports_once_key UNIQUE (once);
ALTER TABLE ONLY serve.reports
    ADD CONSTRAINT reports_pkey PRIMARY KEY (id);
ALTER TABLE ONLY supervise.acceptance_batches
    ADD CONSTRAINT acceptance_batches_pkey PRIMARY KEY (id);
ALTER TABLE ONLY supervise.acceptance_filters
    ADD CONSTRAINT acceptance_filters_person_desk_name_key UNIQUE (person, desk, name);
ALTER TABLE ONLY supervise.acceptance_filters
    ADD CONSTRAINT acceptance_filters_pkey PRIMARY KEY (id);
ALTER TABLE ONLY supervise.acceptance_handover_reads
    ADD CONSTRAINT acceptance_handover_reads_pkey PRIMARY KEY (handover, reader);
ALTER TABLE ONLY supervise.acceptance_handovers
    ADD CONSTRAINT acceptance_handovers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY supervise.figures_snapshots
    ADD CONSTRAINT figures_snapshots_pkey PRIMARY KEY (part);

CREATE INDEX addresses_find_idx ON city.addresses USING gin (find public.gin_trgm_ops);

CREATE INDEX addresses_geom_idx ON city.addresses USING gist (geom);

CREATE INDEX addresses_lower_idx ON city.addresses USING btree (lower(name));

CREATE INDEX addresses_lower_idx1 ON city.addresses USING btree (lower(name_en)) WHERE (name_en IS NOT NULL);

CREATE INDEX addresses_road_door_idx ON city.addresses USING btree (road, door) WHERE (kind = 'door'::text);

CREATE INDEX areas_geom_idx ON city.areas USING gist (geom);

CREATE INDEX areas_parent_idx ON city.areas USING btree (parent);

CREATE INDEX areas_path_idx ON city.areas USING gin (path);

CREATE INDEX assets_class_idx ON city.assets USING btree (class);

CREATE INDEX assets_geom_idx ON city.assets USING gist (geom);

CREATE INDEX case_clocks_clock_started_at_idx ON city.case_clocks USING btree (clock, started_at);

CREATE INDEX case_steps_actor_at_idx ON city.case_steps USING btree (actor, at);

CREATE INDEX case_steps_case_id_id_idx ON city.case_steps USING btree (case_id, id);

CREATE INDEX case_steps_told ON city.case_steps USING btree (at, id) WHERE public;

CREATE INDEX cases_appeals ON city.cases USING btree (stage_due_at, id) WHERE ((appeal ->> 'state'::text) = ANY (ARRAY['asked'::text, 'seconded'::text]));

CREATE INDEX cases_class ON city.cases USING btree (class, received_at DESC, id DESC);

CREATE INDEX cases_command ON city.cases USING btree (command, stage, stage_due_at, id) WHERE ((closed_at IS NULL) AND (filed_at IS NOT NULL));

CREATE INDEX cases_holder ON city.cases USING btree (holder, stage, stage_due_at, id) WHERE (closed_at IS NULL);

CREATE INDEX cases_lead ON city.cases USING btree (lead, received_at DESC, id DESC) WHERE (lead IS NOT NULL);

CREATE INDEX cases_merged ON city.cases USING btree (merged_into) WHERE (merged_into IS NOT NULL);

CREATE INDEX cases_officer ON city.cases USING btree (officer, stage_due_at) WHERE ((closed_at IS NULL) AND (officer IS NOT NULL));

CREATE INDEX cases_open ON city.cases USING btree (stage_due_at, id) WHERE (closed_at IS NULL);

CREATE INDEX cases_open_place ON city.cases USING gist (geom) WHERE (closed_at IS NULL);

CREATE INDEX cases_open_public ON city.cases USING gist (public_geom) WHERE ((closed_at IS NULL) AND (visibility = 'public'::text) AND (merged_into IS NULL));

CREATE INDEX cases_place ON city.cases USING gist (geom, received_at);

CREATE INDEX cases_public ON city.cases USING btree (received_at DESC, id DESC) WHERE ((visibility = 'public'::text) AND (merged_into IS NULL));

CREATE INDEX cases_public_place ON city.cases USING gist (public_geom, received_at) WHERE ((visibility = 'public'::text) AND (merged_into IS NULL));

CREATE INDEX cases_received ON city.cases USING btree (received_at DESC, id DESC);

CREATE INDEX cases_reopened ON city.cases USING btree (received_at DESC, id DESC) WHERE (reopened > 0);

CREATE INDEX cases_sought ON city.cases USING gin (path, (ARRAY[class, ('~'::text || nature), ('@'::text || source), ('#'::text || supervision),
CASE
    WHEN (filed_at IS NOT NULL) THEN ('='::text || command)
    ELSE NULL::text
END,
CASE
    WHEN (stage = 'void'::text) THEN '!void'::text
    WHEN (closed_at IS NULL) THEN '!open'::text
    ELSE '!closed'::text
END,
CASE
    WHEN late THEN '!late'::text
    ELSE NULL::text
END]), (ARRAY[(((EXTRACT(epoch FROM (received_at - '2000-01-01 08:00:00+08'::timestamp with time zone)))::bigint / 2592000))::integer]), units, find);

CREATE INDEX cases_supervision ON city.cases USING btree (supervision, stage, stage_due_at, id) WHERE (closed_at IS NULL);

CREATE INDEX cases_suspended ON city.cases USING btree (suspended_until) WHERE ((suspended_at IS NOT NULL) AND (closed_at IS NULL));

CREATE INDEX cases_updated ON city.cases USING btree (updated_at, id);

CREATE INDEX classes_parent_idx ON city.classes USING btree (parent);

CREATE INDEX happenings_at_class_idx ON city.happenings USING btree (at, class);

CREATE INDEX happenings_subject_type_subject_key_id_idx ON city.happenings USING btree (subject_type, subject_key, id);

CREATE INDEX organisations_kind_area_idx ON city.organisations USING btree (kind, area) WHERE (ended_at IS NULL);

CREATE INDEX organisations_path_idx ON city.organisations USING gin (path);

CREATE INDEX responsibilities_class_area_idx ON city.responsibilities USING btree (class, area) WHERE (ended_at IS NULL);

CREATE INDEX audit_entries_id_idx ON ground.audit_entries USING btree (id) WHERE (batch IS NULL);

CREATE INDEX audit_entries_subject_type_subject_key_id_idx ON ground.audit_entries USING btree (subject_type, subject_key, id);

CREATE INDEX events_outbox_tx_id_idx ON ground.events_outbox USING btree (tx, id);

CREATE INDEX files_at_idx ON ground.files USING btree (at) WHERE (owner_type IS NULL);

CREATE INDEX files_owner_type_owner_key_at_idx ON ground.files USING btree (owner_type, owner_key, at);

CREATE INDEX identity_codes_sent_to_purpose_created_at_idx ON ground.identity_codes USING btree (sent_to, purpose, created_at DESC);

CREATE INDEX identity_grants_organisation_role_idx ON ground.identity_grants USING btree (organisation, role) WHERE (ended_at IS NULL);

CREATE UNIQUE INDEX identity_grants_person_role_coalesce_coalesce1_idx ON ground.identity_grants USING btree (person, role, COALESCE(organisation, ''::text), COALESCE(area, ''::text)) WHERE (ended_at IS NULL);

CREATE INDEX identity_keys_person_idx ON ground.identity_keys USING btree (person);

CREATE INDEX identity_looks_subject_type_subject_key_at_idx ON ground.identity_looks USING btree (subject_type, subject_key, at);

CREATE INDEX identity_people_lower_idx ON ground.identity_people USING btree (lower(email)) WHERE (email IS NOT NULL);

CREATE INDEX identity_people_phone_idx ON ground.identity_people USING btree (phone) WHERE (phone IS NOT NULL);

CREATE INDEX identity_people_regexp_replace_idx ON ground.identity_people USING btree (regexp_replace(phone, '[^0-9]'::text, ''::text, 'g'::text)) WHERE (phone IS NOT NULL);

CREATE INDEX identity_sessions_ends_at_idx ON ground.identity_sessions USING btree (ends_at);

CREATE INDEX identity_sessions_person_idx ON ground.identity_sessions USING btree (person);

CREATE UNIQUE INDEX links_from_type_from_key_relation_to_type_to_key_idx ON ground.links USING btree (from_type, from_key, relation, to_type, to_key) WHERE (ended_at IS NULL);

CREATE INDEX links_to_type_to_key_idx ON ground.links USING btree (to_type, to_key) WHERE (ended_at IS NULL);

CREATE INDEX bike_events_device_id_at_idx ON sense.bike_events USING btree (device_id, at DESC);

CREATE INDEX bike_events_operator_received_at_idx ON sense.bike_events USING btree (operator, received_at);

CREATE INDEX bike_events_ticket_idx ON sense.bike_events USING btree (ticket) WHERE (ticket IS NOT NULL);

CREATE UNIQUE INDEX bike_findings_kind_subject_idx ON sense.bike_findings USING btree (kind, subject) WHERE (until IS NULL);

CREATE INDEX bike_findings_operator_since_idx ON sense.bike_findings USING btree (operator, since);

CREATE INDEX bike_findings_order_id_idx ON sense.bike_findings USING btree (order_id) WHERE (order_id IS NOT NULL);

CREATE INDEX bike_findings_seen_at_idx ON sense.bike_findings USING btree (seen_at) WHERE (until IS NULL);

CREATE INDEX bike_orders_made_at_idx ON sense.bike_orders USING btree (made_at) WHERE (cleared_at IS NULL);

CREATE INDEX bike_orders_operator_made_at_idx ON sense.bike_orders USING btree (operator, made_at);

CREATE INDEX bike_stops_geom_idx ON sense.bike_stops USING gist (geom) WHERE (retired_at IS NULL);

CREATE INDEX bike_stops_name_stop_id_idx ON sense.bike_stops USING btree (name, stop_id) WHERE ((operator IS NULL) AND (retired_at IS NULL));

CREATE INDEX bike_trips_operator_started_at_idx ON sense.bike_trips USING btree (operator, started_at);

CREATE INDEX bike_trips_started_at_idx ON sense.bike_trips USING btree (started_at);

CREATE INDEX bike_vehicles_operator_changed_at_idx ON sense.bike_vehicles USING btree (operator, changed_at);

CREATE INDEX bike_vehicles_operator_device_id_idx ON sense.bike_vehicles USING btree (operator, device_id);

CREATE INDEX camera_channels_device_idx ON sense.camera_channels USING btree (device);

CREATE INDEX camera_events_at_id_idx ON sense.camera_events USING btree (at DESC, id DESC);

CREATE INDEX camera_events_camera_at_id_idx ON sense.camera_events USING btree (camera, at DESC, id DESC);

CREATE INDEX camera_events_case_number_idx ON sense.camera_events USING btree (case_number) WHERE (case_number IS NOT NULL);

CREATE INDEX camera_events_kind_at_id_idx ON sense.camera_events USING btree (kind, at DESC, id DESC);

CREATE INDEX camera_events_path_idx ON sense.camera_events USING gin (path);

CREATE INDEX camera_events_received_at_idx ON sense.camera_events USING btree (received_at) WHERE ((picture IS NOT NULL) AND (picture_gone_at IS NULL));

CREATE INDEX camera_events_released_at_idx ON sense.camera_events USING btree (released_at) WHERE (released IS NOT NULL);

CREATE INDEX cameras_device_idx ON sense.cameras USING btree (device) WHERE (device IS NOT NULL);

CREATE INDEX cameras_geom_idx ON sense.cameras USING gist (geom);

CREATE INDEX cameras_path_idx ON sense.cameras USING gin (path);

CREATE INDEX datastream_properties_observed_property_id_idx ON sense.datastream_properties USING btree (observed_property_id);

CREATE INDEX datastreams_name_idx ON sense.datastreams USING btree (name);

CREATE INDEX datastreams_observed_property_id_idx ON sense.datastreams USING btree (observed_property_id);

CREATE INDEX datastreams_sensor_id_idx ON sense.datastreams USING btree (sensor_id);

CREATE INDEX datastreams_thing_id_idx ON sense.datastreams USING btree (thing_id);

CREATE INDEX entity_changes_at_idx ON sense.entity_changes USING btree (at);

CREATE INDEX features_geom_idx ON sense.features USING gist (geom);

CREATE UNIQUE INDEX features_of_location_idx ON sense.features USING btree (of_location) WHERE (of_location IS NOT NULL);

CREATE INDEX historical_location_locations_location_id_idx ON sense.historical_location_locations USING btree (location_id);

CREATE INDEX historical_locations_thing_id_time_idx ON sense.historical_locations USING btree (thing_id, "time");

CREATE INDEX locations_geom_idx ON sense.locations USING gist (geom);

CREATE INDEX mqtt_sessions_seen_at_idx ON sense.mqtt_sessions USING btree (seen_at);

CREATE INDEX observation_batches_at_idx ON sense.observation_batches USING btree (at);

CREATE INDEX observations_feature_id_idx ON ONLY sense.observations USING btree (feature_id);

CREATE INDEX observations_id_idx ON ONLY sense.observations USING btree (id);

CREATE INDEX observations_other_feature_id_idx ON sense.observations_other USING btree (feature_id);

CREATE INDEX observations_other_id_idx ON sense.observations_other USING btree (id);

CREATE INDEX observed_properties_definition_idx ON sense.observed_properties USING btree (definition);

CREATE UNIQUE INDEX observed_properties_listed_idx ON sense.observed_properties USING btree (listed) WHERE (listed IS NOT NULL);

CREATE INDEX observed_properties_name_idx ON sense.observed_properties USING btree (name);

CREATE INDEX rule_alarms_case_id_idx ON sense.rule_alarms USING btree (case_id);

CREATE UNIQUE INDEX rule_alarms_open ON sense.rule_alarms USING btree (rule_id, key) WHERE (resolved_at IS NULL);

CREATE INDEX rule_alarms_rule_id_id_idx ON sense.rule_alarms USING btree (rule_id, id);

CREATE INDEX rule_alarms_waiting ON sense.rule_alarms USING btree (id) WHERE (resolved_at IS NULL);

CREATE INDEX rule_states_due_at_idx ON sense.rule_states USING btree (due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX rule_steps_alarm_id_idx ON sense.rule_steps USING btree (alarm_id);

CREATE INDEX rule_steps_rule_id_id_idx ON sense.rule_steps USING btree (rule_id, id);

CREATE INDEX rule_trials_rule_id_id_idx ON sense.rule_trials USING btree (rule_id, id);

CREATE INDEX sensors_name_idx ON sense.sensors USING btree (name);

CREATE INDEX thing_locations_location_id_idx ON sense.thing_locations USING btree (location_id);

CREATE INDEX thing_states_since_thing_id_idx ON sense.thing_states USING btree (since, thing_id);

CREATE INDEX thing_states_since_thing_id_idx1 ON sense.thing_states USING btree (since, thing_id) WHERE low_battery;

CREATE INDEX thing_states_since_thing_id_idx2 ON sense.thing_states USING btree (since, thing_id) WHERE ((state <> 'ok'::text) OR low_battery);

CREATE INDEX thing_states_state_since_thing_id_idx ON sense.thing_states USING btree (state, since, thing_id);

CREATE UNIQUE INDEX things_code_idx ON sense.things USING btree (code) WHERE (code IS NOT NULL);

CREATE INDEX things_code_idx1 ON sense.things USING gin (code public.gin_trgm_ops);

CREATE INDEX things_expr_idx ON sense.things USING gin ((((properties -> 'name'::text) ->> 'en'::text)) public.gin_trgm_ops);

CREATE INDEX things_id_idx ON sense.things USING btree (id) WHERE (NOT public);

CREATE INDEX things_kind_id_idx ON sense.things USING btree (kind, id) WHERE public;

CREATE INDEX things_kind_idx ON sense.things USING btree (kind) WHERE (kind IS NOT NULL);

CREATE INDEX things_name_idx ON sense.things USING btree (name);

CREATE INDEX things_name_idx1 ON sense.things USING gin (name public.gin_trgm_ops);

CREATE INDEX things_organisation_id_idx ON sense.things USING btree (organisation, id);

CREATE INDEX things_path_idx ON sense.things USING gin (path);

CREATE INDEX things_properties_idx ON sense.things USING gin (properties jsonb_path_ops);

CREATE INDEX traffic_closures_geom_idx ON sense.traffic_closures USING gist (geom);

CREATE INDEX traffic_closures_until_idx ON sense.traffic_closures USING btree (until);

CREATE INDEX traffic_closures_updated_at_idx ON sense.traffic_closures USING btree (updated_at);

CREATE UNIQUE INDEX import_remarks_once ON serve.import_remarks USING btree (source, file, "row", kind, field) WHERE (NOT refused);

CREATE INDEX import_remarks_run_refused_kind_id_idx ON serve.import_remarks USING btree (run, refused, kind, id);

CREATE INDEX import_rows_run_idx ON serve.import_rows USING btree (run);

CREATE UNIQUE INDEX import_runs_running ON serve.import_runs USING btree (source) WHERE (state = 'running'::text);

CREATE UNIQUE INDEX push_deliveries_confirm ON serve.push_deliveries USING btree (subscription) WHERE (event IS NULL);

CREATE UNIQUE INDEX push_deliveries_once ON serve.push_deliveries USING btree (event, subscription) WHERE (event IS NOT NULL);

CREATE INDEX push_deliveries_parked ON serve.push_deliveries USING btree (id) WHERE (state = 'parked'::text);

CREATE INDEX push_deliveries_subscription ON serve.push_deliveries USING btree (subscription);

CREATE INDEX push_deliveries_waiting ON serve.push_deliveries USING btree (next_at, id) WHERE (state = 'waiting'::text);

CREATE UNIQUE INDEX push_subscriptions_once ON serve.push_subscriptions USING btree (person, channel, topic, subject) WHERE ((ended_at IS NULL) AND (subject IS NOT NULL));

CREATE INDEX push_subscriptions_reach ON serve.push_subscriptions USING gist (reach) WHERE (ended_at IS NULL);

CREATE INDEX push_subscriptions_subject ON serve.push_subscriptions USING btree (topic, subject) WHERE ((ended_at IS NULL) AND (subject IS NOT NULL));

CREATE INDEX push_subscriptions_waiting ON serve.push_subscriptions USING btree (created_at) WHERE ((confirmed_at IS NULL) AND (ended_at IS NULL));

CREATE INDEX report_additions_report_id_id_idx ON serve.report_additions USING btree (report_id, id);

CREATE INDEX report_updates_case_number_id_idx ON serve.report_updates USING btree (case_number, id);

CREATE INDEX reports_case_id_id_idx ON serve.reports USING btree (case_id, id);

CREATE INDEX reports_key_id_id_idx ON serve.reports USING btree (key_id, id DESC) WHERE (key_id IS NOT NULL);

CREATE INDEX reports_person_id_idx ON serve.reports USING btree (person, id DESC) WHERE (person IS NOT NULL);

CREATE INDEX acceptance_batches_due_at_idx ON supervise.acceptance_batches USING btree (due_at) WHERE ((done_at IS NULL) AND (undone_at IS NULL));

CREATE INDEX acceptance_handovers_organisation_at_id_idx ON supervise.acceptance_handovers USING btree (organisation, at DESC, id DESC);

ALTER INDEX sense.bike_telemetry_pkey ATTACH PARTITION sense.bike_telemetry_other_pkey;

ALTER INDEX sense.observations_feature_id_idx ATTACH PARTITION sense.observations_other_feature_id_idx;

ALTER INDEX sense.observations_id_idx ATTACH PARTITION sense.observations_other_id_idx;

ALTER INDEX sense.observations_pkey ATTACH PARTITION sense.observations_other_pkey;

CREATE TRIGGER bike_geography_stays BEFORE DELETE OR UPDATE ON sense.bike_geographies FOR EACH ROW EXECUTE FUNCTION sense.bike_geography_stays();

CREATE TRIGGER bike_policy_stays BEFORE DELETE OR UPDATE ON sense.bike_policies FOR EACH ROW EXECUTE FUNCTION sense.bike_policy_stays();

CREATE TRIGGER changed AFTER UPDATE OF multi, name, description, observation_type, unit, units, data_types, properties, thing_id, sensor_id, observed_property_id ON sense.datastreams FOR EACH ROW EXECUTE FUNCTION sense.stream_changed();

CREATE TRIGGER changed AFTER UPDATE ON sense.features REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sense.entity_changed('FeaturesOfInterest');

CREATE TRIGGER changed AFTER UPDATE ON sense.historical_locations REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sense.entity_changed('HistoricalLocations');

CREATE TRIGGER changed AFTER UPDATE ON sense.locations REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sense.entity_changed('Locations');

CREATE TRIGGER changed AFTER UPDATE ON sense.observed_properties REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sense.entity_changed('ObservedProperties');

CREATE TRIGGER changed AFTER UPDATE ON sense.sensors REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sense.entity_changed('Sensors');

CREATE TRIGGER changed AFTER UPDATE ON sense.things REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sense.entity_changed('Things');

CREATE TRIGGER history_changed AFTER UPDATE ON sense.observations REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION sense.history_mark();

CREATE TRIGGER history_deleted AFTER DELETE ON sense.observations REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION sense.history_mark();

CREATE TRIGGER made AFTER INSERT ON sense.datastreams REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sense.streams_made();

CREATE TRIGGER made AFTER INSERT ON sense.features REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sense.entity_changed('FeaturesOfInterest');

CREATE TRIGGER made AFTER INSERT ON sense.historical_locations REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sense.entity_changed('HistoricalLocations');

CREATE TRIGGER made AFTER INSERT ON sense.locations REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sense.entity_changed('Locations');

CREATE TRIGGER made AFTER INSERT ON sense.observed_properties REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sense.entity_changed('ObservedProperties');

CREATE TRIGGER made AFTER INSERT ON sense.sensors REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sense.entity_changed('Sensors');

CREATE TRIGGER made AFTER INSERT ON sense.things REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sense.entity_changed('Things');
ALTER TABLE ONLY city.addresses
    ADD CONSTRAINT addresses_area_fkey FOREIGN KEY (area) REFERENCES city.areas(code);
ALTER TABLE ONLY city.areas
    ADD CONSTRAINT areas_parent_fkey FOREIGN KEY (parent) REFERENCES city.areas(code) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY city.assets
    ADD CONSTRAINT assets_cell_fkey FOREIGN KEY (cell) REFERENCES city.areas(code);
ALTER TABLE ONLY city.assets
    ADD CONSTRAINT assets_class_fkey FOREIGN KEY (class) REFERENCES city.classes(code);
ALTER TABLE ONLY city.assets
    ADD CONSTRAINT assets_maintainer_fkey FOREIGN KEY (maintainer) REFERENCES city.organisations(code);
ALTER TABLE ONLY city.assets
    ADD CONSTRAINT assets_owner_fkey FOREIGN KEY (owner) REFERENCES city.organisations(code);
ALTER TABLE ONLY city.case_clocks
    ADD CONSTRAINT case_clocks_case_id_fkey FOREIGN KEY (case_id) REFERENCES city.cases(id);
ALTER TABLE ONLY city.case_steps
    ADD CONSTRAINT case_steps_case_id_fkey FOREIGN KEY (case_id) REFERENCES city.cases(id);
ALTER TABLE ONLY city.case_steps
    ADD CONSTRAINT case_steps_organisation_fkey FOREIGN KEY (organisation) REFERENCES city.organisations(code);
ALTER TABLE ONLY city.cases
    ADD CONSTRAINT cases_asset_fkey FOREIGN KEY (asset) REFERENCES city.assets(code);
ALTER TABLE ONLY city.cases
    ADD CONSTRAINT cases_class_fkey FOREIGN KEY (class) REFERENCES city.classes(code);
ALTER TABLE ONLY city.cases
    ADD CONSTRAINT cases_command_fkey FOREIGN KEY (command) REFERENCES city.organisations(code);
ALTER TABLE ONLY city.cases
    ADD CONSTRAINT cases_holder_fkey FOREIGN KEY (holder) REFERENCES city.organisations(code);
ALTER TABLE ONLY city.cases
    ADD CONSTRAINT cases_lead_fkey FOREIGN KEY (lead) REFERENCES city.organisations(code);
ALTER TABLE ONLY city.cases
    ADD CONSTRAINT cases_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES city.cases(id);
ALTER TABLE ONLY city.cases
    ADD CONSTRAINT cases_standard_fkey FOREIGN KEY (standard) REFERENCES city.class_standards(id);
ALTER TABLE ONLY city.cases
    ADD CONSTRAINT cases_supervision_fkey FOREIGN KEY (supervision) REFERENCES city.organisations(code);
ALTER TABLE ONLY city.class_mappings
    ADD CONSTRAINT class_mappings_from_code_fkey FOREIGN KEY (from_code) REFERENCES city.classes(code);
ALTER TABLE ONLY city.class_standards
    ADD CONSTRAINT class_standards_class_fkey FOREIGN KEY (class) REFERENCES city.classes(code) ON DELETE CASCADE;
ALTER TABLE ONLY city.classes
    ADD CONSTRAINT classes_parent_fkey FOREIGN KEY (parent) REFERENCES city.classes(code) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY city.organisations
    ADD CONSTRAINT organisations_area_fkey FOREIGN KEY (area) REFERENCES city.areas(code);
ALTER TABLE ONLY city.organisations
    ADD CONSTRAINT organisations_parent_fkey FOREIGN KEY (parent) REFERENCES city.organisations(code) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY city.responsibilities
    ADD CONSTRAINT responsibilities_area_fkey FOREIGN KEY (area) REFERENCES city.areas(code);
ALTER TABLE ONLY city.responsibilities
    ADD CONSTRAINT responsibilities_class_fkey FOREIGN KEY (class) REFERENCES city.classes(code);
ALTER TABLE ONLY city.responsibilities
    ADD CONSTRAINT responsibilities_organisation_fkey FOREIGN KEY (organisation) REFERENCES city.organisations(code);
ALTER TABLE ONLY city.responsibilities
    ADD CONSTRAINT responsibilities_owner_fkey FOREIGN KEY (owner) REFERENCES city.organisations(code);
ALTER TABLE ONLY ground.identity_codes
    ADD CONSTRAINT identity_codes_person_fkey FOREIGN KEY (person) REFERENCES ground.identity_people(id);
ALTER TABLE ONLY ground.identity_grants
    ADD CONSTRAINT identity_grants_person_fkey FOREIGN KEY (person) REFERENCES ground.identity_people(id);
ALTER TABLE ONLY ground.identity_keys
    ADD CONSTRAINT identity_keys_person_fkey FOREIGN KEY (person) REFERENCES ground.identity_people(id);
ALTER TABLE ONLY ground.identity_sessions
    ADD CONSTRAINT identity_sessions_person_fkey FOREIGN KEY (person) REFERENCES ground.identity_people(id);
ALTER TABLE ONLY sense.bike_feed_vehicles
    ADD CONSTRAINT bike_feed_vehicles_operator_fkey FOREIGN KEY (operator) REFERENCES sense.bike_operators(code);
ALTER TABLE ONLY sense.bike_feeds
    ADD CONSTRAINT bike_feeds_operator_fkey FOREIGN KEY (operator) REFERENCES sense.bike_operators(code);
ALTER TABLE ONLY sense.bike_findings
    ADD CONSTRAINT bike_findings_order_id_fkey FOREIGN KEY (order_id) REFERENCES sense.bike_orders(id);
ALTER TABLE ONLY sense.bike_operators
    ADD CONSTRAINT bike_operators_code_fkey FOREIGN KEY (code) REFERENCES city.organisations(code);
ALTER TABLE ONLY sense.bike_orders
    ADD CONSTRAINT bike_orders_operator_fkey FOREIGN KEY (operator) REFERENCES sense.bike_operators(code);
ALTER TABLE ONLY sense.bike_scores
    ADD CONSTRAINT bike_scores_operator_fkey FOREIGN KEY (operator) REFERENCES sense.bike_operators(code);
ALTER TABLE ONLY sense.bike_stops
    ADD CONSTRAINT bike_stops_area_fkey FOREIGN KEY (area) REFERENCES city.areas(code);
ALTER TABLE ONLY sense.bike_stops
    ADD CONSTRAINT bike_stops_operator_fkey FOREIGN KEY (operator) REFERENCES sense.bike_operators(code);
ALTER TABLE ONLY sense.bike_vehicles
    ADD CONSTRAINT bike_vehicles_operator_fkey FOREIGN KEY (operator) REFERENCES sense.bike_operators(code);
ALTER TABLE ONLY sense.camera_events
    ADD CONSTRAINT camera_events_camera_fkey FOREIGN KEY (camera) REFERENCES sense.cameras(code);
ALTER TABLE ONLY sense.camera_latest
    ADD CONSTRAINT camera_latest_camera_fkey FOREIGN KEY (camera) REFERENCES sense.cameras(code) ON DELETE CASCADE;
ALTER TABLE ONLY sense.camera_rules
    ADD CONSTRAINT camera_rules_camera_fkey FOREIGN KEY (camera) REFERENCES sense.cameras(code) ON DELETE CASCADE;
ALTER TABLE ONLY sense.cameras
    ADD CONSTRAINT cameras_organisation_fkey FOREIGN KEY (organisation) REFERENCES city.organisations(code);
ALTER TABLE ONLY sense.cameras
    ADD CONSTRAINT cameras_thing_id_fkey FOREIGN KEY (thing_id) REFERENCES sense.things(id) ON DELETE SET NULL;
ALTER TABLE ONLY sense.datastream_properties
    ADD CONSTRAINT datastream_properties_datastream_id_fkey FOREIGN KEY (datastream_id) REFERENCES sense.datastreams(id) ON DELETE CASCADE;
ALTER TABLE ONLY sense.datastream_properties
    ADD CONSTRAINT datastream_properties_observed_property_id_fkey FOREIGN KEY (observed_property_id) REFERENCES sense.observed_properties(id) ON DELETE CASCADE;
ALTER TABLE ONLY sense.datastreams
    ADD CONSTRAINT datastreams_observed_property_id_fkey FOREIGN KEY (observed_property_id) REFERENCES sense.observed_properties(id) ON DELETE CASCADE;
ALTER TABLE ONLY sense.datastreams
    ADD CONSTRAINT datastreams_sensor_id_fkey FOREIGN KEY (sensor_id) REFERENCES sense.sensors(id) ON DELETE CASCADE;
ALTER TABLE ONLY sense.datastreams
    ADD CONSTRAINT datastreams_thing_id_fkey FOREIGN KEY (thing_id) REFERENCES sense.things(id) ON DELETE CASCADE;
ALTER TABLE ONLY sense.features
    ADD CONSTRAINT features_of_location_fkey FOREIGN KEY (of_location) REFERENCES sense.locations(id) ON DELETE SET NULL;
ALTER TABLE ONLY sense.historical_location_locations
    ADD CONSTRAINT historical_location_locations_historical_location_id_fkey FOREIGN KEY (historical_location_id) REFERENCES sense.historical_locations(id) ON DELETE CASCADE;
ALTER TABLE ONLY sense.historical_location_locations
    ADD CONSTRAINT historical_location_locations_location_id_fkey FOREIGN KEY (location_id) REFERENCES sense.locations(id) ON DELETE CASCADE;
ALTER TABLE ONLY sense.historical_locations
    ADD CONSTRAINT historical_locations_thing_id_fkey FOREIGN KEY (thing_id) REFERENCES sense.things(id) ON DELETE CASCADE;
ALTER TABLE ONLY sense.history_kept
    ADD CONSTRAINT history_kept_datastream_id_fkey FOREIGN KEY (datastream_id) REFERENCES sense.datastreams(id) ON DELETE CASCADE;
ALTER TABLE ONLY sense.history_policies
    ADD CONSTRAINT history_policies_observed_property_id_fkey FOREIGN KEY (observed_property_id) REFERENCES sense.observed_properties(id) ON DELETE CASCADE;
ALTER TABLE ONLY sense.observation_days
    ADD CONSTRAINT observation_days_datastream_id_fkey FOREIGN KEY (datastream_id) REFERENCES sense.datastreams(id) ON DELETE CASCADE;
ALTER TABLE ONLY sense.observation_hours
    ADD CONSTRAINT observation_hours_datastream_id_fkey FOREIGN KEY (datastream_id) REFERENCES sense.datastreams(id) ON DELETE CASCADE;
ALTER TABLE ONLY sense.observed_properties
    ADD CONSTRAINT observed_properties_listed_fkey FOREIGN KEY (listed) REFERENCES sense.thing_properties(code);
ALTER TABLE ONLY sense.rule_alarms
    ADD CONSTRAINT rule_alarms_acknowledged_by_fkey FOREIGN KEY (acknowledged_by) REFERENCES ground.identity_people(id);
ALTER TABLE ONLY sense.rule_alarms
    ADD CONSTRAINT rule_alarms_case_id_fkey FOREIGN KEY (case_id) REFERENCES city.cases(id);
ALTER TABLE ONLY sense.rule_alarms
    ADD CONSTRAINT rule_alarms_rule_id_version_fkey FOREIGN KEY (rule_id, version) REFERENCES sense.rule_versions(rule_id, version);
ALTER TABLE ONLY sense.rule_states
    ADD CONSTRAINT rule_states_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES sense.rules(id);
ALTER TABLE ONLY sense.rule_steps
    ADD CONSTRAINT rule_steps_alarm_id_fkey FOREIGN KEY (alarm_id) REFERENCES sense.rule_alarms(id);
ALTER TABLE ONLY sense.rule_steps
    ADD CONSTRAINT rule_steps_person_fkey FOREIGN KEY (person) REFERENCES ground.identity_people(id);
ALTER TABLE ONLY sense.rule_steps
    ADD CONSTRAINT rule_steps_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES sense.rules(id);
ALTER TABLE ONLY sense.rule_trials
    ADD CONSTRAINT rule_trials_made_by_fkey FOREIGN KEY (made_by) REFERENCES ground.identity_people(id);
ALTER TABLE ONLY sense.rule_trials
    ADD CONSTRAINT rule_trials_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES sense.rules(id);
ALTER TABLE ONLY sense.rule_versions
    ADD CONSTRAINT rule_versions_made_by_fkey FOREIGN KEY (made_by) REFERENCES ground.identity_people(id);
ALTER TABLE ONLY sense.rule_versions
    ADD CONSTRAINT rule_versions_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES sense.rules(id);
ALTER TABLE ONLY sense.thing_locations
    ADD CONSTRAINT thing_locations_location_id_fkey FOREIGN KEY (location_id) REFERENCES sense.locations(id) ON DELETE CASCADE;
ALTER TABLE ONLY sense.thing_locations
    ADD CONSTRAINT thing_locations_thing_id_fkey FOREIGN KEY (thing_id) REFERENCES sense.things(id) ON DELETE CASCADE;
ALTER TABLE ONLY sense.thing_properties
    ADD CONSTRAINT thing_properties_unit_fkey FOREIGN KEY (unit) REFERENCES sense.thing_units(code);
ALTER TABLE ONLY sense.thing_states
    ADD CONSTRAINT thing_states_thing_id_fkey FOREIGN KEY (thing_id) REFERENCES sense.things(id) ON DELETE CASCADE;
ALTER TABLE ONLY sense.things
    ADD CONSTRAINT things_asset_fkey FOREIGN KEY (asset) REFERENCES city.assets(code);
ALTER TABLE ONLY sense.things
    ADD CONSTRAINT things_organisation_fkey FOREIGN KEY (organisation) REFERENCES city.organisations(code);
ALTER TABLE ONLY sense.traffic_closure_versions
    ADD CONSTRAINT traffic_closure_versions_closure_id_fkey FOREIGN KEY (closure_id) REFERENCES sense.traffic_closures(id) ON DELETE CASCADE;
ALTER TABLE ONLY serve.import_remarks
    ADD CONSTRAINT import_remarks_run_fkey FOREIGN KEY (run) REFERENCES serve.import_runs(id);
ALTER TABLE ONLY serve.import_rows
    ADD CONSTRAINT import_rows_case_id_fkey FOREIGN KEY (case_id) REFERENCES city.cases(id);
ALTER TABLE ONLY serve.import_rows
    ADD CONSTRAINT import_rows_run_fkey FOREIGN KEY (run) REFERENCES serve.import_runs(id);
ALTER TABLE ONLY serve.push_deliveries
    ADD CONSTRAINT push_deliveries_subscription_fkey FOREIGN KEY (subscription) REFERENCES serve.push_subscriptions(id) ON DELETE CASCADE;
ALTER TABLE ONLY serve.push_subscriptions
    ADD CONSTRAINT push_subscriptions_person_fkey FOREIGN KEY (person) REFERENCES ground.identity_people(id);
ALTER TABLE ONLY serve.report_additions
    ADD CONSTRAINT report_additions_report_id_fkey FOREIGN KEY (report_id) REFERENCES serve.reports(id);
ALTER TABLE ONLY serve.reports
    ADD CONSTRAINT reports_case_id_fkey FOREIGN KEY (case_id) REFERENCES city.cases(id);
ALTER TABLE ONLY serve.reports
    ADD CONSTRAINT reports_class_fkey FOREIGN KEY (class) REFERENCES city.classes(code);
ALTER TABLE ONLY supervise.acceptance_handover_reads
    ADD CONSTRAINT acceptance_handover_reads_handover_fkey FOREIGN KEY (handover) REFERENCES supervise.acceptance_handovers(id);
ALTER TABLE ONLY supervise.acceptance_handovers
    ADD CONSTRAINT acceptance_handovers_organisation_fkey FOREIGN KEY (organisation) REFERENCES city.organisations(code);
