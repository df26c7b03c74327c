// What forms ask while they are filled. Public: no identity goes in or out, and private classes never show in what stands near.
import { z } from 'zod';
import { PositionFields, readPoint, readPointMaybe } from '#ground/geo/read.ts';
import { route, type Route } from '#ground/http/route.ts';
import { cityTools, NATURES } from '#city/cases/index.ts';
import { NearReport, SuggestedClass } from './contract.ts';
import { assetsFor, duplicatesAt, nameOf, placesFor, suggestClasses } from './suggesting.ts';

const Place = z.object({ text: z.string(), metres: z.number(), lon: z.number(), lat: z.number(), inside: z.boolean(), areas: z.string(), generated: z.boolean() });
const words = z.string().trim().max(500).default('');

const suggestions = route({
  method: 'GET', path: '/api/reports/suggestions', who: 'everyone', open: true, summary: 'Classes likely meant', about: 'By words (Chinese, pinyin, English), by what is reported round the position at this hour, or both. A score from 0.8 on may be chosen beforehand.',
  query: z.object({ text: words, nature: z.enum(NATURES).optional(), limit: z.coerce.number().int().min(1).max(20).default(3), ...PositionFields }), answer: z.object({ suggestions: z.array(SuggestedClass) }),
  async handle({ db, query, now, lang }) {
    const tools = await cityTools(db);
    return { suggestions: await suggestClasses(db, tools, { text: query.text, nature: query.nature, at: readPointMaybe(query), limit: query.limit, now, lang }) };
  },
});

const nearby = route({
  method: 'GET', path: '/api/reports/nearby', who: 'everyone', open: true, summary: 'Open public reports near a place that may be the same', about: 'At most three, the likeliest first, measured to their public (rounded) positions.',
  query: z.object({ text: words, class: z.string().max(40).optional(), ...PositionFields }), answer: z.object({ reports: z.array(NearReport) }),
  async handle({ db, query, now, lang }) {
    const at = readPoint(query);
    return { reports: await duplicatesAt(db, await cityTools(db), at, { class: query.class, text: query.text }, now, lang) };
  },
});

const place = route({
  method: 'GET', path: '/api/reports/place', who: 'everyone', open: true, summary: 'How a position may be called', about: 'Generated from what is nearest, with its distance in metres; `inside` says whether it is the city\'s.',
  query: z.object(PositionFields), answer: Place,
  handle: async ({ db, query, lang }) => nameOf(db, await cityTools(db), readPoint(query), lang),
});

const places = route({
  method: 'GET', path: '/api/reports/places', who: 'everyone', open: true, summary: 'Places that words may mean', query: z.object({ q: z.string().trim().min(1).max(200), ...PositionFields }), answer: z.object({ places: z.array(Place) }),
  handle: async ({ db, query, lang }) => ({ places: await placesFor(db, await cityTools(db), query.q, readPointMaybe(query), lang) }),
});

const assets = route({
  method: 'GET', path: '/api/reports/assets', who: 'everyone', open: true, summary: 'Assets near a place that a class is about', query: z.object({ class: z.string().min(1).max(40), ...PositionFields }),
  answer: z.object({ assets: z.array(z.object({ code: z.string(), name: z.string(), place: z.string().nullable(), metres: z.number(), lon: z.number(), lat: z.number() })) }),
  handle: async ({ db, query }) => ({ assets: await assetsFor(db, await cityTools(db), query.class, readPoint(query)) }),
});

export const suggestRoutes: readonly Route[] = [suggestions, nearby, place, places, assets];
