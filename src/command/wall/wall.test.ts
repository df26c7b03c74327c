// The wall against cases that were walked through the house: what it counts, for whom, and what it never says.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { sql } from '#ground/db/index.ts';
import { testApp, type TestApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';
import { openCase, step, walk } from '../../city/cases/cases.fixture.ts';
import { WallView } from './contract.ts';

const viewed = async (app: TestApp, as: string, query = '', lang: 'zh' | 'en' = 'zh'): Promise<WallView> => WallView.parse(await app.json(`/api/wall${query}`, { as, lang }));
const flowOf = (view: WallView): Record<string, number> => Object.fromEntries(view.flow.filter((row) => row.n > 0).map((row) => [row.key, row.n]));
/** Beyond the two seconds that a count is kept. */
const later = (app: TestApp, minutes = 1) => app.clock.advance(minutes);

test('every number is what the cases say', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const [, filed, handled] = [await openCase(app), await openCase(app), await openCase(app, { class: 'C0102', lon: 118.311 })];
  await walk(app, filed, 'signature');
  const closed = await openCase(app);
  await walk(app, closed, 'closure');
  const before = await viewed(app, 'dispatcher');
  assert.deepEqual([before.area, before.open, before.late, before.soon, before.received, before.closed, before.yesterday], ['900101', 3, 0, 2, 4, 1, 0], 'two wait half an hour for intake, the third has two hours');
  assert.deepEqual(flowOf(before), { accepting: 2, handling: 1 });
  assert.deepEqual([before.hours[9], before.hour, before.tenMinutes], [4, 9, 4]);
  assert.deepEqual(before.dots.map((dot) => dot % 4).toSorted(), [2, 2], 'three cases at two places, the worse state of each');
  assert.deepEqual(before.stream.slice(0, 2).map((one) => [one.number, one.word]), [[closed, '结案'], [closed, '核查']]);
  assert.deepEqual(before.ranks.map((one) => [one.code, one.onTime, one.closed, one.open]), [['900101001', 1, 1, 2], ['900101002', 0, 0, 1]]);

  later(app, 150);
  const after = await viewed(app, 'dispatcher');
  assert.deepEqual([after.late, after.soon, after.longest], [3, 0, '2026-11-18T02:11:00.000Z'.replace('.000', '')]);
  assert.equal(after.lates.length, 3);
  assert.deepEqual(after.lates.map((one) => [one.title, one.unit, one.done, one.untouched]).at(-1), ['占道经营', '城管执法一中队', '已签收', false]);
  assert.ok(after.lates.some((one) => one.number === handled && one.done === '未受理' && one.untouched));
  assert.equal((await step(app, 'dispatcher', filed, 'urging', { note: '请抓紧' })).status, 200);
  later(app);
  assert.ok((await viewed(app, 'dispatcher')).lates.some((one) => one.number === filed && one.done === '已督办，已签收'));

  later(app, 24 * 60);
  const nextDay = await viewed(app, 'dispatcher');
  assert.deepEqual([nextDay.yesterday, nextDay.received, nextDay.closed], [3, 0, 0]);
});

test('suspended cases are open and not late; a class narrows every number', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const [paused, cover] = [await openCase(app), await openCase(app, { class: 'C0102', lon: 118.311 })];
  await walk(app, paused, 'signature');
  await step(app, 'dispatcher', paused, 'suspension', { until: new Date(app.clock.now().getTime() + 86_400_000).toISOString(), reason: '等雨停' });
  later(app, 200);
  const all = await viewed(app, 'acceptor');
  assert.deepEqual([all.open, all.late, all.lates.map((one) => one.number)], [2, 1, [cover]]);
  const order = await viewed(app, 'acceptor', '?class=E04');
  assert.deepEqual([order.open, order.late, order.received, order.lates.length, order.arrived.map((one) => one.number)], [1, 0, 1, 0, [paused]]);
  const covers = await viewed(app, 'acceptor', '?class=C0102');
  assert.deepEqual([covers.open, covers.late, covers.dots.map((dot) => dot % 4)], [1, 1, [3]]);
  assert.equal((await app.request('/api/wall?class=nothing', { as: 'acceptor' })).status, 404);
});

test('nobody sees another district; the city sees both, ranked', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const [east, west] = [await openCase(app), await openCase(app, { lon: 118.331, place: '西园路 9 号' })];
  for (const path of ['/api/wall', '/wall', '/wall/formulas']) {
    for (const as of ['dispatcher', 'acceptor', 'examiner']) for (const area of ['900102', '900102001', '900000', 'nowhere']) assert.equal((await app.request(`${path}?area=${area}`, { as })).status, 404, `${as} ${path} ${area}`);
    const own = await (await app.request(path, { as: 'dispatcher' })).text();
    assert.ok(!own.includes(west) && !own.includes('西园'), path);
    assert.equal((await app.request(path, { as: 'handler' })).status, 403);
  }
  const city = await viewed(app, 'dispatcher-city');
  assert.deepEqual([city.area, city.open, city.ranks.map((one) => [one.code, one.open])], ['900000', 2, [['900101', 1], ['900102', 1]]]);
  const below = await viewed(app, 'dispatcher-city', '?area=900102');
  assert.deepEqual([below.open, below.arrived.map((one) => one.number), below.ranks.map((one) => one.code)], [1, [west], ['900102001']]);
  assert.deepEqual((await viewed(app, 'dispatcher')).arrived.map((one) => one.number), [east]);
  assert.equal((await viewed(app, 'dispatcher', '?area=900101001')).open, 1, 'a street of the own district');
});

