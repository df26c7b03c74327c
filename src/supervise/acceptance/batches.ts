// Several cases at once. A merge is done at once and undone by unmerging; a refusal or an answer reaches people outside, so it waits half a minute
// and can be taken back until then. Each case is its own step under its own rules; what is refused is kept and shown, the rest goes through.
import type { Ground } from '#ground/http/context.ts';
import { Refusal, refuse } from '#ground/http/refusal.ts';
import type { Viewer } from '#ground/identity/index.ts';
import { takeFor } from '#city/cases/index.ts';
import type { BatchCase, BatchVerb } from './contract.ts';
import { m } from './messages.ts';
import { addBatch, batchOf, markUndone, noteFailures, takeDue, undoBatch, viewerOf, type Batch } from './store.ts';

const WAIT_MS = 30_000;
export const BATCH_JOB = 'acceptance-batches';

/** Begins a batch of this person's. Refuses (422) a merge of fewer than two, nothing chosen, or no words. */
export async function beginBatch(ground: Ground, viewer: Viewer & { person: string }, given: { verb: BatchVerb; cases: readonly BatchCase[]; words: string | undefined; now: Date }): Promise<Batch> {
  const { verb, cases, words, now } = given;
  if (cases.length < (verb === 'merge' ? 2 : 1)) throw refuse(422, verb === 'merge' ? m.pickTwo : m.pickOne, { field: 'numbers' });
  if (verb === 'merge') return mergeNow(ground, viewer, cases, now);
  if (!words) throw refuse(422, m.words, { field: 'words' });
  const due = new Date(now.getTime() + WAIT_MS);
  const batch = await addBatch(ground.db, { person: viewer.person, verb, cases, input: { words }, at: now, due, done: null });
  await ground.jobs.send(BATCH_JOB, {}, { key: String(batch.id), after: due });
  return batch;
}

/** The first chosen one stays (the longest waiting in a queue by limits), the others go into it. */
async function mergeNow(ground: Ground, viewer: Viewer & { person: string }, cases: readonly BatchCase[], now: Date): Promise<Batch> {
  const [into, ...rest] = cases;
  const done = await each(rest, ({ number, seen }) => takeFor(ground.db, viewer, 'merge', { into: into?.number ?? '', photos: [] }, { number, seen, now }));
  if (done.failed.length === rest.length) throw done.first ?? refuse(409, m.notThese);
  const kept = cases.filter((one) => !done.failed.some((bad) => bad.number === one.number));
  const batch = await addBatch(ground.db, { person: viewer.person, verb: 'merge', cases: kept, input: {}, at: now, due: now, done: now });
  if (done.failed.length) await noteFailures(ground.db, batch.id, done.failed);
  ground.pump.nudge();
  return { ...batch, failed: done.failed };
}

/** Takes a batch back. Refuses (404) one that is not this person's, (409) one that has taken effect. */
export async function takeBack(ground: Ground, viewer: Viewer & { person: string }, id: number, now: Date): Promise<Batch> {
  const batch = await batchOf(ground.db, viewer.person, id);
  if (!batch) throw refuse(404, m.noBatch);
  if (batch.verb !== 'merge') {
    if (!(await undoBatch(ground.db, id, now))) throw refuse(409, m.undoOver);
    return batch;
  }
  if (batch.undone_at) throw refuse(409, m.undoOver);
  const undone = await each(batch.cases.slice(1), ({ number }) => takeFor(ground.db, viewer, 'unmerge', { photos: [] }, { number, now }));
  if (undone.first && undone.failed.length === batch.cases.length - 1) throw undone.first;
  await markUndone(ground.db, id, now);
  ground.pump.nudge();
  return batch;
}

/** The job: does every batch whose half minute is over. A batch is taken before it is done, so it is done once. */
export async function doDueBatches(ground: Ground): Promise<void> {
  const now = ground.clock.now();
  for (let batch = await takeDue(ground.db, now); batch; batch = await takeDue(ground.db, now)) {
    const { verb, input, person } = batch;
    const viewer = await viewerOf(ground.db, person);
    const words = input['words'] ?? '';
    const { failed } = await each(batch.cases, ({ number, seen }) => (verb === 'refuse'
      ? takeFor(ground.db, viewer, 'refuse', { reason: words, photos: [] }, { number, seen, now })
      : takeFor(ground.db, viewer, 'answer', { note: words, photos: [] }, { number, seen, now })));
    if (failed.length) await noteFailures(ground.db, batch.id, failed);
    ground.pump.nudge();
  }
}

async function each(cases: readonly BatchCase[], take: (one: BatchCase) => Promise<unknown>): Promise<{ failed: { number: string; why: string }[]; first: Refusal | undefined }> {
  const failed: { number: string; why: string }[] = [];
  let first: Refusal | undefined;
  for (const one of cases) {
    try {
      await take(one);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      first ??= error;
      failed.push({ number: one.number, why: error.say('zh') });
    }
  }
  return { failed, first };
}
