import assert from 'node:assert/strict';
import test from 'node:test';
import { grant } from '#ground/identity/index.ts';
import { needs } from '#test/needs.ts';
import { testApp, type TestApp } from '#test/app.ts';
import { organisationIndex } from '../organisations/index.ts';
import { areaIndex } from '../areas/index.ts';
import { calendarData } from '../calendar/index.ts';
import { classIndex } from '../classes/index.ts';
import { citySettings } from '../settings/index.ts';
import { assetByCode } from '../assets/index.ts';

const text = async (response: Response) => ({ status: response.status, body: await response.text() });
/** Sends a form twice: the changes are shown, then saved; returns where it led. */
async function change(app: TestApp, path: string, form: Record<string, string | string[]>, as = 'administrator'): Promise<{ shown: string; to: string | null }> {
  const first = await text(await app.request(path, { as, form }));
  assert.equal(first.status, 200, `${path}: ${first.body.slice(0, 3000).replace(/<[^>]+>/g, ' ')}`);
  assert.match(first.body, /class="chg"/, path);
  const second = await app.request(path, { as, form: { ...form, confirm: 'yes' } });
  assert.equal(second.status, 303, `${path}: ${(await second.text()).replace(/<[^>]+>/g, ' ').slice(0, 2000)}`);
  return { shown: first.body, to: second.headers.get('location') };
}
const PAGES = ['/admin/areas', '/admin/areas?kind=street&q=望江', '/admin/areas/900101001', '/admin/areas/new', '/admin/areas/import', '/admin/maps', '/admin/maps/own', '/admin/maps/new', '/admin/organisations', '/admin/organisations?kind=department&q=市政', '/admin/organisations/law1', '/admin/organisations/new',
  '/admin/responsibilities', '/admin/responsibilities?tryClass=E0406&tryArea=900101001', '/admin/classes', '/admin/classes?q=shuiguotan', '/admin/classes?main=E04', '/admin/classes/C0102', '/admin/classes/new', '/admin/calendar', '/admin/calendar?year=2026&start=2026-11-20T17:30&value=4&unit=work_hour', '/admin/calendar/hours',
  '/admin/assets', '/admin/assets?q=x&state=lost', '/admin/assets/new', '/admin/addresses', '/admin/addresses?q=望江街道', '/admin/people', '/admin/people?role=acceptor', '/admin/people/new'];

test('every page of administration shows itself in both languages, to administrators only', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const pages = [...PAGES, `/admin/people/${app.people['acceptor']}`];
  for (const path of pages) {
    for (const lang of ['zh', 'en'] as const) {
      const { status, body } = await text(await app.request(path, { as: 'administrator', lang }));
      assert.equal(status, 200, `${path} ${lang} ${body.replace(/<[^>]+>/g, ' ').slice(0, 600)}`);
      assert.ok(!body.includes('[object Object]') && !body.includes('undefined<') && !/style="/.test(body), path);
      if (lang === 'en') assert.match(body, /lang="en"/);
    }
    assert.equal((await app.request(path, { as: 'acceptor' })).status, 403, path);
    assert.equal((await app.request(path)).status, 303, path);
  }
  assert.match((await text(await app.request('/admin/calendar?year=2026&start=2026-11-20T17:30&value=4&unit=work_hour', { as: 'administrator' }))).body, /11月23日 11:30/);
  for (const path of ['/admin/areas/nope', '/admin/organisations/nope', '/admin/classes/nope', '/admin/maps/nope', '/admin/assets/nope', `/admin/people/${crypto.randomUUID()}`, '/admin/people/nope']) assert.equal((await app.request(path, { as: 'administrator' })).status, 404, path);
});

