// comis simulate bikes: synthetic bikes for demonstrations and measurements.
import { parseArgs } from 'node:util';
import { dateTime } from '#ground/i18n/format.ts';
import { negotiate, type Lang } from '#ground/i18n/index.ts';
import { Refusal } from '#ground/http/refusal.ts';
import type { Command } from '#ground/room.ts';
import { citySettings } from '#city/settings/index.ts';
import { govern } from './governing.ts';
import { m } from './messages.ts';
import { operatorsOf } from './operators.ts';
import { keepScores } from './scores.ts';
import { beginSimulation, letTimePass } from './simulation.ts';

const langOf = (env: Record<string, string | undefined>): Lang => negotiate((env['LANG'] ?? '').replace('_', '-').replace(/\..*$/, ''), 'en');

function readArgs(args: readonly string[]): { bikes: number; hours: number } | undefined {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { bikes: { type: 'string', default: '2000' }, hours: { type: 'string', default: '0' } } });
    const [bikes, hours] = [Number(values.bikes), Number(values.hours)];
    const fine = positionals.length === 1 && positionals[0] === 'bikes' && Number.isInteger(bikes) && bikes >= 1 && bikes <= 50_000 && Number.isInteger(hours) && hours >= 0 && hours <= 48;
    return fine ? { bikes, hours } : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the bikes when there are none, lets hours pass up to now, judges, and tells what it found and how long the judgement took. */
export const simulateCommand: Command = {
  name: 'simulate',
  get about() { return m.simulateAbout(langOf(process.env)); },
  async run(args, { db, print, env }) {
    const lang = langOf(env);
    const asked = readArgs(args);
    if (!asked) return print(m.simulateUsage(lang));
    const { zone } = await citySettings(db);
    const now = Date.now();
    const begun = new Date(now - asked.hours * 3_600_000);
    try {
      if ((await operatorsOf(db)).length === 0) await beginSimulation(db, asked.bikes, begun, print);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return print(error.say(lang));
    }
    for (let hour = 1; hour <= asked.hours; hour++) {
      const at = new Date(begun.getTime() + hour * 3_600_000);
      print(m.simHour(lang, { at: dateTime(lang, zone, at), n: await letTimePass(db, 60, at) }));
    }
    const started = performance.now();
    const judged = await govern(db, new Date(now));
    print(m.simJudged(lang, { n: judged.bikes, found: judged.findings.length, ms: Math.round(performance.now() - started) }));
    await keepScores(db, zone, new Date(now));
  },
};
