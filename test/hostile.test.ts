// Every field of every form and every API body against twenty-five values nobody sends by accident, as somebody who may send it:
// never a 5xx, and what is refused leaves nothing behind.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { HOSTILE, asFormValue } from '../src/ground/http/hostile.fixture.ts';
import type { Route } from '#ground/http/route.ts';
import type { Role } from '#ground/identity/index.ts';
import { testApp, type TestApp } from './support/app.ts';
import { needs } from './support/needs.ts';
import { bodyOf, fill, join, sceneIn, visitorOf, type Scene, type Someone } from './support/permissions.ts';

test('every field against twenty-five hostile values: no 5xx, and nothing written by what is refused', { timeout: 1800_000 }, async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const scene = await sceneIn(app, 'east');
  const people = new Map<Role, Someone>();
  const wrong: string[] = [];
  let tried = 0;
  for (const route of app.app.routes.filter((r) => r.method !== 'GET' && r.body !== undefined)) {
    const someone = await sender(app, route, people);
    const fields = fieldsOf(route);
    for (const field of fields) {
      const before = await rowsOf(app);
      let refusedAll = true;
      for (const [name, value] of heavyOnce(HOSTILE, field === fields[0])) {
        const response = await send(app, route, scene, someone, field, value);
        tried += 1;
        if (response.status >= 500) wrong.push(`${route.method} ${route.path} ${field} = ${name}: ${response.status} ${(await response.text()).slice(0, 300)}`);
        else await response.body?.cancel();
        if (response.status < 400) refusedAll = false;
      }
      if (refusedAll && (await rowsOf(app)) !== before) wrong.push(`${route.method} ${route.path} ${field}: refused, and yet something was written`);
    }
  }
  t.diagnostic(`${tried} requests`);
  assert.ok(tried > 2000, `the routes have fields to try: ${tried}`);
  assert.deepEqual(wrong, []);
});

test('a query is as hostile as a body: every parameter of every GET', { timeout: 900_000 }, async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const scene = await sceneIn(app, 'east');
  const people = new Map<Role, Someone>();
  const wrong: string[] = [];
  for (const route of app.app.routes.filter((r) => r.method === 'GET' && !r.path.startsWith('/live'))) {
    const someone = await sender(app, route, people);
    const path = fill(route, scene);
    for (const field of propertiesOf(route.query)) {
      for (const [name, value] of HOSTILE) {
        const text = asFormValue(value).slice(0, 4000);
        const query = `${path.includes('?') ? '&' : '?'}${encodeURIComponent(field)}=${encodeURIComponent(text.toWellFormed())}`;
        const response = await app.request(path + query, { headers: visitorOf(someone) });
        if (response.status >= 500) wrong.push(`GET ${route.path}?${field} = ${name}: ${response.status} ${(await response.text()).slice(0, 300)}`);
        else await response.body?.cancel();
      }
    }
  }
  assert.deepEqual(wrong, []);
});

/** A megabyte is sent once a route: it is the body that is too long then, whichever field holds it. */
const heavyOnce = (values: typeof HOSTILE, first: boolean) => (first ? values : values.map(([name, value]) => [name, typeof value === 'string' && value.length > 100_000 ? value.slice(0, 20_000) : value] as const));

async function sender(app: TestApp, route: Route, people: Map<Role, Someone>): Promise<Someone> {
  const role: Role = route.who === 'everyone' ? 'visitor' : route.who === 'signed-in' ? 'resident' : (route.who[0] ?? 'administrator');
  const known = people.get(role) ?? (await join(app, role, role === 'administrator' ? 'city' : 'east'));
  // Forms that end a session or a person get somebody of their own.
  if (/sign-out|erase|sessions/.test(route.path)) return join(app, role, 'east');
  people.set(role, known);
  return known;
}

const fieldsOf = (route: Route): string[] => propertiesOf(route.body);
function propertiesOf(shape: z.ZodType | undefined): string[] {
  if (!shape) return [];
  const schema = z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }) as { properties?: Record<string, unknown>; anyOf?: { properties?: Record<string, unknown> }[] };
  return [...new Set([schema, ...(schema.anyOf ?? [])].flatMap((s) => Object.keys(s.properties ?? {})))];
}

function send(app: TestApp, route: Route, scene: Scene, someone: Someone, field: string, value: unknown): Promise<Response> {
  const valid = bodyOf(route, scene);
  const fields: Record<string, unknown> = { ...(valid.json as Record<string, unknown> | undefined), ...(valid.form as Record<string, unknown> | undefined), [field]: value };
  const headers = visitorOf(someone);
  if (route.takes.includes('json')) return app.request(fill(route, scene), { method: route.method, json: fields, headers });
  const form = Object.fromEntries(Object.entries(fields).map(([name, item]) => [name, asFormValue(item).toWellFormed()]));
  return app.request(fill(route, scene), { method: route.method, form, headers });
}

/** How many rows there are in everything that a form can write. */
async function rowsOf(app: TestApp): Promise<string> {
  const row = await app.db.one(z.object({ rows: z.string() }), sql`select concat_ws(' ',
    (select count(*) from city.cases), (select count(*) from city.case_steps), (select count(*) from serve.reports), (select count(*) from ground.files), (select count(*) from ground.identity_people),
    (select count(*) from ground.identity_grants where ended_at is null), (select count(*) from ground.links), (select count(*) from city.classes), (select count(*) from city.organisations), (select count(*) from city.areas),
    (select count(*) from city.responsibilities), (select count(*) from city.calendar_days), (select count(*) from city.happenings)) as rows`);
  return row.rows;
}
