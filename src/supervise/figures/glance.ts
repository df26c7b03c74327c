// The last complete month in three figures, for pages that lead to the whole: the same numbers by the same rules.
import type { Db } from '#ground/db/index.ts';
import { VISITOR } from '#ground/identity/index.ts';
import { ask, lastMonth, tallied } from './asking.ts';
import { countOf, tookOf } from './words.ts';

interface Share { readonly n: number; readonly all: number }
/** `period` is that of the address /figures/2026-10. Hours are a median, undefined without cases. */
export interface Glance { readonly period: string; readonly first: Date; readonly closed: number; readonly onTime: Share; readonly hours: { readonly median: number | undefined; readonly all: number }; readonly solved: Share }

/** While the cases are being read after a start nobody waits for a figure longer than this. */
const PATIENCE_MS = 1500;

/** Undefined while they are still being counted. */
export async function glance(db: Db, now: Date): Promise<Glance | undefined> {
  const period = await lastMonth(db, now);
  const asked = await Promise.race([ask(db, VISITOR, now, period.text, {}), new Promise<undefined>((resolve) => { setTimeout(() => resolve(undefined), PATIENCE_MS).unref(); })]);
  if (!asked) return undefined;
  const { total } = tallied(asked, asked.now, true);
  const seconds = tookOf(total, 0.5);
  const n = (measure: Parameters<typeof countOf>[1]): number => countOf(total, measure);
  return {
    period: period.text, first: new Date(`${period.text}-01T00:00:00Z`), closed: n('closed'),
    onTime: { n: n('on-time'), all: n('should') }, hours: { median: seconds === undefined ? undefined : seconds / 3600, all: total.took.length }, solved: { n: n('solved'), all: n('rated') },
  };
}
