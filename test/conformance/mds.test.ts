// MDS 2.0: what goes in and out against the standard's own schemas (models and reference of the Open Mobility Foundation), bundled for ajv.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import test, { type TestContext } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { parse } from 'yaml';
import { addGeography, publishPolicy, saveDraft } from '../../src/sense/bikes/policies.ts';
import { bike, event, KEY, openTown, PLACE, PROVIDER, telemetry, trip } from '../../src/sense/bikes/bikes.fixture.ts';
import { needs, sharedFolder } from '../support/needs.ts';

const FOLDER = join(sharedFolder, 'schemas/mds-2.0');
const BASE = 'https://mds.example/';
const there = (t: TestContext): boolean => needs(t, 'shared') && needs(t, 'postgres');

type Checks = (path: string, value: unknown, where?: (document: Record<string, unknown>) => unknown) => void;
/** All files as schemas with absolute ids; references between files are resolved as the standard writes them. */
async function schemas(): Promise<Checks> {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  (formats as unknown as (ajv: Ajv2020) => void)(ajv);
  const documents = new Map<string, Record<string, unknown>>();
  for (const entry of await readdir(FOLDER, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith('.yaml')) continue;
    const path = relative(FOLDER, join(entry.parentPath, entry.name));
    const document = absolute(parse(await readFile(join(entry.parentPath, entry.name), 'utf8')), path) as Record<string, unknown>;
    documents.set(path, document);
    if (!path.startsWith('reference/')) ajv.addSchema(document, BASE + path);
  }
  return (path, value, where) => {
    const document = documents.get(path);
    assert.ok(document, path);
    const schema = where ? where(document) : { $ref: BASE + path };
    const valid = ajv.validate(schema as object, value);
    assert.ok(valid, `${path}: ${ajv.errorsText(ajv.errors?.slice(0, 5))}\n${JSON.stringify(value).slice(0, 600)}`);
  };
}

/**
 * Relative references become absolute, so that it does not matter where a schema is used. `contains` with a list, which the standard's files have though JSON Schema does not, is read as one of the list;
 * where a model asks for exactly one of the modes (a plain bicycle fits several), ours is taken. */
function absolute(value: unknown, path: string): unknown {
  if (Array.isArray(value)) return value.map((item) => absolute(item, path));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== '$id' && key !== '$schema').map(([key, item]) => {
    if (key === 'oneOf' && Array.isArray(item) && JSON.stringify(item).includes('modes/micromobility/')) return ['allOf', absolute(item.filter((one) => JSON.stringify(one).includes('modes/micromobility/')), path)];
    if (key === 'contains' && Array.isArray(item)) return [key, { enum: item }];
    if (key !== '$ref' || typeof item !== 'string') return [key, absolute(item, path)];
    const [file = '', part = ''] = item.split('#');
    return [key, `${BASE}${file === '' ? path : join(dirname(path), file)}${part ? `#${part}` : ''}`];
  }));
}

/** The schema of an answer in a reference document. */
const answerOf = (path: string, method: string, status: string) => (document: Record<string, unknown>): unknown => {
  const step = (from: unknown, key: string): unknown => (from && typeof from === 'object' ? (from as Record<string, unknown>)[key] : undefined);
  const schema = ['paths', path, method, 'responses', status, 'content', 'application/json', 'schema'].reduce(step, document as unknown);
  assert.ok(schema, `${method} ${path} ${status} in the reference`);
  return schema;
};

