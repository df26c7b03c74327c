// Public rows as everyone gets them: JSON, points on a map, likely duplicates.
import { isoTime, duration } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import type { PointCollection, PointFeature } from '#ground/pages/map/basemap.ts';
import type { CityTools } from '#city/cases/index.ts';
import { searchWords } from '#ground/text/segment.ts';
import type { NearReport, PublicReport } from './contract.ts';
import { p } from './page-messages.ts';
import { likeness, wordsInCommon } from './rules.ts';
import type { NearRow, PublicRow } from './store.ts';
import { className, publicPlace, publicTitle, stageGlyph, stageTold } from './telling.ts';

const photoUrl = (number: string, id: string, small = false): string => `/reports/${encodeURIComponent(number)}/photos/${id}${small ? '?size=small' : ''}`;
export { photoUrl };

/** A report as the API tells it. */
export function publicReport(tools: CityTools, row: PublicRow, baseUrl: string, lang: Lang): PublicReport {
  const { number, nature, description, lon, lat, stage, outcome, late, followers } = row;
  const told = (at: Date | null) => at && isoTime(at);
  return {
    number, nature, class: row.class, class_name: className(tools, row.class, lang), title: publicTitle(tools, row, lang), description, place: publicPlace(tools, row, lang), lon, lat, stage, outcome, received_at: isoTime(row.received_at), closed_at: told(row.closed_at), due_at: told(row.due_at), late,
    followers, photos: row.photos.map(({ id, role }) => ({ id, role, url: baseUrl + photoUrl(number, id) })), updated_at: isoTime(row.updated_at), url: `${baseUrl}/reports/${encodeURIComponent(number)}`,
  };
}

/** Public reports as points of our maps; those without a position are left out. */
export function publicPoints(tools: CityTools, rows: readonly PublicRow[], now: Date, lang: Lang): PointCollection {
  return { type: 'FeatureCollection', features: rows.flatMap((row) => publicPoint(tools, row, now, lang) ?? []) };
}

export function publicPoint(tools: CityTools, row: PublicRow, now: Date, lang: Lang): PointFeature | undefined {
  if (row.lon === null || row.lat === null) return undefined;
  const lines = [stageTold(row, lang), publicPlace(tools, row, lang) ?? ''].filter(Boolean);
  return {
    type: 'Feature', geometry: { type: 'Point', coordinates: [row.lon, row.lat] },
    properties: { id: row.number, title: publicTitle(tools, row, lang), glyph: stageGlyph(row.stage, row), clock: lateness(row, now), href: `/reports/${encodeURIComponent(row.number)}`, lines },
  };
}

/** Late by the promise that was made to the reporter. */
export function lateness(row: Pick<PublicRow, 'stage' | 'due_at' | 'amber_at' | 'suspended_at' | 'closed_at'>, now: Date): 'ok' | 'warn' | 'late' | 'done' {
  if (row.closed_at) return 'done';
  if (!row.due_at || row.suspended_at) return 'ok';
  if (now > row.due_at) return 'late';
  return row.amber_at && now >= row.amber_at ? 'warn' : 'ok';
}

/** The reach within which a class's reports are likely the same. */
export const reachOf = (tools: CityTools, code: string | undefined): { m: number; h: number } => {
  const cls = code === undefined ? undefined : tools.classes.get(code);
  return { m: Math.max(cls?.duplicate_m ?? 50, 25), h: Math.max(cls?.duplicate_h ?? 24, 24) };
};

const LIKELY = 0.35;
/** Nearby rows as likely duplicates of what is being reported, the likeliest first, at most three. */
export function likelySame(tools: CityTools, rows: readonly NearRow[], asked: { class?: string | undefined; text?: string | undefined }, now: Date, lang: Lang): NearReport[] {
  const mine = { reach: reachOf(tools, asked.class), main: asked.class === undefined ? undefined : tools.classes.get(asked.class)?.parent, words: searchWords(asked.text) };
  const scored = rows.map((row) => ({ row, score: score(tools, row, asked, mine, now) })).filter(({ score: s }) => s >= LIKELY).sort((a, b) => b.score - a.score);
  return scored.slice(0, 3).map(({ row, score: likely }) => ({
    number: row.number, title: publicTitle(tools, row, lang), description: row.description, place: publicPlace(tools, row, lang), class: row.class, metres: Math.round(row.metres), likeness: likely,
    stage: row.stage, stage_word: stageTold(row, lang), ago: duration(lang, (now.getTime() - row.received_at.getTime()) / 60_000), received_at: row.received_at, followers: row.followers,
    photo: row.photos[0] ? photoUrl(row.number, row.photos[0].id, true) : null, url: `/reports/${encodeURIComponent(row.number)}`,
  }));
}

function score(tools: CityTools, row: NearRow, asked: { class?: string | undefined }, mine: { reach: { m: number; h: number }; main: string | null | undefined; words: string }, now: Date): number {
  const main = row.class === null ? undefined : tools.classes.get(row.class)?.parent;
  return likeness({
    metres: row.metres, hours: (now.getTime() - row.received_at.getTime()) / 3_600_000, sameClass: asked.class === undefined ? row.class !== null : asked.class === row.class,
    sameMain: main !== undefined && main === mine.main, words: wordsInCommon(mine.words, searchWords(row.description)),
  }, mine.reach);
}

/** A place in the list, for the address of the next page: time and id of the last row. */
export const cursorOf = (row: { received_at: Date; id: number }): string => `${isoTime(row.received_at).slice(0, -1)}.${String(row.received_at.getMilliseconds()).padStart(3, '0')}Z_${row.id}`;
export function readCursor(text: string): { at: Date; id: number } | undefined {
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z)_(\d{1,15})$/.exec(text);
  const at = new Date(found?.[1] ?? Number.NaN);
  return found && !Number.isNaN(at.getTime()) ? { at, id: Number(found[2]) } : undefined;
}
export const roundedNote = (metres: number, say: (metres: number) => string, lang: Lang): string => (metres > 0 ? p.roundedTo(lang, { n: say(metres) }) : p.exact(lang));
