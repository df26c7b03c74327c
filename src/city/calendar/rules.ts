// The working calendar (工作日历): when is something due, how much of its time is used, what does a pause add.
//
// Four clocks. urgent_hour (紧急工作时) and natural_day (自然日, 24 h each) run on the wall clock through nights and holidays.
// work_hour (工作时) runs in working hours only: what arrives outside them starts at the next opening, and a limit that ends
// exactly at closing time is due at closing time.
// work_day (工作日): day 0 is the working day on which it arrived (the next one when it arrived after hours); N work days are due
// at the end of working hours of the N-th working day after it. A fraction is that part of the hours of the following working day.
// Everything is reckoned in the city's zone, so a change of the clocks neither gives nor takes working time.
//
// Rejected: stepping by minutes (a year's limit took 40 ms), storing the due date only (a pause could not be undone).
import type { Hours, Limit, SpecialDay, Unit, Week } from './contract.ts';
import { dayNumber, isoDay, weekdayOf, zoneOf, type Zone } from './zone.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** Longer than any limit: past it the calendar has no working time at all, which the contract forbids. */
const MOST_DAYS = 400_000;
/** Days kept worked out, fifty years of them. */
const MOST_KNOWN = 20_000;

export type DayKind = 'work' | 'rest';
interface Day { readonly spans: readonly (readonly [from: number, to: number])[]; readonly worked: number }
export interface Calendar { readonly zone: Zone; readonly day: (day: number) => Day }

/** The engine for these hours and special days; days are worked out once and kept. */
export function makeCalendar(hours: Hours, special: readonly SpecialDay[] = []): Calendar {
  const zone = zoneOf(hours.zone);
  const kinds = new Map<number, DayKind>();
  for (const entry of special) {
    const day = dayNumber(entry.day);
    if (day !== undefined) kinds.set(day, entry.kind);
  }
  const known = new Map<number, Day>();
  return {
    zone,
    day(number) {
      let day = known.get(number);
      if (day) return day;
      if (known.size >= MOST_KNOWN) known.clear(); // whoever asks for the year 9999 shall not fill the memory
      known.set(number, (day = workOut(zone, hours, kinds, number)));
      return day;
    },
  };
}

/** When a limit that starts at `start` is due. */
export function addLimit(calendar: Calendar, start: Date, limit: Limit): Date {
  switch (limit.unit) {
    case 'urgent_hour': return new Date(start.getTime() + limit.value * HOUR);
    case 'natural_day': return new Date(start.getTime() + limit.value * 24 * HOUR);
    case 'work_hour': return new Date(addWorking(calendar, start.getTime(), limit.value * HOUR));
    case 'work_day': return new Date(addWorkDays(calendar, start.getTime(), limit.value));
  }
}

/** Minutes of working time from one moment to another; negative when the second is earlier. */
export function workingMinutesBetween(calendar: Calendar, from: Date, to: Date): number {
  return from <= to ? working(calendar, from.getTime(), to.getTime()) / MINUTE : -working(calendar, to.getTime(), from.getTime()) / MINUTE;
}

/** The new due moment after a pause (挂账): as much of the clock's own time later as the pause lasted. */
export function shiftForPause(calendar: Calendar, due: Date, unit: Unit, pausedFrom: Date, pausedTo: Date): Date {
  if (pausedTo <= pausedFrom) return due;
  if (runsOnTheWall(unit)) return new Date(due.getTime() + pausedTo.getTime() - pausedFrom.getTime());
  return new Date(addWorking(calendar, due.getTime(), working(calendar, pausedFrom.getTime(), pausedTo.getTime())));
}

/** The share of the limit that is used: 0 at the start, 1 when due, above 1 when late. Work units count working time. */
export function usedFraction(calendar: Calendar, start: Date, due: Date, now: Date, unit: Unit = 'work_hour'): number {
  const [s, d, n] = [start.getTime(), due.getTime(), now.getTime()];
  if (n <= s) return 0;
  const total = runsOnTheWall(unit) ? 0 : working(calendar, s, d);
  const fraction = total > 0 ? working(calendar, s, n) / total : d > s ? (n - s) / (d - s) : Number.POSITIVE_INFINITY;
  if (n <= d) return Math.min(1, fraction);
  return Math.max(fraction, 1 + Number.EPSILON);   // late is late, also on a Sunday
}