test('Agency: payloads and answers are those of the schemas', async (t) => {
  if (!there(t)) return;
  const [check, town] = [await schemas(), await openTown(t)];
  const now = town.clock.now();
  const one = bike({ vehicle_attributes: { year: 2025, make: 'Forever', model: 'C' } });
  const { device_id } = one;
  const told = [event(device_id, new Date(now.getTime() - 60_000)), event(device_id, now, { vehicle_state: 'removed', event_types: ['compliance_pick_up'], associated_ticket: 'XC20261118-0001' })];
  const [point, ride] = [telemetry(device_id, now, { tipped_over: false, location_type: 'sidewalk' }), trip(device_id, now, { parking_category: 'corral' })];
  const stop = { stop_id: randomUUID(), provider_id: PROVIDER, name: '江边', last_updated: now.getTime(), location: PLACE, status: { is_installed: true, is_renting: true, is_returning: true }, capacity: { bicycle: 20 }, num_vehicles_available: { bicycle: 3 }, num_vehicles_disabled: {} };
  check('models/vehicle.yaml', one); told.forEach((e) => check('models/event.yaml', e)); check('models/telemetry.yaml', point); check('models/trip.yaml', ride); check('models/stop.yaml', stop);
  const sent = async (path: string, items: unknown[], method = 'POST') => {
    const response = await town.ask(`/mds${path}`, { method, json: items, key: KEY });
    const answer = await response.json() as { failures?: { error: string }[] };
    // For 400 the reference wants the refused item to be a valid one, which it cannot be: there the parts are checked.
    if (response.status === 400) { check('models/response/bulk.yaml', answer); answer.failures?.forEach((one) => check(`models/response/error_${one.error}.yaml`, one)); } else check('reference/agency.yaml', answer, answerOf(path, method.toLowerCase(), String(response.status)));
    return response.status;
  };
  assert.deepEqual([await sent('/vehicles', [one]), await sent('/vehicles', [one]), await sent('/vehicles', [{}]), await sent('/vehicles', [one], 'PUT'), await sent('/vehicles', [bike()], 'PUT')], [201, 409, 400, 200, 404]);
  assert.deepEqual([await sent('/events', told), await sent('/events', [event(randomUUID(), now)]), await sent('/events', [event(device_id, now, { event_types: ['nonsense'] })])], [201, 404, 400]);
  assert.deepEqual([await sent('/telemetry', [point]), await sent('/telemetry', [telemetry(randomUUID(), now)]), await sent('/trips', [ride]), await sent('/trips', [trip(randomUUID(), now)])], [201, 404, 201, 404]);
  assert.deepEqual([await sent('/stops', [stop]), await sent('/stops', [stop]), await sent('/stops', [{ stop_id: stop.stop_id, last_updated: now.getTime() }], 'PUT'), await sent('/stops', [{ stop_id: randomUUID(), last_updated: now.getTime() }], 'PUT')], [201, 409, 200, 404]);
  for (const [path, reference] of [['/vehicles', '/vehicles'], [`/vehicles/${device_id}`, '/vehicles/{device_id}'], ['/vehicles/status', '/vehicles/status'], [`/vehicles/status/${device_id}`, '/vehicles/status/{device_id}'], ['/stops', '/stops'], [`/stops/${stop.stop_id}`, '/stops/{stop_id}']] as const) {
    const response = await town.ask(`/mds${path}`, { key: KEY });
    assert.equal(response.status, 200, path);
    check('reference/agency.yaml', await response.json(), answerOf(reference, 'get', '200'));
  }
});

test('Policy, Geography and Requirements: valid, public, by dates', async (t) => {
  if (!there(t)) return;
  const [check, town] = [await schemas(), await openTown(t)];
  const now = town.clock.now();
  const square = { type: 'Polygon', coordinates: [[[118.31, 30.91], [118.311, 30.91], [118.311, 30.911], [118.31, 30.911], [118.31, 30.91]]] };
  const geography = await addGeography(town.db, { name: '江边', kind: 'policy_zone', geometry: square, effective_at: now }, null, now);
  const rule = (more: object) => ({ name: '规定', rule_id: randomUUID(), geographies: [geography], states: { available: [], non_operational: ['battery_low'] }, ...more });
  const rules = [
    rule({ rule_type: 'count', rule_units: 'devices', maximum: 0, messages: { 'zh-CN': '请勿停放' } }), rule({ rule_type: 'count', rule_units: 'devices', minimum: 1, maximum: 20, vehicle_types: ['bicycle'], propulsion_types: ['human'] }),
    rule({ rule_type: 'time', rule_units: 'hours', maximum: 24, days: ['mon', 'tue'], start_time: '07:00:00', end_time: '21:00:00' }), rule({ rule_type: 'speed', rule_units: 'kph', maximum: 20, states: { on_trip: [] } }), rule({ rule_type: 'user' }),
  ];
  const { PolicyDoc } = await import('../../src/sense/bikes/contract.ts');
  const doc = PolicyDoc.parse({ name: '江边', mode_id: 'micromobility', description: '防汛通道', provider_ids: [PROVIDER], rules });
  const id = await saveDraft(town.db, { doc, start_at: new Date(now.getTime() + 3_600_000), end_at: new Date(now.getTime() + 86_400_000) }, null, now);
  assert.equal((await town.ask(`/mds/policies/${id}`)).status, 404, 'a draft does not exist');
  await publishPolicy(town.db, id, now);
  for (const [path, file, reference] of [
    ['/policies', 'policy', '/policies'], ['/policies.json', 'policy', '/policies.json'], [`/policies/${id}`, 'policy', '/policies/{policy_id}'], ['/geographies', 'geography', '/geographies'], [`/geographies/${geography}`, 'geography', '/geographies/{geography_id}'], ['/requirements', 'policy', '/requirements'],
  ] as const) {
    const response = await town.ask(`/mds${path}`);
    assert.equal(response.status, 200, path);
    check(`reference/${file}.yaml`, await response.json(), answerOf(reference, 'get', '200'));
  }
  const between = async (query: string) => ((await (await town.ask(`/mds/policies${query}`)).json()) as { policies: unknown[] }).policies.length;
  assert.deepEqual([await between(''), await between(`?end_date=${now.getTime()}`), await between(`?start_date=${now.getTime() + 100_000_000}`)], [1, 0, 0]);
  assert.equal((await town.ask('/mds/policies', { headers: { accept: 'application/vnd.mds+json;version=0.4' } })).status, 406);
});
