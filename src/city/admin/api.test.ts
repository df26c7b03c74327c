import assert from 'node:assert/strict';
import test from 'node:test';
import { z } from 'zod';
import { needs } from '#test/needs.ts';
import { testApp } from '#test/app.ts';
import { fromWgs84 } from '#ground/geo/datums.ts';

test('the open lists answer everyone, from any page', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const get = async <S extends z.ZodType>(path: string, shape: S): Promise<z.output<S>> => shape.parse(await app.json(path));
  const Codes = z.array(z.looseObject({ code: z.string() })).transform((list) => list.map((x) => x.code));

  assert.deepEqual((await get('/api/areas?kind=district', z.object({ areas: Codes }))).areas, ['900101', '900102']);
  assert.deepEqual((await get('/api/areas/at?lon=118.301&lat=30.901', z.object({ areas: Codes }))).areas.at(-1), '900101001001001');
  const gcj = fromWgs84({ lon: 118.301, lat: 30.901 }, 'gcj02');
  assert.equal((await get(`/api/areas/at?lon=${gcj.lon}&lat=${gcj.lat}&datum=gcj02`, z.object({ areas: Codes }))).areas.at(-1), '900101001001001');
  assert.deepEqual((await get('/api/areas/900101001', z.object({ below: z.array(z.string()) }))).below, ['900101001001']);
  const outlines = await app.request('/api/areas/outlines?kind=district,street');
  assert.equal(outlines.headers.get('access-control-allow-origin'), '*');
  assert.equal(z.object({ features: z.array(z.looseObject({ properties: z.looseObject({ level: z.string() }) })) }).parse(await outlines.json()).features.length, 5);
  assert.equal((await app.request('/api/areas/outlines?kind=district,street', { headers: { 'if-none-match': outlines.headers.get('etag') ?? '' } })).status, 304);
  assert.equal((await get('/api/areas/ground', z.object({ features: z.array(z.unknown()) }))).features.length, 0);

  assert.deepEqual((await get('/api/organisations?kind=supervision', z.object({ organisations: Codes }))).organisations, ['sup', 'sup1', 'sup2']);
  const Answer = z.object({ lead: z.looseObject({ code: z.string() }), by: z.number().nullable() });
  assert.equal((await get('/api/responsibilities/answer?class=E0406&lon=118.33&lat=30.91', Answer)).lead.code, 'law2');
  assert.equal((await get('/api/responsibilities/answer?class=C0102&area=900102001', Answer)).lead.code, 'office2', 'no line: the street office');
  assert.equal((await get('/api/responsibilities', z.object({ responsibilities: z.array(z.unknown()) }))).responsibilities.length, 3);

  const classes = (await get('/api/classes', z.object({ classes: Codes }))).classes;
  assert.ok(classes.includes('E04') && classes.includes('E0406') && !classes.includes('E0405'), 'the expired one is not offered');
  assert.ok((await get('/api/classes?all=1', z.object({ classes: Codes }))).classes.includes('E0405'));
  const suggested = (await get('/api/classes/suggest?text=zhandao', z.object({ classes: z.array(z.object({ code: z.string(), score: z.number() })) }))).classes;
  assert.equal(suggested[0]?.code, 'E0406');
  const full = await get('/api/classes/C0102', z.looseObject({ questions: z.array(z.unknown()), standards: z.array(z.unknown()) }));
  assert.ok(full.questions.length >= 1 && full.standards.length === 1 && !('weight' in full));

  assert.equal((await get('/api/calendar', z.object({ zone: z.string() }))).zone, 'Asia/Shanghai');
  assert.equal((await get('/api/calendar/due?from=2026-11-20T17:30:00%2B08:00&value=4&unit=work_hour', z.object({ due: z.string() }))).due, '2026-11-23T03:30:00Z');
  assert.equal((await get('/api/calendar/years/2026', z.object({ days: z.array(z.unknown()) }))).days.length, 365);

  await app.json('/api/assets/lamp1', { as: 'administrator', method: 'PUT', json: { name: '灯', lon: 118.301, lat: 30.901, class: 'C0102' } });
  assert.deepEqual((await get('/api/assets?lon=118.3011&lat=30.901&radius=50', z.object({ assets: Codes }))).assets, ['lamp1']);
  assert.deepEqual((await get('/api/assets?bbox=118.3,30.9,118.31,30.91&class=C0102', z.object({ assets: Codes }))).assets, ['lamp1']);
  await app.json('/api/assets/lamp1/state', { as: 'officer', method: 'PUT', json: { state: 'damaged' } });
  assert.equal((await get('/api/assets/lamp1', z.object({ state: z.string() }))).state, 'damaged');
  assert.equal((await app.request('/api/assets/lamp1/state', { as: 'officer2', method: 'PUT', json: { state: 'good' } })).status, 403, 'an officer of the other district');

  await app.json('/api/addresses', { as: 'administrator', json: { addresses: [{ kind: 'poi', name: '望江小学', name_en: 'Wangjiang School', geometry: { type: 'Point', coordinates: [118.302, 30.902] } }] } });
  assert.equal((await get(`/api/addresses?text=${encodeURIComponent('望江小学门口')}`, z.object({ places: z.array(z.object({ name: z.string() })) }))).places[0]?.name, '望江小学');
  assert.equal((await get('/api/addresses/at?lon=118.302&lat=30.9021', z.object({ text: z.object({ en: z.string() }) }))).text.en, 'Near Wangjiang School');
});

