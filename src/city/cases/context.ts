// What the case flow asks of the other nouns of the city: calendar and limits as a Timer, centres, units, classes.
import { cached } from '#ground/events/index.ts';
import type { Db } from '#ground/db/index.ts';
import { areaIndex, type AreaIndex } from '#city/areas/index.ts';
import { addLimit, calendarOf, shiftForPause } from '#city/calendar/index.ts';
import { classIndex, type ClassIndex } from '#city/classes/index.ts';
import { organisationIndex, type OrganisationIndex } from '#city/organisations/index.ts';
import { citySettings, type CitySettings } from '#city/settings/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import { m } from './messages.ts';
import { numberParts, type NumberParts } from './number.ts';
import type { Limit, Timer } from './rules.ts';

export interface CityTools { readonly areas: AreaIndex; readonly organisations: OrganisationIndex; readonly classes: ClassIndex; readonly settings: CitySettings; readonly timer: Timer; numberParts(at: Date): NumberParts }

const timerOf = cached('cases:timer', async (db: Db): Promise<Timer> => {
  const [calendar, settings] = [await calendarOf(db), await citySettings(db)];
  return { due: (start, limit) => addLimit(calendar, start, limit), shift: (due, unit, from, to) => shiftForPause(calendar, due, unit, from, to), limits: settings.limits, amber: settings.amber };
});

/** All from memory once loaded: no round trips. */
export async function cityTools(db: Db): Promise<CityTools> {
  const [areas, organisations, classes, settings, timer] = await Promise.all([areaIndex(db), organisationIndex(db), classIndex(db), citySettings(db), timerOf(db)]);
  return { areas, organisations, classes, settings, timer, numberParts: (at) => numberParts(settings.caseNumber, at, settings.zone) };
}

/** The two centres in charge of a place, or of the whole city. Throws when the city has none: it cannot take cases. */
export function centresOf(tools: CityTools, path: readonly string[]): { supervision: string; command: string } {
  const root = tools.areas.all('city')[0]?.path ?? [];
  const at = path.length ? path : root;
  const supervision = tools.organisations.centre('supervision', at)?.code ?? tools.organisations.all('supervision')[0]?.code;
  const command = tools.organisations.centre('command', at)?.code ?? tools.organisations.all('command')[0]?.code;
  if (!supervision || !command) throw new Error('the city has no supervision or no command centre: its package must name both');
  return { supervision, command };
}

/** The handling limit of a class before a standard was chosen: its longest is never promised, its first is. */
export function expectedLimit(tools: CityTools, code: string | null): Limit | undefined {
  const first = code ? tools.classes.standards(code)[0] : undefined;
  return first && { value: first.limit_value, unit: first.limit_unit };
}

/** A unit that may handle cases: not a centre, not ended. */
export function handlingUnit(tools: CityTools, code: string, field: string): string {
  const found = tools.organisations.get(code);
  if (!found || found.ended || found.kind === 'supervision' || found.kind === 'examiner') throw refuse(422, m.unknownUnit, { field });
  return code;
}
