// The pure part: rules as a machine from observations and clock to decisions (engine/), and what a definition selects.
import { feeds, leavesOf, type Definition } from './contract.ts';

export { acknowledged, carried, fresh, resolved, State, unheard } from './engine/state.ts';
export { judged, type Judged } from './engine/judging.ts';
export { observe, tick, wakeAt } from './engine/stepping.ts';
export { onEarth, within } from './engine/shapes.ts';
export type { Env, Local } from './engine/schedule.ts';

/** A stream as rules choose it. `path`: codes of the areas its thing stands in. */
export interface Stream { readonly id: number; readonly input: string; readonly unit?: string | null; readonly thing: number; readonly kind: string | null; readonly path: readonly string[] }

/** Does the rule watch this stream? It must feed one of its conditions and stand where and be what the rule says. */
export function watches({ watch, when, clear }: Definition, inputs: ReadonlySet<string>, stream: Stream): boolean {
  if (!inputs.has(stream.input) || ![...leavesOf(when), ...(clear ? leavesOf(clear) : [])].some((leaf) => feeds(leaf, stream))) return false;
  if (watch.kinds.length && !(stream.kind && watch.kinds.includes(stream.kind))) return false;
  if (watch.things.length && !watch.things.includes(stream.thing)) return false;
  return watch.area === undefined || stream.path.includes(watch.area);
}

/** The deduplication key of a stream under a rule. */
export const keyOf = ({ per }: Definition, stream: Pick<Stream, 'id' | 'thing'>): string => (per === 'rule' ? 'rule' : per === 'thing' ? `thing:${stream.thing}` : `stream:${stream.id}`);