test('forms show what changes, then change it', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { db } = app;
  const area = await change(app, '/admin/areas/900101001', { code: '900101001', kind: 'street', name: '望江新街道', name_en: 'Wangjiang', parent: '900101' });
  assert.match(area.shown, /<del>望江街道<\/del>.*<ins>望江新街道<\/ins>/);
  assert.equal((await areaIndex(db)).get('900101001')?.name, '望江新街道');
  assert.match((await text(await app.request(area.to ?? '', { as: 'administrator' }))).body, /已保存.*由 administrator 改过/s);
  await change(app, '/admin/areas/new', { code: '900102002', kind: 'street', name: '新街', parent: '900102', geometry: JSON.stringify({ type: 'Polygon', coordinates: [[[118.33, 30.9], [118.34, 30.9], [118.34, 30.92], [118.33, 30.9]]] }) });
  const collection = JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: { code: '900102003', kind: 'street', name: '导入街', parent: '900102' }, geometry: { type: 'Polygon', coordinates: [[[118.32, 30.9], [118.321, 30.9], [118.321, 30.901], [118.32, 30.9]]] } }] });
  await change(app, '/admin/areas/import', { text: collection });
  assert.equal((await areaIndex(db)).get('900102003')?.path.join('/'), '900000/900102/900102003');

  await change(app, '/admin/organisations/law1', { code: 'law1', name: '城管执法一中队', kind: 'department', level: 'district', area: '900101', phone: '0553-1' });
  assert.equal((await organisationIndex(db)).get('law1')?.phone, '0553-1');
  const line = await change(app, '/admin/responsibilities', { class: 'E0406', area: '900101001', organisation: 'office1', assisting: 'law1, clean1', note: '试点' });
  assert.match(line.shown, /望江街道办/);
  assert.equal((await organisationIndex(db)).responsible({ class: 'E0406', areaPath: ['900000', '900101', '900101001'] })?.lead, 'office1');

  const cls = await change(app, '/admin/classes/E0406', { code: 'E0406', scheme: 'test', kind: 'event', parent: 'E04', name: '占道经营', keywords: '摆摊\n地摊', natures: ['report', 'complaint'], visibility: 'public', rounding_m: '50', duplicate_m: '50', duplicate_h: '24', weight: '100', valid_from: '2000-01-01',
    s1_filing: '摆摊', s1_closing: '清走', s1_value: '3', s1_unit: 'work_hour', s2_unit: 'work_hour', q1_code: 'what', q1_datatype: 'singlevaluelist', q1_zh: '卖什么', q1_en: 'What', q1_values: 'fruit=水果|Fruit\nfood=小吃', q1_required: 'yes', q2_datatype: 'string' });
  assert.match(cls.shown, /摆摊 · 清走 · 3 工作时/);
  const saved = (await classIndex(db)).get('E0406');
  assert.deepEqual([saved?.rounding_m, saved?.keywords, saved?.natures, saved?.questions[0]?.values], [50, ['摆摊', '地摊'], ['report', 'complaint'], [{ key: 'fruit', zh: '水果', en: 'Fruit' }, { key: 'food', zh: '小吃' }]]);
  assert.deepEqual((await classIndex(db)).standards('E0406').map((s) => [s.filing, s.limit_value]), [['摆摊', 3]]);

  await change(app, '/admin/calendar', { day: '2026-12-30', last: '2027-01-01', kind: 'rest', name: '元旦' });
  assert.equal((await calendarData(db)).days.length, 3);
  assert.equal((await app.request('/admin/calendar/removal', { as: 'administrator', form: { day: '2026-12-30' } })).status, 303);
  assert.equal((await calendarData(db)).days.length, 2);
  await change(app, '/admin/calendar/hours', { h1_from: '01-01', h1_to: '12-31', h1_1: '8:30-12:00 14:00-17:30', h1_5: '08:30–12:00' });
  assert.deepEqual((await calendarData(db)).hours[0]?.week, { 1: [['08:30', '12:00'], ['14:00', '17:30']], 5: [['08:30', '12:00']] });

  await change(app, '/admin/assets/new', { code: '9001010102000001', name: '井盖 1', class: 'C0102', owner: 'road1', state: 'good', lon: '118.301', lat: '30.901' });
  assert.equal((await assetByCode(db, '9001010102000001'))?.cell, '900101001001001');
  await change(app, '/admin/addresses', { kind: 'poi', name: '望江小学', lon: '118.301', lat: '30.902' });
  assert.match((await text(await app.request('/admin/addresses?q=wangjiangxiaoxue', { as: 'administrator' }))).body, /望江小学/);
  await change(app, '/admin/maps/new', { id: 'tdt', name: '天地图', kind: 'raster', url: 'https://t0.tianditu.gov.cn/{z}/{x}/{y}?tk={key}', attribution: '天地图', approval: 'GS(2024)0568号', datum: 'wgs84', keyEnv: 'TIANDITU_KEY', place: '1', on: 'yes' });
  assert.deepEqual((await citySettings(db)).baseMaps.map((b) => b.id), ['tdt', 'own']);
  assert.match((await text(await app.request('/admin/maps', { as: 'administrator' }))).body, /TIANDITU_KEY/);

  const id = app.people['handler'] ?? '';
  await change(app, `/admin/people/${id}`, { name: '李四', phone: '13800000000', lang: 'zh' });
  const added = await app.request('/admin/people/new', { as: 'administrator', form: { login: 'new-officer', name: '王五', lang: 'zh', password: 'correct horse', role: 'officer', organisation: 'sup1', area: '900101' } });
  assert.equal(added.status, 303, await added.text());
  const unchanged = await text(await app.request('/admin/organisations/law2', { as: 'administrator', form: { code: 'law2', name: '城管执法二中队', name_en: 'Enforcement team 2', kind: 'department', level: 'district', area: '900102', confirm: 'yes' } }));
  assert.match(unchanged.body, /没有改动/);
});

