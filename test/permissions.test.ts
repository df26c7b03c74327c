// Who may what: docs/permissions.csv, written by hand from what the house promises, tried route by route as every role, in both districts.
// y: may. n: may not. own: in the own organisation or area only, what is elsewhere is refused or does not exist. city: with a grant for the whole city only.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { ROLES, type Role } from '#ground/identity/index.ts';
import { testApp } from './support/app.ts';
import { needs } from './support/needs.ts';
import { join, requestOf, sceneIn, visitorOf, type District, type Scene, type Someone } from './support/permissions.ts';

const Line = z.object({ method: z.string(), path: z.string(), ...Object.fromEntries(ROLES.map((role) => [role, z.enum(['y', 'n', 'own', 'city'])])) }).catchall(z.string());
type Line = { method: string; path: string } & Record<Role, 'y' | 'n' | 'own' | 'city'>;

/** Elsewhere first: what may be done at home may use itself up. */
const EVERY_WAY = [['east', 'west'], ['west', 'east'], ['east', 'east'], ['west', 'west']] as const;

async function table(): Promise<Line[]> {
  const text = await readFile(new URL('../docs/permissions.csv', import.meta.url), 'utf8');
  return z.array(Line).parse(parse(text, { columns: true, skip_empty_lines: true })).map((line) => line as Line);
}

test('every route is a line of the table, and every line a route', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const routes = app.app.routes.map((route) => `${route.method} ${route.path}`).sort();
  const lines = (await table()).map((line) => `${line.method} ${line.path}`).sort();
  assert.deepEqual(routes.filter((route) => !lines.includes(route)), [], 'routes without a line');
  assert.deepEqual(lines.filter((line) => !routes.includes(line)), [], 'lines without a route');
  assert.equal(new Set(lines).size, lines.length, 'a line stands once');
});

test('every route, as every role, in two organisations and two areas', { timeout: 900_000 }, async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const scenes: Record<District, Scene> = { east: await sceneIn(app, 'east'), west: await sceneIn(app, 'west') };
  const open = new Set(app.app.routes.filter((route) => route.open).map((route) => route.path));
  const wrong: string[] = [];
  for (const line of await table()) {
    for (const role of ROLES) {
      for (const [from, to] of line[role] === 'own' ? EVERY_WAY : line[role] === 'y' ? [['east', 'west'] as const] : [['east', 'east'] as const]) {
        const expected = line[role] === 'y' || (line[role] === 'own' && from === to) ? 'may' : 'may not';
        const found = await attempt(line, await join(app, role, from), scenes[to]);
        if (verdict(found) !== expected) wrong.push(`${line.method} ${line.path}: ${role} of the ${from} in the ${to} ${expected}, but got ${found.status} ${found.to}`);
      }
      if (line[role] === 'city') {
        const found = await attempt(line, await join(app, role, 'city'), scenes.east);
        if (verdict(found) !== 'may') wrong.push(`${line.method} ${line.path}: ${role} of the whole city may, but got ${found.status} ${found.to}`);
      }
    }
  }
  assert.deepEqual(wrong, []);

  async function attempt(line: Line, someone: Someone, scene: Scene): Promise<{ status: number; to: string }> {
    const { path, ...sent } = await requestOf(app, line, scene, someone);
    const response = await app.request(path, { method: line.method, ...sent, headers: visitorOf(someone, open.has(line.path)) });
    await response.body?.cancel();
    return { status: response.status, to: response.headers.get('location') ?? '' };
  }
});

/** Stopped at the door, or in. A server's mistake is neither. */
function verdict({ status, to }: { status: number; to: string }): 'may' | 'may not' | 'broken' {
  if (status >= 500) return 'broken';
  return [401, 403, 404].includes(status) || (status === 303 && to.startsWith('/sign-in?')) ? 'may not' : 'may';
}

test('nobody of a command organisation files or closes, whatever else they hold', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { walk, step, openCase } = await import('#city/cases/cases.fixture.ts');
  const double = await join(app, 'dispatcher', 'east', [{ role: 'acceptor', organisation: 'sup1', area: '900101' }]);
  const fresh = await openCase(app);
  const checked = await openCase(app);
  await walk(app, checked, 'check');
  for (const [number, noun, body] of [[fresh, 'filing', { standard: 'E0406-1' }], [checked, 'closure', { outcome: 'resolved', note: '现场已恢复' }]] as const) {
    for (const as of ['dispatcher', 'dispatcher-city']) assert.equal(verdict(await step(app, as, number, noun, body).then(told)), 'may not', `${as} ${noun}`);
    const answer = await app.request(`/api/cases/${number}/${noun}`, { method: 'PUT', json: body, headers: visitorOf(double) });
    assert.equal(answer.status, 403, `both hats, ${noun}`);
    assert.equal((await step(app, 'acceptor', number, noun, body)).status, 200, `the acceptor, ${noun}`);
  }
});

test('nobody closes what they handled or dispatched', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const { walk, step, openCase, picture } = await import('#city/cases/cases.fixture.ts');
  const number = await openCase(app);
  await walk(app, number, 'signature');
  const both = await join(app, 'handler', 'east', [{ role: 'acceptor', organisation: 'sup1', area: '900101' }]);
  const form = new FormData();
  form.set('note', '摊位已清走');
  form.set('photos', await picture());
  assert.equal((await app.request(`/api/cases/${number}/feedback`, { method: 'PUT', form, headers: visitorOf(both) })).status, 200, 'they handled it');
  assert.equal((await step(app, 'acceptor', number, 'check-order')).status, 200);
  assert.equal((await step(app, 'officer', number, 'check', { passed: true })).status, 200);
  const body = { outcome: 'resolved', note: '现场已恢复' };
  assert.equal((await app.request(`/api/cases/${number}/closure`, { method: 'PUT', json: body, headers: visitorOf(both) })).status, 403);
  assert.equal((await step(app, 'acceptor', number, 'closure', body)).status, 200);
});

const told = (response: Response) => ({ status: response.status, to: response.headers.get('location') ?? '' });
