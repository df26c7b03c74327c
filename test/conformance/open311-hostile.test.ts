// GeoReport v2 against what nobody sends by accident: every field, in forms, in JSON and in queries, with a key that may write.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { walk } from '#city/cases/cases.fixture.ts';
import { sql } from '#ground/db/index.ts';
import { asFormValue, HOSTILE } from '../../src/ground/http/hostile.fixture.ts';
import { needs } from '../support/needs.ts';
import { openHouse, parsedByLibxml, V2, VENDOR, type Fields, type House } from './open311-house.ts';

const REPORT = ['jurisdiction_id', 'service_code', 'lat', 'long', 'address_string', 'address_id', 'email', 'device_id', 'deviceid', 'account_id', 'first_name', 'last_name', 'phone', 'description', 'media_url', 'media', 'photo1', 'attribute[size]', 'attribute[depth]', 'attribute[other]', 'attributes', 'asset_id', '__proto__'];
const UPDATE = ['service_request_id', 'update_id', 'status', 'updated_datetime', 'description', 'media_url', 'files', 'first_name', 'email', 'phone', 'title', 'account_id', 'public_anonymity_required'];
const QUERY = ['jurisdiction_id', 'service_request_id', 'service_code', 'status', 'start_date', 'end_date', 'updated_after', 'updated_before', 'page', 'page_size', 'max_requests', 'requests_limit', 'bbox', 'lat', 'long', 'radius', 'agency_responsible', 'has_photo', 'extensions'];
const rows = async ({ app }: House) => app.db.one(z.object({ n: z.number() }), sql`select ((select count(*) from city.cases) + (select count(*) from city.case_steps) + (select count(*) from serve.reports) + (select count(*) from serve.report_updates) + (select count(*) from ground.identity_people) + (select count(*) from ground.files))::int as n`);

/** Sends one field of a good body wrong, in XML as a form and in JSON as JSON; tells what answered with 5xx, not in the protocol's form, or wrote although it refused. */
async function attack(house: House, path: string, good: Fields, field: string, key: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const [name, value] of HOSTILE) {
    const before = await rows(house);
    const xml = await house.app.request(`${V2}${path}.xml`, { form: { ...good, [field]: asFormValue(value).toWellFormed(), api_key: key } });
    const json = await house.app.request(`${V2}${path}.json`, { json: { ...good, [field]: value }, headers: { 'x-api-key': key } });
    const [said, saidJson] = [await xml.text(), await json.text()];
    if (![200, 400, 404].includes(xml.status) || !said.startsWith('<?xml')) wrong.push(`${path}.xml ${field} = ${name}: ${xml.status} ${said.slice(0, 200)}`);
    if (![200, 400, 404].includes(json.status) || !Array.isArray(JSON.parse(saidJson))) wrong.push(`${path}.json ${field} = ${name}: ${json.status} ${saidJson.slice(0, 200)}`);
    if (xml.status !== 200 && json.status !== 200 && (await rows(house)).n !== before.n) wrong.push(`${path} ${field} = ${name}: refused, and yet something was written`);
  }
  return wrong;
}

test('reports and updates: every field against hostile values is taken or refused in the protocol, with nothing half-written', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'xmllint')) return;
  const house = await openHouse(t);
  const wrong: string[] = [];
  for (const field of REPORT) wrong.push(...await attack(house, '/requests', { ...VENDOR, service_code: 'C0102', 'attribute[size]': 'big' }, field, house.key));
  const id = await house.report();
  await walk(house.app, id, 'signature');
  for (const field of UPDATE) wrong.push(...await attack(house, '/servicerequestupdates', { service_request_id: id, update_id: '1', status: 'UNCHANGED', updated_datetime: '2026-11-18T01:00:00Z', description: 'x' }, field, house.unit));
  assert.deepEqual(wrong, []);
  await parsedByLibxml((await house.get('/requests.xml?extensions=true')).text);
  await parsedByLibxml((await house.get('/servicerequestupdates.xml')).text);
});

test('queries and addresses: every parameter and every place in a path', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  await house.report();
  const wrong: string[] = [];
  const ask = async (path: string, name: string) => {
    const answer = await house.get(path);
    if (![200, 400, 404].includes(answer.status)) wrong.push(`${path.slice(0, 80)} (${name}): ${answer.status} ${answer.text.slice(0, 200)}`);
  };
  for (const [name, value] of HOSTILE) {
    const text = encodeURIComponent(asFormValue(value).slice(0, 4000).toWellFormed());
    for (const field of QUERY) await ask(`/requests.json?${field}=${text}`, name);
    for (const field of ['start_date', 'end_date', 'service_request_id', 'page', 'page_size']) await ask(`/servicerequestupdates.xml?${field}=${text}`, name);
    for (const place of ['services', 'requests', 'tokens']) await ask(`/${place}/${text.slice(0, 300)}.json`, name);
  }
  assert.deepEqual(wrong, []);
});
