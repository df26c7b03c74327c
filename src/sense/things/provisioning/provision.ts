// Things of a table into SensorThings: new ones as a deep insert, so that they are what any client would have made, known ones changed where the table
// says otherwise. All in one transaction; a code is one thing for ever.
import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';
import { audit } from '#ground/audit/index.ts';
import { entityOf } from '../model.ts';
import { create } from '../writing/create.ts';
import { placeThing } from '../writing/ties.ts';
import { observationType, type Property, type StreamSpec } from './contract.ts';
import { propertyFacts, sensingLists, type SensingLists } from './lists.ts';
import type { ThingPlan } from './reading.ts';

export interface Provisioned { readonly new: number; readonly changed: number; readonly same: number; /** Ids by code. */ readonly ids: ReadonlyMap<string, number> }

const Standing = z.object({
  id: z.number(), code: z.string(), name: z.string(), name_en: z.string().nullable(), description: z.string(), kind: z.string().nullable(), asset: z.string().nullable(), organisation: z.string().nullable(), path: z.array(z.string()), public: z.boolean(),
  lon: z.number().nullable(), lat: z.number().nullable(), measures: z.array(z.string()),
});
type Standing = z.output<typeof Standing>;

async function standing(db: Db, codes: readonly string[]): Promise<ReadonlyMap<string, Standing>> {
  const rows = await db.rows(Standing, sql`
    select t.id, t.code, t.name, t.properties->'name'->>'en' as name_en, t.description, t.kind, t.asset, t.organisation, t.path, t.public, ST_X(w.geom) as lon, ST_Y(w.geom) as lat,
      array(select p.listed from sense.datastreams d join sense.observed_properties p on p.id = d.observed_property_id where d.thing_id = t.id and p.listed is not null) as measures
    from sense.things t left join lateral (select l.geom from sense.thing_locations x join sense.locations l on l.id = x.location_id where x.thing_id = t.id and ST_GeometryType(l.geom) = 'ST_Point' order by l.id desc limit 1) w on true
    where t.code = any(${[...codes]})`);
  return new Map(rows.map((row) => [row.code, row]));
}

type Verdict = 'new' | 'changed' | 'same';
const verdict = (plan: ThingPlan, there: Standing | undefined): Verdict => {
  if (!there) return 'new';
  const facts = there.name !== plan.name || (there.name_en ?? there.name) !== plan.nameEn || there.description !== describe(plan) || there.kind !== plan.kind.code || there.asset !== plan.asset || there.organisation !== plan.organisation || there.public !== plan.public || there.path.join() !== plan.path.join();
  return facts || hasMoved(plan, there) || missingStreams(plan, there).length ? 'changed' : 'same';
};
const describe = (plan: ThingPlan): string => plan.description || plan.kind.name_en;
/** A centimetre is no move. */
const hasMoved = ({ at }: ThingPlan, there: Standing): boolean => Math.abs((there.lon ?? 999) - at.lon) > 1e-7 || Math.abs((there.lat ?? 999) - at.lat) > 1e-7;
const missingStreams = ({ kind }: ThingPlan, there: Standing): StreamSpec[] => kind.streams.filter(({ property }) => !there.measures.includes(property));

/** What provisioning would do; nothing is written. */
export async function tryProvisioning(db: Db, plans: readonly ThingPlan[]): Promise<Provisioned> {
  const there = await standing(db, plans.map((plan) => plan.code));
  return counted(plans.map((plan) => verdict(plan, there.get(plan.code))), new Map([...there].map(([code, { id }]) => [code, id])));
}
const counted = (verdicts: readonly Verdict[], ids: ReadonlyMap<string, number>): Provisioned => {
  const count = (wanted: Verdict) => verdicts.filter((one) => one === wanted).length;
  return { new: count('new'), changed: count('changed'), same: count('same'), ids };
};

