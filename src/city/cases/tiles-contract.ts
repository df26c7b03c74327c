// What tiles of cases are asked for, and the event that tells them of written history.
import { z } from 'zod';
import { event } from '#ground/events/event.ts';
import { many } from '#ground/http/route.ts';
import { NATURES } from './contract.ts';

/**
 * Cases that the history path wrote or made longer. Like `ground.cache.forgotten` this is housekeeping, no news: it tells every process to read anew what it
 * keeps in memory of them, and nobody of the past.
 */
export const pastWritten = event('ground.cache.cases', z.object({ ids: z.array(z.number()) }));

const word = z.string().max(40);
/**
 * Filters of the public layer. `class`: codes, a main one stands for its small ones. `stage`: late ones are open ones too. `since`: a day or a moment, received at
 * or after it. `area`: within it. At every zoom; `nature` and `q` (number or words) from z 14 on.
 */
export const CaseTileFilter = z.object({
  class: many(word), stage: z.enum(['open', 'closed', 'late']).optional(), since: z.union([z.iso.date(), z.iso.datetime({ offset: true })]).optional(), area: word.optional(),
  nature: many(z.enum(NATURES)), q: z.string().trim().max(100).optional(),
});
export type CaseTileFilter = z.output<typeof CaseTileFilter>;
