// What happens by itself: roll-ups every minute, retention in the small hours.
import type { Job } from '#ground/jobs/index.ts';
import { citySettings } from '#city/settings/index.ts';
import { forget } from './forgetting.ts';
import { rollUp } from './rolling.ts';

export const rollUpJob: Job = { name: 'things-roll-up', every: '* * * * *', within: 600, run: async ({ db, clock }) => void (await rollUp(db, (await citySettings(db)).zone, clock.now())) };
export const forgetJob: Job = { name: 'things-forget', every: '23 3 * * *', within: 7200, run: async ({ db, clock }) => void (await forget(db, (await citySettings(db)).zone, clock.now())) };
