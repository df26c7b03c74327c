// Pages of sensors through the whole application: what is measured now, over any span, and what of the fleet needs somebody.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { HOSTILE } from '#test/hostile.ts';
import { testApp, START, type TestApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';
import { judgeThings } from './health.ts';
import { hear, makeSensor, type MadeThing } from './sensors.fixture.ts';

const MINUTE = 60_000;
const ago = (minutes: number): Date => new Date(START.getTime() - minutes * MINUTE);
const PM: MadeThing['streams'][number] = { property: 'PM2.5', listed: true, unit: 'µg/m³' };
const BATTERY: MadeThing['streams'][number] = { property: 'battery', listed: true, unit: '%' };

interface Scene { readonly app: TestApp; page(path: string, as?: string, lang?: 'zh' | 'en'): Promise<string>; add(thing: MadeThing): Promise<{ id: number; streams: number[] }>; hear(stream: number | undefined, values: readonly (readonly [Date, unknown])[], at?: Date): Promise<void> }
async function scene(t: TestContext, embedded = false): Promise<Scene> {
  const app = await testApp(t, { embedded });
  return {
    app,
    add: (thing) => makeSensor(app.db, thing, ago(60 * 24 * 400)),
    hear: (stream, values, at = START) => hear(app.db, stream ?? 0, values, at),
    async page(path, as, lang) {
      const answer = await app.request(path, { ...(as && { as }), ...(lang && { lang }) });
      const text = await answer.text();
      assert.equal(answer.status, 200, `${path}: ${text.slice(0, 300)}`);
      return text;
    },
  };
}
const words = (html: string): string => html.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const partOf = (html: string, id: string): string => html.slice(html.indexOf(`id="${id}"`));

for (const embedded of [false, true]) {
  test(`everyone sees what public sensors measure now, and which values are stale${embedded ? ' (embedded)' : ''}`, async (t) => {
    if (!embedded && !needs(t, 'postgres')) return;
    const { app, page, add, hear: heard } = await scene(t, embedded);
    assert.match(await page('/sensors'), /还没有公开的传感器/);
    const station = await add({ name: '东市空气站', kind: 'air', at: [118.301, 30.901], streams: [PM, { property: 'weather', type: 'CategoryObservation' }] });
    const meter = await add({ name: '河口水位计', kind: 'water', at: [118.33, 30.91], streams: [{ property: 'water level', listed: true, unit: 'm' }] });
    const secret = await add({ name: '值班室温度', kind: 'air', public: false, streams: [{ property: 'air temperature', listed: true, unit: '°C' }] });
    await add({ name: '没有数据项的杆子', kind: 'pole', streams: [] });
    await heard(station.streams[0], [[ago(5), 35.25]]);
    await heard(station.streams[1], [[ago(5), '晴']]);
    // Ten minutes were promised for water levels: 31 minutes are three of them missed.
    await heard(meter.streams[0], [[ago(31), 3.2]]);
    await heard(secret.streams[0], [[ago(1), 21]]);
    const html = await page('/sensors');
    const list = words(partOf(html, 'sensor-list'));
    assert.match(list, /东市空气站 5 分前 空气质量站 细颗粒物 PM2\.5 35\.25 µg\/m³/);
    assert.match(list, /河口水位计 31 分前 水位计 水位 3\.2 m 过期/);
    assert.equal(list.match(/过期/g)?.length, 2, 'the other is not stale; the rule is stated once below');
    assert.doesNotMatch(html, /值班室|气温|没有数据项的杆子/, 'neither what is hidden nor its property');
    assert.doesNotMatch(words(partOf(await page('/sensors?kind=air'), 'sensor-list')), /河口/);
    assert.match(words(partOf(await page('/sensors?property=water+level'), 'sensor-list')), /河口/);
    assert.match(words(partOf(await page('/sensors?q=%E7%A9%BA%E6%B0%94'), 'sensor-list')), /东市空气站/);
    assert.match(await page('/sensors?q=100%25_'), /没有符合条件的传感器/, '% and _ are letters like others');
    assert.match(await page('/sensors', undefined, 'en'), /Air quality station/);
    const Points = z.object({ features: z.array(z.object({ properties: z.object({ title: z.string(), stale: z.boolean(), lines: z.array(z.string()), streams: z.array(z.object({ value: z.unknown(), stale: z.boolean() })) }) })) });
    const { features } = Points.parse(await app.json('/api/sensors.geojson?bbox=118.2,30.8,118.4,31'));
    assert.deepEqual(features.map(({ properties: { title, stale } }) => `${title} ${stale}`).sort(), ['东市空气站 false', '河口水位计 true']);
    assert.deepEqual(features.find(({ properties }) => !properties.stale)?.properties.streams.map(({ value }) => value), [35.25, '晴']);
    assert.equal(Points.parse(await app.json('/api/sensors.geojson?bbox=118.3,30.9,118.31,30.91&kind=water')).features.length, 0);
    assert.equal((await app.request('/api/sensors.geojson?bbox=1,2')).status, 400);
    assert.match(await page(`/search?q=${encodeURIComponent('水位')}`), new RegExp(`href="/sensors/${meter.id}"`));
    assert.match(await page('/map'), /value="sensors"/, 'a layer of the one map');
  });

  test(`a thing's page: latest values, a chart with its table, words as a list${embedded ? ' (embedded)' : ''}`, async (t) => {
    if (!embedded && !needs(t, 'postgres')) return;
    const { app, page, add, hear: heard } = await scene(t, embedded);
    const { id, streams: [pm, weather, wet, empty] } = await add({ name: '东市空气站', kind: 'air', organisation: 'law1', streams: [PM, { property: 'weather', type: 'CategoryObservation' }, { property: 'rain', type: 'TruthObservation' }, { property: 'NO2', listed: true, unit: 'µg/m³' }] });
    // Ten minutes apart over a day, but for two hours in the middle.
    await heard(pm, Array.from({ length: 144 }, (_, i) => [ago(1435 - 10 * i), 20 + (i % 12)] as const).filter(([, ], i) => i < 60 || i >= 72));
    await heard(weather, [[ago(90), '晴'], [ago(30), '<b>阴</b>']]);
    await heard(wet, [[ago(20), true]]);
    const html = await page(`/sensors/${id}`);
    const chart = partOf(html, `stream-${pm}`);
    const said = /aria-label="(细颗粒物[^"]*)"/.exec(chart)?.[1] ?? '';
    assert.match(said, /132 个值；最低 20 µg\/m³（.*），最高 31 µg\/m³（.*），平均 25\.\d* µg\/m³；1 处空缺/, said);
    const line = /class="ts-line" d="([^"]*)"/.exec(chart)?.[1] ?? '';
    assert.equal(line.match(/M/g)?.length, 2, 'the gap is not bridged');
    assert.match(words(chart), /最低 \(µg\/m³\) 平均 \(µg\/m³\) 最高 \(µg\/m³\) 条数/);
    assert.ok((chart.slice(0, chart.indexOf('</table>')).match(/<tr/g)?.length ?? 0) <= 49, 'a table of a length that can be read');
    assert.match(words(partOf(html, `stream-${weather}`)), /11月18日 ?09:11 &lt;b>阴&lt;\/b> 11月18日 ?08:11 晴/, 'words, the newest first, never markup');
    assert.match(words(partOf(html, `stream-${wet}`)), /是/);
    assert.match(words(partOf(html, `stream-${empty}`)), /还没有数据/);
    assert.match(words(html), /执法一中队|law1|一中队/);
    assert.match(await page(`/sensors/${id}?span=1y&stream=${pm}`), /ts-line/);
    // A span before there was anything leads to the last values.
    assert.match(partOf(await page(`/sensors/${id}?from=2020-01-01T00:00&to=2020-01-02T00:00&stream=${pm}`), `stream-${pm}`), /这段时间没有数据[\s\S]*看最近有数据的时段/);
    assert.match(await page(`/sensors/${id}?from=2026-11-02T00:00&to=2026-11-01T00:00`), /id="f-to-error"[\s\S]*value="2026-11-01T00:00"/, 'what is wrong stands at its field, with what was typed');
    assert.match(await page(`/sensors/${id}`, undefined, 'en'), /132 values; lowest 20 µg\/m³/);
    for (const path of [`/sensors/${id}?stream=999999`, '/sensors/999999', '/sensors/0', '/sensors/99999999999999999999', '/sensors/x']) assert.equal((await app.request(path)).status, 404, path);
    for (const query of [`from=${'9'.repeat(30)}`, 'span=2y', 'stream=x', `stream=${pm}&`.repeat(9)]) assert.equal((await app.request(`/sensors/${id}?${query}`)).status, 400, query);
  });
}

