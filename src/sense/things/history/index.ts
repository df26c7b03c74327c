// History (历史): roll-ups, retention, series. What the rest of the room takes from it.
import { forgetJob, rollUpJob } from './jobs.ts';
import { historyPages } from './pages.tsx';
import { historyRoutes as api } from './routes.ts';

export { rollUpJob } from './jobs.ts';
export { latestOf, type LatestThing } from './latest.ts';
export { seriesOf, type SeriesPoint } from './series.ts';
export const historyJobs = [rollUpJob, forgetJob];
export const historyRoutes = [...api, ...historyPages];
