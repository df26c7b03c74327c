import { z } from 'zod';
import { dayNumber } from './zone.ts';

/** The four clocks of the trade: 紧急工作时, 工作时, 工作日, 自然日 (紧急工作日). */
export const UNITS = ['urgent_hour', 'work_hour', 'work_day', 'natural_day'] as const;
export const Unit = z.enum(UNITS);
export type Unit = z.infer<typeof Unit>;

/** A limit of a stage or a standard, such as 2 work hours. */
export const Limit = z.object({ value: z.number().positive().max(10_000), unit: Unit });
export type Limit = z.infer<typeof Limit>;

const Clock = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/);
/** From and to within one day, HH:MM; 24:00 ends it. */
export const Span = z.tuple([Clock, Clock]).refine(([from, to]) => from < to);
/** Working hours by ISO weekday, 1 Monday … 7 Sunday; a weekday without any is a rest day. */
export const Week = z.partialRecord(z.enum(['1', '2', '3', '4', '5', '6', '7']), z.array(Span).max(8).refine(inOrder))
  .refine((week) => Object.values(week).some((spans) => spans.length > 0));
export type Week = z.infer<typeof Week>;

const MonthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
/** Working hours from one day of the year to another, both included; may run over new year. */
export const Season = z.object({ from: MonthDay, to: MonthDay, week: Week });
export type Season = z.infer<typeof Season>;

/** Zone and hours of the city. The first season that holds a day decides, the last one when none does. */
export const Hours = z.object({ zone: z.string().refine(isZone), hours: z.array(Season).min(1).max(12) });
export type Hours = z.infer<typeof Hours>;

/** A day that differs from the week's pattern: holiday (休) or shifted working day (调休). */
export const SpecialDay = z.object({ day: z.string().refine((iso) => dayNumber(iso) !== undefined), kind: z.enum(['work', 'rest']), name: z.string().max(40).nullish(), name_en: z.string().max(60).nullish() });
export type SpecialDay = z.infer<typeof SpecialDay>;

/** Where a city has said nothing: 8 to 12 and 14 to 18, Monday to Friday. */
export const DEFAULT_HOURS: Hours = { zone: 'Asia/Shanghai', hours: [{ from: '01-01', to: '12-31', week: ordinaryWeek() }] };

function ordinaryWeek(): Week {
  const day: [string, string][] = [['08:00', '12:00'], ['14:00', '18:00']];
  return { 1: day, 2: day, 3: day, 4: day, 5: day };
}

function inOrder(spans: readonly (readonly [string, string])[]): boolean {
  return spans.every((span, i) => i === 0 || (spans[i - 1]?.[1] ?? '') <= span[0]);
}

function isZone(name: string): boolean {
  try { return Boolean(new Intl.DateTimeFormat('en', { timeZone: name })); } catch { return false; }
}
