// The city as a sensor's maker meets it: a real port, curl as the client, keys of those who may.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { createPerson, grant, issueKey, type Role } from '#ground/identity/index.ts';
import { serve } from '#ground/http/serve.ts';
import { things } from '#sense/things/index.ts';
import { testApp, type TestApp } from '../support/app.ts';

const run = promisify(execFile);
export interface Heard { readonly status: number; readonly location: string; readonly type: string; readonly text: string; json(): any }
export interface Asked { readonly key?: string; readonly type?: string; readonly headers?: readonly string[]; readonly body?: unknown }
export interface Sensing {
  readonly app: TestApp; readonly root: string;
  /** A path after the root (`/Things(1)`) or a whole address. `body`: text as it is, anything else as JSON. */
  curl(method: string, path: string, asked?: Asked): Promise<Heard>;
  /** The body of a GET that must succeed. */
  get(path: string): Promise<any>;
  /** POSTs what must be taken; the id in its Location. */
  make(path: string, body: unknown): Promise<number>;
  /** A key of a new person with this role. */
  keyOf(role: Role, organisation?: string): Promise<string>;
}

/** `env`: STA_OPEN_WRITE is on unless it says otherwise. */
export async function sensing(t: TestContext, env: Record<string, string> = {}): Promise<Sensing> {
  const app = await testApp(t, { env: { STA_OPEN_WRITE: 'on', ...env }, rooms: [things] });
  const listening = await serve(app.app, { port: 0, host: '127.0.0.1' });
  t.after(() => listening.close());
  const root = `http://127.0.0.1:${listening.port}/sta/v1.1`;
  const own = `${app.ground.baseUrl}/sta/v1.1`;
  const curl = async (method: string, path: string, { key, type = 'application/json', headers = [], body }: Asked = {}): Promise<Heard> => {
    const url = path.startsWith('http') ? path.replace(own, root) : `${root}${path}`;
    const sent = body === undefined ? [] : ['--data-binary', typeof body === 'string' ? body : JSON.stringify(body), '-H', `content-type: ${type}`];
    const { stdout } = await run('curl', ['-sS', '-g', '--max-time', '30', '-w', '\n%{http_code}\n%{content_type}\n%header{location}', '-X', method, ...(key ? ['-H', `authorization: Bearer ${key}`] : []), ...headers.flatMap((one) => ['-H', one]), ...sent, url.replaceAll(' ', '%20')], { maxBuffer: 50_000_000 });
    const lines = stdout.split('\n');
    const [status, contentType = '', location = ''] = lines.slice(-3);
    const text = lines.slice(0, -3).join('\n');
    return { status: Number(status), type: contentType, location, text, json: () => JSON.parse(text) };
  };
  return {
    app, root, curl,
    async get(path) {
      const heard = await curl('GET', path);
      assert.equal(heard.status, 200, `${path} ${heard.text}`);
      return heard.json();
    },
    async make(path, body) {
      const heard = await curl('POST', path, { body });
      assert.equal(heard.status, 201, `${path} ${heard.text}`);
      return Number(/\((\d+)\)$/.exec(heard.location)?.[1] ?? assert.fail(heard.location));
    },
    async keyOf(role, organisation) {
      const person = await createPerson(app.db, { login: `${role}-${organisation ?? 'sensing'}`, name: role });
      await grant(app.db, person, { role, organisation: organisation ?? null, area: null });
      return issueKey(app.db, person, 'sensors');
    },
  };
}

export const MEASUREMENT = 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement';
export const place = (lon = 116.4, lat = 39.9) => ({ name: 'place', description: 'here', encodingType: 'application/vnd.geo+json', location: { type: 'Point', coordinates: [lon, lat] } });
export const SENSOR = { name: 'sensor', description: 'd', encodingType: 'application/pdf', metadata: 'http://example.org/s.pdf' };
export const PROPERTY = { name: 'PM10', definition: 'http://example.org/PM10', description: 'd' };
export const STREAM = { name: 'stream', description: 'd', observationType: MEASUREMENT, unitOfMeasurement: { name: 'microgram', symbol: 'µg/m³', definition: 'http://example.org/ug' }, Sensor: SENSOR, ObservedProperty: PROPERTY };
export const FEATURE = { name: 'feature', description: 'd', encodingType: 'application/vnd.geo+json', feature: { type: 'Point', coordinates: [116.41, 39.91] } };
/** A whole set of linked entities. */
export const THING = { name: 'thing', description: 'd', properties: { colour: 'red' }, Locations: [place()], Datastreams: [{ ...STREAM, Observations: [{ phenomenonTime: '2026-11-18T00:00:00Z', resultTime: '2026-11-18T00:00:01Z', result: 10, FeatureOfInterest: FEATURE }, { phenomenonTime: '2026-11-18T00:01:00Z', result: 20 }] }] };
export const SETS = ['Things', 'Locations', 'HistoricalLocations', 'Datastreams', 'Sensors', 'ObservedProperties', 'Observations', 'FeaturesOfInterest'] as const;
