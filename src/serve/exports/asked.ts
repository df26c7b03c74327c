// What the command line asks for, checked: every "no" is a sentence that says what to write.
import { parseArgs } from 'node:util';
import { zonedMoment } from '#ground/clock/zoned.ts';
import { refuse } from '#ground/http/refusal.ts';
import { LANGS, type Lang } from '#ground/i18n/index.ts';
import type { CityTools } from '#city/cases/index.ts';
import { m } from './messages.ts';
import type { Wanted } from './store.ts';

export const FORMATS = ['csv', 'xlsx', 'bulk', 'geojson'] as const;
export type Format = (typeof FORMATS)[number];
export interface Asked { readonly format: Format; readonly wanted: Wanted; readonly lang: Lang | undefined; readonly out: string | undefined; /** As typed, for the audit. */ readonly filters: Readonly<Record<string, string | boolean>> }

const OPTIONS = {
  format: { type: 'string' }, since: { type: 'string' }, until: { type: 'string' }, area: { type: 'string' }, class: { type: 'string' }, open: { type: 'boolean' }, closed: { type: 'boolean' },
  public: { type: 'boolean' }, out: { type: 'string' }, lang: { type: 'string' }, help: { type: 'boolean' },
} as const;
type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

/** Undefined when only help is asked for. Throws Refusal (400). */
export function readAsked(args: readonly string[], tools: CityTools): Asked | undefined {
  const values = valuesOf(args);
  if (values.help) return undefined;
  const { format, lang, out, help: _, ...filters } = values;
  if (!isOneOf(FORMATS, format)) throw refuse(400, m.wantsFormat);
  if (lang !== undefined && !isOneOf(LANGS, lang)) throw refuse(400, m.wrongLang);
  if (format === 'xlsx' && out === undefined) throw refuse(400, m.xlsxToFile);
  return { format, lang, out, filters, wanted: wantedOf(values, tools) };
}

const isOneOf = <const T extends string>(words: readonly T[], word: string | undefined): word is T => words.some((one) => one === word);

function valuesOf(args: readonly string[]): Values {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
  } catch (error) {
    // Node's sentence is English; what is wrong stands in its quotes.
    const said = error instanceof Error ? error.message : String(error);
    throw refuse(400, m.wrongOption, { params: { why: /'([^']+)'/.exec(said)?.[1] ?? said } });
  }
}

function wantedOf(values: Values, tools: CityTools): Wanted {
  if (values.open && values.closed) throw refuse(400, m.bothStates);
  if (values.area !== undefined && !tools.areas.get(values.area)) throw refuse(400, m.noArea, { params: { code: values.area } });
  if (values.class !== undefined && !tools.classes.get(values.class)) throw refuse(400, m.noClass, { params: { code: values.class } });
  return {
    since: momentOf('--since', values.since, tools.settings.zone), until: momentOf('--until', values.until, tools.settings.zone), area: values.area, open: values.open ? true : values.closed ? false : undefined, everyone: values.public ?? false,
    classes: values.class === undefined ? undefined : [values.class, ...tools.classes.children(values.class).map((one) => one.code)],
  };
}

const MOMENT = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;
/** A day alone begins at the city's midnight. */
function momentOf(option: string, text: string | undefined, zone: string): Date | undefined {
  if (text === undefined) return undefined;
  const found = MOMENT.exec(text);
  const at = found && isDay(found[1] ?? '') ? zonedMoment(found[2] === undefined ? `${text}T00:00` : text, zone) : undefined;
  if (!at || Number.isNaN(at.getTime())) throw refuse(400, m.wrongTime, { params: { option } });
  return at;
}

/** 31 February is no day, though Date takes it. */
const isDay = (day: string): boolean => { const at = new Date(`${day}T00:00:00Z`); return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day); };
