// The small city with this room: an operator with a key, a bike, and what it tells. Positions: the east district is 118.30–118.32 E, 30.90–30.92 N.
import { randomUUID } from 'node:crypto';
import type { TestContext } from 'node:test';
import { house, migrationFolders, rooms } from '#app';
import { standingClock } from '#ground/clock/index.ts';
import { readConfig } from '#ground/config/index.ts';
import type { Database } from '#ground/db/index.ts';
import { sql } from '#ground/db/index.ts';
import type { App } from '#ground/http/app.ts';
import type { Ground } from '#ground/http/context.ts';
import { beginSession, createPerson, grant } from '#ground/identity/index.ts';
import { digest } from '#ground/identity/tokens.ts';
import { openHouse } from '#ground/start.ts';
import { saveOrganisations } from '#city/organisations/index.ts';
import { START } from '#test/app.ts';
import { freshDatabase, freshEmbedded } from '#test/database.ts';
import { seedSmallCity } from '#test/small-city.ts';
import { fileURLToPath } from 'node:url';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bikes } from './index.ts';
import { PolicyDoc } from './contract.ts';
import { operatorOf, saveOperator } from './operators.ts';
import { addGeography, publishPolicy, saveDraft } from './policies.ts';
import { registerVehicles } from './registering.ts';
import { takeEvents, takeTelemetry } from './telling.ts';
import { registerStops } from './trips.ts';

export const PROVIDER = '2411d395-04f2-47c9-ab66-d09e9e3c3251';
export const OTHER = '63f13c48-34ff-49d2-aca7-cf6a5b6171c3';
export const KEY = 'key-of-the-green-bikes';
export const OTHER_KEY = 'key-of-the-orange-bikes';

export interface Town { readonly app: App; readonly ground: Ground; readonly db: Database; readonly clock: ReturnType<typeof standingClock>; readonly people: Record<string, string>;
  /** A request, with an operator's key or as a person of the small city. */
  ask(path: string, asking?: { key?: string; as?: string; method?: string; json?: unknown; form?: Record<string, string>; headers?: Record<string, string>; body?: string; lang?: string }): Promise<Response> }

/** Two operators: `green` sends WGS 84, `orange` GCJ-02. */
export async function openTown(t: TestContext, options: { embedded?: boolean } = {}): Promise<Town> {
  const folder = await mkdtemp(join(tmpdir(), 'comis-bikes-'));
  const closing: (() => Promise<void>)[] = [];
  t.after(async () => { for (const close of closing) await close(); await rm(folder, { recursive: true, force: true }); });
  const own = { room: 'sense/bikes', dir: fileURLToPath(new URL('./migrations/', import.meta.url)) };
  const migrate = migrationFolders.some((one) => one.room === own.room) ? migrationFolders : [...migrationFolders, own];
  const db = options.embedded ? await freshEmbedded(t, { migrate }) : await freshDatabase(t, { migrate });
  const clock = standingClock(START);
  const people = await seedSmallCity(db, clock.now());
  await saveOrganisations(db, [
    { code: 'green', kind: 'company', level: 'district', area: '900101', name: '绿单车', name_en: 'Green Bikes' }, { code: 'orange', kind: 'company', level: 'district', area: '900101', name: '橙单车', name_en: 'Orange Bikes' },
  ], null, clock.now());
  await saveOperator(db, { code: 'green', provider_id: PROVIDER, email: 'bikes@example.com' }, clock.now());
  await saveOperator(db, { code: 'orange', provider_id: OTHER, datum: 'gcj02' }, clock.now());
  for (const [code, key] of [['green', KEY], ['orange', OTHER_KEY]] as const) {
    const person = await createPerson(db, { login: code, name: code, lang: 'zh' });
    await grant(db, person, { role: 'handler', organisation: code, area: '900101' });
    await db.run(sql`insert into ground.identity_keys (token, person, name, created_at) values (${digest(key)}, ${person}, ${code}, ${clock.now()})`);
    people[code] = person;
  }
  const listed = rooms.includes(bikes) ? rooms : [...rooms, bikes];
  const config = readConfig({ DATA_DIR: folder, LOG: 'quiet', WRITES_PER_MINUTE: '100000' });
  const opened = await openHouse(db, config, { ...house, rooms: listed }, { baseUrl: 'http://localhost', clock, jobs: 'held', pollMs: 3_600_000, print: (line) => t.diagnostic(line) });
  closing.push(() => opened.close());
  const tokens = new Map<string, string>();
  return {
    app: opened.app, ground: opened.ground, db, clock, people,
    async ask(path, { key, as, method, json, form, headers: more = {}, body, lang = 'zh' } = {}) {
      const headers = new Headers({ 'accept-language': lang, ...more });
      if (key) headers.set('authorization', `Bearer ${key}`);
      if (as) {
        const person = people[as];
        if (!person) throw new Error(`nobody is called ${as}`);
        if (!tokens.has(as)) tokens.set(as, await beginSession(db, person, { hours: 24 * 3650, now: clock.now() }));
        headers.set('cookie', `comis_session=${tokens.get(as) ?? ''}`);
        headers.set('sec-fetch-site', 'same-origin');
      }
      const sent = json === undefined ? (form ? new URLSearchParams(form).toString() : body) : JSON.stringify(json);
      if (json !== undefined) headers.set('content-type', 'application/json');
      if (form) headers.set('content-type', 'application/x-www-form-urlencoded');
      return opened.app.request(new Request(`http://localhost${path}`, { method: method ?? (sent === undefined ? 'GET' : 'POST'), headers, ...(sent === undefined ? {} : { body: sent }), redirect: 'manual' }));
    },
  };
}

