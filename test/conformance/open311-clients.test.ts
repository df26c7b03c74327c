// GeoReport v2 met by programs that are not ours: curl and libxml2 over a real port, and answers of a real city in one shape with our own.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { z } from 'zod';
import { walk } from '#city/cases/cases.fixture.ts';
import type { heldJobs } from '#ground/jobs/index.ts';
import { serve } from '#ground/http/serve.ts';
import { mediaJob } from '#serve/reports/open311/index.ts';
import { needs, sharedFolder } from '../support/needs.ts';
import { elements, openHouse, V2, VENDOR, xpath } from './open311-house.ts';

const run = promisify(execFile);

/** The city on a port of its own, and curl: body and status. */
async function onAPort(t: TestContext) {
  const house = await openHouse(t);
  const listening = await serve(house.app.app, { port: 0, host: '127.0.0.1' });
  t.after(() => listening.close());
  const base = `http://127.0.0.1:${listening.port}${V2}/`;
  const curl = async (...args: string[]) => {
    const { stdout } = await run('curl', ['-sS', '--max-time', '20', '-w', '\n%{http_code} %{content_type}', ...args], { maxBuffer: 20_000_000 });
    const [status = '', ...type] = stdout.slice(stdout.lastIndexOf('\n') + 1).split(' ');
    return { status: Number(status), type: type.join(' '), text: stdout.slice(0, stdout.lastIndexOf('\n')) };
  };
  return { ...house, base, curl };
}

test('curl and xmllint: from discovery to a report with photos, its way and an update', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'curl') || !needs(t, 'xmllint')) return;
  const { base, curl, key, app } = await onAPort(t);
  const folder = await mkdtemp(join(tmpdir(), 'comis-curl-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const { default: sharp } = await import('sharp');
  const photo = join(folder, '照片 1.png');
  await writeFile(photo, await sharp({ create: { width: 50, height: 50, channels: 3, background: '#888' } }).png().toBuffer());

  const discovery = await curl(`${base}discovery.xml`);
  assert.deepEqual([discovery.status, discovery.type], [200, 'text/xml; charset=utf-8']);
  assert.equal(await xpath(discovery.text, '/discovery/endpoints/endpoint[type="production"]/specification'), 'http://wiki.open311.org/GeoReport_v2');
  const services = await curl(`${base}services.xml`);
  assert.equal(await xpath(services.text, '/services/service[service_code="E0406"]/group'), '街面秩序');
  assert.equal(await xpath((await curl(`${base}services/C0102.xml`)).text, '/service_definition/attributes/attribute[code="size"]/values/value[2]/key'), 'big');

  const sent = await curl('-F', `api_key=${key}`, '-F', 'service_code=C0102', '-F', 'attribute[size]=big', '-F', 'lat=30.901', '-F', 'long=118.301', '-F', 'description=井盖破了 <3 & "开口"', '-F', `media=@${photo};type=image/png`, '-F', `photo2=@${photo}`, `${base}requests.xml?jurisdiction_id=000000`);
  assert.equal(sent.status, 200, sent.text);
  const id = await xpath(sent.text, '/service_requests/request/service_request_id');
  assert.notEqual(id, '');
  const one = await curl(`${base}requests/${id}.xml?extensions=true`);
  assert.equal(await xpath(one.text, '/service_requests/request/description'), '井盖破了 <3 & "开口"');
  assert.equal(await xpath(one.text, 'count(/service_requests/request/extended_attributes/photos/photo)'), '2');
  assert.equal(await xpath(one.text, 'count(//@*)'), '0', 'no attributes anywhere');
  const list = await curl('-G', '--data-urlencode', `service_request_id=${id},unknown`, `${base}/requests.json`);
  assert.deepEqual(z.array(z.object({ service_request_id: z.string() })).parse(JSON.parse(list.text)).map((r) => r.service_request_id), [id]);

  const encoded = await curl('--data-urlencode', `api_key=${key}`, '-d', 'service_code=E0406&lat=30.901&long=118.301', '--data-urlencode', 'description=第一行\r\n第二行', `${base}requests.json`);
  assert.equal(encoded.status, 200);
  const stall = z.tuple([z.object({ service_request_id: z.string() })]).parse(JSON.parse(encoded.text))[0].service_request_id;
  await walk(app, stall, 'signature');
  const note = await curl('-d', `api_key=${key}&service_request_id=${stall}&update_id=1&status=UNCHANGED&updated_datetime=2026-11-18T01:41:00Z&description=x`, `${base}servicerequestupdates.xml`);
  assert.equal(note.status, 200, note.text);
  assert.deepEqual(elements((await curl(`${base}servicerequestupdates.xml?service_request_id=${stall}`)).text, 'status'), ['planned', 'action_scheduled', 'in_progress']);

  for (const [args, status] of [[['-X', 'POST', `${base}requests.xml`], 403], [['-d', 'api_key=wrong', `${base}requests.xml`], 403], [['-d', `api_key=${key}`, `${base}requests.xml`], 400], [[`${base}requests/none.xml`], 404], [[`${base}none.xml`], 404]] as const) {
    const answer = await curl(...args);
    assert.deepEqual([answer.status, await xpath(answer.text, '/errors/error/code')], [status, String(status)]);
  }
  const head = await run('curl', ['-sSI', `${base}services.xml`]);
  assert.match(head.stdout, /^HTTP\/1\.1 200/);
  const options = await run('curl', ['-sSi', '-X', 'OPTIONS', '-H', 'Origin: https://app.example.org', '-H', 'Access-Control-Request-Method: POST', `${base}requests.json`]);
  assert.match(options.stdout, /^HTTP\/1\.1 204[\s\S]*access-control-allow-origin: \*/i);
});

