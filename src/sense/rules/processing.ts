// Judging what came: a slice of the stream, in one transaction with everything that follows from it. The cursor, the states, the alarms, their cases,
// happenings and events are written together, so after a crash the next process goes on where the last commit was: nothing is judged twice or left out.
//
// States stay in this process's memory as long as nobody else changed any (the cursor's `rev` tells); a slice then costs the batches it reads and one write.
// A runner looks ahead (`keepMs`): a slice that decides nothing is not written at once, since judging it again after a crash decides nothing again. What is decided
// is written in the moment it is, with every state since the last write; whoever finds that another process wrote meanwhile forgets what it knew and reads again.
import type { Database, Db } from '#ground/db/index.ts';
import { cityTools, type CityTools } from '#city/cases/index.ts';
import { writeDecision } from './alarms.ts';
import type { Decision, Seen } from './contract.ts';
import { carried, fresh, observe, onEarth, tick, unheard, wakeAt, type Env, type State } from './rules.ts';
import { calling, type Called } from './names.ts';
import { awaitCursor, dueStates, keysOf, positionsOf, readSlice, saveSlice, statesOf, takeSlice, type Batch } from './store.ts';
import { envOf, stateKey, watchNow, type Target, type Watch, type Watching } from './watching.ts';

/** What a process keeps between slices. Begin with `{}`. */
export interface Memory { watch?: Watch; rev?: number; states?: Map<string, State>; seeded?: Watch; lookedAt?: number;
  /** Looking ahead: how far was judged, the states not yet written, and when the last were (ms of the process). */ place?: Place; unsaved?: Held; savedAt?: number }
interface Place { readonly tx: string; readonly id: number }
export interface Slice { /** There may be more to do at once. */ readonly more: boolean; /** What was judged, in the order in which it came. */ readonly values: readonly Seen[]; readonly decisions: number; /** Another process is at it. */ readonly busy: boolean }

const MOST_BATCHES = 64;
const MOST_DUE = 500;
const MOST_STATES = 50_000;
/** More states than this are written without waiting. */
const MOST_UNSAVED = 5000;
/** How often states are asked for whose clock has run out (ms of the clock). */
const LOOK_MS = 1000;

/** One slice of work. Safe from several processes: only the holder of the cursor decides. `keepMs`: how long what decides nothing may stay unwritten; absent: not at all. */
export async function judgeSlice(db: Database, memory: Memory, now: Date, { keepMs }: { keepMs?: number } = {}): Promise<Slice> {
  const [tools, env, called] = [await cityTools(db), await envOf(db), await calling(db)];
  const watch = (memory.watch = await watchNow(db, memory.watch, now));
  try {
    const work: Work = { memory, watch, tools, called, env, now };
    const slice = await (keepMs === undefined ? db.begin((tx) => judgeIn(tx, work)) : judgeAhead(db, work, keepMs));
    if (slice.unknown > watch.newest) memory.watch = await watchNow(db, watch, now, slice.unknown);
    return slice;
  } catch (error) {
    // What memory holds was not written.
    forgetStates(memory);
    throw error;
  }
}

function forgetStates(memory: Memory): void {
  delete memory.states;
  delete memory.rev;
  delete memory.seeded;
  delete memory.place;
  delete memory.unsaved;
}

interface Work { readonly memory: Memory; readonly watch: Watch; readonly tools: CityTools; readonly called: Called; readonly env: Env; readonly now: Date }

async function judgeIn(tx: Db, work: Work): Promise<Slice & { unknown: number }> {
  const { memory, watch, now } = work;
  const taken = await takeSlice(tx, MOST_BATCHES);
  if (!taken) return { more: false, values: [], decisions: 0, busy: true, unknown: 0 };
  const { cursor, batches } = taken;
  if (memory.rev !== cursor.rev || !memory.states || memory.states.size > MOST_STATES) memory.states = new Map();
  const unknown = newestOf(batches);
  // A stream nobody knows yet: the watch is built anew before its first value is judged.
  if (unknown > watch.newest) return { more: true, values: [], decisions: 0, busy: false, unknown };
  const values = await seenIn(tx, batches, watch);
  const due = await dueKeys(tx, work);
  if (batches.length === 0 && due.length === 0) return { more: false, values: [], decisions: 0, busy: false, unknown: 0 };
  const states = await loaded(tx, memory.states, [...values.flatMap((value) => watch.targets.get(value.stream) ?? []), ...due]);
  const said = judgeAll(work, states, values, due);
  for (const { target, decision } of said) await writeDecision(tx, { rule: target.rule, key: target.key, decision, watch, tools: work.tools, called: work.called, now });
  const last = batches.at(-1);
  memory.rev = cursor.rev + 1;
  memory.lookedAt = now.getTime();
  const kept = [...states.values()].map(({ target, state }) => ({ rule: target.rule.id, key: target.key, state, due: wake(target, state, work.env) }));
  await saveSlice(tx, kept, { tx: last?.tx ?? cursor.tx, id: last?.id ?? cursor.id, rev: memory.rev });
  return { more: batches.length === MOST_BATCHES || due.length >= MOST_DUE, values, decisions: said.length, busy: false, unknown: 0 };
}