test('a sensor is found by a part of its name in either language, and by its code; signs mean themselves', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, page, add } = await scene(t);
  const { id } = await add({ name: '东四空气站', kind: 'air', streams: [PM] });
  await add({ name: '别的站', kind: 'air', streams: [PM] });
  await app.db.run(sql`update sense.things set code = 'AQ_7%', properties = '{"name": {"zh": "东四空气站", "en": "Dongsi air station"}}' where id = ${id}::bigint`);
  const found = async (q: string) => [...partOf(await page(`/sensors?lang=en&q=${encodeURIComponent(q)}`), 'sensor-list').matchAll(/href="\/sensors\/(\d+)"/g)].map(([, one]) => Number(one));
  for (const q of ['东四', 'dongsi AIR', 'aq_7', '7%']) assert.deepEqual(await found(q), [id], q);
  for (const q of ['AQx7', '_%', 'xyz']) assert.deepEqual(await found(q), [], q);
  assert.match(await page('/search?q=dongsi'), new RegExp(`href="/sensors/${id}"`));
});

test('what is invented says so in the language of whoever reads', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, page, add } = await scene(t);
  const { id } = await add({ name: '演示站', description: '演示 · demo', kind: 'air', streams: [PM] });
  assert.match(words(await page(`/sensors/${id}`)), /演示 · demo/);
  await app.db.run(sql`update sense.things set properties = '{"synthetic": true}' where id = ${id}::bigint`);
  assert.match(words(await page(`/sensors/${id}`)), /演示站 空气质量站 虚构的演示设备，数据也是虚构的/);
  assert.match(words(await page(`/sensors/${id}?lang=en`)), /An invented device/);
});

