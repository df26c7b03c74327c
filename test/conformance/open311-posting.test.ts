// GeoReport v2, POST requests and tokens: what real clients send, in every shape they send it. Written from the contract.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { saveAssets } from '#city/assets/index.ts';
import { saveClasses } from '#city/classes/index.ts';
import { needs } from '../support/needs.ts';
import { elements, openHouse, refused, V2, VENDOR, type House } from './open311-house.ts';

const Case = z.object({ stage: z.string(), source: z.string(), class: z.string().nullable(), nature: z.string(), description: z.string().nullable(), holder: z.string().nullable(), visibility: z.string(), place: z.string().nullable(), lon: z.number().nullable(), lat: z.number().nullable(), verbs: z.array(z.string()) });
/** The case as the city's own desks have it. */
const caseOf = ({ app }: House, number: string) => app.db.one(Case, sql`select stage, source, class, nature, description, holder, visibility, place, ST_X(geom) as lon, ST_Y(geom) as lat, array(select verb from city.case_steps s where s.case_id = c.id order by s.id) as verbs from city.cases c where number = ${number}`);
const Report = z.object({ reporter: z.string(), device: z.string().nullable(), account: z.string().nullable(), answers: z.record(z.string(), z.unknown()), name: z.string().nullable(), phone: z.string().nullable(), email: z.string().nullable() });
const reportOf = ({ app }: House, number: string) => app.db.one(Report, sql`select r.reporter, r.device, r.account, r.answers, p.name, p.phone, p.email from serve.reports r join city.cases c on c.id = r.case_id left join ground.identity_people p on p.id = r.person where c.number = ${number}`);
const cases = async ({ app }: House) => (await app.db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from city.cases`)).n;
const Sent = z.tuple([z.strictObject({ service_request_id: z.string().optional(), token: z.string().optional(), service_notice: z.string().nullable(), account_id: z.string().nullable() })]);

const png = (color = '#c33'): Promise<Buffer> => sharp({ create: { width: 40, height: 30, channels: 3, background: color } }).png().toBuffer();
const file = (bytes: Uint8Array, name = 'p.png') => new File([new Uint8Array(bytes)], name, { type: 'image/png' });
function multipart(fields: Record<string, string>, parts: readonly (readonly [string, File])[]): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  for (const [name, part] of parts) form.append(name, part);
  return form;
}
const PLAIN = { service_code: 'E0406', lat: '30.901', long: '118.301', description: 'with photos' };

test('what comes in stands in the same case flow as the page, and XML and JSON answer with its id alone', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const number = await house.report({ account_id: 'a-17', deviceid: 'd-1' });
  const { lon, lat, ...made } = await caseOf(house, number);
  assert.deepEqual(made, { stage: 'received', source: 'api', class: 'E0406', nature: 'report', description: '水果摊占满人行道', holder: 'sup1', visibility: 'public', place: made.place, verbs: ['receive'] });
  assert.deepEqual([lon, lat], [118.301, 30.901]);
  const { device, account, reporter } = await reportOf(house, number);
  assert.deepEqual([device, account, reporter], ['d-1', 'a-17', 'anonymous']);
  const desk = z.object({ status: z.number() }).parse({ status: (await house.app.request(`/cases/${number}`, { as: 'acceptor' })).status });
  assert.equal(desk.status, 200, 'the acceptor opens it like any other');
  const xml = await house.post('/requests.xml', { ...VENDOR, account_id: 'a-18' });
  assert.equal(xml.status, 200);
  assert.match(xml.text, /<service_requests><request><service_request_id>[^<\s]+<\/service_request_id><service_notice><\/service_notice><account_id>a-18<\/account_id><\/request><\/service_requests>/);
  assert.doesNotMatch(xml.text, /token/);
  const [json] = Sent.parse((await house.post('/requests.json', VENDOR)).json());
  assert.equal(json.token, undefined);
});

test('the key: as field, in the query, in a header; none, a wrong one and a session are 403, also when the rest is wrong', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const { app, key, post } = house;
  const bare = (path: string, headers: Record<string, string> = {}) => app.request(`${V2}${path}`, { form: VENDOR, headers });
  assert.equal((await bare(`/requests.json?api_key=${key}`)).status, 200);
  assert.equal((await bare('/requests.json', { 'x-api-key': key })).status, 200);
  assert.equal((await bare('/requests.json', { authorization: `Bearer ${key}` })).status, 200);
  const before = await cases(house);
  for (const wrong of [{ api_key: '' }, { api_key: 'wrong' }, { api_key: `${key}x` }]) for (const path of ['/requests.json', '/requests.xml', '/servicerequestupdates.xml']) refused(await post(path, { ...VENDOR, ...wrong }), 403, /key/i);
  refused(await post('/requests.json', { api_key: '' }), 403, /api_key/);
  assert.equal((await app.request(`${V2}/requests.json`, { as: 'acceptor', form: VENDOR })).status, 403, 'no cookie counts here');
  assert.equal(await cases(house), before);
});

test('a place: position, address, grid code; half of one, none, nonsense and elsewhere are 400', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const { post, report } = house;
  const at = { service_code: 'E0406', description: 'x' };
  const coordinates = await report({ lat: '', long: '', address_string: '30.9013, 118.3012' });
  assert.deepEqual([(await caseOf(house, coordinates)).lon, (await caseOf(house, coordinates)).lat], [118.3012, 30.9013]);
  assert.equal((await caseOf(house, await report({ address_string: 'by the fountain' }))).place, 'by the fountain', 'words beside a position are kept');
  assert.equal((await post('/requests.json', { ...at, address_id: '900101001001001' })).status, 200, 'a grid code is an address of ours');
  for (const [given, field] of [
    [{ lat: '30.901' }, /long/], [{ long: '118.301' }, /lat/], [{}, /lat and long/], [{ lat: '', long: '', address_string: '' }, /lat and long/], [{ lat: ' ', long: ' ' }, /lat and long/],
    [{ lat: 'NaN', long: 'NaN' }, /long|lat/], [{ lat: 'Infinity', long: '118.301' }, /lat/], [{ lat: '0x1e', long: '118.301' }, /lat/], [{ lat: 'north', long: 'east' }, /lat|long/], [{ lat: '91', long: '118.301' }, /lat/], [{ lat: '30.901', long: '181' }, /long/],
    [{ lat: '118.301', long: '30.901' }, /lat|long/], [{ lat: '0', long: '0' }, /./], [{ lat: '42.3', long: '-71.1' }, /./], [{ address_string: 'Nowhere Street 12345' }, /address_string/], [{ address_id: '#NOTPINPOINTED#' }, /address_string/],
  ] as const) for (const path of ['/requests.json', '/requests.xml']) refused(await post(path, { ...at, ...given }), 400, field);
  assert.equal((await post('/requests.json', { ...VENDOR, address_id: '#NOTPINPOINTED#' })).status, 200, 'a position counts whatever the address id says');
  assert.equal((await post('/requests.json', { ...at, address_id: '#NOTPINPOINTED#', address_string: '30.9013, 118.3012' })).status, 200);
});

test('services: missing is 400, unknown, expired and main ones 404; codes come back as they are', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { post } = await openHouse(t);
  refused(await post('/requests.xml', { lat: '30.901', long: '118.301', description: 'x' }), 400, /service_code/);
  refused(await post('/requests.xml', { ...VENDOR, service_code: '' }), 400, /service_code/);
  for (const code of ['NOPE', 'E0405', 'E04', 'a/b c', '__proto__', 'undefined', "'; drop table x; --"]) { refused(await post('/requests.xml', { ...VENDOR, service_code: code }), 404); refused(await post('/requests.json', { ...VENDOR, service_code: code }), 404); }
  refused(await post('/requests.json', { ...VENDOR, service_code: 'C0111' }), 400, /119/);
});

test('attributes: brackets plain and encoded, lists, blank optional ones; missing, wrong and unknown ones are 400 by name', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const { app, key, post, report } = house;
  await saveClasses(app.db, [{ code: 'C0120', scheme: 'test', kind: 'component', parent: 'C01', name: '座椅', questions: [{ code: 'parts', datatype: 'multivaluelist', label: { zh: '哪里' }, values: [{ key: 'leg', zh: '腿' }, { key: 'back', zh: '背' }, { key: 'seat', zh: '面' }] }, { code: 'one', datatype: 'singlevaluelist', label: { zh: '一个' }, values: [{ key: 'a', zh: '甲' }] }] }], null, app.clock.now());
  const cover = { service_code: 'C0102', 'attribute[size]': 'big' };
  assert.deepEqual((await reportOf(house, await report(cover))).answers, { size: 'big' });
  const raw = (body: string) => app.request(`${V2}/requests.json`, { method: 'POST', body: `api_key=${key}&lat=30.901&long=118.301&${body}`, headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' } });
  for (const body of ['service_code=C0102&attribute%5Bsize%5D=big&attribute%5Bdepth%5D=12', 'service_code=C0102&attribute[size]=big&attribute[depth]=12']) {
    const [{ service_request_id }] = z.tuple([z.object({ service_request_id: z.string() })]).parse(await (await raw(body)).json());
    assert.deepEqual((await reportOf(house, service_request_id)).answers, { size: 'big', depth: 12 });
  }
  for (const body of ['attribute%5Bparts%5D%5B%5D=seat&attribute%5Bparts%5D%5B%5D=leg', 'attribute[parts][]=seat&attribute[parts][]=leg', 'attribute[parts]=leg&attribute[parts]=seat']) {
    const [{ service_request_id }] = z.tuple([z.object({ service_request_id: z.string() })]).parse(await (await raw(`service_code=C0120&${body}`)).json());
    assert.deepEqual((await reportOf(house, service_request_id)).answers, { parts: ['leg', 'seat'] });
  }
  assert.deepEqual((await reportOf(house, await report({ service_code: 'C0120', 'attribute[parts][]': '', 'attribute[one]': '' }))).answers, {}, 'blank lists that need not be answered');
  assert.equal((await house.post('/requests.json', { ...VENDOR, 'attribute[easting]': '' })).status, 200, 'blank ones that nobody asked for');
  for (const path of ['/requests.json', '/requests.xml']) {
    refused(await post(path, { ...VENDOR, service_code: 'C0102' }), 400, /attribute\[size\]/);
    refused(await post(path, { ...VENDOR, ...cover, 'attribute[size]': '' }), 400, /attribute\[size\]/);
    refused(await post(path, { ...VENDOR, ...cover, 'attribute[size]': 'huge' }), 400, /attribute\[size\].*small, big/);
    refused(await post(path, { ...VENDOR, ...cover, 'attribute[depth]': 'deep' }), 400, /attribute\[depth\]/);
    refused(await post(path, { ...VENDOR, 'attribute[colour]': 'red' }), 400, /attribute\[colour\]/);
  }
  const json = await app.request(`${V2}/requests.json`, { json: { service_code: 'C0102', lat: 30.901, long: 118.301, attributes: { size: 'small' }, email: null, description: null, media_url: null }, headers: { 'x-api-key': key } });
  assert.equal(json.status, 200, await json.clone().text());
});

test('a class about an asset takes its code as the attribute asset_id', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const { app, post } = house;
  await saveClasses(app.db, [{ code: 'C0199', scheme: 'test', kind: 'component', parent: 'C01', name: '路灯', asset_class: 'C0199' }], null, app.clock.now());
  await saveAssets(app.db, [{ code: '9001010199000001', class: 'C0199', name: '1 号灯', lon: 118.3011, lat: 30.9012 }], null, app.clock.now());
  refused(await post('/requests.json', { ...VENDOR, service_code: 'C0199' }), 400, /asset_id/);
  refused(await post('/requests.json', { ...VENDOR, service_code: 'C0199', 'attribute[asset_id]': 'x' }), 400, /asset_id/);
  const number = await house.report({ service_code: 'C0199', 'attribute[asset_id]': '9001010199000001', lat: '', long: '' });
  assert.equal((await caseOf(house, number)).lon, 118.3011);
});

test('jurisdiction in the query, in the body, in both; a foreign one anywhere is 404', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { post } = await openHouse(t);
  assert.equal((await post('/requests.json?jurisdiction_id=000000', VENDOR)).status, 200);
  assert.equal((await post('/requests.json', { ...VENDOR, jurisdiction_id: '000000' })).status, 200);
  assert.equal((await post('/requests.json?jurisdiction_id=000000', { ...VENDOR, jurisdiction_id: '000000' })).status, 200);
  refused(await post('/requests.xml?jurisdiction_id=elsewhere', VENDOR), 404);
  refused(await post('/requests.xml', { ...VENDOR, jurisdiction_id: 'elsewhere' }), 404);
  refused(await post('/requests.xml?jurisdiction_id=elsewhere', { ...VENDOR, jurisdiction_id: '000000' }), 404);
});

test('people: split names, one name, contacts are kept for staff and never told', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const { get, post, report } = house;
  const named = await report({ first_name: '李', last_name: '小明', email: 'li@example.org', phone: '+86 138 0000 0000' });
  assert.deepEqual(Report.pick({ reporter: true, name: true, email: true, phone: true }).parse(await reportOf(house, named)), { reporter: 'named', name: '李 小明', email: 'li@example.org', phone: '+86 138 0000 0000' });
  assert.equal((await reportOf(house, await report({ first_name: 'Cher', email: 'cher@example.org' }))).name, 'Cher');
  assert.equal((await reportOf(house, await report({ first_name: 'Nobody' }))).reporter, 'anonymous');
  refused(await post('/requests.json', { ...VENDOR, email: 'not an address' }), 400, /email/);
  for (const path of ['/requests.json?extensions=true', '/requests.xml?extensions=true', '/servicerequestupdates.json']) assert.doesNotMatch((await get(path)).text, /li@example|138 0000|小明|Cher|Nobody/);
});

test('descriptions: 4,000 characters of any size, not 4,001; line ends, markup, emoji and rare characters come back as sent', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { post, report, request, get } = await openHouse(t);
  for (const letter of ['x', '汉', '𠀀', '😀']) {
    assert.equal([...String((await request(await report({ description: letter.repeat(4000) })))['description'])].length, 4000);
    refused(await post('/requests.json', { ...VENDOR, description: letter.repeat(4001) }), 400, /description.*4000/);
    refused(await post('/requests.xml', { ...VENDOR, description: letter.repeat(4001) }), 400, /description.*4000/);
  }
  const text = 'line 1\r\nline 2\rline 3\nA & B <script>alert(1)</script> "q" \'a\' 𠀀 😀 é ߷ \u0001\u001b';
  const id = await report({ description: text });
  assert.equal((await request(id))['description'], text.replace(/\r\n?/g, '\n'));
  const xml = (await get(`/requests/${id}.xml`)).text;
  assert.equal(elements(xml, 'description')[0], 'line 1\nline 2\nline 3\nA &amp; B &lt;script&gt;alert(1)&lt;/script&gt; &quot;q&quot; &apos;a&apos; 𠀀 😀 é ߷ ');
  assert.equal((await post('/requests.json', { service_code: 'E0406', lat: '30.901', long: '118.301' })).status, 200, 'words are optional for a class');
  for (const bad of ['a\u0000b', 'a\uFFFDb']) refused(await post('/requests.json', { ...VENDOR, description: bad }), 400, /description/);
});

test('photos: media, media[], photo1, file_1, several, as data:; stored without metadata and told as media_url', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, post, request } = await openHouse(t);
  const send = async (parts: [string, File][], fields: Record<string, string> = {}) => {
    const answer = await post('/requests.json', multipart({ ...PLAIN, ...fields }, parts));
    assert.equal(answer.status, 200, answer.text);
    const [sent] = Sent.parse(answer.json());
    const told = await request(sent.service_request_id ?? assert.fail(), '?extensions=true');
    return { sent, told, photos: z.object({ photos: z.array(z.string()) }).parse(told['extended_attributes']).photos };
  };
  for (const name of ['media', 'media[]', 'photo1', 'file_1', 'files', 'photo']) {
    const { told, photos } = await send([[name, file(await png())]]);
    assert.equal(photos.length, 1, name);
    assert.equal(told['media_url'], photos[0]);
    const picture = await app.request(new URL(String(told['media_url'])).pathname);
    assert.deepEqual([picture.status, picture.headers.get('content-type')], [200, 'image/jpeg'], name);
  }
  assert.equal((await send([['photo1', file(await png('#111'))], ['photo2', file(await png('#222'))], ['media[]', file(await png('#333'))], ['media[]', file(await png('#444'))]])).photos.length, 4);
  assert.equal((await send([], { media_url: `data:image/png;base64,${(await png()).toString('base64')}` })).photos.length, 1);
  const seven = await send(await Promise.all([...'1234567'].map(async (n): Promise<[string, File]> => [`photo${n}`, file(await png(`#${n}${n}${n}`))])));
  assert.equal(seven.photos.length, 5);
  assert.match(seven.sent.service_notice ?? '', /first 5 photos/);
  for (const bad of [file(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), file(Buffer.from('hello'))]) refused(await post('/requests.xml', multipart(PLAIN, [['media', bad]])), 400, /media/);
  for (const media_url of ['data:text/html;base64,AAAA', 'data:image/png;base64,', 'data:image/png;base64,!!!', 'data:image/png,raw', 'file:///etc/passwd', 'javascript:alert(1)', 'nonsense', `http://example.org/${'x'.repeat(2000)}`]) refused(await post('/requests.json', { ...VENDOR, media_url }), 400, /media_url/);
  refused(await post('/requests.json', { ...VENDOR, media_url: `data:image/png;base64,${Buffer.from('not a picture').toString('base64')}` }), 400, /media/);
});