const NOTHING = { values: [], decisions: 0, unknown: 0 } as const;

/** The same without holding the cursor while it thinks: reads on from where it is, and writes when there is something to say or when it is time. */
async function judgeAhead(db: Db, work: Work, keepMs: number): Promise<Slice & { unknown: number }> {
  const { memory, watch } = work;
  const taken = await readSlice(db, memory.place, MOST_BATCHES);
  if (!taken) return { ...NOTHING, more: false, busy: true };
  const { cursor, batches } = taken;
  if (memory.rev !== cursor.rev) {
    const ahead = memory.place !== undefined;
    forgetStates(memory);
    memory.rev = cursor.rev;
    // What was read began where this process was, not where the cursor is.
    if (ahead) return { ...NOTHING, more: true, busy: false };
  }
  if (memory.states && memory.states.size > MOST_STATES && !memory.unsaved?.size) delete memory.states;
  memory.states ??= new Map();
  memory.unsaved ??= new Map();
  const unknown = newestOf(batches);
  if (unknown > watch.newest) return { ...NOTHING, more: true, busy: false, unknown };
  const values = await seenIn(db, batches, watch);
  const due = await dueKeys(db, work);
  const states = await loaded(db, memory.states, [...values.flatMap((value) => watch.targets.get(value.stream) ?? []), ...due]);
  const said = judgeAll(work, states, values, due);
  for (const [at, one] of states) memory.unsaved.set(at, one);
  const last = batches.at(-1);
  if (last) memory.place = { tx: last.tx, id: last.id };
  const place = memory.place;
  const waited = performance.now() - (memory.savedAt ?? -Infinity) >= keepMs || memory.unsaved.size > MOST_UNSAVED;
  const saves = said.length > 0 || due.length > 0 || (place !== undefined && waited);
  if (saves && !(await db.begin((tx) => save(tx, work, said, memory.unsaved ?? new Map(), place ?? cursor)))) {
    forgetStates(memory);
    return { ...NOTHING, more: false, busy: true };
  }
  return { more: batches.length === MOST_BATCHES || due.length >= MOST_DUE, values, decisions: said.length, busy: false, unknown: 0 };
}

/** Writes what was decided with everything it rests on; false when somebody else wrote since this process read. */
async function save(tx: Db, { memory, watch, tools, called, env, now }: Work, said: readonly Said[], states: Held, place: Place): Promise<boolean> {
  const cursor = await awaitCursor(tx);
  if (!cursor || cursor.rev !== memory.rev) return false;
  for (const { target, decision } of said) await writeDecision(tx, { rule: target.rule, key: target.key, decision, watch, tools, called, now });
  const rev = cursor.rev + 1;
  await saveSlice(tx, [...states.values()].map(({ target, state }) => ({ rule: target.rule.id, key: target.key, state, due: wake(target, state, env) })), { tx: place.tx, id: place.id, rev });
  tx.afterCommit(() => { memory.rev = rev; memory.savedAt = performance.now(); delete memory.place; memory.unsaved = new Map(); });
  return true;
}

const newestOf = (batches: readonly Batch[]): number => { let most = 0; for (const { streams } of batches) for (const stream of streams) if (stream > most) most = stream; return most; };

/** Watched values in the order in which they came, with positions where a rule asks for them. */
async function seenIn(tx: Db, batches: readonly Batch[], watch: Watch): Promise<Seen[]> {
  const seen: Seen[] = [];
  const placed: number[] = [];
  for (const { ids, streams, times, numbers } of batches) {
    for (let i = 0; i < ids.length; i++) {
      const [id, stream, time] = [ids[i], watch.streams.get(streams[i] ?? 0), times[i]];
      const targets = stream && watch.targets.get(stream.id);
      if (id === undefined || !time || !targets) continue;
      if (targets.some(({ rule }) => rule.places)) placed.push(seen.length);
      seen.push({ id, stream: stream.id, thing: stream.thing, input: stream.input, unit: stream.unit, time: time.getTime(), number: numbers[i] ?? null, at: null });
    }
  }
  return placed.length ? withPositions(tx, seen, placed) : seen;
}