test('times of another year have their year; those of this one do not', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { page, add, hear: heard } = await scene(t);
  const { id, streams: [stream] } = await add({ name: '老站', kind: 'air', streams: [PM] });
  await heard(stream, [[new Date('2025-11-20T08:00:00+08:00'), 5], [ago(3), 7]]);
  const year = words(await page(`/sensors/${id}?span=1y`));
  assert.match(year, /2025年11月18日 09:41 至 11月18日 09:41/);
  assert.match(year, /最低 5 [^（]*（2025年11月(20|19)日[^）]*），最高 7 [^（]*（11月/);
  assert.match(words(await page(`/sensors/${id}?span=24h`)), /曲线 11月17日 09:41 至 11月18日 09:41/);
});

test('what is not public exists for staff only, on its page and in its files', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, page, add, hear: heard } = await scene(t);
  const { id, streams: [stream] } = await add({ name: '值班室', public: false, streams: [{ property: 'temperature', unit: '°C' }] });
  const open = await add({ name: '广场', streams: [{ property: 'temperature', unit: '°C' }] });
  await heard(stream, [[ago(3), 21]]);
  for (const path of [`/sensors/${id}`, `/sensors/${id}/chart.csv?stream=${stream}`, `/sensors/${id}/values.csv?stream=${stream}`, `/sensors/${open.id}/values.csv?stream=${stream}`, `/sensors/${open.id}?stream=${stream}`]) {
    for (const as of [undefined, 'resident']) assert.equal((await app.request(path, as ? { as } : {})).status, 404, `${path} ${as}`);
  }
  assert.match(await page(`/sensors/${id}`, 'handler'), /仅工作人员可见/);
  assert.match(await page(`/sensors/${id}/values.csv?stream=${stream}`, 'handler'), /21,°C/);
});

test('files: the chart in at most 600 lines, every value in slices, on the clock of the city, no formula', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { page, app, add, hear: heard } = await scene(t);
  const { id, streams: [count, word] } = await add({ name: '路口', streams: [{ property: 'people', unit: '1', type: 'CountObservation' }, { property: 'said', type: 'CategoryObservation' }] });
  const values = Array.from({ length: 12_000 }, (_, i) => [ago(12_000 - i), i] as const);
  await heard(count, [...values.toReversed(), [ago(12_000), -7], [ago(12_000), -7]]);
  await heard(word, [[ago(1), '=1+1']]);
  const lines = (text: string) => text.trim().split('\r\n');
  const every = lines(await page(`/sensors/${id}/values.csv?stream=${count}&span=30d`));
  assert.equal(every.length, 12_003);
  assert.equal(every[1], '2026-11-10T01:41:00+08:00,0,');
  assert.deepEqual(every.slice(2, 4).map((line) => line.split(',')[1]), ['-7', '-7'], 'the same value twice of the same moment is two values');
  const chart = lines(await page(`/sensors/${id}/chart.csv?stream=${count}&span=30d`));
  assert.ok(chart.length > 50 && chart.length <= 601, String(chart.length));
  assert.equal(chart.slice(1).reduce((n, line) => n + Number(line.split(',')[4]), 0), 12_002);
  assert.match(await page(`/sensors/${id}/values.csv?stream=${word}`), /'=1\+1/);
  assert.equal((await app.request(`/sensors/${id}/values.csv`)).status, 400, 'one stream must be named');
  assert.equal((await app.request(`/sensors/${id}/values.csv?stream=${count}&from=2026-11-02T00:00&to=2026-11-01T00:00`)).status, 400);
});

