import type { Ground } from '#ground/http/context.ts';
import { escalateLate, resumeDue } from '#city/cases/index.ts';

/** Notes what is late and resumes what may go on. Resuming first: what was suspended until now is not late by standing still. */
export async function watchClocks(ground: Ground): Promise<void> {
  const now = ground.clock.now();
  const changed = (await resumeDue(ground.db, now)) + (await escalateLate(ground.db, now));
  if (changed) ground.pump.nudge();
}