test('Idempotency-Key: the same again is the same report or token; another key of the API is another sender', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const { post, other } = house;
  for (const once of ['5f0c6f0e-27a7-4b4e-9a30-0d8ff9d4c0aa', 'order 7/2026, second try']) {
    const send = (fields: Record<string, string>) => post('/requests.json', { ...VENDOR, ...fields }, { 'idempotency-key': once });
    const before = await cases(house);
    const [first, again] = [await send({}), await send({})];
    assert.deepEqual(again.json(), first.json());
    assert.equal(await cases(house), before + 1);
    assert.notDeepEqual((await send({ api_key: other })).json(), first.json());
    assert.equal(await cases(house), before + 2);
  }
  const ask = () => post('/requests.xml', { service_code: 'QUESTION', address_string: '', description: '几点开门？' }, { 'idempotency-key': 'q1' });
  assert.equal((await ask()).text, (await ask()).text);
  const together = await Promise.all([1, 2, 3].map(() => post('/requests.json', VENDOR, { 'idempotency-key': 'at once' })));
  assert.equal(new Set(together.map((answer) => answer.text)).size, 1);
  const [a, b] = [await post('/requests.json', VENDOR), await post('/requests.json', VENDOR)];
  assert.notDeepEqual(a.json(), b.json(), 'without it, twice is two');
});