test('the fleet: silent, never heard, stale, low on battery, each by the rule that the page states', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, page, add, hear: heard } = await scene(t);
  assert.match(await page('/desk/fleet', 'steward'), /还没有判定过/);
  const well = await add({ name: '好站', kind: 'air', organisation: 'law1', streams: [PM] });
  const silent = await add({ name: '哑站', kind: 'air', organisation: 'law1', streams: [PM] });
  await add({ name: '新站', kind: 'air', organisation: 'law2', streams: [PM] });
  const partly = await add({ name: '半站', kind: 'noise', organisation: 'law2', streams: [{ property: 'LAeq', listed: true, unit: 'dB(A)' }, BATTERY] });
  const own = await add({ name: '慢站', organisation: 'law2', silent: '30 days', streams: [{ property: 'depth', unit: 'm' }] });
  const plain = await add({ name: '没种类', streams: [{ property: 'depth', unit: 'm', properties: { interval: 60 } }, { property: 'weird', properties: { interval: 'often' } }] });
  await heard(well.streams[0], [[ago(5), 1]], ago(5));
  // The kind says an hour.
  await heard(silent.streams[0], [[ago(61), 1]], ago(61));
  await heard(partly.streams[0], [[ago(31), 50]], ago(31));
  await heard(partly.streams[1], [[ago(2), 19]], ago(2));
  await heard(own.streams[0], [[ago(29 * 24 * 60), 1]], ago(29 * 24 * 60));
  await heard(plain.streams[0], [[ago(4), 1]], ago(4));
  await judgeThings(app.db, START);
  const names = (html: string) => [...partOf(html, 'fleet').matchAll(/href="\/sensors\/\d+">([^<]*)</g)].map(([, name = '']) => name).sort();
  const states = async (query: string, as = 'steward') => names(await page(`/desk/fleet${query}`, as));
  assert.deepEqual([await states('?state=silent'), await states('?state=never'), await states('?state=stale'), await states('?low=1'), await states('?state=ok')], [['哑站'], ['新站'], ['半站', '没种类'], ['半站'], ['好站', '慢站']]);
  assert.deepEqual(await states(''), ['半站', '哑站', '新站', '没种类'], 'first what somebody has to look after');
  assert.deepEqual([await states('?all=1&kind=noise'), await states('?all=1&kind=-'), await states('?all=1&organisation=law1')], [['半站'], ['慢站', '没种类'], ['哑站', '好站']]);
  const html = words(await page('/desk/fleet', 'administrator'));
  assert.match(html, /要处理 4 失联 1 从未上报 1 部分过期 2 低电量 1 正常 2 全部 6/);
  assert.match(html, /超过设备或其种类的静默时限[^。]*24 小时。/);
  assert.match(html, /比应报间隔晚了 3 个间隔/);
  assert.match(html, /低于 20%/);
  assert.match(html, /09:41 判定/);
  assert.match(words(await page('/desk/fleet?low=1', 'steward')), /19%/);

  await t.test('a handler sees the sensors of their own organisation, whatever they ask for', async () => {
    assert.deepEqual(await states('?all=1', 'handler'), ['哑站', '好站']);
    assert.deepEqual(await states('?all=1&organisation=law2', 'handler'), ['哑站', '好站']);
    assert.match(words(await page('/desk/fleet', 'handler')), /要处理 1 失联 1 从未上报 0 部分过期 0 低电量 0 正常 1 全部 2/);
    // Given to somebody else, it is gone at once, before anything is judged again.
    await app.db.run(sql`update sense.things set organisation = 'law2' where id = ${well.id}`);
    assert.deepEqual(await states('?all=1', 'handler'), ['哑站']);
    for (const as of ['resident', 'acceptor', 'dispatcher', 'officer']) assert.equal((await app.request('/desk/fleet', { as })).status, 403, as);
  });

  await t.test('a state keeps its beginning until it changes; what is heard again is well again; what is gone is gone', async () => {
    const since = async () => (await app.db.rows(z.object({ name: z.string(), since: z.date() }), sql`select t.name, s.since from sense.thing_states s join sense.things t on t.id = s.thing_id order by t.id`)).map((row) => [row.name, row.since.getTime() - START.getTime()]);
    assert.equal(await judgeThings(app.db, new Date(START.getTime() + MINUTE)), 0, 'nothing changed, nothing is written');
    await heard(silent.streams[0], [[ago(-9), 2]], ago(-10));
    await app.db.run(sql`delete from sense.things where id = ${plain.id}`);
    await judgeThings(app.db, new Date(START.getTime() + 10 * MINUTE));
    assert.deepEqual(await since(), [['好站', 0], ['哑站', 10 * MINUTE], ['新站', 0], ['半站', 0], ['慢站', 0]]);
    assert.match(words(await page('/desk/fleet', 'steward')), /要处理 2 失联 0 从未上报 1 部分过期 1 低电量 1 正常 3 全部 5/);
  });

  await t.test('a clock that runs ahead, and values that come late, make nobody well', async () => {
    const late = await add({ name: '补传站', kind: 'air', streams: [PM] });
    await heard(late.streams[0], [[ago(10 * 24 * 60), 5]], START);
    await judgeThings(app.db, START);
    assert.ok((await states('?state=stale')).includes('补传站'), 'it is heard, but its latest value is ten days old');
    await heard(late.streams[0], [[ago(-120), 5]], START);
    await judgeThings(app.db, START);
    assert.ok((await states('?state=stale')).includes('补传站'), 'a value of the future is not the latest');
  });
});

