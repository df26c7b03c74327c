// How a report is told to everyone: title, place, stage and steps in residents' words. Pure; what is known of the city comes as tools.
import { shortTime } from '#ground/i18n/format.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { natureWord, outcomeWord, seenStage, sourceWord, stageGlyph, stepGlyph, stepTitle, type CityTools, type Nature, type Outcome, type Source, type Stage, type Verb, titleOf } from '#city/cases/index.ts';
import { p } from './page-messages.ts';

export interface Named { readonly class: string | null; readonly nature: Nature; readonly description: string | null; readonly place: string | null; readonly path: readonly string[] }

/** From this grid on an address would say more than the rounded position: the street and the community stand in its place. */
const COARSE_M = 100;

export const className = (tools: CityTools, code: string | null, lang: Lang): string | null => {
  const found = code === null ? undefined : tools.classes.get(code);
  return found ? pick(lang, { zh: found.name, en: found.name_en }) : null;
};

/** Title for everyone. Made anew from what is public now, so nothing that was taken out of the text stays in it. */
export const publicTitle = (tools: CityTools, row: Named, lang: Lang): string => titleOf(className(tools, row.class, lang) ?? undefined, row.description, natureWord(row.nature)(lang), lang);

/** The place in words, as coarse as the class's position. */
export function publicPlace(tools: CityTools, row: Pick<Named, 'class' | 'place' | 'path'>, lang: Lang): string | null {
  if (publicGrid(tools, row.class) < COARSE_M) return row.place;
  const names = row.path.flatMap((code) => {
    const area = tools.areas.get(code);
    return area && (area.kind === 'street' || area.kind === 'community') ? [pick(lang, { zh: area.name, en: area.name_en })] : [];
  });
  return (lang === 'zh' ? names.join(' ') : names.toReversed().join(', ')) || null;
}

/** Metres to which the public position is rounded; 0 for exact ones. */
export const publicGrid = (tools: CityTools, code: string | null): number => Math.max(tools.settings.privacy.roundingM, code ? (tools.classes.get(code)?.rounding_m ?? 0) : 0);

export const stageTold = (row: { stage: Stage; outcome: Outcome | null }, lang: Lang): string =>
  (row.stage === 'closed' && row.outcome && row.outcome !== 'resolved' ? outcomeWord(row.outcome)(lang) : seenStage(row.stage)(lang));
export { stageGlyph };

export interface FiledStep { readonly id: number; readonly at: Date; readonly verb: Verb; readonly role: string | null; readonly organisation: string | null; readonly note: string | null; readonly data: Readonly<Record<string, unknown>> }
export interface ToldStep { readonly id: number; readonly at: Date; readonly verb: Verb; readonly glyph: ReturnType<typeof stepGlyph>; readonly title: string; readonly who: string | null; readonly note: string | null; readonly photos: readonly string[] }

/** One public step. Reasons between desks are not told; a dispatch says until when. */
export function toldStep(tools: CityTools, step: FiledStep, source: Source, now: Date, lang: Lang): ToldStep {
  const data = { ...step.data };
  const photos = Array.isArray(data['photos']) ? data['photos'].filter((id): id is string => typeof id === 'string') : [];
  return {
    id: step.id, at: step.at, verb: step.verb, glyph: stepGlyph({ verb: step.verb, data }), title: stepTitle({ verb: step.verb, data }, { unitName: (code) => unitName(tools, code, lang) }, lang),
    who: whoTold(tools, step, source, lang), note: step.note ?? limitTold(tools, step, now, lang), photos,
  };
}

export const unitName = (tools: CityTools, code: string, lang: Lang): string => {
  const unit = tools.organisations.get(code);
  return unit ? pick(lang, { zh: unit.name, en: unit.name_en }) : code;
};

function whoTold(tools: CityTools, step: FiledStep, source: Source, lang: Lang): string | null {
  if (step.verb === 'receive') return sourceWord(source)(lang);
  if (step.role === 'reporter') return p.reporter(lang);
  if (step.role === 'system') return null;
  if (step.role === 'officer') return p.officer(lang);
  return step.organisation ? unitName(tools, step.organisation, lang) : null;
}

function limitTold(tools: CityTools, step: FiledStep, now: Date, lang: Lang): string | null {
  const begun = step.verb === 'dispatch' && Array.isArray(step.data['begin']) ? (step.data['begin'] as unknown[])[0] : undefined;
  const due = begun && typeof begun === 'object' && 'due' in begun ? new Date(String(begun.due)) : undefined;
  return due && !Number.isNaN(due.getTime()) ? p.mustBy(lang, { time: shortTime(lang, tools.settings.zone, due, now) }) : null;
}
