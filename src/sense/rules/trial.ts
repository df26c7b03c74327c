// A rule tried on history: the same engine over past values, its clock being theirs, and a count of what it would have raised. Pure.
import { z } from 'zod';
import { Severity, type Decision, type Seen } from './contract.ts';
import { keyOf, observe, tick, unheard, type Env, type Judged, type State, type Stream } from './rules.ts';

/** So many alarms are listed; all are counted. */
export const MOST_LISTED = 200;
/** One alarm it would have raised; moments in ms. `cleared` is null when it still held at the end. */
const Raised = z.object({ key: z.string(), thing: z.number(), stream: z.number(), at: z.number(), cleared: z.number().nullable(), severity: Severity, value: z.number().nullable(), overlaps: z.boolean().nullable() });
export type Raised = z.output<typeof Raised>;
export const Report = z.object({
  observations: z.number(), raised: z.number(), suppressed: z.number(), late: z.number(), /** Milliseconds. */ longest: z.number(),
  /** Alarms a day of the city, days without one left out. */
  days: z.array(z.tuple([z.string(), z.number()])), alarms: z.array(Raised),
  /** Of the listed ones: how many had a case of the class nearby within a day. */
  overlaps: z.number(),
});
export type Report = z.output<typeof Report>;

export interface Trial { take(values: readonly Seen[]): void; end(at: number): Report }

/** Begins a trial. `streams` are those the rule watches, `dayOf` names the city's day of a moment. */
export function beginTrial({ rule, leaves }: Judged, streams: ReadonlyMap<number, Stream>, env: Env, dayOf: (at: number) => string): Trial {
  // Nobody was there to acknowledge: levels by time say nothing of the rule.
  const of: Judged = { rule: { ...rule, escalate: 0 }, leaves };
  const trial: Env = { ...env, closesItself: true };
  const states = new Map<string, State>();
  const open = new Map<string, Raised>();
  const listed: Raised[] = [];
  const days = new Map<string, number>();
  let [observations, raised, suppressed, longest] = [0, 0, 0, 0];

  function note(key: string, stream: Stream, { what, at, severity, trace }: Decision): void {
    if (what === 'suppressed') suppressed += 1;
    if (what === 'raised') {
      raised += 1;
      days.set(dayOf(at), (days.get(dayOf(at)) ?? 0) + 1);
      const one: Raised = { key, thing: stream.thing, stream: stream.id, at, cleared: null, severity, value: trace.facts.find((fact) => fact.value !== null)?.value ?? null, overlaps: null };
      open.set(key, one);
      if (listed.length < MOST_LISTED) listed.push(one);
    }
    const one = open.get(key);
    if (!one) return;
    if (what === 'escalated') Object.assign(one, { severity });
    if (what === 'cleared') { Object.assign(one, { cleared: at }); longest = Math.max(longest, at - one.at); open.delete(key); }
  }
  return {
    take(values) {
      for (const value of values) {
        const stream = streams.get(value.stream);
        if (!stream) continue;
        observations += 1;
        const key = keyOf(of.rule, stream);
        let state = states.get(key);
        if (!state) states.set(key, (state = unheard(1)));
        for (const decision of observe(of, state, value, value.time, trial)) note(key, stream, decision);
      }
    },
    end(at) {
      const byKey = new Map([...streams.values()].map((stream) => [keyOf(of.rule, stream), stream]));
      let late = 0;
      for (const [key, state] of states) {
        const stream = byKey.get(key);
        // The last values wait for nothing any more.
        if (stream) for (const decision of tick(of, state, at + of.rule.tolerance * 1000, trial)) if (decision.at <= at) note(key, stream, decision);
        late += state.late;
      }
      for (const one of open.values()) longest = Math.max(longest, at - one.at);
      return { observations, raised, suppressed, late, longest, days: [...days].sort(([a], [b]) => (a < b ? -1 : 1)), alarms: listed, overlaps: 0 };
    },
  };
}