test('pages of a long fleet follow each other without losing or repeating a sensor', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, page } = await scene(t);
  await app.db.run(sql`with made as (insert into sense.things (name, description, kind) select 'n' || i, '', 'air' from generate_series(1, 120) i returning id), sensor as (insert into sense.sensors (name, description, encoding_type, metadata) values ('s', '', 'x', '""') returning id), property as (insert into sense.observed_properties (name, definition, description) values ('p', 'http://p', '') returning id)
    insert into sense.datastreams (name, description, observation_type, unit, thing_id, sensor_id, observed_property_id) select 'd', '', 'x', '{}', made.id, sensor.id, property.id from made, sensor, property`);
  await judgeThings(app.db, START);
  for (const [first, item] of [['/desk/fleet?state=never', 'fleet'], ['/sensors?kind=air', 'sensor-list']] as const) {
    const seen: string[] = [];
    for (let path: string | undefined = first; path; ) {
      const html: string = partOf(await page(path, 'steward'), item);
      seen.push(...[...html.matchAll(/href="\/sensors\/(\d+)"/g)].map(([, id]) => id ?? ''));
      path = /href="([^"]*)" rel="next"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
    }
    assert.deepEqual([seen.length, new Set(seen).size], [120, 120], first);
  }
});

test('values beyond belief, and names as they should not be, break no page', async (t) => {
  if (!needs(t, 'postgres')) return;
  const { app, page, add, hear: heard } = await scene(t);
  const { id, streams: [huge, list, flat] } = await add({ name: `${'很长的名字'.repeat(60)}<script>alert(1)</script>`, description: '"><img src=x onerror=alert(1)>', streams: [{ property: 'huge', unit: 'x' }, { property: 'list', type: 'CategoryObservation' }, { property: 'flat', unit: '%' }] });
  await heard(huge, [[ago(5), 1.7e308], [ago(4), 1.7e308], [ago(3), -1.7e308], [ago(1), 5e-324]]);
  await heard(flat, [[ago(3), 7], [ago(2), 7]]);
  await heard(list, HOSTILE.flatMap(({ value, plain }, i) => (plain && typeof value === 'string' ? [[ago(i), value] as const] : [])));
  const html = await page(`/sensors/${id}`);
  assert.ok(!/<script>alert|<img src=x/.test(html) && !/ (?:d|x|y|x1|y1|cx|cy)="[^"]*(?:NaN|Infinity)/.test(html));
  assert.match(words(partOf(html, `stream-${huge}`)), /4 个值；最低 -1\.700e\+308 x/);
  assert.match(await page(`/sensors/${id}/chart.csv?stream=${huge}`), /-1\.7e\+308/);
  assert.ok(!(await page('/sensors')).includes('<script>alert'));
  for (const text of HOSTILE.flatMap(({ value }) => (typeof value === 'string' ? [value.slice(0, 3000)] : []))) {
    for (const path of ['/sensors?q=', '/sensors?kind=', '/sensors?property=', '/sensors?after=', '/desk/fleet?kind=', '/desk/fleet?before=', `/sensors/${id}?from=`, '/api/sensors.geojson?bbox=']) {
      const answer = await app.request(path + encodeURIComponent(text.isWellFormed() ? text : '\uFFFD'), { as: 'steward' });
      assert.ok(answer.status < 500, `${path}${text}: ${answer.status}`);
      await answer.body?.cancel();
    }
  }
});
