// The facts of a database, kept in memory and brought up to date before every answer: one light statement when nothing happened. So a page never waits
// for a count, and never tells an old number. Every process keeps its own.
import type { Db } from '#ground/db/index.ts';
import { addRun, noFacts, put, rowOf, type Facts } from './facts.ts';
import { loadFacts, saveFacts } from './snapshots.ts';
import { readAfterId, readNews, readThese, type Gap, type Slice } from './store.ts';

interface Kept { facts: Facts; complete: boolean; since: Date; top: number; gaps: Gap[]; running: Promise<unknown>; next: Promise<Facts> | undefined; saved: number }
const kept = new WeakMap<Db, Kept>();

const SLICE = 10_000;
/** A step is written with the moment its request came in, and seen when it commits: that far back is always looked again. */
const OVERLAP_MS = 120_000;
/** Ids that are missing so long belong to transactions that were rolled back. */
const GAP_MS = 3_600_000;
const GAPS = 200;

/** Everything that was committed before the call. Callers that come while others wait share their turn. Throws what the database throws. */
export function factsOf(db: Db, now: Date): Promise<Facts> {
  const held = keptOf(db.root, now);
  held.next ??= held.running.then(() => {
    held.next = undefined;
    const turn = upToDate(db.root, held, now);
    held.running = turn.catch(() => {});
    return turn;
  });
  return held.next;
}

function keptOf(root: Db, now: Date): Kept {
  let held = kept.get(root);
  if (!held) kept.set(root, (held = { facts: noFacts(), complete: false, since: now, top: 0, gaps: [], running: Promise.resolve(), next: undefined, saved: 0 }));
  return held;
}

async function upToDate(db: Db, held: Kept, now: Date): Promise<Facts> {
  if (!held.complete && !(await restored(db, held, now))) {
    const last = await readNew(db, held);
    held.since = last !== null && last < now ? last : now;
    held.complete = true;
    return held.facts;
  }
  held.gaps = held.gaps.filter((gap) => gap.until > Date.now());
  const news = await readNews(db, new Date(held.since.getTime() - OVERLAP_MS), held.gaps);
  const changed = news.changed.filter(([id, step]) => isOther(held, id, step)).map(([id]) => id);
  const ids = [...new Set([...changed, ...news.filled.filter((id) => rowOf(held.facts, id) < 0)])];
  for (let at = 0; at < ids.length; at += SLICE) seen(held, now, take(held, await readThese(db, ids.slice(at, at + SLICE))));
  if (news.top > held.top) seen(held, now, await readNew(db, held));
  return held.facts;
}

/** Begins with what an earlier process saved. What cannot be used leaves nothing behind. */
async function restored(db: Db, held: Kept, now: Date): Promise<boolean> {
  if (held.facts.n > 0) return false;
  const reached = await loadFacts(db, held.facts, now);
  if (!reached) {
    held.facts = noFacts();
    return false;
  }
  Object.assign(held, { since: reached.since, top: reached.top, gaps: [...reached.gaps], complete: true });
  return true;
}

/** Below this, reading the cases is as quick. */
const WORTH_SAVING = 50_000;
/** Brings the facts up to date and saves them, if there are many and something changed since they were saved last. */
export async function keepFacts(db: Db, now: Date, least = WORTH_SAVING): Promise<boolean> {
  const facts = await factsOf(db, now);
  const held = keptOf(db.root, now);
  if (facts.n < least || held.saved === facts.version) return false;
  const { version } = facts;
  await saveFacts(db, facts, { since: held.since, top: held.top, gaps: held.gaps }, now);
  held.saved = version;
  return true;
}

/** Is it known, and in another state? What is not known yet comes with its slice or its gap. */
function isOther({ facts }: Kept, id: number, step: number): boolean {
  const row = rowOf(facts, id);
  return row >= 0 && facts.columns.step[row] !== step;
}

/** The overlap is counted from the last change, but never from a moment to come: an imported date may be wrong. */
function seen(held: Kept, now: Date, updated: Date | null): void {
  if (updated && updated > held.since) held.since = updated < now ? updated : now;
}

/** All slices after the highest known id; the last moment of change in them. */
async function readNew(db: Db, held: Kept): Promise<Date | null> {
  let last: Date | null = null;
  for (;;) {
    const slice = await readAfterId(db, held.top, SLICE);
    const updated = take(held, slice);
    if (updated && (!last || updated > last)) last = updated;
    remember(held, slice);
    if (slice.facts.length < SLICE) return last;
  }
}

function take(held: Kept, slice: Slice): Date | null {
  if (slice.facts.length === 0) return null;
  held.facts.version++;
  for (const fact of slice.facts) put(held.facts, fact);
  for (const run of slice.runs) addRun(held.facts, run);
  return slice.updated;
}

/** The highest id, and the gaps below it. */
function remember(held: Kept, { facts }: Slice): void {
  for (const { id } of facts) {
    if (id > held.top + 1) held.gaps.push({ from: held.top + 1, to: id - 1, until: Date.now() + GAP_MS });
    held.top = id;
  }
  held.gaps = held.gaps.slice(-GAPS);
}