/** Writes all of them or, when it throws, none. */
export const provision = (db: Db, plans: readonly ThingPlan[], by: { readonly person: string | null; readonly now: Date }): Promise<Provisioned> => db.begin(async (tx) => {
  // Two tables at the same time could both find a code missing.
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('sense.provision'))`);
  const [there, entities] = [await standing(tx, plans.map((plan) => plan.code)), await entitiesOf(tx, plans, await sensingLists(tx), by.now)];
  const ids = new Map<string, number>();
  const verdicts: Verdict[] = [];
  for (const plan of plans) {
    const known = there.get(plan.code);
    const found = verdict(plan, known);
    verdicts.push(found);
    ids.set(plan.code, known?.id ?? await create(tx, entityOf('Things'), thingBody(plan, entities), by.now));
    if (known && found === 'changed') await changeThing(tx, plan, known, entities, by.now);
  }
  const written = plans.filter((_, i) => verdicts[i] !== 'same');
  await giveFacts(tx, written, ids, by.now);
  const done = counted(verdicts, ids);
  if (written.length) await audit(tx, { ...(by.person === null ? {} : { actor: by.person }), action: 'sense.things.provisioned', detail: { new: done.new, changed: done.changed, codes: written.slice(0, 50).map((plan) => plan.code) }, now: by.now });
  return done;
});

interface Entities { readonly lists: SensingLists; readonly properties: ReadonlyMap<string, number>; readonly sensors: ReadonlyMap<string, number> }

const locationBody = ({ name, at }: ThingPlan) => ({ name, description: name, encodingType: 'application/geo+json', location: { type: 'Point', coordinates: [at.lon, at.lat] } });
const thingBody = (plan: ThingPlan, entities: Entities) => ({
  name: plan.name, description: describe(plan), properties: propertiesOf(plan), Locations: [locationBody(plan)], Datastreams: plan.kind.streams.map((spec) => streamBody(plan, spec, entities)),
});
const propertiesOf = (plan: ThingPlan) => ({ ...plan.properties, code: plan.code, name: { zh: plan.name, en: plan.nameEn }, ...(plan.asset === null ? {} : { asset: plan.asset }) });

function streamBody(plan: ThingPlan, { property, type, interval, battery }: StreamSpec, { lists, properties, sensors }: Entities) {
  const listed = lists.properties.get(property);
  const unit = listed?.unit ? lists.units.get(listed.unit) : undefined;
  return {
    name: `${plan.code} ${property}`, description: `${listed?.name_en ?? property}, ${plan.nameEn}`, observationType: observationType(type), properties: { interval, ...(battery ? { battery } : {}) },
    unitOfMeasurement: unit ? { name: unit.name_en, symbol: unit.symbol, definition: `http://unitsofmeasure.org/ucum#${unit.code}` } : { name: null, symbol: null, definition: null },
    ObservedProperty: { '@iot.id': properties.get(property) }, Sensor: { '@iot.id': sensors.get(plan.sensor) },
  };
}

/** What is in the table and not in the entity of the standard; the thing's own properties are kept beside ours. */
const giveFacts = (tx: Db, plans: readonly ThingPlan[], ids: ReadonlyMap<string, number>, now: Date) => tx.run(sql`
  update sense.things t set code = p->>'code', name = p->>'name', description = p->>'description', kind = p->>'kind', asset = p->>'asset', organisation = p->>'organisation', path = array(select jsonb_array_elements_text(p->'path')), public = (p->>'public')::boolean,
    properties = coalesce(t.properties, '{}') || (p->'properties'), changed_at = ${now}
  from jsonb_array_elements(${json(plans.map((plan) => ({ id: ids.get(plan.code), code: plan.code, name: plan.name, description: describe(plan), kind: plan.kind.code, asset: plan.asset, organisation: plan.organisation, path: plan.path, public: plan.public, properties: propertiesOf(plan) })))}::text::jsonb) p
  where t.id = (p->>'id')::bigint`);

async function changeThing(tx: Db, plan: ThingPlan, there: Standing, entities: Entities, now: Date): Promise<void> {
  if (hasMoved(plan, there)) await placeThing(tx, there.id, [await create(tx, entityOf('Locations'), locationBody(plan), now)], now);
  for (const spec of missingStreams(plan, there)) await create(tx, entityOf('Datastreams'), streamBody(plan, spec, entities), now, { Thing: there.id });
}

/** The ObservedProperties and Sensors that these things need, found or made. */
async function entitiesOf(tx: Db, plans: readonly ThingPlan[], lists: SensingLists, now: Date): Promise<Entities> {
  const wanted = [...new Set(plans.flatMap(({ kind }) => kind.streams.map((spec) => spec.property)))];
  const properties = new Map<string, number>();
  for (const code of wanted) { const listed = lists.properties.get(code); if (listed) properties.set(code, await observedProperty(tx, listed, now)); }
  const sensors = new Map<string, number>();
  for (const name of new Set(plans.map((plan) => plan.sensor))) sensors.set(name, await sensorNamed(tx, name, now));
  return { lists, properties, sensors };
}

const Id = z.object({ id: z.number() });
/** One that a client made before, of the same definition and name, becomes the list's own. */
async function observedProperty(tx: Db, p: Property, now: Date): Promise<number> {
  const found = await tx.maybe(Id, sql`select id from sense.observed_properties where listed = ${p.code} or (listed is null and definition = ${p.definition} and name = ${p.code}) order by listed is null, id limit 1`);
  const id = found?.id ?? await create(tx, entityOf('ObservedProperties'), { name: p.code, definition: p.definition, description: p.name_en }, now);
  await tx.run(sql`update sense.observed_properties set listed = ${p.code}, properties = coalesce(properties, '{}') || ${json(propertyFacts(p))}::text::jsonb where id = ${id} and listed is null`);
  return id;
}

async function sensorNamed(tx: Db, name: string, now: Date): Promise<number> {
  const found = await tx.maybe(Id, sql`select id from sense.sensors where name = ${name} order by id limit 1`);
  return found?.id ?? create(tx, entityOf('Sensors'), { name, description: name, encodingType: 'text/plain', metadata: name }, now);
}
