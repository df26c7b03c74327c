// The invented sensors with their invented fortnight, and rules that watch them. The last two hours come after the rules, so that these have something to judge.
import { wallTime, zonedMoment } from '#ground/clock/zoned.ts';
import type { Database } from '#ground/db/index.ts';
import { citySettings } from '#city/settings/index.ts';
import { provision, readThings, writeSimulatedPast } from '#sense/things/index.ts';
import { seedDemoRules } from '#sense/rules/index.ts';
import { planSensors, type DemoSensor } from './sensors/plan.ts';

export interface SensorOptions { readonly until: Date; readonly days?: number; readonly progress?: (done: number, of: number) => void }
const HOUR = 3_600_000;
const INVENTED = '虚构的演示设备，数据也是虚构的 · An invented device of the demo city; its values are invented too';

/** Returns how many things and values were written. A table that provisioning refuses is a bug and throws. */
export async function loadDemoSensors(db: Database, { until, days = 14, progress }: SensorOptions): Promise<{ things: number; values: number; rules: number }> {
  const sensors = planSensors();
  const rows = sensors.map((s, i) => ({ row: i + 2, cells: { code: s.code, name: s.name, name_en: s.nameEn, kind: s.kind, lon: String(s.lon), lat: String(s.lat), asset: s.asset ?? '', organisation: s.organisation, description: INVENTED } }));
  const { plans, problems } = await readThings(db, { columns: Object.keys(rows[0]?.cells ?? {}), rows });
  if (problems[0]) throw new Error(`${problems[0].column} of row ${problems[0].row}: ${problems[0].what('en', problems[0].params)}`);
  const { zone } = await citySettings(db);
  const bySeed = plans.map((plan, i) => {
    const story = sensors[i]?.story;
    return { ...plan, properties: { synthetic: true, seed: sensors[i]?.seed ?? 0, ...(story ? { story: { kind: story.kind, at: momentOf(story, until, zone).toISOString() } } : {}) } };
  });
  const { new: things } = await provision(db, bySeed, { person: null, now: new Date(until.getTime() - days * 24 * HOUR) });
  const lately = new Date(until.getTime() - 2 * HOUR);
  const before = await writeSimulatedPast(db, new Date(until.getTime() - days * 24 * HOUR), lately, zone, progress);
  const rules = await seedDemoRules(db, lately);
  const after = await writeSimulatedPast(db, lately, until, zone);
  return { things, values: before + after, rules };
}

/** A loud night is loud before midnight, whenever the city begins. */
function momentOf({ kind, hours }: NonNullable<DemoSensor['story']>, until: Date, zone: string): Date {
  const at = new Date(until.getTime() + hours * HOUR);
  return kind === 'party' ? zonedMoment(`${wallTime(at, zone).slice(0, 10)}T23:30:00`, zone) : at;
}
