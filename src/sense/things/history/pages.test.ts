import { test } from 'node:test';
import assert from 'node:assert/strict';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { testApp } from '#test/app.ts';
import { needs } from '#test/needs.ts';
import { forget } from './forgetting.ts';
import { settle, streamsIn, tell } from './history.fixture.ts';

const DAY = 86_400_000;
const Series = z.object({ datastream: z.number(), points: z.array(z.object({ at: z.string(), min: z.number(), avg: z.number(), max: z.number(), n: z.number() })) });

test('history over HTTP', { timeout: 200_000 }, async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { db, clock } = app;
  const now = clock.now();
  const [stream = 0, hidden = 0] = [...await streamsIn(db, 1, now), ...await streamsIn(db, 1, now)];
  await db.run(sql`update sense.things set public = false where id = (select thing_id from sense.datastreams where id = ${hidden}::bigint)`);
  await tell(db, Array.from({ length: 96 }, (_, i) => ({ stream, at: now.getTime() - 4 * DAY + i * 3_600_000, number: i })), now);
  await settle(db, 'Asia/Shanghai', now);
  const span = `from=${new Date(now.getTime() - 4 * DAY).toISOString()}&to=${now.toISOString()}`;

  await t.test('a series in as many points as asked for, as JSON and as a table, for any page', async () => {
    const answer = await app.request(`/api/sensors/${stream}/series?${span}&points=4`);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    const { points } = Series.parse(await answer.json());
    assert.deepEqual(points.map((p) => [p.min, p.avg, p.max, p.n]), [[0, 11.5, 23, 24], [24, 35.5, 47, 24], [48, 59.5, 71, 24], [72, 83.5, 95, 24]]);
    const table = await (await app.request(`/api/sensors/${stream}/series?${span}&points=4&format=csv`)).text();
    assert.match(table, /^at,min,avg,max,n\r\n[^,]+Z,0,11\.5,23,24\r\n/);
  });
  await t.test('what is wrong is told by name; a stream of a hidden thing is not there but for staff', async () => {
    for (const query of ['from=yesterday', 'points=0', 'points=5001', 'format=xml', `from=${now.toISOString()}&to=${now.toISOString()}`]) assert.equal((await app.request(`/api/sensors/${stream}/series?${query}`)).status, 400, query);
    for (const id of ['999999', String(hidden)]) assert.equal((await app.request(`/api/sensors/${id}/series`)).status, 404, id);
    assert.equal((await app.request('/api/sensors/abc/series')).status, 404);
    const { issueKey } = await import('#ground/identity/index.ts');
    const key = await issueKey(db, app.people['dispatcher'] ?? '', 'test');
    assert.equal((await app.request(`/api/sensors/${hidden}/series`, { headers: { 'x-api-key': key } })).status, 200);
  });
  await t.test('administrators say how long is kept what, see what would go, and withdraw it', async () => {
    const page = (query = '') => app.request(`/admin/sensing/retention${query}`, { as: 'administrator' }).then((r) => r.text());
    const post = (form: Record<string, string>) => app.request('/admin/sensing/retention', { as: 'administrator', method: 'POST', form });
    assert.match(await page(), /还没有规定/);
    assert.match(await page(), /aria-current="page"[^>]*>保存期限/, 'it stands among the pages of adding sensors');
    assert.ok(!(await (await app.request('/admin/sensing/units', { as: 'steward' })).text()).includes('/admin/sensing/retention'), 'and not for those who may not');
    const before = await post({ what: 'save', of: 'default', raw_days: '5', hours_days: '3' });
    assert.equal(before.status, 422);
    assert.match(await before.text(), /小时统计要保留得不比原始数值短/);
    for (const form of [{ of: 'default', raw_days: '1' }, { of: 'default', raw_days: 'x' }, { of: 'kind:nothing', raw_days: '5' }, { of: 'property:99999', raw_days: '5' }, { of: 'default', hours_days: '9' }, { of: "'; drop" }]) assert.ok([400, 422].includes((await post({ what: 'save', ...form })).status), JSON.stringify(form));
    assert.equal((await post({ what: 'save', of: 'default', raw_days: '2', hours_days: '' })).status, 303);
    assert.equal((await post({ what: 'save', of: 'kind:air', raw_days: '', hours_days: '' })).status, 303);
    const tried = await page('?try=1');
    assert.match(tried, /空气质量站/);
    const today = Date.parse('2026-11-18T00:00:00+08:00');
    const old = Array.from({ length: 96 }, (_, i) => now.getTime() - 4 * DAY + i * 3_600_000).filter((at) => at < today - 2 * DAY).length;
    assert.match(tried, new RegExp(`>${old}<`), `${old} values would go`);
    assert.equal((await forget(db, 'Asia/Shanghai', now)).values, old, 'and they do');
    assert.equal((await post({ what: 'remove', of: 'default' })).status, 303);
    assert.doesNotMatch(await page(), /2 天/);
    assert.equal((await app.request('/admin/sensing/retention', { as: 'steward' })).status, 403);
  });
  await t.test('after retention the series is read from hours: the same but for the one that began before the span', async () => {
    const { points } = Series.parse(await app.json(`/api/sensors/${stream}/series?${span}&points=4`));
    assert.deepEqual([points.reduce((sum, p) => sum + p.n, 0), points[0]?.min, points.at(-1)?.max], [95, 1, 95]);
  });
});
