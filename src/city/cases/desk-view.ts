// What every page of the desks needs to speak of a case: names out of the indices in memory, times of the city, limits in words.
import { dateTime, shortTime, timeOrDay } from '#ground/i18n/format.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import type { Ctx } from '#ground/http/context.ts';
import { mapStart, type MapStart } from '#city/areas/index.ts';
import { calendarOf, runsOnTheWall, workingMinutesBetween } from '#city/calendar/index.ts';
import { cityTemplates, type Template } from '#city/settings/index.ts';
import { cityTools, type CityTools } from './context.ts';
import { d } from './desk-messages.ts';
import type { Limit } from './rules.ts';

export interface Desk {
  readonly tools: CityTools; readonly lang: Lang; readonly now: Date;
  readonly templates: readonly Template[];
  /** Where the city's maps begin, and on what. */
  readonly map: MapStart;
  /** The name of an organisation; its code when it is unknown. */
  unit(code: string): string;
  area(code: string): string;
  className(code: string | null): string | undefined;
  /** Street and community of a path (root first), without the cell. */
  where(path: readonly string[]): string;
  /** The cell's code, where the city has cells. */
  cell(path: readonly string[]): string | undefined;
  /** The time alone today, else with its date. */
  time(at: Date): string;
  /** The time alone today, else the day alone: for narrow columns. */
  day(at: Date): string;
  moment(at: Date): string;
  limit(limit: Limit): string;
  /** Minutes that a clock of this unit ran: working ones where its unit is. */
  ran(from: Date, to: Date, unit: Limit['unit']): number;
}

/** The words of this request. */
export async function deskOf(ctx: Pick<Ctx, 'db' | 'lang' | 'now' | 'site'>): Promise<Desk> {
  const [tools, map, calendar, templates] = [await cityTools(ctx.db), await mapStart(ctx.db, ctx.lang), await calendarOf(ctx.db), await cityTemplates(ctx.db)];
  const { lang, now, site: { zone } } = ctx;
  const name = (found: { name: string; name_en: string | null } | undefined) => found && pick(lang, { zh: found.name, en: found.name_en });
  const area = (code: string) => name(tools.areas.get(code)) ?? code;
  return {
    tools, map, templates, lang, now, area,
    unit: (code) => name(tools.organisations.get(code)) ?? code,
    className: (code) => (code === null ? undefined : (name(tools.classes.get(code)) ?? code)),
    where: (path) => path.filter((code) => { const kind = tools.areas.get(code)?.kind; return kind === 'street' || kind === 'community'; }).map(area).join(lang === 'zh' ? ' ' : ', '),
    cell: (path) => path.find((code) => tools.areas.get(code)?.kind === 'cell'),
    time: (at) => shortTime(lang, zone, at, now),
    day: (at) => timeOrDay(lang, zone, at, now),
    moment: (at) => dateTime(lang, zone, at),
    ran: (from, to, unit) => (runsOnTheWall(unit) ? (to.getTime() - from.getTime()) / 60_000 : workingMinutesBetween(calendar, from, to)),
    limit: (limit) => ({ urgent_hour: d.urgentHours, work_hour: d.workHours, work_day: d.workDays, natural_day: d.naturalDays })[limit.unit](lang, { n: limit.value }),
  };
}