test('wrong forms come back with the field and nothing written', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const cases: [string, Record<string, string>, string][] = [
    ['/admin/areas/900101001', { code: '900101001', kind: 'street', name: 'x', parent: 'nope' }, 'parent'], ['/admin/areas/900101001', { code: '900101001', kind: 'street', name: 'x', parent: '900101', geometry: '{"type":"Point"}' }, 'geometry'],
    ['/admin/areas/new', { code: '900101', kind: 'street', name: 'x' }, 'code'], ['/admin/areas/import', { text: '{}' }, 'text'], ['/admin/areas/import', { text: '{"type":"FeatureCollection","features":[{"properties":{"code":"1"},"geometry":null}]}' }, 'text'],
    ['/admin/organisations/law1', { code: 'law1', name: '', kind: 'department', level: 'district', area: '900101' }, 'name'], ['/admin/organisations/law1', { code: 'law1', name: 'x', kind: 'department', level: 'district', area: 'nope' }, 'area'],
    ['/admin/responsibilities', { class: 'nope', organisation: 'law1' }, 'class'], ['/admin/responsibilities', { class: 'E0406', organisation: 'nope' }, 'organisation'],
    ['/admin/classes/E0406', { code: 'E0406', scheme: 't', kind: 'event', parent: 'E04', name: 'x', visibility: 'public', valid_from: '2026-01-01', s2_filing: '只有立案' }, 's2_closing'],
    ['/admin/classes/E0406', { code: 'E0406', scheme: 't', kind: 'event', parent: 'E04', name: 'x', visibility: 'public', valid_from: '2026-13-01' }, 'valid_from'],
    ['/admin/classes/E0406', { code: 'E0406', scheme: 't', kind: 'event', parent: 'E04', name: 'x', visibility: 'public', valid_from: '2026-01-01', q1_code: 'a', q1_datatype: 'singlevaluelist', q1_zh: '?' }, 'q1_'],
    ['/admin/calendar', { day: '2026-02-30', kind: 'rest' }, 'day'], ['/admin/calendar', { day: '2026-02-20', last: '2026-02-01', kind: 'rest' }, 'last'],
    ['/admin/calendar/hours', { h1_from: '01-01', h1_to: '12-31', h1_1: '12:00-08:00' }, 'h1_1'], ['/admin/calendar/hours', { h1_from: '1-1', h1_to: '12-31', h1_1: '08:00-12:00' }, 'h1_from'], ['/admin/calendar/hours', {}, 'h1_from'],
    ['/admin/assets/new', { code: 'a1', name: 'x', state: 'good', lon: '10', lat: '10' }, ''], ['/admin/assets/new', { code: 'a1', name: 'x', state: 'broken', lon: '118.301', lat: '30.901' }, 'state'], ['/admin/assets/new', { code: 'a1', name: 'x', state: 'good', class: 'nope', lon: '118.301', lat: '30.901' }, 'class'],
    ['/admin/addresses', { kind: 'door', name: 'x', lon: '118.301', lat: '30.901' }, 'road'], ['/admin/addresses', { kind: 'poi', name: 'x', lon: '30.9', lat: '118.3' }, 'lat'],
    ['/admin/maps/new', { id: 'x', name: 'x', kind: 'raster', attribution: 'x', datum: 'wgs84' }, 'url'], ['/admin/people/new', { login: 'Officer!', name: 'x', lang: 'zh', role: 'officer' }, 'login'], ['/admin/people/new', { login: 'officer', name: 'x', lang: 'zh', role: 'officer', organisation: 'sup1', area: '900101' }, 'login'],
    ['/admin/people/new', { login: 'x1', name: 'x', lang: 'zh', role: 'acceptor', organisation: 'com1', area: '900101' }, 'role'], ['/admin/people/new', { login: 'x1', name: 'x', lang: 'zh', role: 'handler' }, 'organisation'], ['/admin/people/new', { login: 'x1', name: 'x', lang: 'zh', role: 'administrator' }, 'area'],
  ];
  for (const [path, form, field] of cases) {
    const { status, body } = await text(await app.request(path, { as: 'administrator', form: { ...form, confirm: 'yes' } }));
    assert.ok(status === 422 || status === 404, `${path} ${JSON.stringify(form)}: ${status} ${body.replace(/<[^>]+>/g, ' ').slice(0, 300)}`);
    if (status === 422) assert.ok(body.includes(`href="#f-${field}`) , `${path} ${field}: ${/<div class="errors".*?<\/div>/s.exec(body)?.[0]}`);
  }
  assert.equal((await organisationIndex(app.db)).get('law1')?.name, '城管执法一中队');
});

