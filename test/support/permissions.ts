// What the table of permissions is tried with: people of every role in both districts, and one case in hand in each.
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { beginSession, createPerson, grant, issueKey, type Grant, type Role } from '#ground/identity/index.ts';
import { picture, step } from '#city/cases/cases.fixture.ts';
import { subscribe } from '#serve/push/index.ts';
import type { Asking, TestApp } from './app.ts';
import { bodyOf, fill, unit } from './permission-requests.ts';
import { sensedIn, type Sensed } from './permission-senses.ts';

export { bodyOf, fill } from './permission-requests.ts';

export type District = 'east' | 'west';
const DISTRICTS = {
  east: { area: '900101', supervision: 'sup1', command: 'com1', unit: 'law1', street: '900101001', lon: 118.301, suffix: '' },
  west: { area: '900102', supervision: 'sup2', command: 'com2', unit: 'law2', street: '900102001', lon: 118.321, suffix: '2' },
  city: { area: '900000', supervision: 'sup', command: 'com', unit: 'law1', street: '900101001', lon: 118.301, suffix: '-city' },
} as const;

/** A district with its public case: in hand of `unit`, reported with a photo, followed by mail (`token`), to be looked at with `code`. */
export interface Scene {
  readonly district: District; readonly area: string; readonly street: string; readonly unit: string; readonly supervision: string; readonly lon: number;
  readonly number: string; readonly code: string; readonly token: string; readonly photo: string; readonly asset: string; readonly sensed: Sensed;
}
export interface Someone { readonly id: string | undefined; readonly role: Role; readonly where: District | 'city'; readonly cookie: string | undefined; readonly key: string | undefined }

/** A new person with this role (and more grants) in a district or the whole city, signed in: whatever they try, it is only their own account. */
export async function join(app: TestApp, role: Role, where: District | 'city', more: readonly Grant[] = []): Promise<Someone> {
  if (role === 'visitor') return { id: undefined, role, where, cookie: undefined, key: undefined };
  const id = await newPerson(app, role, where, more);
  return { id, role, where, cookie: `comis_session=${await beginSession(app.db, id, { hours: 1, now: app.clock.now() })}`, key: await issueKey(app.db, id, 'test') };
}

/** The same without a session: somebody to be administered. Returns their id. */
export async function newPerson(app: TestApp, role: Role, where: District | 'city', more: readonly Grant[] = []): Promise<string> {
  const id = await createPerson(app.db, { name: role, lang: 'zh' });
  for (const one of [{ role, ...homeOf(role, where) }, ...more]) await grant(app.db, id, one);
  return id;
}

function homeOf(role: Role, where: District | 'city'): { organisation: string | null; area: string | null } {
  const home = DISTRICTS[where];
  switch (role) {
    case 'visitor': case 'resident': case 'volunteer': case 'expert': return { organisation: null, area: null };
    case 'dispatcher': return { organisation: home.command, area: home.area };
    case 'handler': return { organisation: home.unit, area: home.area };
    default: return { organisation: home.supervision, area: home.area };
  }
}

/** Headers of their requests: the session for pages and our own API, the key for open interfaces. */
export const visitorOf = (someone: Someone, open = false): Record<string, string> =>
  open ? (someone.key ? { 'x-api-key': someone.key } : {}) : someone.cookie ? { cookie: someone.cookie } : {};

const Receipt = z.object({ number: z.string(), code: z.string() });
const Photos = z.object({ photos: z.array(z.object({ id: z.string() })) });

/** Reports, files, dispatches and signs the case of a district. */
export async function sceneIn(app: TestApp, district: District): Promise<Scene> {
  const home = DISTRICTS[district];
  const form = new FormData();
  for (const [name, value] of Object.entries({ class: 'E0406', description: '水果摊占满人行道', reporter: 'named', name: '王芳', phone: '13800000000', lon: String(home.lon), lat: '30.901' })) form.set(name, value);
  form.append('photos', await picture());
  const { number, code } = Receipt.parse(await app.json('/api/reports', { method: 'POST', form }));
  const steps = [['acceptor', 'filing', { standard: 'E0406-1' }], ['dispatcher', 'dispatch', { unit: home.unit }], ['handler', 'signature', {}]] as const;
  for (const [role, noun, body] of steps) {
    const answer = await step(app, role + home.suffix, number, noun, body);
    if (!answer.ok) throw new Error(`${noun}: ${answer.status} ${await answer.text()}`);
  }
  const { photos } = Photos.parse(await app.json(`/api/cases/${number}`, { as: `acceptor${home.suffix}` }));
  const { token } = await subscribe(app.db, { topic: { kind: 'case', number }, lang: 'zh', now: app.clock.now(), email: `${district}@example.org` });
  const asset = `asset-${district}`;
  await app.json(`/api/assets/${asset}`, { as: 'administrator', method: 'PUT', json: { name: '井盖', class: 'C0102', lon: home.lon, lat: 30.902 } });
  return { district, area: home.area, street: home.street, unit: home.unit, supervision: home.supervision, lon: home.lon, number, code, token, photo: photos[0]?.id ?? '', asset, sensed: await sensedIn(app, district, home) };
}

