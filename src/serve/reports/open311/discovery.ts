// Discovery and services: what this city takes. At least two endpoints and two formats, or some clients read a single one as an object.
import { z } from 'zod';
import type { AnyCtx, Ctx } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { route } from '#ground/http/route.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { cityTools, natureWord, today, type CityTools, type Nature } from '#city/cases/index.ts';
import type { Class } from '#city/classes/index.ts';
import { listAnswer, objectAnswer, protocolErrors, withoutSuffix, type ToldObject } from './answers.ts';
import { maybe, text } from './fields.ts';
import { o } from './messages.ts';

/** When this interface last changed: ISO 8601, in the past. */
const CHANGESET = '2026-11-19T00:00:00Z';
const SPECIFICATION = 'http://wiki.open311.org/GeoReport_v2';
/** Natures without a class are services of their own: a question, a suggestion, thanks. */
export const NATURE_SERVICES: Readonly<Record<string, 'question' | 'suggestion' | 'praise'>> = { QUESTION: 'question', SUGGESTION: 'suggestion', PRAISE: 'praise' };
export const natureOf = (code: string): Nature | undefined => (Object.hasOwn(NATURE_SERVICES, code) ? NATURE_SERVICES[code] : undefined);
/** The attribute that names the asset, for classes that are about one. */
export const ASSET_ATTRIBUTE = 'asset_id';

export const open = { who: 'everyone', open: true, errors: protocolErrors } as const;
export const jurisdiction = maybe(text.pipe(z.string().max(80)));
export const Jurisdiction = z.object({ jurisdiction_id: jurisdiction });

/** The city serves itself only, under its code, its short English name or its host; another jurisdiction is not there. */
export async function ownJurisdiction({ db, url, ground }: Pick<AnyCtx, 'db' | 'url' | 'ground'>, ...ids: readonly (string | undefined)[]): Promise<CityTools> {
  const tools = await cityTools(db);
  const own = [tools.settings.code, tools.settings.short.en, url.host, url.hostname, URL.parse(ground.baseUrl)?.hostname].map((name) => name?.toLowerCase());
  const other = ids.find((id) => id !== undefined && !own.includes(id.toLowerCase()));
  if (other !== undefined) throw refuse(404, o.noJurisdiction, { params: { id: other } });
  return tools;
}

export const discoveryRoutes = (['xml', 'json'] as const).map((format) => route({
  ...open, method: 'GET', path: `/open311/v2/discovery.${format}`, summary: `GeoReport v2: discovery (${format})`, query: Jurisdiction,
  async handle({ url, ground, site, lang }) {
    const endpoint = (type: string) => ({ specification: SPECIFICATION, url: `${ground.baseUrl}/open311/v2/`, changeset: CHANGESET, type, formats: ['text/xml', 'application/json'] });
    return objectAnswer(url, 'discovery', {
      changeset: CHANGESET, contact: o.contact(lang, { city: site.name[lang], url: ground.baseUrl }), key_service: o.keyService(lang, { url: `${ground.baseUrl}/account` }),
      endpoints: [endpoint('production'), endpoint('test')],
    });
  },
}));

export const serviceListRoutes = (['xml', 'json'] as const).map((format) => route({
  ...open, method: 'GET', path: `/open311/v2/services.${format}`, summary: `GeoReport v2: services (${format})`, query: Jurisdiction,
  handle: async (ctx) => listAnswer(ctx.url, 'services', 'service', services(await ownJurisdiction(ctx, ctx.query.jurisdiction_id), ctx)),
}));

function services(tools: CityTools, { lang, now }: Pick<AnyCtx, 'lang' | 'now'>): ToldObject[] {
  const own = tools.classes.usable(today(now, tools)).map((cls) => {
    const main = cls.parent ? tools.classes.get(cls.parent) : undefined;
    const isPrivate = cls.visibility === 'private';
    return {
      service_code: cls.code, service_name: named(cls, lang), description: pick(lang, { zh: cls.about ?? cls.name, en: cls.about_en ?? cls.name_en }), metadata: attributesOf(cls, lang).length > 0,
      type: isPrivate ? 'blackbox' : 'realtime', keywords: [...(isPrivate ? ['private'] : []), ...cls.keywords].join(','), group: main ? named(main, lang) : '',
    };
  });
  const natures = Object.entries(NATURE_SERVICES).map(([code, nature]) => ({ service_code: code, service_name: natureWord(nature)(lang), description: o[nature](lang), metadata: false, type: 'batch', keywords: '', group: '' }));
  return [...own, ...natures];
}

const named = (cls: Pick<Class, 'name' | 'name_en'>, lang: Lang): string => pick(lang, { zh: cls.name, en: cls.name_en });

export const serviceRoute = route({
  ...open, method: 'GET', path: '/open311/v2/services/:code{.+\\.(?:xml|json)}', summary: 'GeoReport v2: definition of a service and its attributes', query: Jurisdiction, params: z.object({ code: z.string().max(120) }),
  async handle(ctx) {
    const tools = await ownJurisdiction(ctx, ctx.query.jurisdiction_id);
    const code = withoutSuffix(ctx.params.code);
    if (natureOf(code)) return objectAnswer(ctx.url, 'service_definition', { service_code: code, attributes: [] });
    return objectAnswer(ctx.url, 'service_definition', { service_code: code, attributes: attributesOf(usableService(tools, code, ctx.now), ctx.lang) });
  },
});

/** The class behind a service code; 404 for one that takes no reports today. */
export function usableService(tools: CityTools, code: string, now: Date): Class {
  const found = tools.classes.usable(today(now, tools)).find((cls) => cls.code === code);
  if (!found) throw refuse(404, o.noService, { params: { code: code.slice(0, 60) } });
  return found;
}

function attributesOf(cls: Class, lang: Lang): ToldObject[] {
  const asset = { variable: true, code: ASSET_ATTRIBUTE, datatype: 'string', required: true, datatype_description: null, description: o.whichAsset(lang), values: [] };
  const asked = cls.questions.map((q) => ({
    variable: true, code: q.code, datatype: q.datatype, required: q.required, datatype_description: q.hint ? pick(lang, q.hint) : null, description: pick(lang, q.label),
    values: (q.values ?? []).map((v) => ({ key: v.key, name: pick(lang, v) })),
  }));
  return [...(cls.asset_class ? [asset] : []), ...asked].map((attribute, i) => ({ ...attribute, order: i + 1 }));
}

/** What is not there is told in the protocol's form too. */
export const nowhereRoute = route({
  ...open, method: 'GET', path: '/open311/v2/:rest{.+}', summary: 'GeoReport v2: an address that is not there', params: z.object({ rest: z.string() }),
  handle: async (_: Ctx<{ rest: string }>): Promise<Response> => { throw refuse(404, o.noPath); },
});