async function withPositions(tx: Db, seen: Seen[], placed: readonly number[]): Promise<Seen[]> {
  const wanted = placed.flatMap((i) => seen[i] ?? []);
  let [from, to] = [Infinity, -Infinity];
  for (const { time } of wanted) { from = Math.min(from, time); to = Math.max(to, time); }
  const found = new Map((await positionsOf(tx, wanted.map((w) => w.id), [...new Set(wanted.map((w) => w.stream))], new Date(from), new Date(to))).map((row) => [row.id, row]));
  return seen.map((value) => { const at = found.get(value.id); return at ? { ...value, at: onEarth(at.lon, at.lat) } : value; });
}

/** Keys whose clock has run out; once after the watch changed also those of silence rules that nothing was heard of. */
async function dueKeys(tx: Db, { memory, watch, now }: Work): Promise<Target[]> {
  const fromClock = memory.lookedAt === undefined || Math.abs(now.getTime() - memory.lookedAt) >= LOOK_MS || memory.seeded !== watch;
  if (!fromClock) return [];
  memory.lookedAt = now.getTime();
  const due = (await dueStates(tx, now, MOST_DUE)).flatMap(({ rule, key }) => { const found = watch.rules.get(rule); return found ? [{ rule: found, key }] : []; });
  if (memory.seeded === watch) return due;
  const unheardOf: Target[] = [];
  for (const rule of watch.rules.values()) if (rule.silence) unheardOf.push(...(await missing(tx, watch, rule)));
  if (unheardOf.length <= MOST_DUE) memory.seeded = watch;
  return [...due, ...unheardOf.slice(0, MOST_DUE)];
}

async function missing(tx: Db, watch: Watch, rule: Watching): Promise<Target[]> {
  const there = await keysOf(tx, rule.id);
  const keys = new Set([...watch.targets.values()].flat().filter((target) => target.rule === rule).map(({ key }) => key));
  return [...keys].filter((key) => !there.has(key)).map((key) => ({ rule, key }));
}

type Held = Map<string, { readonly target: Target; state: State }>;

/** The states that this slice touches: from memory, else from their rows, else new. */
async function loaded(tx: Db, kept: Map<string, State>, targets: readonly Target[]): Promise<Held> {
  const held: Held = new Map();
  const wanted: Target[] = [];
  for (const target of targets) {
    const at = stateKey(target.rule.id, target.key);
    if (held.has(at)) continue;
    const state = kept.get(at);
    held.set(at, { target, state: state ?? unheard(target.rule.version) });
    if (!state) wanted.push(target);
  }
  if (wanted.length) for (const row of await statesOf(tx, wanted.map(({ rule, key }) => ({ rule: rule.id, key })))) { const one = held.get(stateKey(row.rule, row.key)); if (one) one.state = row.state; }
  for (const [at, one] of held) { one.state = carried(one.state, one.target.rule.version); kept.set(at, one.state); }
  return held;
}

interface Said { readonly target: Target; readonly decision: Decision }

function judgeAll({ watch, env, now }: Work, held: Held, values: readonly Seen[], due: readonly Target[]): Said[] {
  const said: Said[] = [];
  const clock = now.getTime();
  for (const value of values) {
    for (const target of watch.targets.get(value.stream) ?? []) {
      const one = held.get(stateKey(target.rule.id, target.key));
      if (one) for (const decision of observe(target.rule.of, one.state, value, clock, env)) said.push({ target, decision });
    }
  }
  // After the values: what came in time is not silence.
  for (const target of due) {
    const one = held.get(stateKey(target.rule.id, target.key));
    if (one?.state.most === Number.MIN_SAFE_INTEGER) Object.assign(one.state, fresh(target.rule.version, clock));
    if (one) for (const decision of tick(target.rule.of, one.state, clock, env)) said.push({ target, decision });
  }
  return said;
}

function wake({ rule }: Target, state: State, env: Env): Date | null {
  const at = wakeAt(rule.of, state, env);
  return at === null ? null : new Date(at);
}
