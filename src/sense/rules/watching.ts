// Which rules watch which streams, in memory: an observation finds its rules by one look. Built anew when rules change, when a stream comes that is not
// known yet, and every ten minutes (things move and change their kind).
import type { Db } from '#ground/db/index.ts';
import { cached, forget } from '#ground/events/index.ts';
import { calendarOf, isWorking, weekdayOf, type Calendar } from '#city/calendar/index.ts';
import { cityTools, type CityTools } from '#city/cases/index.ts';
import { leavesOf, type Definition } from './contract.ts';
import { judged, keyOf, watches, type Env, type Judged } from './rules.ts';
import { activeRules, standing, streamsOf, type ActiveRule, type StreamRow } from './store.ts';

export interface Watching { readonly id: number; readonly version: number; readonly of: Judged; /** Asks for positions. */ readonly places: boolean; readonly silence: boolean }
export interface Target { readonly rule: Watching; readonly key: string }
/** A stream with what an alarm says of its thing. */
export interface Known extends StreamRow { readonly at: { lon: number; lat: number } | null; readonly path: readonly string[] }
export interface Watch {
  readonly rules: ReadonlyMap<number, Watching>; readonly targets: ReadonlyMap<number, readonly Target[]>; readonly streams: ReadonlyMap<number, Known>;
  /** A stream of the key, for alarms that no observation brought about. */
  readonly byKey: ReadonlyMap<string, Known>;
  readonly newest: number; readonly madeAt: number; readonly from: readonly ActiveRule[];
}

const RULES = 'sense:rules';
const cachedRules = cached(RULES, activeRules);
/** To be called in the transaction that changes a rule. */
export const rulesChanged = (tx: Db): Promise<void> => forget(tx, RULES);

const KEPT_MS = 600_000;

/** The present watch: the old one while it holds. Memory only, unless something changed. */
export async function watchNow(db: Db, old: Watch | undefined, now: Date, newest = 0): Promise<Watch> {
  const rules = await cachedRules(db);
  if (old && old.from === rules && newest <= old.newest && Math.abs(now.getTime() - old.madeAt) < KEPT_MS) return old;
  return build(rules, await knownStreams(db, [...new Set(rules.flatMap((rule) => inputsOf(rule.definition)))], await cityTools(db)), now, newest);
}

/** What a rule listens to. */
export const inputsOf = ({ when, clear }: Definition): string[] => [...new Set([...leavesOf(when), ...(clear ? leavesOf(clear) : [])].map((leaf) => leaf.input))];

/** Streams of these inputs with the place of their things. */
export async function knownStreams(db: Db, inputs: readonly string[], tools: CityTools): Promise<Known[]> {
  if (inputs.length === 0) return [];
  const rows = await streamsOf(db, inputs);
  const stands = new Map((await standing(db, [...new Set(rows.map((row) => row.thing))])).map(({ thing, lon, lat }) => [thing, { lon, lat }]));
  return rows.map((row) => { const at = stands.get(row.thing) ?? null; return { ...row, at, path: (at && tools.areas.locate(at.lon, at.lat)?.path) || [] }; });
}

export function watching({ id, version, definition }: ActiveRule): Watching {
  const leaves = leavesOf(definition.when);
  return { id, version, of: judged(definition), places: [...leaves, ...(definition.clear ? leavesOf(definition.clear) : [])].some((leaf) => leaf.kind === 'place'), silence: leaves.some((leaf) => leaf.kind === 'silence') };
}

function build(from: readonly ActiveRule[], known: readonly Known[], now: Date, newest: number): Watch {
  const targets = new Map<number, Target[]>();
  const byKey = new Map<string, Known>();
  const rules = from.map(watching);
  for (const rule of rules) {
    const inputs = new Set(inputsOf(rule.of.rule));
    for (const stream of known) {
      if (!watches(rule.of.rule, inputs, stream)) continue;
      const key = keyOf(rule.of.rule, stream);
      targets.set(stream.id, [...(targets.get(stream.id) ?? []), { rule, key }]);
      if (!byKey.has(stateKey(rule.id, key))) byKey.set(stateKey(rule.id, key), stream);
    }
  }
  const streams = new Map(known.map((stream) => [stream.id, stream]));
  return { rules: new Map(rules.map((rule) => [rule.id, rule])), targets, streams, byKey, newest: Math.max(newest, known.reduce((most, stream) => Math.max(most, stream.id), 0)), madeAt: now.getTime(), from };
}

export const stateKey = (rule: number, key: string): string => `${rule} ${key}`;

/** The city's clock and calendar, as the engine asks them. */
export async function envOf(db: Db): Promise<Env> {
  const calendar = await calendarOf(db);
  return { local: (at) => localAt(calendar, at) };
}

function localAt(calendar: Calendar, at: number): ReturnType<Env['local']> {
  const day = calendar.zone.dayAt(at);
  return { weekday: weekdayOf(day), minute: Math.floor((at - calendar.zone.instantOf(day, 0)) / 60_000), working: isWorking(calendar, new Date(at)) };
}
