// History (历史): roll-ups, retention, series. What the rest of the room takes from it.
import { forgetJob, rollUpJob } from './jobs.ts';

export { rollUpJob } from './jobs.ts';
export { seriesOf, type SeriesPoint } from './series.ts';
export const historyJobs = [rollUpJob, forgetJob];