test('what is private is counted and stays unnamed: no number, class, place, position or step', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const tip = await openCase(app, { class: 'E0499', title: '内部检举，某所收费', visibility: 'private', place: '秘密路 7 号' });
  await step(app, 'acceptor', tip, 'filing', { standard: 'E0499-1' });
  await openCase(app);
  later(app, 60 * 24 * 20);
  const view = await viewed(app, 'acceptor');
  assert.deepEqual([view.open, view.late, view.hidden, view.dots.length], [2, 2, 1, 1]);
  assert.deepEqual(view.lates.filter((one) => one.number === null).map((one) => [one.title, one.place, one.x]), [['不公开的案件', '', null]]);
  for (const path of ['/api/wall', '/wall', '/wall/formulas']) {
    const text = await (await app.request(path, { as: 'acceptor' })).text();
    for (const secret of [tip, '内部检举，', '秘密路', 'E0499']) assert.ok(!text.includes(secret), `${path} says ${secret}`);
  }
});

test('a coarse class stands where everyone may know it, in words too', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  await openCase(app, { class: 'E0410', place: '滨江路 128 号 3 单元' });
  later(app, 120);
  const text = JSON.stringify(await viewed(app, 'dispatcher'));
  assert.ok(!text.includes('128') && text.includes('青石社区'), text);
});

test('one count serves everyone who looks at an area in the same two seconds, and no longer', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  await openCase(app);
  await viewed(app, 'dispatcher');
  const texts: string[] = [];
  const stop = app.db.capture((text) => texts.push(text));
  await viewed(app, 'acceptor');
  await viewed(app, 'dispatcher', '', 'en');
  assert.equal(texts.filter((text) => text.includes('v_cases')).length, 0);
  await openCase(app);
  later(app);
  assert.equal((await viewed(app, 'acceptor')).open, 2);
  assert.equal(texts.filter((text) => text.includes('v_cases')).length, 1, 'one statement, the past is still known');
  stop();
});

test('the page is whole without a script, in both languages, for an empty city too', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const empty = await (await app.request('/wall', { as: 'dispatcher' })).text();
  assert.match(empty, /<noscript><meta http-equiv="refresh" content="30"/);
  assert.match(empty, /没有超期的/);
  assert.match(empty, /历史不足/);
  assert.match(empty, /data-theme="wall"/);
  await openCase(app);
  later(app, 45);
  const english = await (await app.request('/wall', { as: 'dispatcher', lang: 'en' })).text();
  for (const words of ['Street vending', 'Not taken up', 'Due within 1 h', 'Wangjiang', 'Demo data', '15 min late']) assert.ok(english.includes(words), words);
  const formulas = await (await app.request('/wall/formulas', { as: 'examiner', lang: 'en' })).text();
  assert.match(formulas, /Numerator: closed this month/);
  assert.match(formulas, /href="\/cases\?area=900101&amp;stage=received/);
});

test('today\'s number opens today\'s cases and no others', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  await openCase(app);
  later(app, 24 * 60);
  const today = [await openCase(app), await openCase(app)];
  const page = await (await app.request('/wall', { as: 'examiner', lang: 'en' })).text();
  const href = /<a href="(\/cases\?[^"]*from=[^"]*)"[^>]*><span>[^<]*<\/span><b>2<\/b>/.exec(page)?.[1]?.replaceAll('&amp;', '&');
  assert.ok(href, 'two came in today');
  const list = await (await app.request(href, { as: 'examiner' })).text();
  assert.deepEqual([...new Set([...list.matchAll(/data-row="([^"]*)"/g)].map((found) => found[1]))].toSorted(), today.toSorted());
});

test('what was closed today opens those cases, not all that were ever closed', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  await walk(app, await openCase(app), 'closure');
  later(app, 24 * 60);
  const [closed = ''] = [await openCase(app), await openCase(app)];
  await walk(app, closed, 'closure');
  const page = await (await app.request('/wall', { as: 'examiner', lang: 'en' })).text();
  const href = /<a href="(\/cases\?[^"]*closed=[^"]*)"[^>]*><span>[^<]*<\/span><b>1<\/b>/.exec(page)?.[1]?.replaceAll('&amp;', '&');
  assert.ok(href, 'one was closed today');
  const list = await (await app.request(href, { as: 'examiner' })).text();
  assert.deepEqual([...new Set([...list.matchAll(/data-row="([^"]*)"/g)].map((found) => found[1]))], [closed]);
});

test('a target of the city\'s own', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  assert.equal((await viewed(app, 'dispatcher')).target, 0.96);
  await app.db.run(sql`insert into city.settings (key, value) values ('wall', '{"target": 0.9}')`);
  later(app);
  assert.equal((await viewed(app, 'dispatcher')).target, 0.9);
});
