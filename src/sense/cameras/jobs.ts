// Pictures whose time is over leave the disk, at night. The disk first: a night that breaks off is done again.
import type { Ground } from '#ground/http/context.ts';
import type { Job } from '#ground/jobs/index.ts';
import { forgetFile, originalsBefore, originalsGone, publishedBefore, withdrawPicture } from './events-store.ts';
import { readPolicy } from './store.ts';

const DAY_MS = 86_400_000;
const AT_ONCE = 200;

/** Deletes originals and published pictures older than the policy says; tells how many of each. */
export async function deleteOld(ground: Pick<Ground, 'db' | 'files'>, now: Date): Promise<{ originals: number; published: number }> {
  const policy = await readPolicy(ground.db);
  const before = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
  const done = { originals: 0, published: 0 };
  for (let due = await originalsBefore(ground.db, before(policy.original_days), AT_ONCE); due.length; due = await originalsBefore(ground.db, before(policy.original_days), AT_ONCE)) {
    for (const { file } of due) await ground.files.drop(file);
    await originalsGone(ground.db, due, now);
    done.originals += due.length;
  }
  for (let due = await publishedBefore(ground.db, before(policy.published_days), AT_ONCE); due.length; due = await publishedBefore(ground.db, before(policy.published_days), AT_ONCE)) {
    for (const { id, file } of due) {
      await ground.files.drop(file);
      await forgetFile(ground.db, id, file, 'retention');
      await withdrawPicture(ground.db, id);
    }
    done.published += due.length;
  }
  return done;
}

export const jobs: readonly Job[] = [{ name: 'sense.cameras.retention', every: '20 3 * * *', within: 3600, run: async (ground) => { await deleteOld(ground, ground.clock.now()); } }];
