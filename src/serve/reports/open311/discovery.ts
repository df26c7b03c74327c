// Discovery and services: what this city takes. At least two endpoints and two formats, or some clients read a single one as an object.
import { z } from 'zod';
import type { AnyCtx, Ctx } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { route } from '#ground/http/route.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { cityTools, today, type CityTools, type Nature } from '#city/cases/index.ts';
import { natureWord } from '#city/cases/index.ts';
import type { Class } from '#city/classes/index.ts';
import { listAnswer, objectAnswer, protocolErrors } from './answers.ts';
import { o } from './messages.ts';

/** When this interface last changed: ISO 8601, in the past. */
const CHANGESET = '2026-11-20T00:00:00Z';
const SPECIFICATION = 'http://wiki.open311.org/GeoReport_v2';
/** Natures without a class are services of their own: a question, a suggestion, thanks. */
export const NATURE_SERVICES: Readonly<Record<string, Nature>> = { QUESTION: 'question', SUGGESTION: 'suggestion', PRAISE: 'praise' };

export const open = { who: 'everyone', open: true, errors: protocolErrors } as const;
export const Jurisdiction = z.object({ jurisdiction_id: z.string().max(80).optional() });

/** The city serves itself only: another jurisdiction is not there. */
export async function ownJurisdiction(tools: CityTools, id: string | undefined, host: string): Promise<void> {
  const own = [tools.settings.code, host, tools.settings.short.en?.toLowerCase()];
  if (id !== undefined && !own.includes(id)) throw refuse(404, o.noJurisdiction, { params: { id: id.slice(0, 80) } });
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
  async handle(ctx) {
    const tools = await cityTools(ctx.db);
    await ownJurisdiction(tools, ctx.query.jurisdiction_id, ctx.url.host);
    return listAnswer(ctx.url, 'services', 'service', services(tools, ctx));
  },
}));

function services(tools: CityTools, { lang, now }: Pick<AnyCtx, 'lang' | 'now'>): Record<string, unknown>[] {
  const own = tools.classes.usable(today(now, tools)).map((cls) => {
    const main = cls.parent ? tools.classes.get(cls.parent) : undefined;
    return {
      service_code: cls.code, service_name: named(cls, lang), description: pick(lang, { zh: cls.about ?? cls.name, en: cls.about_en }), metadata: cls.questions.length > 0,
      type: cls.visibility === 'private' ? 'blackbox' : 'realtime', keywords: [...(cls.visibility === 'private' ? ['private'] : []), ...cls.keywords].join(','), group: main ? named(main, lang) : '',
    };
  });
  const natures = Object.entries(NATURE_SERVICES).map(([code, nature]) => ({ service_code: code, service_name: natureWord(nature)(lang), description: o[nature as 'question'](lang), metadata: false, type: 'batch', keywords: '', group: '' }));
  return [...own, ...natures];
}

const named = (cls: Pick<Class, 'name' | 'name_en'>, lang: Lang): string => pick(lang, { zh: cls.name, en: cls.name_en });

export const serviceRoute = route({
  ...open, method: 'GET', path: '/open311/v2/services/:code{.+\\.(?:xml|json)}', summary: 'GeoReport v2: definition of a service and its attributes', query: Jurisdiction, params: z.object({ code: z.string().max(120) }),
  async handle(ctx) {
    const tools = await cityTools(ctx.db);
    await ownJurisdiction(tools, ctx.query.jurisdiction_id, ctx.url.host);
    const code = withoutSuffix(ctx.params.code);
    if (code in NATURE_SERVICES) return objectAnswer(ctx.url, 'service_definition', { service_code: code, attributes: [] });
    const cls = tools.classes.usable(today(ctx.now, tools)).find((c) => c.code === code);
    if (!cls) throw refuse(404, o.noService, { params: { code: code.slice(0, 60) } });
    return objectAnswer(ctx.url, 'service_definition', { service_code: cls.code, attributes: cls.questions.map((q, i) => attribute(q, i + 1, ctx)) });
  },
});

export const withoutSuffix = (text: string): string => text.replace(/\.(xml|json)$/, '');

function attribute(q: Class['questions'][number], order: number, { lang }: Pick<Ctx, 'lang'>): Record<string, unknown> {
  return {
    variable: true, code: q.code, datatype: q.datatype, required: q.required, datatype_description: q.hint ? pick(lang, q.hint) : null, order, description: pick(lang, q.label),
    values: (q.values ?? []).map((v) => ({ key: v.key, name: pick(lang, v) })),
  };
}
