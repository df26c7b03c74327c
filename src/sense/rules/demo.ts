// Rules of the demo city, as examples of every kind: dust at building sites, noise at night, water rising, bins filling, lamps gone silent.
// Invented, like everything of that city; limits are plausible, not those of any standard.
import { z } from 'zod';
import { sql, type Database } from '#ground/db/index.ts';
import { classIndex } from '#city/classes/index.ts';
import { Definition } from './contract.ts';
import { createRule, switchRule } from './keeping.ts';
import { m } from './messages.ts';

const named = (message: typeof m.demoDust) => ({ zh: message('zh'), en: message('en') });
/** Definitions by the names of observed properties that the demo's things measure. */
const demoRules = (): Definition[] => [
  { name: named(m.demoDust), watch: { kinds: ['air'] }, per: 'thing', when: { kind: 'threshold', input: 'PM10', op: 'above', limit: 150, clear: 120, for: 1800 }, clearFor: 1800, severity: 'warning', ladder: [{ severity: 'serious', limit: 250 }, { severity: 'critical', limit: 420 }], escalate: 3600, suppress: 7200, class: 'E0304' },
  { name: named(m.demoNoise), watch: { kinds: ['noise'] }, per: 'thing', when: { kind: 'repeat', input: 'LAeq', op: 'above', limit: 60, times: 3, within: 1800 }, schedule: { days: [1, 2, 3, 4, 5, 6, 7], from: 1320, to: 360, calendar: 'any' }, severity: 'warning', suppress: 3600, class: 'E0128' },
  { name: named(m.demoWater), watch: { kinds: ['water'] }, per: 'thing', when: { kind: 'group', join: 'any', of: [{ kind: 'threshold', input: 'water level', op: 'above', limit: 0.3, clear: 0.15 }, { kind: 'rate', input: 'water level', direction: 'up', change: 0.2, within: 900 }] }, severity: 'serious', escalate: 900, suppress: 3600, class: 'E0506' },
  { name: named(m.demoBin), watch: { kinds: ['bin'] }, per: 'thing', when: { kind: 'threshold', input: 'fill level', op: 'above', limit: 90, clear: 40 }, severity: 'notice', suppress: 3600, class: 'E0192' },
  { name: named(m.demoLamp), watch: { kinds: ['light'] }, per: 'thing', when: { kind: 'silence', input: 'power', for: 6 * 3600 }, severity: 'notice', suppress: 86_400, class: 'C0137' },
].map((rule) => Definition.parse(rule));

/** Writes the demo's rules, switched on, where there are none yet; returns how many. Rules whose class the city has not are left out. */
export async function seedDemoRules(db: Database, now: Date): Promise<number> {
  if (await db.maybe(z.object({ id: z.number() }), sql`select id from sense.rules limit 1`)) return 0;
  const classes = await classIndex(db);
  const usable = demoRules().filter((rule) => classes.get(rule.class));
  for (const rule of usable) await switchRule(db, await createRule(db, rule, { person: null, now }), true, now);
  return usable.length;
}
