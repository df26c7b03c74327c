// What will become of a call, told while it is written down: where it is, what stands near, who gets it, by when.
import type { Db } from '#ground/db/index.ts';
import { sql } from '#ground/db/index.ts';
import type { Point } from '#ground/geo/points.ts';
import { duration, shortTime } from '#ground/i18n/format.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import type { Viewer } from '#ground/identity/index.ts';
import { centresOf, expectedLimit, isCase, natureSeal, natureTone, receive, seenAsStaff, sourceWord, stageGlyph, stageWord, type CityTools, type Nature } from '#city/cases/index.ts';
import type { PastCall } from '../looking.ts';
import { openNear } from '../store.ts';
import { className, unitName } from '../telling.ts';
import type { NearCaseView, Outlook, PastCallView, Plan } from './props.ts';

const NEAR_M = 250;
export interface Asked { readonly at: Point | undefined; readonly class: string | undefined; readonly nature: Nature; readonly now: Date; readonly lang: Lang }

/** One statement when a place is known, none otherwise. */
export async function outlookOf(db: Db, tools: CityTools, viewer: Viewer, asked: Asked): Promise<Outlook> {
  const where = asked.at && tools.areas.locate(asked.at.lon, asked.at.lat);
  const near = asked.at && where ? await openNear(db, asked.at, NEAR_M, seenAsStaff(viewer), sql`c.geom`) : [];
  const names = where ? [where.street, where.community, where.cell].flatMap((code) => { const area = code === undefined ? undefined : tools.areas.get(code); return area ? [pick(asked.lang, { zh: area.name, en: area.name_en })] : []; }) : [];
  return { inside: asked.at === undefined || where !== undefined, areas: names.join(' '), plan: planOf(tools, asked, where?.path), near: near.slice(0, 6).map((row): NearCaseView => ({
    number: row.number, title: [className(tools, row.class, asked.lang), row.description].filter(Boolean).join(asked.lang === 'zh' ? '，' : ', '), metres: Math.round(row.metres), ago: duration(asked.lang, (asked.now.getTime() - row.received_at.getTime()) / 60_000),
    source: sourceWord(row.source)(asked.lang), stage: stageWord(row.stage)(asked.lang), glyph: stageGlyph(row.stage, row), photo: row.photos[0] ? `/cases/${encodeURIComponent(row.number)}/photos/${row.photos[0].id}?size=small` : null, lon: row.lon ?? 0, lat: row.lat ?? 0,
  })) };
}

/** The standard, unit and promise for this class here; null until there is something to say. */
function planOf(tools: CityTools, { class: code, nature, now, lang }: Asked, at: readonly string[] | undefined): Plan | null {
  const path = [...(at ?? tools.areas.all('city')[0]?.path ?? [])];
  const cls = code === undefined ? undefined : tools.classes.get(code);
  if (isCase(nature) && !cls) return null;
  const promised = receive({ nature, class: cls?.code ?? null, path, ...centresOf(tools, path), handling: expectedLimit(tools, cls?.code ?? null) }, tools.timer, now).due;
  const standard = cls && tools.classes.standards(cls.code)[0];
  const responsible = cls && at ? tools.organisations.responsible({ class: cls.code, areaPath: path }) : undefined;
  return {
    answered: !isCase(nature), filing: standard ? pick(lang, { zh: standard.filing, en: standard.filing_en }) : null, unit: isCase(nature) ? responsible ? unitName(tools, responsible.lead, lang) : null : unitName(tools, centresOf(tools, path).supervision, lang),
    due: promised ? shortTime(lang, tools.settings.zone, new Date(promised), now) : null,
  };
}

/** Earlier calls as the desk shows them. */
export const callsTold = (tools: CityTools, calls: readonly PastCall[], now: Date, lang: Lang): PastCallView[] => calls.map((call) => ({
  number: call.number, title: call.title, seal: natureSeal(call.nature)(lang), tone: natureTone(call.nature), day: shortTime(lang, tools.settings.zone, call.received_at, now), done: call.stage === 'closed',
}));