test('questions, suggestions and thanks answer with a token that leads to the id at once; unknown tokens are 404', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  for (const [service_code, nature] of [['QUESTION', 'question'], ['SUGGESTION', 'suggestion'], ['PRAISE', 'praise']] as const) {
    const [sent] = Sent.parse((await house.post('/requests.json', { ...VENDOR, service_code })).json());
    assert.equal(sent.service_request_id, undefined);
    const token = sent.token ?? assert.fail();
    const [found] = z.tuple([z.strictObject({ service_request_id: z.string(), token: z.literal(token) })]).parse((await house.get(`/tokens/${token}.json`)).json());
    const made = await caseOf(house, found.service_request_id);
    assert.deepEqual([made.nature, made.stage, made.class], [nature, 'answering', null]);
    assert.equal((await house.request(found.service_request_id))['service_code'], service_code);
    assert.match((await house.get(`/tokens/${token}.xml`)).text, new RegExp(`<service_requests><request><service_request_id>${found.service_request_id}</service_request_id><token>${token}</token></request></service_requests>`));
  }
  refused(await house.post('/requests.json', { ...VENDOR, service_code: 'QUESTION', description: '' }), 400, /description/);
  for (const token of ['none', '%00', 'a%2Fb']) { refused(await house.get(`/tokens/${token}.json`), 404); refused(await house.get(`/tokens/${token}.xml`), 404); }
});

