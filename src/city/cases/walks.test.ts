// Whatever people do in whatever order: the row is what its steps say, and nothing impossible is ever offered.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { needs } from '#test/needs.ts';
import { testApp, type TestApp } from '#test/app.ts';
import { sql } from '#ground/db/index.ts';
import { Refusal } from '#ground/http/refusal.ts';
import { ROLES, type Viewer } from '#ground/identity/index.ts';
import { z } from 'zod';
import { staffActor } from './acting.ts';
import { ACTIONS, type ActionInput, type ActionVerb } from './actions.ts';
import { openCase } from './cases.fixture.ts';
import { CaseState, NATURES, type Nature } from './contract.ts';
import { takeFor } from './desk-taking.ts';
import { replay } from './projection.ts';
import { possible } from './rules.ts';
import { stateColumns, stepsOf } from './store.ts';

const PEOPLE = ['acceptor', 'dispatcher', 'handler', 'handler-road', 'officer'] as const;
const Move = fc.record({ who: fc.integer({ min: 0, max: PEOPLE.length - 1 }), what: fc.nat(30), pick: fc.nat(5), minutes: fc.integer({ min: 0, max: 400 }) });
type Move = { who: number; what: number; pick: number; minutes: number };

test('after any walk the row equals its replayed file', async (t) => {
  if (!needs(t, 'postgres')) return;
  const app = await testApp(t);
  const viewers = await Promise.all(PEOPLE.map((login) => viewerOf(app, app.people[login] ?? '')));
  const target = await openCase(app, { title: '合并到这里' });
  let taken = 0;
  await fc.assert(fc.asyncProperty(fc.constantFrom(...NATURES), fc.array(Move, { minLength: 8, maxLength: 28 }), async (nature, moves) => {
    const number = await openCase(app, { nature });
    for (const move of moves) taken += Number(await take(app, viewers[move.who], number, move, target));
    await compare(app, number);
  }), { numRuns: 25, interruptAfterTimeLimit: 40_000 });
  await compare(app, target);
  // How many fit depends on chance and on the machine; a walk that goes nowhere would prove nothing.
  assert.ok(taken > 40, `${taken} steps were taken`);
});

/** One of the steps this person is offered, if any; true when it was taken. What is offered may only be refused for its input, never as somebody else's or from a wrong stage. */
async function take(app: TestApp, viewer: Viewer | undefined, number: string, move: Move, target: string): Promise<boolean> {
  app.clock.advance(move.minutes);
  const now = app.clock.now();
  const state = await stateOf(app, number);
  if (!viewer) return false;
  const offered = possible(state, staffActor(viewer)).filter((verb): verb is ActionVerb => verb in ACTIONS);
  const verb = offered[move.what % Math.max(1, offered.length)];
  if (!verb) return false;
  if (verb === 'feedback') await app.db.run(sql`insert into ground.files (id, owner_type, owner_key, role, media_type, bytes, sha256) values (gen_random_uuid(), 'case', ${number}, 'after', 'image/jpeg', 1, '\\x00')`);
  try {
    await takeFor(app.db, viewer, verb, inputOf(verb, move, now, target, state.nature), { number, now });
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    assert.ok(error.status === 409 || error.status === 422 || error.status === 404 || (error.status === 403 && verb === 'close'), `${verb} was offered and refused with ${error.status}: ${error.message}`);
    return false;
  }
}

function inputOf<V extends ActionVerb>(verb: V, { pick }: Move, now: Date, target: string, nature: Nature): ActionInput<V> {
  const text = { note: '说明', reason: '理由', photos: [] };
  const until = new Date(now.getTime() + (pick + 1) * 5 * 86_400_000).toISOString();
  const inputs: Partial<Record<ActionVerb, object>> = {
    file: { standard: pick % 2 ? 'E0406-1' : 'E0406-2' }, dispatch: { unit: pick % 2 ? 'law1' : 'road1', assisting: pick % 3 ? [] : ['clean1'] }, assist: { units: ['office1'] }, consult: { unit: 'road1' },
    verify: { found: pick % 2 === 0 }, check: { passed: pick % 2 === 0 }, close: { outcome: pick % 2 ? 'resolved' : 'unresolved' }, 'ask-extension': { until }, suspend: { until }, 'decide-extension': { granted: pick % 2 === 0 }, 'decide-appeal': { granted: pick % 2 === 0 },
    merge: { into: target }, reclass: { class: 'E0406', nature: NATURES[(NATURES.indexOf(nature) + (pick === 0 ? 3 : 1)) % 6] }, move: { lon: 118.304 + pick / 1000, lat: 30.903 }, moderate: { description: '公开的文字', hidden: [], private: pick === 0 },
  };
  return ACTIONS[verb].body.parse({ ...text, ...inputs[verb] }) as ActionInput<V>;
}

async function compare(app: TestApp, number: string): Promise<void> {
  const row = await stateOf(app, number);
  const { id } = await app.db.one(z.object({ id: z.number() }), sql`select id from city.cases where number = ${number}`);
  const steps = await stepsOf(app.db, id);
  assert.deepEqual(JSON.parse(JSON.stringify(replay(steps))), JSON.parse(JSON.stringify(row)), number);
  if (row.closed_at === null) assert.ok(row.stage_due_at !== null, `${number} is open and has a limit`);
}

const stateOf = (app: TestApp, number: string) => app.db.one(CaseState, sql`select ${stateColumns} from city.cases c where c.number = ${number}`);

async function viewerOf(app: TestApp, person: string): Promise<Viewer> {
  const grants = await app.db.rows(z.object({ role: z.enum(ROLES), organisation: z.string().nullable(), area: z.string().nullable() }), sql`select role, organisation, area from ground.identity_grants where person = ${person} and ended_at is null`);
  return { person, name: undefined, grants, lang: undefined, by: 'session', formKey: undefined, key: undefined };
}
