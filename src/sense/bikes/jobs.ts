// What happens by itself: bikes are judged, feeds of operators read, scores kept, old positions forgotten, and in a demo city time passes.
import type { Ground } from '#ground/http/context.ts';
import type { Job } from '#ground/jobs/index.ts';
import { citySettings } from '#city/settings/index.ts';
import { readFeeds } from './gbfs-reading.ts';
import { forgetOld, govern } from './governing.ts';
import { operatorsOf } from './operators.ts';
import { keepScores } from './scores.ts';
import { beginSimulation, bikeCompanies, letTimePass } from './simulation.ts';

/** Bikes of a demo city, when it has none of its own. */
const DEMO_BIKES = 1500;
const PASS_MIN = 10;

async function judgeAll({ db, clock }: Ground): Promise<void> {
  if ((await operatorsOf(db)).length > 0) await govern(db, clock.now());
}

/** In an invented city with bike companies the simulator begins by itself, a minute after the city is there at most, so that no start waits for it. Never beside real operators. */
async function beginDemo({ db, clock }: Ground): Promise<void> {
  const { demo, zone } = await citySettings(db);
  if (!demo || (await operatorsOf(db)).length > 0 || (await bikeCompanies(db)).length === 0) return;
  await beginSimulation(db, DEMO_BIKES, clock.now());
  await keepScores(db, zone, clock.now());
}

/** There its bikes go on moving, while all of them are synthetic. */
async function passTime({ db, clock }: Ground): Promise<void> {
  if (!(await citySettings(db)).demo) return;
  const operators = await operatorsOf(db);
  if (operators.length > 0 && operators.every((o) => o.synthetic)) await letTimePass(db, PASS_MIN, clock.now());
}

export const jobs: readonly Job[] = [
  { name: 'bikes.judge', every: '*/5 * * * *', within: 300, run: judgeAll },
  { name: 'bikes.feeds', every: '*/2 * * * *', within: 300, run: ({ db, clock }) => readFeeds(db, clock.now()) },
  { name: 'bikes.scores', every: '7 * * * *', within: 300, run: async ({ db, clock }) => keepScores(db, (await citySettings(db)).zone, clock.now()) },
  { name: 'bikes.begin', every: '* * * * *', within: 600, run: beginDemo },
  { name: 'bikes.demo', every: '*/10 * * * *', within: 600, run: passTime },
  { name: 'bikes.forget', every: '41 3 * * *', within: 900, run: ({ db, clock }) => forgetOld(db, clock.now()) },
];
