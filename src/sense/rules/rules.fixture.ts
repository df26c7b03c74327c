// Things that measure, values that arrive, and rules, for the tests of this room.
import { z } from 'zod';
import { sql, type Database } from '#ground/db/index.ts';
import { entityOf } from '../things/model.ts';
import { create } from '../things/writing/create.ts';
import { ingest, type NewObservation } from '../things/writing/ingest.ts';
import { Definition, type What } from './contract.ts';
import { createRule, switchRule } from './keeping.ts';

export const MIN = 60_000;
/** Wednesday 18 November 2026, 09:41 in the city. */
export const NOW = new Date('2026-11-18T09:41:00+08:00');
const MEASUREMENT = 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement';
const ANY = 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Observation';

/** A thing in the east of the small city with a stream for each input; ids of the streams. `position` inputs take GeoJSON points. */
export async function station(db: Database, name: string, inputs: readonly string[], at: readonly [number, number] = [118.302, 30.902]): Promise<number[]> {
  return db.begin(async (tx) => {
    const thing = await create(tx, entityOf('Things'), {
      name, description: '', Locations: [{ name, description: '', encodingType: 'application/geo+json', location: { type: 'Point', coordinates: [...at] } }],
      Datastreams: inputs.map((input) => ({ name: input, description: '', observationType: input === 'position' ? ANY : MEASUREMENT, unitOfMeasurement: { name: 'n', symbol: 'µg/m³', definition: 'd' }, Sensor: { name: 's', description: '', encodingType: 'text/html', metadata: 'm' }, ObservedProperty: { name: input, definition: 'http://p', description: '' } })),
    }, NOW);
    return (await tx.rows(z.object({ id: z.number() }), sql`select id from sense.datastreams where thing_id = ${thing} order by id`)).map(({ id }) => id);
  });
}

/** A value as it arrives; `minute` counts from NOW. */
export const value = (stream: number, minute: number, number: number | null, position?: readonly [number, number]): NewObservation => ({
  stream, from: new Date(NOW.getTime() + minute * MIN), to: null, resultTime: null, number, result: position ? JSON.stringify({ type: 'Point', coordinates: position }) : null, quality: null, validFrom: null, validTo: null, parameters: null, feature: null,
});
export const arrive = (db: Database, rows: readonly NewObservation[], now = NOW) => ingest(db, rows, now);

export const definition = (more: object): Definition => Definition.parse({ name: { zh: '扬尘超标', en: 'Dust' }, watch: {}, per: 'thing', severity: 'warning', class: 'E0406', when: { kind: 'threshold', input: 'PM10', op: 'above', limit: 150 }, ...more });

export async function activeRule(db: Database, more: object, now = NOW): Promise<number> {
  const id = await createRule(db, definition(more), { person: null, now });
  await switchRule(db, id, true, now);
  return id;
}

const Alarm = z.object({ id: z.number(), rule_id: z.number(), version: z.number(), key: z.string(), severity: z.string(), status: z.string(), case_number: z.string().nullable(), verdict: z.string().nullable(), path: z.array(z.string()), raised_at: z.date(), resolved_at: z.date().nullable() });
export const alarmsIn = (db: Database) => db.rows(Alarm, sql`select id, rule_id, version, key, severity, status, case_number, verdict, path, raised_at, resolved_at from sense.rule_alarms order by id`);
export const stepsIn = async (db: Database): Promise<string[]> => (await db.rows(z.object({ what: z.string().transform((w) => w as What), at: z.date() }), sql`select what, at from sense.rule_steps order by id`)).map(({ what, at }) => `${what}@${(at.getTime() - NOW.getTime()) / MIN}`);
export const countIn = async (db: Database, of: 'cases' | 'happenings' | 'alarms'): Promise<number> => (await db.one(z.object({ n: z.number() }), of === 'cases' ? sql`select count(*)::int as n from city.cases where source = 'sensor'` : of === 'happenings' ? sql`select count(*)::int as n from city.happenings where source = 'sensor' and what = 'raised'` : sql`select count(*)::int as n from sense.rule_alarms`)).n;
