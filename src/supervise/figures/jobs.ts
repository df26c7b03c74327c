// Keeps the facts of this process warm, so that nobody waits for them after a start; and saves them for the next one.
import type { Job } from '#ground/jobs/index.ts';
import { factsOf, keepFacts } from './keeping.ts';

export const warm: Job = { name: 'figures-warm', every: '* * * * *', within: 600, run: async ({ db, clock }) => { await factsOf(db, clock.now()); } };
export const keep: Job = { name: 'figures-keep', every: '*/15 * * * *', within: 600, run: async ({ db, clock }) => { await keepFacts(db, clock.now()); } };
