// Writing areas: checked against each other and what is there, then written with their paths in one transaction.
import type { Db } from '#ground/db/index.ts';
import { forget } from '#ground/events/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import { AREA_KINDS, type AreaInput } from './contract.ts';
import { AREA_CACHES, areaIndex } from './areas.ts';
import { m } from './messages.ts';
import { readEmpty, rebuildPaths, writeAreas } from './store.ts';

/** Adds and changes areas; returns how many. Refuses (422) an unknown parent, a parent not larger than its child, and circles. `by` is a person's id. */
export async function saveAreas(db: Db, areas: readonly AreaInput[], by: string | null, now: Date): Promise<number> {
  if (areas.length === 0) return 0;
  const known = await areaIndex(db);
  return db.begin(async (tx) => {
    refuseUnfit(areas, (code) => known.get(code)?.kind);
    const written = await writeAreas(tx, areas, by, now);
    const empty = await readEmpty(tx, areas.map((area) => area.code));
    if (empty.length) throw refuse(422, m.emptyOutline, { field: 'geometry', params: { codes: empty.join(', ') } });
    const lost = await rebuildPaths(tx);
    if (lost.length) throw refuse(422, m.circle, { field: 'parent', params: { codes: lost.join(', ') } });
    await forget(tx, ...AREA_CACHES);
    return written;
  });
}

function refuseUnfit(areas: readonly AreaInput[], kindOf: (code: string) => string | undefined): void {
  const given = new Map(areas.map((area) => [area.code, area.kind]));
  if (given.size < areas.length) throw refuse(422, m.codeTwice, { field: 'code', params: { codes: twice(areas.map((area) => area.code)) } });
  const missing = areas.flatMap(({ parent }) => (parent && !given.has(parent) && kindOf(parent) === undefined ? [parent] : []));
  if (missing.length) throw refuse(422, m.noParent, { field: 'parent', params: { codes: [...new Set(missing)].slice(0, 20).join(', ') } });
  for (const { code, kind, parent } of areas) {
    const above = parent ? (given.get(parent) ?? kindOf(parent)) : undefined;
    if (above !== undefined && rank(above) >= rank(kind)) throw refuse(422, m.wrongOrder, { field: 'parent', params: { code } });
  }
}

function twice(codes: readonly string[]): string {
  const seen = new Set<string>();
  const again = new Set<string>();
  for (const code of codes) (seen.has(code) ? again : seen).add(code);
  return [...again].slice(0, 20).join(', ');
}

const rank = (kind: string) => AREA_KINDS.findIndex((k) => k === kind);
