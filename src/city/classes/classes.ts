// The classes of a database and their changes.
import { z } from 'zod';
import type { Db } from '#ground/db/index.ts';
import { cached, forget } from '#ground/events/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import { buildClassIndex } from './catalogue.ts';
import { ClassInput } from './contract.ts';
import { m } from './messages.ts';
import { readClasses, writeClasses, writeMappings, writeStandards } from './store.ts';
import { buildMatcher } from './matcher.ts';

/** All classes with standards and mappings, loaded once. */
export const classIndex = cached('classes', async (db) => {
  const { classes, standards, mappings } = await readClasses(db);
  return buildClassIndex(classes, standards, mappings);
});

/** What finds classes by words; built from the index once. */
export const classMatcher = cached('classes:matcher', async (db) => buildMatcher((await classIndex(db)).all));

/** Adds and changes classes with their standards and mappings; returns how many. Refuses (422) codes given twice and unknown main classes. */
export async function saveClasses(db: Db, given: readonly ClassInput[], by: string | null, now: Date): Promise<number> {
  if (given.length === 0) return 0;
  const classes = z.array(ClassInput).parse(given);
  const codes = new Set(classes.map((c) => c.code));
  if (codes.size < classes.length) throw refuse(422, m.codeTwice, { field: 'code', params: { codes: classes.map((c) => c.code).filter((code, i, list) => list.indexOf(code) < i).slice(0, 20).join(', ') } });
  const known = await classIndex(db);
  const missing = classes.flatMap(({ parent }) => (!parent || codes.has(parent) || known.get(parent) ? [] : [parent]));
  if (missing.length) throw refuse(422, m.noParent, { field: 'parent', params: { codes: [...new Set(missing)].slice(0, 20).join(', ') } });
  return db.begin(async (tx) => {
    const written = await writeClasses(tx, classes, by, now);
    await writeStandards(tx, classes, now);
    await writeMappings(tx, classes);
    await forget(tx, 'classes', 'classes:matcher', 'organisations');   // lines of responsibility know main classes
    return written;
  });
}
