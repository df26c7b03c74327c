// Public holidays (休) and the weekends worked for them (班). 2025 and 2026 as announced by the State Council; 2027 holds the statutory days alone,
// because its exchanged weekends are announced only at the end of 2026.
import type { Calendar } from '../../src/city/package/contract.ts';

type Rest = [zh: string, en: string, from: string, to: string];
const REST: Rest[] = [
  ['元旦', 'New Year’s Day', '2025-01-01', '2025-01-01'], ['春节', 'Spring Festival', '2025-01-28', '2025-02-04'], ['清明节', 'Qingming', '2025-04-04', '2025-04-06'],
  ['劳动节', 'Labour Day', '2025-05-01', '2025-05-05'], ['端午节', 'Dragon Boat Festival', '2025-05-31', '2025-06-02'], ['国庆节、中秋节', 'National Day and Mid-Autumn', '2025-10-01', '2025-10-08'],
  ['元旦', 'New Year’s Day', '2026-01-01', '2026-01-03'], ['春节', 'Spring Festival', '2026-02-15', '2026-02-23'], ['清明节', 'Qingming', '2026-04-04', '2026-04-06'],
  ['劳动节', 'Labour Day', '2026-05-01', '2026-05-05'], ['端午节', 'Dragon Boat Festival', '2026-06-19', '2026-06-21'], ['中秋节', 'Mid-Autumn', '2026-09-25', '2026-09-27'], ['国庆节', 'National Day', '2026-10-01', '2026-10-07'],
  ['元旦', 'New Year’s Day', '2027-01-01', '2027-01-01'], ['春节', 'Spring Festival', '2027-02-05', '2027-02-08'], ['清明节', 'Qingming', '2027-04-05', '2027-04-05'],
  ['劳动节', 'Labour Day', '2027-05-01', '2027-05-02'], ['端午节', 'Dragon Boat Festival', '2027-06-09', '2027-06-09'], ['中秋节', 'Mid-Autumn', '2027-09-15', '2027-09-15'], ['国庆节', 'National Day', '2027-10-01', '2027-10-03'],
];
const WORK = ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11', '2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'];

const weekdays = (spans: [string, string][]): Record<string, [string, string][]> => Object.fromEntries([1, 2, 3, 4, 5].map((d) => [String(d), spans]));

/** Hours of winter and summer, and every day that differs from the week. */
export const CALENDAR: Calendar = {
  hours: [
    { from: '05-01', to: '09-30', week: weekdays([['08:30', '12:00'], ['14:00', '18:00']]) },
    { from: '10-01', to: '04-30', week: weekdays([['08:30', '12:00'], ['13:30', '17:30']]) },
  ],
  days: [
    ...REST.flatMap(([zh, en, from, to]) => days(from, to).map((day) => ({ day, kind: 'rest' as const, name: { zh, en } }))),
    ...WORK.map((day) => ({ day, kind: 'work' as const, name: { zh: '调休上班', en: 'Working day in exchange' } })),
  ],
};

function days(from: string, to: string): string[] {
  const out: string[] = [];
  for (let t = Date.parse(from); t <= Date.parse(to); t += 86_400_000) out.push(new Date(t).toISOString().slice(0, 10));
  return out;
}