/** Address and body of a route for one try. What a try uses up (a role that is taken back) is made anew. */
export async function requestOf(app: TestApp, line: { method: string; path: string }, scene: Scene, by: Someone): Promise<{ path: string } & Pick<Asking, 'json' | 'form'>> {
  const there = await USED_UP.find(([wanted]) => wanted.test(`${line.method} ${line.path}`))?.[1](app, scene, by);
  return { path: fill(line, scene, there), ...bodyOf(line, scene, there) };
}

const Id = z.object({ id: z.union([z.string(), z.number()]).transform(String) });
/** Made for one try: somebody with a role, a line of responsibility, an organisation, a bulk action of one's own, a note of one's own centre. */
const USED_UP: readonly (readonly [route: RegExp, (app: TestApp, scene: Scene, by: Someone) => Promise<Record<string, string>>])[] = [
  [/\/batches\/:id/, batch], [/\/imports\/:id/, importRun], [/\/filters\/:id/, savedFilter], [/\/handover\/:id/, handover],
  [/\/people\/:id/, someone], [/^DELETE .api.responsibilities|\/admin\/responsibilities\/end/, responsibility], [/^DELETE .api.organisations|\/admin\/organisations\/:code\/end/, spare], [/tokens\/:token/, open311Token],
];

async function importRun(app: TestApp): Promise<Record<string, string>> {
  return app.db.one(Id, sql`insert into serve.import_runs (source, mapping, files, started_at, state) values ('old', 'old', '[]', ${app.clock.now()}, 'done') returning id`);
}

async function someone(app: TestApp, scene: Scene): Promise<Record<string, string>> {
  const id = await newPerson(app, 'editor', scene.district);
  const held = await app.db.one(Id, sql`select id from ground.identity_grants where person = ${id}`);
  return { id, grant: held.id };
}

async function responsibility(app: TestApp, scene: Scene): Promise<Record<string, string>> {
  await app.json('/api/responsibilities', { as: 'administrator', method: 'POST', json: { class: 'E0410', area: scene.street, organisation: scene.unit } });
  const lines = z.object({ responsibilities: z.array(Id) }).parse(await app.json(`/api/responsibilities?class=E0410&area=${scene.street}`));
  return { id: lines.responsibilities[0]?.id ?? '' };
}

async function spare(app: TestApp, scene: Scene): Promise<Record<string, string>> {
  const code = `spare-${scene.district}`;
  await app.json(`/api/organisations/${code}`, { as: 'administrator', method: 'PUT', json: unit(scene) });
  return { code };
}

async function open311Token(app: TestApp, scene: Scene): Promise<Record<string, string>> {
  await app.db.run(sql`insert into serve.report_tokens (token, case_number, created_at) values (${scene.district}, ${scene.number}, ${app.clock.now()}) on conflict do nothing`);
  return { token: `${scene.district}.json` };
}

/** Whose it is: the one who tries when they are at home, else a colleague of the other district. */
const ownerOf = async (app: TestApp, scene: Scene, by: Someone): Promise<string> => (by.where === scene.district && by.id ? by.id : newPerson(app, 'acceptor', scene.district));

async function savedFilter(app: TestApp, scene: Scene, by: Someone): Promise<Record<string, string>> {
  return app.db.one(Id, sql`insert into supervise.acceptance_filters (person, desk, name, query, at) values (${await ownerOf(app, scene, by)}, '/desk/acceptance', '我的', 'late=1', ${app.clock.now()}) returning id`);
}

async function batch(app: TestApp, scene: Scene, by: Someone): Promise<Record<string, string>> {
  const person = await ownerOf(app, scene, by);
  const later = new Date(app.clock.now().getTime() + 30_000);
  return app.db.one(Id, sql`insert into supervise.acceptance_batches (person, verb, cases, at, due_at) values (${person}, 'refuse', '[]', ${app.clock.now()}, ${later}) returning id`);
}

async function handover(app: TestApp, scene: Scene, by: Someone): Promise<Record<string, string>> {
  const author = await newPerson(app, by.role, scene.district);
  const organisation = DISTRICTS[scene.district][by.role === 'dispatcher' ? 'command' : 'supervision'];
  return app.db.one(Id, sql`insert into supervise.acceptance_handovers (organisation, author, at, words) values (${organisation}, ${author}, ${app.clock.now()}, '说明') returning id`);
}
