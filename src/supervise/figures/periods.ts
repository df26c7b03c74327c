// Periods of the calendar as their addresses say them: 2026, 2026-Q3, 2026-10, 2026-W42, 2026-10-05. Days are numbers since 1970-01-01; no zone here. Pure.

export const KINDS = ['year', 'quarter', 'month', 'week', 'day'] as const;
export type Kind = (typeof KINDS)[number];
/** `first` is its first day, `after` the first day that no longer belongs to it. */
export interface Period { readonly kind: Kind; readonly text: string; readonly first: number; readonly after: number }

const DAY = 86_400_000;
const dayOf = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day) / DAY;
const dateOf = (day: number): Date => new Date(day * DAY);
const two = (n: number): string => String(n).padStart(2, '0');
const SHAPE = /^((?:19|20)\d\d)(?:-(?:Q([1-4])|W(\d\d)|(\d\d)(?:-(\d\d))?))?$/;

/** The period of an address; undefined when it is none, such as 2026-13 or 2026-02-30. */
export function parsePeriod(text: string): Period | undefined {
  const [, y = '', q, w, m, d] = SHAPE.exec(text) ?? [];
  if (!y) return undefined;
  const found = periodAt(w ? 'week' : d ? 'day' : m ? 'month' : q ? 'quarter' : 'year', w ? mondayOfWeek(Number(y), Number(w)) : dayOf(Number(y), q ? Number(q) * 3 - 2 : Number(m ?? 1), Number(d ?? 1)));
  return found.text === text ? found : undefined;
}

/** The period of this kind that holds a day. */
export function periodAt(kind: Kind, day: number): Period {
  const at = dateOf(day);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth() + 1];
  switch (kind) {
    case 'year': return { kind, text: `${year}`, first: dayOf(year, 1, 1), after: dayOf(year + 1, 1, 1) };
    case 'quarter': {
      const quarter = Math.ceil(month / 3);
      return { kind, text: `${year}-Q${quarter}`, first: dayOf(year, quarter * 3 - 2, 1), after: dayOf(year, quarter * 3 + 1, 1) };
    }
    case 'month': return { kind, text: `${year}-${two(month)}`, first: dayOf(year, month, 1), after: dayOf(year, month + 1, 1) };
    case 'week': {
      const first = mondayOf(day);
      const { year: of, week } = isoWeek(first);
      return { kind, text: `${of}-W${two(week)}`, first, after: first + 7 };
    }
    case 'day': return { kind, text: `${year}-${two(month)}-${two(at.getUTCDate())}`, first: day, after: day + 1 };
  }
}

/** The one before (环比) and the one after. */
export const previous = (period: Period): Period => periodAt(period.kind, period.first - 1);
export const following = (period: Period): Period => periodAt(period.kind, period.after);

/** The same period of the year before (同比): a 53rd week is compared with the 52nd, 29 February with the 28th. */
export function yearBefore(period: Period): Period {
  const at = dateOf(period.first);
  if (period.kind === 'week') {
    const { year, week } = isoWeek(period.first);
    return parsePeriod(`${year - 1}-W${two(week)}`) ?? periodAt('week', mondayOfWeek(year - 1, 52));
  }
  const [year, month, day] = [at.getUTCFullYear() - 1, at.getUTCMonth() + 1, at.getUTCDate()];
  return periodAt(period.kind, dayOf(year, month, month === 2 && day === 29 ? 28 : day));
}

/** So many periods that end with this one, oldest first. */
export function runUpTo(period: Period, n: number): Period[] {
  const run = [period];
  for (let first = period; run.length < n; ) run.unshift((first = previous(first)));
  return run;
}

/** Year and number of the week by ISO 8601, as its Thursday has it. */
export function isoWeek(day: number): { year: number; week: number } {
  const thursday = mondayOf(day) + 3;
  const year = dateOf(thursday).getUTCFullYear();
  return { year, week: 1 + Math.floor((thursday - dayOf(year, 1, 1)) / 7) };
}
const mondayOf = (day: number): number => day - (((day + 3) % 7) + 7) % 7;
const mondayOfWeek = (year: number, week: number): number => mondayOf(dayOf(year, 1, 4)) + (week - 1) * 7;
