// The words of cameras: what they see, how they stand, what goes in and out.
import { z } from 'zod';

/** Kinds of events the pages have words for; platforms may send others, which are shown as they are called. */
export const KINDS = ['vending', 'rubbish', 'parking', 'bicycles', 'fire', 'water', 'crowd', 'intrusion', 'loitering', 'wrong_way', 'left_object', 'taken_object', 'motion', 'help', 'tampered', 'video_lost', 'fault', 'other'] as const;
/** Online: heard within its time. Never: not heard yet. */
export const STATES = ['online', 'offline', 'never'] as const;
export type CameraState = (typeof STATES)[number];
/** Nothing: kept in the list only. Happening: a fact of the city. Case: a case file as well. */
export const OPENS = ['nothing', 'happening', 'case'] as const;
export type Opens = (typeof OPENS)[number];

export const CameraCode = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/);
export const EventKind = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
/** Whether it is a right GB/T 28181 code is judged in rules.ts; here only its form. */
export const GbCode = z.string().regex(/^\d{20}$/);

const degrees = (limit: number) => z.number().min(-limit).max(limit);
const Ring = z.array(z.tuple([degrees(180), degrees(90)])).min(4).max(500);
/** One ring, closed, WGS 84. */
export const Covered = z.object({ type: z.literal('Polygon'), coordinates: z.array(Ring).length(1) });
export type Covered = z.output<typeof Covered>;

/** A camera as it is given; its areas follow from its place. */
export const CameraInput = z.object({
  name: z.string().trim().min(1).max(120), gb_id: GbCode.nullish(), lon: degrees(180), lat: degrees(90), covered: Covered.nullish(), place: z.string().trim().max(200).nullish(),
  organisation: z.string().max(60).nullish(), public: z.boolean().default(true), mobile: z.boolean().default(false), silent_s: z.number().int().min(30).max(604_800).default(180),
});
export type CameraInput = z.output<typeof CameraInput>;

/** A camera as everyone sees it. */
export const Camera = z.object({
  code: CameraCode, name: z.string(), gb_id: z.string().nullable(), lon: z.number(), lat: z.number(), covered: Covered.nullable(), place: z.string().nullable(), path: z.array(z.string()),
  organisation: z.string().nullable(), state: z.enum(STATES), heard_at: z.date().nullable(), thing: z.number().nullable(),
});
export type Camera = z.output<typeof Camera>;

const share = z.number().min(0).max(1);
/** x, y, width, height as shares of the picture, from its upper left. */
export const Box = z.tuple([share, share, share, share]).refine(([x, y, w, h]) => x + w <= 1.000001 && y + h <= 1.000001);

/** What a platform sends. `picture`: a data URL or base64 in JSON; in multipart a file called `snapshot`. */
export const NewEvent = z.object({
  id: z.string().trim().min(1).max(120), camera: z.string().min(1).max(40), kind: EventKind, time: z.iso.datetime({ offset: true }),
  box: Box.optional(), class: z.string().trim().max(60).optional(), confidence: share.optional(), note: z.string().trim().max(500).optional(), snapshot: z.string().max(14_000_000).optional(),
});
export type NewEvent = z.output<typeof NewEvent>;

/** The answer: the same for an event that was known already. */
export const Taken = z.object({ event: z.number(), case: z.string().nullable(), joined: z.boolean(), again: z.boolean() });
export type Taken = z.output<typeof Taken>;

/** What becomes of a kind. */
export const RuleInput = z.object({ kind: EventKind, opens: z.enum(OPENS), class: z.string().max(40).nullish(), join_minutes: z.number().int().min(0).max(10_080).default(60), least_confidence: share.default(0) });
export type RuleInput = z.output<typeof RuleInput>;

/** An event as everyone sees it: no word about who is in the picture. */
export const PublicEvent = z.object({ id: z.number(), kind: z.string(), at: z.date(), picture: z.string().nullable(), released: z.boolean() });
