import { z } from 'zod';
import { refuse } from '#ground/http/refusal.ts';
import { route, type Route } from '#ground/http/route.ts';
import { refuseUnlessCity } from '../admin/index.ts';
import { areaIndex } from '../areas/index.ts';
import { citySettings } from '../settings/index.ts';
import { isoDay, zoneOf } from '../calendar/index.ts';
import type { Db } from '#ground/db/index.ts';
import { classIndex, classMatcher, saveClasses } from './classes.ts';
import { Class, ClassCode, ClassInput, Nature, Standard, Suggestion } from './contract.ts';
import { m } from './messages.ts';
import { suggest } from './matcher.ts';

/** The city's date at a moment, YYYY-MM-DD. */
export async function cityDay(db: Db, at: Date): Promise<string> {
  const { zone } = await citySettings(db);
  return isoDay(zoneOf(zone).dayAt(at.getTime()));
}

const Short = Class.pick({ code: true, scheme: true, kind: true, parent: true, name: true, name_en: true, natures: true, visibility: true });

const list = route({
  method: 'GET', path: '/api/classes', who: 'everyone', open: true, summary: 'Classes in use today', about: 'Small classes are what a report carries; main classes (大类) hold them together. `all=1` adds those no longer or not yet in use.',
  query: z.object({ kind: z.enum(['component', 'event']).optional(), scheme: z.string().max(40).optional(), parent: z.string().max(40).optional(), all: z.string().optional() }), answer: z.object({ classes: z.array(Short) }),
  async handle({ db, query, now }) {
    const index = await classIndex(db);
    const on = await cityDay(db, now);
    const found = query.all ? index.all : [...index.mains(on), ...index.usable(on)];
    return { classes: found.filter((c) => (!query.kind || c.kind === query.kind) && (!query.scheme || c.scheme === query.scheme) && (!query.parent || c.parent === query.parent)) };
  },
});

const suggestions = route({
  method: 'GET', path: '/api/classes/suggest', who: 'everyone', open: true, summary: 'Classes that some words mean', about: 'Everyday words, Chinese or English, full pinyin or its initials. From a score of 0.8 on the first may be chosen beforehand.',
  query: z.object({ text: z.string().max(500).default(''), nature: Nature.optional(), asset: z.string().max(40).optional().describe('class of the chosen asset'), limit: z.coerce.number().int().min(1).max(20).default(5) }),
  answer: z.object({ classes: z.array(Suggestion.extend({ name: z.string(), name_en: z.string().nullable(), parent: z.string().nullable() })) }),
  async handle({ db, query, now }) {
    const index = await classIndex(db);
    const found = suggest(await classMatcher(db), { text: query.text, nature: query.nature, assetClass: query.asset, limit: query.limit, on: await cityDay(db, now) });
    return { classes: found.flatMap(({ code, score }) => { const c = index.get(code); return c ? [{ code, score, name: c.name, name_en: c.name_en, parent: c.parent }] : []; }) };
  },
});

const Full = Class.omit({ weight: true }).extend({ standards: z.array(Standard), mappings: z.array(z.object({ to_scheme: z.string(), to_code: z.string() })) });
const one = route({
  method: 'GET', path: '/api/classes/:code', who: 'everyone', open: true, summary: 'A class with its questions, filing and closing standards and limits', params: z.object({ code: ClassCode }), answer: Full,
  async handle({ db, params }) {
    const index = await classIndex(db);
    const found = index.get(params.code);
    if (!found) throw refuse(404, m.noClass, { params: { code: params.code } });
    const { weight: _, ...shown } = found;
    return { ...shown, standards: [...index.standards(found.code)], mappings: index.mappings(found.code).map(({ to_scheme, to_code }) => ({ to_scheme, to_code })) };
  },
});

const put = route({
  method: 'PUT', path: '/api/classes/:code', who: ['administrator'], summary: 'Adds or changes a class', about: 'Administrators of the whole city. `standards` given: the class has exactly these from now on; left out: they stay.', takes: ['json'],
  params: z.object({ code: ClassCode }), body: ClassInput.omit({ code: true }), answer: Full,
  async handle(ctx) {
    const { db, params, body, viewer, now } = ctx;
    refuseUnlessCity(viewer, await areaIndex(db));
    await saveClasses(db, [{ ...body, code: params.code }], viewer.person ?? null, now);
    const index = await classIndex(db);
    const saved = index.get(params.code);
    if (!saved) throw refuse(404, m.noClass, { params: { code: params.code } });
    const { weight: _, ...shown } = saved;
    return { ...shown, standards: [...index.standards(saved.code)], mappings: index.mappings(saved.code).map(({ to_scheme, to_code }) => ({ to_scheme, to_code })) };
  },
});

export const apiRoutes: readonly Route[] = [list, suggestions, one, put];