export const PLACE = { lat: 30.9105, lng: 118.3105, horizontal_accuracy: 3 };
export const bike = (more: object = {}) => ({ device_id: randomUUID(), provider_id: PROVIDER, vehicle_id: 'G-1', vehicle_type: 'bicycle', propulsion_types: ['human'], ...more });
export const event = (device_id: string, at: Date, more: object = {}) => ({ device_id, provider_id: PROVIDER, event_id: randomUUID(), vehicle_state: 'available', event_types: ['provider_drop_off'], timestamp: at.getTime(), location: PLACE, ...more });
export const telemetry = (device_id: string, at: Date, more: object = {}) => ({ device_id, provider_id: PROVIDER, telemetry_id: randomUUID(), timestamp: at.getTime(), trip_ids: null, journey_id: null, location: PLACE, ...more });
export const trip = (device_id: string, at: Date, more: object = {}) => ({ device_id, provider_id: PROVIDER, trip_id: randomUUID(), trip_type: ['rider'], start_time: at.getTime() - 600_000, end_time: at.getTime(), start_location: PLACE, end_location: PLACE, duration: 600, distance: 1500, ...more });

export interface BikeScene { readonly device_id: string; readonly stop_id: string; readonly policy_id: string; readonly geography_id: string }
/** What the table of permissions needs: an organisation as an operator with a bike and a stop, and a published policy over an area. */
export async function bikeScene(db: Database, operator: string, at: { lon: number; lat: number }, now: Date): Promise<BikeScene> {
  const [provider_id, geography_id, stop_id] = [randomUUID(), randomUUID(), randomUUID()];
  await saveOperator(db, { code: operator, provider_id }, now);
  const mine = await operatorOf(db, operator);
  if (!mine) throw new Error(`${operator} is no operator`);
  const location = { lat: at.lat, lng: at.lon };
  const one = bike({ provider_id });
  await registerVehicles(db, mine, [one], now);
  await takeEvents(db, mine, [event(one.device_id, now, { provider_id, location })], now);
  await takeTelemetry(db, mine, [telemetry(one.device_id, now, { provider_id, location })], now);
  await registerStops(db, mine, [{ stop_id, provider_id, name: 'Stop', last_updated: now.getTime(), location, status: { is_installed: true, is_renting: true, is_returning: true }, capacity: { bicycle: 5 }, num_vehicles_available: {}, num_vehicles_disabled: {} }], now);
  const ring = [[0, 0], [0.001, 0], [0.001, 0.001], [0, 0.001], [0, 0]].map(([x = 0, y = 0]) => [at.lon + x, at.lat + y]);
  await addGeography(db, { geography_id, name: 'Area', kind: 'policy_zone', geometry: { type: 'Polygon', coordinates: [ring] } }, null, now);
  const policy_id = await saveDraft(db, { start_at: new Date(now.getTime() + 3_600_000), doc: PolicyDoc.parse({ name: 'Rule', mode_id: 'micromobility', description: 'Rule', provider_ids: [], rules: [{ name: 'Rule', rule_id: randomUUID(), rule_type: 'count', rule_units: 'devices', maximum: 0, geographies: [geography_id], states: {} }] }) }, null, now);
  await publishPolicy(db, policy_id, now);
  return { device_id: one.device_id, stop_id, policy_id, geography_id };
}