test('whatever characters come in, XML that goes out is well-formed and says the same', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'xmllint')) return;
  const { get, post } = await openHouse(t);
  const legal = (text: string) => text.replace(/\r\n?/g, '\n').replace(/[^\t\n\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '').trim();
  const piece = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.constantFrom('<', '&', ']]>', '<![CDATA[', '&#0;', '&amp;', '<!--', '<?xml?>', '\u0000', '\u0001', '\u000b', '\u001f', '\u007f', '\u0085', '\uFFFE', '\uFFFF', '\u{1FFFF}', '\u2028', '\uFEFF', '𠀀', '😀', '"', "'", '\r\n', '\t'));
  let taken = 0;
  await fc.assert(fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')), fc.array(piece, { maxLength: 2 }).map((parts) => parts.join('').slice(0, 100)), async (description, address_string) => {
    const sent = await post('/requests.json', { ...VENDOR, description, address_string });
    assert.ok(sent.status === 200 || sent.status === 400, sent.text);
    if (sent.status === 400) { assert.match(description + address_string, /[\u0000\uFFFD]|\p{Surrogate}/u, sent.text); return; }
    taken++;
    const [{ service_request_id }] = z.tuple([z.object({ service_request_id: z.string() })]).parse(sent.json());
    const xml = (await get(`/requests/${service_request_id}.xml?extensions=true`)).text;
    assert.doesNotMatch(xml, /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u);
    const told = z.tuple([z.object({ description: z.string() })]).parse((await get(`/requests/${service_request_id}.json`)).json())[0].description;
    assert.equal((await xpath(xml, '/service_requests/request/description')).trim(), legal(told));
  }), { numRuns: 40 });
  assert.ok(taken > 15, `${taken} of 40 texts were taken`);
});

test('the same on the embedded database: report, token, every filter, updates both ways', async (t) => {
  const house = await openHouse(t, { embedded: true });
  const id = await house.report({ media_url: 'https://fms.example.org/1.jpg' });
  const { default: sharp } = await import('sharp');
  const bytes = await sharp({ create: { width: 50, height: 50, channels: 3, background: '#888' } }).png().toBuffer();
  for (const job of (house.app.ground.jobs as ReturnType<typeof heldJobs>).sent) await mediaJob(async (url) => ({ bytes, type: 'image/png', url })).run(house.app.ground, job.data);
  const [{ token }] = z.tuple([z.object({ token: z.string() })]).parse((await house.post('/requests.json', { ...VENDOR, service_code: 'QUESTION' })).json());
  assert.equal((await house.get(`/tokens/${token}.json`)).status, 200);
  const all = 'start_date=2026-11-01T00:00:00Z&end_date=2026-12-01&updated_after=2026-11-01&updated_before=2026-12-01&service_code=E0406,QUESTION&status=open&page=1&page_size=5&lat=30.901&long=118.301&radius=100&agency_responsible=sup1&has_photo=true&extensions=true';
  assert.deepEqual(elements((await house.get(`/requests.xml?${all}`)).text, 'service_request_id'), [id]);
  assert.deepEqual(elements((await house.get(`/requests.xml?${all}&bbox=118.3,30.9,118.31,30.91`)).text, 'service_request_id'), [id]);
  await walk(house.app, id, 'dispatch');
  const update = { api_key: house.unit, service_request_id: id, update_id: '1', status: 'IN_PROGRESS', updated_datetime: '2026-11-18T01:41:00Z', description: '已安排' };
  assert.equal((await house.post('/servicerequestupdates.json', update)).status, 200);
  assert.equal((await house.post('/servicerequestupdates.json', update)).status, 400);
  assert.deepEqual(elements((await house.get(`/servicerequestupdates.xml?service_request_id=${id}`)).text, 'status'), ['planned', 'action_scheduled', 'in_progress']);
});

/** A request as any GeoReport server may tell it, ours or Boston's: how our own client reads it. */
const AnyRequest = z.looseObject({
  service_request_id: z.string().regex(/^\S+$/), status: z.enum(['open', 'closed']), status_notes: z.string().nullish(), service_name: z.string(), service_code: z.string().nullable(), description: z.string().nullish(), agency_responsible: z.string().nullish(), service_notice: z.string().nullish(),
  requested_datetime: z.iso.datetime({ offset: true, precision: 0 }), updated_datetime: z.iso.datetime({ offset: true, precision: 0 }).nullish(), expected_datetime: z.iso.datetime({ offset: true, precision: 0 }).nullish(),
  address: z.string().nullish(), address_id: z.string().nullish(), zipcode: z.string().nullish(), lat: z.number().nullish(), long: z.number().nullish(), media_url: z.string().nullish(),
});

test('real pages of Boston and ours are read by one shape', async (t) => {
  if (!needs(t, 'postgres') || !needs(t, 'shared')) return;
  const folder = join(sharedFolder, 'data/reports/boston-open311');
  let theirs = 0;
  const names = new Set<string>();
  for (const file of await readdir(folder)) {
    // Now and then a real server tells a request without its id: a client goes on.
    const told = z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(await readFile(join(folder, file), 'utf8')));
    const rows = z.array(AnyRequest).parse(told.filter((row) => 'service_request_id' in row));
    assert.ok(rows.length > 0.99 * told.length, file);
    theirs += rows.length;
    for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  }
  assert.ok(theirs > 1000, `${theirs} real requests`);
  const house = await openHouse(t);
  const id = await house.report();
  await walk(house.app, id, 'closure');
  await house.report();
  const ours = z.array(AnyRequest).parse((await house.get('/requests.json')).json());
  assert.deepEqual(new Set(ours.map((row) => row.status)), new Set(['open', 'closed']));
  for (const row of ours) for (const name of names) assert.ok(name in row, `Boston tells ${name}`);
});
