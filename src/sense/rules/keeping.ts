// Rules themselves: made, changed (a new version), switched on and off.
import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';
import { SEVERITIES, type Definition } from './contract.ts';
import { awaitCursor, bumpCursor, makeCursor } from './store.ts';
import { rulesChanged } from './watching.ts';

export interface By { readonly person: string | null; readonly now: Date; readonly note?: string | undefined }
const Id = z.object({ id: z.number() });

/** A new rule, switched off; its id. */
export const createRule = (db: Db, definition: Definition, by: By): Promise<number> => db.begin(async (tx) => {
  const { id } = await tx.one(Id, sql`insert into sense.rules (version, made_at, changed_at) values (1, ${by.now}, ${by.now}) returning id`);
  await addVersion(tx, id, 1, definition, by);
  return id;
});

/** The next version of a rule: its number, or undefined without such a rule. It judges from now on; open alarms stay open. */
export const changeRule = (db: Db, id: number, definition: Definition, by: By): Promise<number | undefined> => db.begin(async (tx) => {
  const changed = await tx.maybe(z.object({ version: z.number() }), sql`update sense.rules set version = version + 1, changed_at = ${by.now} where id = ${id} returning version`);
  if (!changed) return undefined;
  await addVersion(tx, id, changed.version, definition, by);
  await rulesChanged(tx);
  return changed.version;
});

const addVersion = (tx: Db, id: number, version: number, definition: Definition, by: By) => tx.run(sql`
  insert into sense.rule_versions (rule_id, version, definition, note, made_by, made_at) values (${id}, ${version}, ${json({ ...definition, ladder: inOrder(definition.ladder) })}::text::jsonb, ${by.note ?? null}, ${by.person}::uuid, ${by.now})`);

const inOrder = (ladder: Definition['ladder']) => ladder.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));

/** Switches a rule on or off; false without such a rule. What it remembers from before it was off counts no more, but its open alarms stay. */
export const switchRule = (db: Db, id: number, active: boolean, now: Date): Promise<boolean> => db.begin(async (tx) => {
  await makeCursor(tx);
  await awaitCursor(tx);
  const done = await tx.run(sql`update sense.rules set active = ${active}, changed_at = ${now} where id = ${id}`);
  if (done === 0) return false;
  await tx.run(sql`delete from sense.rule_states where rule_id = ${id} and state->'open' = 'null'::jsonb and state->'quiet' = 'null'::jsonb`);
  await tx.run(sql`update sense.rule_states set due_at = ${active ? now : null}::timestamptz, state = state || jsonb_build_object('cells', '[]'::jsonb, 'waiting', '[]'::jsonb, 'most', greatest((state->>'most')::float8, ${now.getTime()}::float8)) where rule_id = ${id}`);
  await bumpCursor(tx);
  await rulesChanged(tx);
  return true;
});