test('administrators of a district stay within it', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  await grant(app.db, app.people['editor'] ?? '', { role: 'administrator', organisation: 'sup1', area: '900101' });
  const as = 'editor';
  const put = (path: string, json: unknown) => app.request(path, { as, method: 'PUT', json });
  assert.equal((await put('/api/areas/900101001', { kind: 'street', name: 'x', parent: '900101' })).status, 403);
  assert.equal((await put('/api/organisations/law1', { name: 'x', kind: 'department', level: 'district', area: '900101' })).status, 403);
  assert.equal((await put('/api/classes/E0406', { scheme: 't', kind: 'event', parent: 'E04', name: 'x' })).status, 403);
  assert.equal((await put('/api/calendar/days/2026-12-31', { kind: 'rest' })).status, 403);
  const asset = { name: '灯', lon: 118.301, lat: 30.901 };
  assert.equal((await put('/api/assets/lamp1', asset)).status, 200);
  assert.equal((await put('/api/assets/lamp2', { ...asset, lon: 118.33 })).status, 403, 'the other district');
  assert.equal((await app.request('/api/responsibilities', { as, json: { class: 'E0406', area: '900101001', organisation: 'office1' } })).status, 201);
  assert.equal((await app.request('/api/responsibilities', { as, json: { class: 'E0406', area: '900102', organisation: 'law2' } })).status, 403);
  assert.equal((await app.request('/api/responsibilities', { as, json: { class: 'E0406', organisation: 'law2' } })).status, 403, 'any area');
  const { people } = await app.json('/api/people', { as }) as { people: { login: string }[] };
  assert.ok(people.some((p) => p.login === 'acceptor') && !people.some((p) => p.login === 'acceptor2' || p.login === 'resident'));
  assert.equal((await app.request(`/api/people/${app.people['acceptor2']}`, { as })).status, 404);
  const give = (who: string, json: unknown) => app.request(`/api/people/${app.people[who]}/grants`, { as, json });
  assert.equal((await give('acceptor', { role: 'officer', organisation: 'sup1', area: '900101' })).status, 201);
  assert.equal((await give('acceptor', { role: 'administrator', area: '900000' })).status, 403, 'not more than one holds');
  assert.equal((await give('acceptor', { role: 'handler', organisation: 'law2', area: '900101' })).status, 403);
  assert.equal((await give('dispatcher', { role: 'acceptor', organisation: 'com1', area: '900101' })).status, 422, 'command does not accept');
  const me = await app.json(`/api/people/${app.people['editor']}`, { as }) as { grants: { id: number; role: string }[] };
  const own = me.grants.find((g) => g.role === 'administrator')?.id;
  assert.equal((await app.request(`/api/people/${app.people['editor']}/grants/${own}`, { as, method: 'DELETE' })).status, 409);
  assert.equal((await app.request(`/admin/people/${app.people['acceptor2']}/password`, { as, form: { password: 'a new password' } })).status, 404);
  assert.equal((await app.request('/admin/areas', { as: 'acceptor' })).status, 403, 'signed in, but no administrator');
  assert.equal((await app.request(`/admin/people/${app.people['acceptor']}/password`, { as, form: { password: 'a new password' } })).status, 303);
  assert.equal((await app.request('/admin/areas', { as: 'acceptor' })).status, 303, 'signed out everywhere');
});
