// /report: one page, forms first. Sent, it leads to the receipt; refused, it comes back with what was typed and what is wrong where.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { parsePoint } from '#ground/geo/points.ts';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { page, see, type Route } from '#ground/http/route.ts';
import { pick } from '#ground/i18n/index.ts';
import { residentPage } from '#ground/pages/frame.tsx';
import { Island } from '#ground/pages/island.tsx';
import { mapStart } from '#city/areas/index.ts';
import { cityTools, isCase, NATURES, natureSeal, natureTone, natureWord, today, type CityTools } from '#city/cases/index.ts';
import { stopperFor } from '#city/classes/index.ts';
import { answersAmong, ReportForm as ReportFields } from './contract.ts';
import { f } from './form-messages.ts';
import { valueOf, type ReportFormProps } from './form/props.ts';
import { ReportForm } from './form/report-form.tsx';
import { rememberReceipt } from './remembering.ts';
import { assetsFor, placesFor, suggestClasses, suggested, type NearbyAsset } from './suggesting.ts';
import { atField, takeReport } from './taking.ts';

const text = (max: number) => z.string().max(max).optional();
const Opened = z.object({ class: text(40), nature: z.enum(NATURES).optional(), lon: text(40), lat: text(40), place: text(200), asset: text(60), description: text(4000) }).catchall(z.unknown());
type Opened = z.output<typeof Opened>;

export const reportPage: readonly Route[] = page({
  path: '/report', who: 'everyone', summary: 'The report form', query: Opened, body: ReportFields,
  view: async (ctx, form) => residentPage(ctx, { title: f.title(ctx.lang), page: 'report', main: 'report', back: '/' }, <Island name="report-form" of={ReportForm} props={await formProps(ctx, form)} />),
  async submit(ctx) {
    const { photos, once, ...fields } = ctx.body;
    const receipt = await atField(takeReport(ctx, photos, { fields: { ...fields, answers: answersAmong(ctx.body) }, source: 'web', once, person: ctx.viewer.person }));
    return see(`/r/${receipt.code}`, { 'set-cookie': rememberReceipt(ctx, receipt.code) });
  },
});

async function formProps(ctx: Ctx<unknown, Opened>, form: FormState): Promise<ReportFormProps> {
  const { db, lang, now, viewer } = ctx;
  const tools = await cityTools(db);
  const on = today(now, tools);
  const values = form.problem === undefined ? openedWith(ctx.query) : form.values;
  const chosen = tools.classes.usable(on).find((c) => c.code === valueOf(values, 'class'));
  const start = await mapStart(db, lang);
  const assets = chosen?.asset_class ? await assetsNearWords(db, tools, chosen.code, values, lang) : [];
  const found = form.errors['understood'] === undefined ? undefined : stopperFor(tools.classes, { class: valueOf(values, 'class') || undefined, text: valueOf(values, 'description') }, on);
  return {
    lang, once: valueOf(form.values, 'once') || randomUUID(), values, errors: form.errors, problem: form.problem,
    classes: classGroups(tools, on, lang), proposed: await suggestClasses(db, tools, { text: '', at: undefined, nature: undefined, limit: 3, now, lang }), chosen: chosen && suggested(tools, chosen, 1, lang), assets,
    natures: NATURES.map((value) => ({ value, word: natureWord(value)(lang), seal: natureSeal(value)(lang), tone: natureTone(value) })), maxPhotos: Math.min(5, tools.settings.maxPhotos),
    map: { base: start.base, center: start.center, zoom: start.zoom, bounds: start.bounds }, city: pick(lang, tools.settings.short), person: viewer.person ? (viewer.name ?? '') : undefined,
    emergency: tools.settings.emergency.length ? f.emergency(lang, { phones: tools.settings.emergency.map(({ phone }) => phone).join(lang === 'zh' ? '、' : ', ') }) : '',
    stopped: found && { text: pick(lang, found.stopper), phone: found.stopper.phone ?? null, blocks: found.class === valueOf(values, 'class') && found.stopper.blocks },
  };
}

/** Things on record near the place of the form, be it words or numbers. */
async function assetsNearWords(db: Ctx['db'], tools: CityTools, code: string, values: FormState['values'], lang: Ctx['lang']): Promise<NearbyAsset[]> {
  const given = parsePoint({ lon: valueOf(values, 'lon'), lat: valueOf(values, 'lat'), datum: valueOf(values, 'datum') });
  const words = valueOf(values, 'place');
  const at = given.ok ? given.value : words ? (await placesFor(db, tools, words.slice(0, 200), undefined, lang))[0] : undefined;
  return at ? assetsFor(db, tools, code, at) : [];
}

/** A link may open the form with a class, a place, a nature; anything else in the address is left alone. */
function openedWith(query: Opened): Record<string, string> {
  const known = ['class', 'nature', 'lon', 'lat', 'place', 'asset', 'description'] as const;
  return Object.fromEntries(known.flatMap((name) => { const value = query[name]; return value === undefined ? [] : [[name, value]]; }));
}

function classGroups(tools: CityTools, on: string, lang: Ctx['lang']): ReportFormProps['classes'] {
  const usable = new Set(tools.classes.usable(on).filter((c) => c.natures.some(isCase)).map((c) => c.code));
  return tools.classes.mains(on).map((main) => ({
    main: pick(lang, { zh: main.name, en: main.name_en }),
    classes: tools.classes.children(main.code).filter((c) => usable.has(c.code)).sort((a, b) => b.weight - a.weight).map((c) => [c.code, pick(lang, { zh: c.name, en: c.name_en })] as const),
  })).filter(({ classes }) => classes.length > 0);
}
