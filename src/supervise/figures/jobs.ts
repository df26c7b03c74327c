// Keeps the facts of this process warm, so that nobody waits for them after a start.
import type { Job } from '#ground/jobs/index.ts';
import { factsOf } from './keeping.ts';

export const warm: Job = { name: 'figures-warm', every: '* * * * *', within: 600, run: async ({ db, clock }) => { await factsOf(db, clock.now()); } };
