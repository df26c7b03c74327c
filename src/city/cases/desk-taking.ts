// One step for a person, asked for by another part of the house (a batch of a desk) instead of by a request.
import type { Db } from '#ground/db/index.ts';
import type { Viewer } from '#ground/identity/index.ts';
import { actAsStaff, type Acted, type Decider } from './acting.ts';
import type { ActionInput, ActionVerb } from './actions.ts';
import { DECIDERS } from './deciders.ts';
import { absorb } from './merging.ts';
import { moving } from './moving.ts';

/** Throws the Refusal of the rules, as a button would. A merge and its undoing change two cases or none. No photos. */
export async function takeFor<V extends ActionVerb>(db: Db, viewer: Viewer, verb: V, input: ActionInput<V>, asked: { number: string; seen?: number | undefined; now: Date }): Promise<Acted> {
  // The table of deciding functions has the same keys as that of inputs; TypeScript cannot follow a generic key into both.
  const make = DECIDERS[verb] as (given: ActionInput<V>, tx: Db) => Decider;
  const take = (on: Db) => actAsStaff(on, viewer, { number: asked.number, verb, now: asked.now, seen: asked.seen, ...moving(verb, input) }, make(input, on));
  if (verb !== 'merge' && verb !== 'unmerge') return take(db);
  return db.begin(async (tx) => {
    const acted = await take(tx);
    await absorb(tx, viewer, acted, verb, asked.now);
    return acted;
  });
}