test('a blackbox service answers with neither id nor token, and nothing of it is ever listed', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const sent = await house.post('/requests.json', { ...VENDOR, service_code: 'E0499', description: '内部线索' });
  assert.equal(sent.status, 200);
  assert.deepEqual(sent.json(), [{ service_notice: null, account_id: null }]);
  const { number } = await house.app.db.one(z.object({ number: z.string() }), sql`select number from city.cases where class = 'E0499'`);
  assert.deepEqual([(await caseOf(house, number)).visibility, (await caseOf(house, number)).stage], ['private', 'received']);
  for (const path of ['/requests.json', `/requests.json?service_request_id=${number}`, '/requests.json?service_code=E0499', '/requests.json?status=open,closed&extensions=true', '/servicerequestupdates.json']) assert.deepEqual((await house.get(path)).json(), [], path);
  refused(await house.get(`/requests/${number}.json`), 404);
});

test('other bodies: doubled slash with a body, wrong content type, broken UTF-8, too large; nothing is half-written', async (t) => {
  if (!needs(t, 'postgres')) return;
  const house = await openHouse(t);
  const { app, key, post } = house;
  assert.equal((await app.request('/open311/v2//requests.json', { form: { ...VENDOR, api_key: key } })).status, 200);
  assert.equal((await app.request('/open311/v2//requests.json', { form: multipart({ ...PLAIN, api_key: key }, [['media', file(await png())]]) })).status, 200);
  const before = await cases(house);
  const raw = async (type: string, body: BodyInit) => app.request(`${V2}/requests.xml?api_key=${key}`, { method: 'POST', body, headers: { 'content-type': type } });
  for (const [type, body] of [['text/plain', 'x'], ['application/x-www-form-urlencoded', Buffer.from([0x61, 0x3d, 0xff, 0xfe])], ['application/json', '{'], ['multipart/form-data; boundary=x', 'nonsense'], ['application/x-www-form-urlencoded', `description=${'x'.repeat(3_000_000)}`]] as const) {
    const answer = await raw(type, body);
    assert.equal(answer.status, 400, type);
    assert.match(await answer.text(), /<errors><error><code>400/);
  }
  refused(await post('/requests.json', { ...VENDOR, service_code: ['E0406', 'E0410'] }), 400, /service_code/);
  assert.equal(await cases(house), before);
});
