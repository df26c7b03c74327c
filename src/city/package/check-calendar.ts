// The seasons of a calendar must cover the whole year, each day once.
import type { Calendar } from './contract.ts';
import { m } from './messages.ts';
import type { Problem } from './problems.ts';

/** Days of the year (29 February included) without working hours or with two sets of them, and days that stand twice. */
export function calendarProblems({ hours, days }: Calendar): Problem[] {
  const file = 'calendar.json';
  const problems: Problem[] = [];
  const gap = hours.length ? year().find((day) => !hours.some((h) => covers(h, day))) : undefined;
  const overlap = year().find((day) => hours.filter((h) => covers(h, day)).length > 1);
  if (gap) problems.push({ file, message: m.hoursGap, params: { day: gap } });
  if (overlap) problems.push({ file, message: m.hoursOverlap, params: { day: overlap } });
  const seen = new Set<string>();
  for (const { day } of days) {
    if (seen.has(day)) problems.push({ file, item: day, message: m.twice, params: { what: day } });
    seen.add(day);
  }
  return problems;
}

/** Whether MM-DD lies in a season; one that begins in October and ends in April runs over the new year. */
export const covers = ({ from, to }: { from: string; to: string }, day: string): boolean => (from <= to ? day >= from && day <= to : day >= from || day <= to);

const year = (): string[] => Array.from({ length: 366 }, (_, i) => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(5, 10));
