// Topics of subscriptions and the forms for them. Shared with the browser.
import { z } from 'zod';
import { LANGS } from '#ground/i18n/index.ts';

export const TOPICS = ['case', 'area', 'class', 'near'] as const;
const Code = z.string().min(1).max(60).regex(/^[\w.-]+$/);

/** What one can hear of: a case, an area, a class (also a main one), or a circle of 50 to 5000 m (WGS 84). */
export const Topic = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('case'), number: Code }),
  z.object({ kind: z.literal('area'), code: Code }),
  z.object({ kind: z.literal('class'), code: Code }),
  z.object({ kind: z.literal('near'), lon: z.number().min(-180).max(180), lat: z.number().min(-90).max(90), radius: z.number().int().min(50).max(5000) }),
]);
export type Topic = z.output<typeof Topic>;

/** 'case:XC20261118-0001', 'area:900101', 'class:E0406', 'near:118.30215,30.90433,500', as it stands in an address. */
export function topicText(topic: Topic): string {
  if (topic.kind === 'case') return `case:${topic.number}`;
  if (topic.kind === 'near') return `near:${topic.lon.toFixed(5)},${topic.lat.toFixed(5)},${topic.radius}`;
  return `${topic.kind}:${topic.code}`;
}

/** The topic of such a text, or undefined. */
export function parseTopic(text: string): Topic | undefined {
  const [kind = '', ...rest] = text.split(':');
  const value = rest.join(':');
  const [lon, lat, radius] = value.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const parsed = Topic.safeParse(kind === 'case' ? { kind, number: value } : kind === 'near' ? { kind, lon, lat, radius } : { kind, code: value });
  return parsed.success ? parsed.data : undefined;
}

export const SubscribeForm = z.object({ topic: z.string().max(120), email: z.string().trim().max(254).optional() });
export const TopicQuery = z.object({ topic: z.string().max(120).optional(), done: z.string().optional() });
export const TokenParams = z.object({ token: z.string().regex(/^[\w-]{20,80}$/) });
export const ManageForm = z.object({ act: z.enum(['confirm', 'end']).optional() });

/** Queries of the feed. Empty parameters are as absent. */
export const FeedQuery = z.object({
  area: Code.optional(), class: Code.optional(), case: Code.optional(),
  near: z.string().max(80).refine((text) => parseTopic(`near:${text}`) !== undefined).optional(),
  lang: z.enum(LANGS).optional(),
});
export type FeedQuery = z.output<typeof FeedQuery>;
