// History (历史): roll-ups, retention, series. What the rest of the room takes from it.
import type { NavEntry } from '#ground/room.ts';
import { forgetJob, rollUpJob } from './jobs.ts';
import { m } from './messages.ts';
import { historyPages, RETENTION } from './pages.tsx';
import { historyRoutes as api } from './routes.ts';

export { rollUpJob } from './jobs.ts';
export { latestOf, type LatestThing } from './latest.ts';
export { seriesOf, type SeriesPoint } from './series.ts';
export const historyJobs = [rollUpJob, forgetJob];
export const historyRoutes = [...api, ...historyPages];
export const historyNav: readonly NavEntry[] = [{ bar: 'admin', roles: ['administrator'], href: RETENTION, title: m.short, icon: 'clock', place: 78 }];
