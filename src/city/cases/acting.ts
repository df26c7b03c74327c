// One step of a case, whoever asks for it and by whatever door: read, decide, write. Two round trips, no lock held between them;
// a step that somebody else took in the meantime refuses this one.
import { sql, type Db, type Query } from '#ground/db/index.ts';
import { attaching, type StoredPhoto } from '#ground/files/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import type { Viewer } from '#ground/identity/index.ts';
import { file } from './accepting.ts';
import type { CaseState, Verb } from './contract.ts';
import { cityTools, type CityTools } from './context.ts';
import type { Decision, Situation } from './deciding.ts';
import { m } from './messages.ts';
import { capacityFor, type Actor } from './rules.ts';
import { seenAsStaff } from './seeing.ts';
import { readForStep, writeStep, type CaseRow } from './store.ts';

export interface Asked {
  readonly number: string; readonly verb: Exclude<Verb, 'receive'>; readonly now: Date;
  /** The last step the asker had seen, if they said so. */
  readonly seen?: number | undefined;
  readonly photos?: readonly StoredPhoto[]; readonly photoRole?: string;
  readonly extra?: ((row: CaseRow, tools: CityTools) => Query) | undefined;
  readonly beside?: Query | undefined;
}

export const staffActor = (viewer: Viewer): Actor => ({ person: viewer.person, as: 'staff', grants: viewer.grants });
export const SYSTEM: Actor = { person: undefined, as: 'system', grants: [] };
/** A person who holds a receipt; their id, if they gave one, stays out of the file. */
export const REPORTER: Actor = { person: undefined, as: 'reporter', grants: [] };

/** The step by a person of the staff, on a case they may see. */
export const actAsStaff = (db: Db, viewer: Viewer, asked: Asked, decide: Decider): Promise<Acted> => act(db, staffActor(viewer), seenAsStaff(viewer), asked, decide);

/** 立案 by a rule that a supervision centre has published (an order to an operator): in the role of the house, by nobody, in the caller's transaction. What only sensors or
 * cameras say waits for an acceptor instead. */
export const fileByRule = (tx: Db, { number, standard, note, now }: { number: string; standard: Parameters<typeof file>[1]['standard']; note: string; now: Date }): Promise<Acted> =>
  act(tx, SYSTEM, sql`true`, { number, verb: 'file', now }, (situation) => file(situation, { standard, note }));

/** What a step left behind. `row` is the case as it was before. */
export interface Acted { readonly row: CaseRow; readonly step: number; readonly after: CaseState }
export type Decider = (situation: Situation, row: CaseRow, tools: CityTools) => Decision | Promise<Decision>;

/** Throws a Refusal: 404 unseen, 403 not theirs, 409 wrong stage or moved on, 422 what the step lacks. */
export async function act(db: Db, actor: Actor, seen: Query, asked: Asked, decide: Decider): Promise<Acted> {
  const tools = await cityTools(db);
  const row = await readForStep(db, asked.number, seen);
  if (!row) throw refuse(404, m.noCase);
  const capacity = capacityFor(row, asked.verb, actor);
  if (asked.seen !== undefined && asked.seen < row.last_step) throw refuse(409, m.changed);
  const decision = await decide({ state: row, actor, capacity, timer: tools.timer, now: asked.now }, row, tools);
  const photos = asked.photos ?? [];
  const written = await writeStep(db, row, {
    verb: asked.verb, at: asked.now, change: decision.change, facts: { ...decision.facts, ...(photos.length ? { photos: photos.map((p) => p.id) } : {}) },
    actor: actor.person ?? null, role: capacity.role, organisation: capacity.organisation, reason: decision.reason ?? null, note: decision.note ?? null, public: decision.public ?? true,
    extra: asked.extra?.(row, tools), beside: besides(asked, photos, actor),
  });
  if (!written) throw refuse(409, m.changed);
  return { row, ...written };
}

function besides(asked: Asked, photos: readonly StoredPhoto[], actor: Actor): Query | undefined {
  if (!photos.length) return asked.beside;
  const shown = sql`shown as (${attaching(photos, { type: 'case', key: sql`number`, from: sql`stepped` }, { role: asked.photoRole ?? 'photo', by: actor.person, now: asked.now })})`;
  return asked.beside ? sql`${asked.beside}, ${shown}` : shown;
}