/** Time left on the limit's own clock, in minutes: working minutes for work units, else wall minutes. Negative when late. */
export function minutesLeft(calendar: Calendar, due: Date, now: Date, unit: Unit): number {
  return runsOnTheWall(unit) ? (due.getTime() - now.getTime()) / MINUTE : workingMinutesBetween(calendar, now, due);
}

/** Is this a moment of working hours? */
export function isWorking(calendar: Calendar, at: Date): boolean {
  const t = at.getTime();
  return calendar.day(calendar.zone.dayAt(t)).spans.some(([from, to]) => t >= from && t < to);
}

/** Each day of a year with what it is, for the page of the year. */
export function yearOf(calendar: Calendar, year: number): { day: string; weekday: number; kind: DayKind; minutes: number }[] {
  const first = dayNumber(`${String(year).padStart(4, '0')}-01-01`) ?? 0;
  const last = dayNumber(`${String(year).padStart(4, '0')}-12-31`) ?? 0;
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const { worked } = calendar.day(first + i);
    return { day: isoDay(first + i), weekday: weekdayOf(first + i), kind: worked > 0 ? 'work' : 'rest', minutes: worked / MINUTE };
  });
}

export const runsOnTheWall = (unit: Unit): boolean => unit === 'urgent_hour' || unit === 'natural_day';

function addWorking(calendar: Calendar, start: number, ms: number): number {
  if (ms <= 0) return start;
  let left = ms;
  for (let day = calendar.zone.dayAt(start), last = day + MOST_DAYS; day < last; day++) {
    for (const [from, to] of calendar.day(day).spans) {
      const available = to - Math.max(from, start);
      if (available <= 0) continue;
      if (left <= available) return Math.max(from, start) + left;
      left -= available;
    }
  }
  throw new RangeError('the calendar has no working time');
}

function addWorkDays(calendar: Calendar, start: number, value: number): number {
  const whole = Math.floor(value);
  let day = nextWorkDay(calendar, calendar.zone.dayAt(start), start);
  for (let i = 0; i < whole; i++) day = nextWorkDay(calendar, day + 1, start);
  const end = closing(calendar, day);
  if (value === whole) return end;
  return addWorking(calendar, end, (value - whole) * calendar.day(nextWorkDay(calendar, day + 1, end)).worked);
}

/** The first day from `day` on whose working hours are not over at `after`. */
function nextWorkDay(calendar: Calendar, day: number, after: number): number {
  for (let d = day; d < day + MOST_DAYS; d++) if (calendar.day(d).worked > 0 && closing(calendar, d) > after) return d;
  throw new RangeError('the calendar has no working day');
}

const closing = (calendar: Calendar, day: number): number => calendar.day(day).spans.at(-1)?.[1] ?? 0;

function working(calendar: Calendar, from: number, to: number): number {
  const [first, last] = [calendar.zone.dayAt(from), calendar.zone.dayAt(to)];
  let sum = 0;
  for (let day = first; day <= last; day++) {
    const { spans, worked } = calendar.day(day);
    if (day > first && day < last) sum += worked;
    else for (const [a, b] of spans) sum += Math.max(0, Math.min(b, to) - Math.max(a, from));
  }
  return sum;
}

function workOut(zone: Zone, hours: Hours, kinds: ReadonlyMap<number, DayKind>, number: number): Day {
  const kind = kinds.get(number);
  const week = weekOf(hours, number);
  const own = kind === 'rest' ? [] : (week[key(weekdayOf(number))] ?? []);
  const spans = (own.length === 0 && kind === 'work' ? ordinaryDay(week) : own)
    .map(([from, to]): [number, number] => [zone.instantOf(number, minutes(from)), zone.instantOf(number, minutes(to))])
    .filter(([from, to]) => to > from);
  return { spans, worked: spans.reduce((sum, [from, to]) => sum + to - from, 0) };
}

function weekOf(hours: Hours, day: number): Week {
  const date = isoDay(day).slice(5);
  const season = hours.hours.find(({ from, to }) => (from <= to ? date >= from && date <= to : date >= from || date <= to));
  return (season ?? hours.hours.at(-1))?.week ?? {};
}

/** A shifted working day (调休) on a weekend keeps the hours of the first weekday that has any. */
const ordinaryDay = (week: Week) => ([1, 2, 3, 4, 5, 6, 7] as const).map((n) => week[key(n)] ?? []).find((spans) => spans.length > 0) ?? [];

const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;
const key = (weekday: number) => WEEKDAYS[weekday - 1] ?? '1';
const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
