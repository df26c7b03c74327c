// What the acceptance desk's forms send. Shared with the browser.
import { z } from 'zod';
import { many } from '#ground/http/route.ts';

export const BATCH_VERBS = ['merge', 'refuse', 'answer'] as const;
export type BatchVerb = (typeof BATCH_VERBS)[number];
/** A chosen case, as far as it had been read. */
export const BatchCase = z.object({ number: z.string().min(1).max(60), seen: z.number().int() });
export type BatchCase = z.output<typeof BatchCase>;

/** "NUMBER:STEP", the value of a row's box. */
const Choice = z.string().regex(/^.{1,60}:\d{1,15}$/).transform((text): BatchCase => { const cut = text.lastIndexOf(':'); return { number: text.slice(0, cut), seen: Number(text.slice(cut + 1)) }; });
export const BulkForm = z.object({ verb: z.enum(BATCH_VERBS), numbers: many(Choice).pipe(z.array(BatchCase).max(50)), words: z.string().trim().max(2000).optional(), template: z.string().max(60).optional(), sure: z.string().optional(), back: z.string().max(300).regex(/^\/desk\/acceptance(\?|$)/).optional() });
export const FilterForm = z.object({ name: z.string().trim().min(1).max(40), query: z.string().max(400) });
export const HandoverForm = z.object({ words: z.string().trim().min(1).max(4000), cases: z.string().trim().max(1000).optional() });
