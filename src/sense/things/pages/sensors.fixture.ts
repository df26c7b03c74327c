// Sensors for tests of pages: made through the protocol's own functions, heard through ingest.
import { sql, type Database } from '#ground/db/index.ts';
import { entityOf } from '../model.ts';
import { create } from '../writing/create.ts';
import { ingest } from '../writing/ingest.ts';

export interface MadeStream { readonly property: string; readonly listed?: boolean; readonly unit?: string; readonly type?: 'Measurement' | 'CategoryObservation' | 'TruthObservation' | 'CountObservation'; readonly properties?: Record<string, unknown> }
export interface MadeThing { readonly name: string; readonly kind?: string; readonly organisation?: string; readonly public?: boolean; readonly at?: readonly [lon: number, lat: number]; readonly streams: readonly MadeStream[]; readonly silent?: string; readonly description?: string }

/** Returns the ids of the thing and its streams, in their order. */
export async function makeSensor(db: Database, thing: MadeThing, now: Date): Promise<{ id: number; streams: number[] }> {
  const Sensor = { name: 's', description: '', encodingType: 'application/pdf', metadata: 'm' };
  return db.begin(async (tx) => {
    const [lon, lat] = thing.at ?? [118.301, 30.901];
    const id = await create(tx, entityOf('Things'), { name: thing.name, description: thing.description ?? thing.name, Locations: [{ name: thing.name, description: '', encodingType: 'application/geo+json', location: { type: 'Point', coordinates: [lon, lat] } }] }, now);
    await tx.run(sql`update sense.things set kind = ${thing.kind ?? null}, organisation = ${thing.organisation ?? null}, public = ${thing.public ?? true}, silent_after = ${thing.silent ?? null}::interval where id = ${id}`);
    const streams: number[] = [];
    for (const { property, listed, unit = '', type = 'Measurement', properties } of thing.streams) {
      const body = { name: `${property} of ${thing.name}`, description: '', observationType: `http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_${type}`, unitOfMeasurement: { name: unit, symbol: unit, definition: unit }, ...(properties && { properties }), Sensor, ObservedProperty: { name: property, definition: `http://example.org/${property}`, description: '' } };
      const stream = await create(tx, entityOf('Datastreams'), body, now, { Thing: id });
      // The first of its name stands for the entry of the city's list; the others share it.
      if (listed) await tx.run(sql`with entry as (select coalesce((select id from sense.observed_properties where listed = ${property}), (select observed_property_id from sense.datastreams where id = ${stream})) as id), named as (update sense.observed_properties p set listed = ${property} from entry where p.id = entry.id) update sense.datastreams d set observed_property_id = entry.id from entry where d.id = ${stream}`);
      streams.push(stream);
    }
    return { id, streams };
  });
}

/** Values of a stream, `[time, value]`; heard at `now`. Words, lists and yes or no stay what they are. */
export async function hear(db: Database, stream: number, values: readonly (readonly [at: Date, value: unknown])[], now: Date): Promise<void> {
  for (let i = 0; i < values.length; i += 5000) {
    const outcomes = await ingest(db, values.slice(i, i + 5000).map(([from, value]) => ({
      stream, from, to: null, resultTime: null, number: typeof value === 'number' ? value : null, result: typeof value === 'number' ? null : JSON.stringify(value), quality: null, validFrom: null, validTo: null, parameters: null, feature: null,
    })), now);
    const refused = outcomes.find((outcome) => 'refused' in outcome);
    if (refused) throw new Error(JSON.stringify(refused));
  }
}