test('bad input of the API is refused at its field', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const put = (path: string, json: unknown) => [path, { as: 'administrator', method: 'PUT', json }] as const;
  const cases: [string, { as?: string; method?: string; json?: unknown }, number, string][] = [
    ['/api/areas?kind=galaxy', {}, 400, 'kind'], ['/api/areas/at', {}, 400, 'lon'], ['/api/areas/at?lon=30.9&lat=118.3', {}, 400, 'lat'], ['/api/areas/at?lon=118.3&lat=30.9&datum=cgcs', {}, 400, 'datum'], ['/api/areas/at?lon=10&lat=10', {}, 404, ''], ['/api/areas/nope', {}, 404, ''],
    ['/api/areas/outlines?kind=x', {}, 400, 'kind'], [...put('/api/areas/900101001', { kind: 'street', name: '', parent: '900101' }), 422, 'name'], [...put('/api/areas/900101001', { kind: 'street', name: 'x', parent: 'x' }), 422, 'parent'], [...put('/api/areas/900101001', { kind: 'street', name: 'x', parent: '900101', geometry: { type: 'Polygon', coordinates: [[[200, 0]]] } }), 422, 'geometry'],
    ['/api/organisations?kind=x', {}, 400, 'kind'], ['/api/organisations/x', {}, 404, ''], [...put('/api/organisations/law1', { name: 'x', kind: 'department', level: 'district', area: 'x' }), 422, 'area'], ['/api/organisations/law1', { as: 'administrator', method: 'DELETE' }, 409, ''],
    ['/api/responsibilities/answer?area=900101', {}, 400, 'class'], ['/api/responsibilities', { as: 'administrator', json: { organisation: 'x' } }, 422, 'organisation'], ['/api/responsibilities/999', { as: 'administrator', method: 'DELETE' }, 404, ''],
    ['/api/classes/x', {}, 404, ''], ['/api/classes/suggest?text=x&nature=x', {}, 400, 'nature'], [...put('/api/classes/E0406', { scheme: 't', kind: 'event', parent: 'x', name: 'x' }), 422, 'parent'], [...put('/api/classes/E0406', { scheme: 't', kind: 'thing', parent: 'E04', name: 'x' }), 422, 'kind'],
    ['/api/calendar/due?value=0&unit=work_day', {}, 400, 'value'], ['/api/calendar/due?value=1&unit=week', {}, 400, 'unit'], ['/api/calendar/due?value=1&unit=work_day&from=yesterday', {}, 400, 'from'], ['/api/calendar/years/0', {}, 404, ''], [...put('/api/calendar/days/2026-02-30', { kind: 'rest' }), 404, ''], [...put('/api/calendar/hours', { hours: [{ from: '01-01', to: '12-31', week: {} }] }), 422, 'hours'],
    ['/api/assets', {}, 400, 'lon'], ['/api/assets?bbox=1,2,3', {}, 400, 'bbox'], ['/api/assets/x', {}, 404, ''], [...put('/api/assets/x', { name: 'x', lon: 10, lat: 10 }), 422, 'lon'], [...put('/api/assets/x', { name: 'x', lon: 'NaN', lat: 10 }), 422, 'lon'],
    ['/api/addresses', {}, 400, 'text'], ['/api/addresses?text=x&lon=1', {}, 400, 'lat'], ['/api/addresses/at?lon=x&lat=1', {}, 400, 'lon'], ['/api/people', {}, 401, ''], ['/api/people', { as: 'acceptor' }, 403, ''], ['/api/people/x', { as: 'administrator' }, 404, ''],
    ['/api/people', { as: 'administrator', json: { login: 'x y', name: 'x', grant: { role: 'expert' } } }, 422, 'login'],
  ];
  for (const [path, asking, status, field] of cases) {
    const response = await app.request(path, asking);
    const body = await response.text();
    assert.equal(response.status, status, `${asking.method ?? ''} ${path}: ${body}`);
    if (field) assert.match(body, new RegExp(`"field":"${field}`), `${path}: ${body}`);
  }
});
