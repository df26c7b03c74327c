// What a form proposes while it is being filled: classes by words, place and hour; the name of a place; likely duplicates; assets near.
import type { Db } from '#ground/db/index.ts';
import { sql } from '#ground/db/index.ts';
import type { Point } from '#ground/geo/points.ts';
import { metres } from '#ground/geo/points.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { describePlace, findPlaces } from '#city/addresses/index.ts';
import { assetsNear } from '#city/assets/index.ts';
import { isPublic, today, type CityTools, type Nature } from '#city/cases/index.ts';
import { classMatcher, isValid, suggest, type Class } from '#city/classes/index.ts';
import type { AskedQuestion, NearReport, SuggestedClass } from './contract.ts';
import { f } from './form-messages.ts';
import { likelySame, reachOf } from './public.ts';
import { classesAround, openNear } from './store.ts';

export interface Clue { readonly text: string; readonly at: Point | undefined; readonly nature: Nature | undefined; readonly limit: number; readonly now: Date; readonly lang: Lang }

/** Classes likely meant, the best first. Words decide; without them what people report round here at this hour. One statement when a place is given. */
export async function suggestClasses(db: Db, tools: CityTools, clue: Clue): Promise<SuggestedClass[]> {
  const on = today(clue.now, tools);
  const byWords = suggest(await classMatcher(db), { text: clue.text, on, nature: clue.nature, limit: Math.max(clue.limit, 8) });
  const scores = new Map(byWords.map(({ code, score }) => [code, score]));
  const around = clue.at ? await classesAround(db, clue.at, hourOf(clue.now, tools.settings.zone), tools.settings.zone, clue.now) : [];
  const whole = around.reduce((sum, { n }) => sum + n, 0) || 1;
  for (const { class: code, n } of around) if (clue.text === '' || scores.has(code)) scores.set(code, Math.min(0.99, (scores.get(code) ?? 0) + (clue.text === '' ? 0.5 : 0.1) * (n / whole)));
  const found = [...scores].sort((a, b) => b[1] - a[1]).flatMap(([code, score]) => {
    const cls = tools.classes.get(code);
    return cls && cls.parent !== null && isValid(cls, on) && (clue.nature === undefined || cls.natures.includes(clue.nature)) ? [suggested(tools, cls, score, clue.lang)] : [];
  });
  return found.slice(0, clue.limit);
}

/** A class with what a form asks for it. */
export function suggested(tools: CityTools, cls: Class, score: number, lang: Lang): SuggestedClass {
  const main = cls.parent === null ? undefined : tools.classes.get(cls.parent);
  const limit = tools.classes.standards(cls.code)[0];
  const { stopper } = cls;
  return {
    code: cls.code, name: pick(lang, { zh: cls.name, en: cls.name_en }), main: main ? pick(lang, { zh: main.name, en: main.name_en }) : '', score: Math.round(score * 100) / 100, asset: cls.asset_class !== null, natures: cls.natures,
    limit: limit ? f[`limit_${limit.limit_unit}`](lang, { n: limit.limit_value }) : null,
    stopper: stopper && { text: pick(lang, { zh: stopper.zh, en: stopper.en }), phone: stopper.phone ?? null, blocks: stopper.blocks }, questions: cls.questions.map((q) => asked(q, lang)),
  };
}

function asked(q: Class['questions'][number], lang: Lang): AskedQuestion {
  return { code: q.code, datatype: q.datatype, required: q.required, label: pick(lang, q.label), ...(q.hint ? { hint: pick(lang, q.hint) } : {}), values: (q.values ?? []).map((v) => ({ key: v.key, name: pick(lang, v) })) };
}

function hourOf(now: Date, zone: string): number {
  return Number(new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(now));
}

export interface NamedPlace { text: string; metres: number; lon: number; lat: number; inside: boolean; areas: string; generated: boolean }

/** The generated name of a position with its distance, and whether it is the city's at all. */
export async function nameOf(db: Db, tools: CityTools, at: Point, lang: Lang): Promise<NamedPlace> {
  const described = await describePlace(db, at);
  return { text: described ? described.text[lang] : '', metres: described?.metres ?? 0, ...at, ...whereabouts(tools, at, lang), generated: true };
}

/** Places that words may mean, at most six; those outside of the city are left out. */
export async function placesFor(db: Db, tools: CityTools, text: string, near: Point | undefined, lang: Lang): Promise<NamedPlace[]> {
  const found = await findPlaces(db, { text, near, limit: 8 });
  const named = found.map(({ name, name_en, lon, lat }) => ({ text: pick(lang, { zh: name, en: name_en }), metres: near ? Math.round(metres(near, { lon, lat })) : 0, lon, lat, ...whereabouts(tools, { lon, lat }, lang), generated: false }));
  return named.filter(({ inside }) => inside).slice(0, 6);
}

function whereabouts(tools: CityTools, at: Point, lang: Lang): { inside: boolean; areas: string } {
  const where = tools.areas.locate(at.lon, at.lat);
  if (!where) return { inside: tools.areas.bounds === undefined, areas: '' };
  const names = [where.street, where.community].flatMap((code) => { const area = code === undefined ? undefined : tools.areas.get(code); return area ? [pick(lang, { zh: area.name, en: area.name_en })] : []; });
  return { inside: true, areas: lang === 'zh' ? names.join(' ') : names.toReversed().join(', ') };
}

/** Open public reports near a place that are likely the same. One statement. */
export async function duplicatesAt(db: Db, tools: CityTools, at: Point, asked_: { class?: string | undefined; text?: string | undefined }, now: Date, lang: Lang): Promise<NearReport[]> {
  const rows = await openNear(db, at, 2 * reachOf(tools, asked_.class).m, isPublic, sql`c.public_geom`);
  return likelySame(tools, rows, asked_, now, lang);
}

export interface NearbyAsset { code: string; name: string; place: string | null; metres: number; lon: number; lat: number }
/** Assets of a class's kind within 200 m, nearest first; none for a class that needs none. */
export async function assetsFor(db: Db, tools: CityTools, code: string, at: Point): Promise<NearbyAsset[]> {
  const kind = tools.classes.get(code)?.asset_class;
  if (!kind) return [];
  return (await assetsNear(db, at, { classes: [kind], radiusM: 200, limit: 8 })).map(({ code: id, name, place, metres: m, lon, lat }) => ({ code: id, name, place, metres: Math.round(m), lon, lat }));
}
