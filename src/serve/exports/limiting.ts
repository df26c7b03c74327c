// Exports read tens of thousands of rows: a few a minute for one address or person, whatever else they do.
import { Limits } from '#ground/http/access.ts';
import type { AnyCtx, Ground } from '#ground/http/context.ts';

const PER_MINUTE = 12;
const buckets = new WeakMap<Ground, Limits>();

/** Takes one of the exports that this visitor has in a minute; throws 429 when none is left. */
export function takeTurn({ ground, viewer, address }: AnyCtx): void {
  let limits = buckets.get(ground);
  if (!limits) buckets.set(ground, (limits = new Limits()));
  limits.take('export', viewer.person ?? (viewer.key === undefined ? address : `key ${viewer.key}`), PER_MINUTE, performance.now());
}
