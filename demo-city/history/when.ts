// When things are reported: days by season, weekday and holiday, hours by the kind of thing.
import type { Class } from '../../src/city/package/contract.ts';
import type { Chance } from '../make/random.ts';

const DAY = 86_400_000;
const ZONE = 8 * 3_600_000;   // Asia/Shanghai has had no other time since 1991
/** Shares of the 24 hours. */
const HOURS: Record<'usual' | 'market' | 'night' | 'commute' | 'dark' | 'morning', number[]> = {
  usual: [2, 1, 1, 1, 1, 2, 6, 16, 34, 42, 40, 32, 20, 22, 32, 36, 34, 32, 28, 24, 20, 14, 8, 4],
  market: [0, 0, 0, 0, 1, 4, 22, 52, 50, 30, 16, 12, 10, 8, 8, 12, 26, 40, 38, 28, 18, 10, 4, 1],
  night: [22, 18, 12, 6, 4, 6, 8, 8, 8, 6, 6, 5, 8, 6, 5, 5, 6, 8, 14, 26, 34, 38, 40, 34],
  commute: [1, 0, 0, 0, 0, 2, 10, 38, 44, 26, 14, 12, 12, 12, 12, 14, 24, 42, 40, 20, 12, 8, 4, 2],
  dark: [6, 4, 2, 2, 2, 6, 8, 10, 12, 10, 8, 6, 6, 6, 6, 8, 10, 24, 44, 46, 38, 30, 20, 12],
  morning: [1, 1, 1, 1, 2, 8, 24, 44, 46, 38, 26, 18, 14, 16, 18, 16, 14, 14, 12, 10, 8, 6, 3, 2],
};
const PROFILE: Record<string, keyof typeof HOURS> = {
  E0401: 'market', E0405: 'market', E0406: 'market', E0495: 'market', E0128: 'night', E0129: 'night', E0301: 'night', E0410: 'commute', E0493: 'commute', E0411: 'commute',
  C0137: 'dark', E0110: 'morning', E0192: 'morning', E0112: 'morning',
};
/** Times as many in some months (1 to 12). */
const SEASON: Record<string, [months: number[], times: number]> = {
  E0506: [[6, 7, 8], 5], C0104: [[6, 7, 8, 11], 2.5], E0507: [[12, 1, 2], 12], E0112: [[11, 12], 2.2], E0129: [[6, 7, 8, 9], 2.6], E0125: [[6, 7, 8], 1.8], C0402: [[7, 8, 9], 2], E0120: [[11, 12, 1], 2.2], C0137: [[11, 12, 1], 1.5], E0128: [[6, 7, 8], 1.5],
};
const ABSENT: Record<string, number[]> = { E0507: [4, 5, 6, 7, 8, 9, 10] };

export interface Days { readonly start: number; readonly weights: number[]; readonly total: number }

/** Weights of the thirteen months that end at `until`: more each month, fewer on Sundays, very few at the Spring Festival. */
export function dayWeights(until: Date, resting: ReadonlySet<string>): Days {
  const last = Math.floor((until.getTime() + ZONE) / DAY);
  const start = last - 395;
  const part = ((until.getTime() + ZONE) % DAY) / DAY;
  const weights = Array.from({ length: last - start + 1 }, (_, i) => {
    const day = start + i, weekday = (day + 3) % 7, iso = new Date(day * DAY).toISOString().slice(0, 10);
    const holiday = resting.has(iso) ? (iso.slice(5, 7) === '02' || iso.slice(5, 7) === '01' ? 0.35 : 0.7) : 1;
    return (0.8 + (0.4 * i) / 395) * (weekday === 6 ? 0.72 : weekday === 5 ? 0.85 : 1) * holiday * (i === last - start ? part : 1);
  });
  return { start, weights, total: weights.reduce((sum, w) => sum + w, 0) };
}

/** Number of the day, drawn by weight. */
export function pickDay(random: Chance, { start, weights, total }: Days): number {
  let rest = random.next() * total;
  for (let i = 0; i < weights.length; i++) if ((rest -= weights[i] ?? 0) < 0) return start + i;
  return start + weights.length - 1;
}

/** A moment of that day in the city's zone, by the hours of the class. */
export function pickTime(random: Chance, day: number, ofClass: string | null): Date {
  const hours = HOURS[(ofClass && PROFILE[ofClass]) || 'usual'];
  const hour = random.weighted(INDEX, (h) => hours[h] ?? 0);
  return new Date(day * DAY - ZONE + hour * 3_600_000 + random.int(0, 3_599) * 1000);
}
const INDEX = Array.from({ length: 24 }, (_, i) => i);

/** How often a class is reported in a month (1 to 12), beside others. */
export function classWeight({ code, weight }: Class, month: number): number {
  if (ABSENT[code]?.includes(month)) return 0;
  const season = SEASON[code];
  return weight * (season?.[0].includes(month) ? season[1] : 1);
}

/** Month of a day number in the city's zone. */
export const monthOf = (day: number): number => new Date(day * DAY).getUTCMonth() + 1;
