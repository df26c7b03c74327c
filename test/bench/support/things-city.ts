// Ten million observations for the benchmark of the sensors: 200 things in a row of the town, five streams each, a value every ten minutes, one thread of
// ids in the order of time, as they would have come. Made by SQL with the product's own tables and indexes, then what each stream knows of itself.
import { z } from 'zod';
import { migrationFolders } from '#app';
import { migrate, openDatabase, sql, type Database } from '#ground/db/index.ts';
import { setRight } from '#sense/things/writing/remove.ts';

export const THINGS = 200;
export const PROPERTIES = ['PM10', 'PM2.5', 'noise', 'temperature', 'humidity'] as const;
export const STREAMS = THINGS * PROPERTIES.length;
/** When the first observation was made. */
export const BEGAN = new Date('2026-08-01T00:00:00Z');
export const STEP_MINUTES = 10;

/** Things, streams, sensors, properties, places; no observations. Ids begin at 1. */
export async function makeStreams(db: Database): Promise<void> {
  const unit = JSON.stringify({ name: 'unit', symbol: 'u', definition: 'http://example.org/u' });
  const statements = [
    sql`insert into sense.sensors (name, description, encoding_type, metadata) select 'sensor ' || n, 'd', 'application/pdf', '"x.pdf"' from generate_series(1, 5) n`,
    sql`insert into sense.observed_properties (name, definition, description) select name, 'http://example.org/' || name, 'd' from unnest(${[...PROPERTIES]}::text[]) with ordinality as u(name, n) order by n`,
    sql`insert into sense.things (name, description, properties) select 'station ' || n, 'd', jsonb_build_object('row', n % 10) from generate_series(1, ${THINGS}::int) n`,
    sql`insert into sense.locations (name, description, encoding_type, location, geom) select 'place ' || n, 'd', 'application/geo+json', json_build_object('type', 'Point', 'coordinates', json_build_array(116 + n * 0.001, 39.9)), ST_SetSRID(ST_MakePoint(116 + n * 0.001, 39.9), 4326) from generate_series(1, ${THINGS}::int) n`,
    sql`insert into sense.thing_locations select n, n from generate_series(1, ${THINGS}::int) n`,
    sql`insert into sense.features (name, description, encoding_type, feature, geom, of_location) select name, description, encoding_type, location, geom, id from sense.locations order by id`,
    sql`insert into sense.datastreams (name, description, observation_type, unit, properties, thing_id, sensor_id, observed_property_id) select p.name || ' of ' || t.id, 'd', 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement', ${unit}::text::jsonb, jsonb_build_object('height', p.id), t.id, p.id, p.id
      from sense.things t, sense.observed_properties p order by t.id, p.id`,
  ];
  for (const statement of statements) await db.run(statement);
  await db.run(sql`select sense.observation_month('2026-11-01')`);
  await db.run(sql`analyze`);
}

/** `total` observations, a tenth at a time so that each can be told. */
export async function makeObservations(db: Database, total: number, log: (line: string) => void): Promise<void> {
  const steps = Math.round(total / STREAMS);
  for (let month = new Date(BEGAN); month.getTime() < BEGAN.getTime() + steps * STEP_MINUTES * 60_000; month.setUTCMonth(month.getUTCMonth() + 1)) await db.run(sql`select sense.observation_month(${month.toISOString().slice(0, 10)}::text::date)`);
  for (let part = 0; part < 10; part++) {
    const [from, to] = [Math.round((steps * part) / 10), Math.round((steps * (part + 1)) / 10) - 1];
    await db.run(sql`insert into sense.observations (datastream_id, time, number, feature_id)
      select d.id, ${BEGAN}::timestamptz + n * ${STEP_MINUTES}::int * interval '1 minute', (d.id * 7919 + n * 104729) % 1000, d.thing_id from generate_series(${from}::int, ${to}::int) n, sense.datastreams d order by n, d.id`);
    log(`${Math.round(((part + 1) * total) / 10).toLocaleString('en')} observations`);
  }
  const streams = await db.rows(z.object({ id: z.number() }), sql`select id from sense.datastreams`);
  await setRight(db, streams.map(({ id }) => id));
  await db.run(sql`vacuum (analyze) sense.observations`);
  await db.run(sql`vacuum (analyze) sense.datastreams`);
}

/** A new embedded database with the house's tables, for a baseline beside the product. */
export async function embeddedTables(dataDir: string): Promise<Database> {
  const db = await openDatabase({ dataDir, log: () => {} });
  await migrate(db, [...migrationFolders]);
  return db;
}
