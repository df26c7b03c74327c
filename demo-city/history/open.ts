// Cases that are open at the present, chosen so that every desk has work: each stage, with time left, pressing and late.
import type { Verb } from '../../src/city/cases/contract.ts';
import type { HistoryReport, HistoryStep } from '../history-types.ts';
import type { Limit } from '../../src/city/calendar/contract.ts';

/** Open after `after`, the last step having been `share` of the next limit ago (above 1: late). */
export interface Opening { readonly after: Verb; readonly share: number; readonly nature?: HistoryReport['nature']; readonly passed?: boolean }

const SHARES = [0.1, 0.5, 0.85, 1.6];
const at = (after: Verb, more: Omit<Opening, 'after' | 'share'> = {}, shares: readonly number[] = SHARES): Opening[] => shares.map((share) => ({ after, share, ...more }));

/** Forty of them; about twenty more remain open by themselves. */
export const OPENINGS: readonly Opening[] = [
  ...at('receive', { nature: 'report' }), ...at('receive', { nature: 'complaint' }, [0.3, 0.9]), ...at('receive', { nature: 'question' }, [0.2, 0.8, 1.3]), ...at('receive', { nature: 'suggestion' }, [0.3, 0.9]), ...at('receive', { nature: 'praise' }, [0.4]),
  ...at('order-verification'), ...at('verify', {}, [0.2, 0.8]), ...at('file'), ...at('dispatch'), ...at('sign'), ...at('return', {}, [0.3, 1.2]), ...at('suspend', {}, [0.5, 0.6]),
  ...at('feedback', {}, [0.2, 0.9]), ...at('order-check', {}, [0.3, 1.2]), ...at('check', { passed: true }, [0.3, 0.9]), ...at('reopen', {}, [0.4]), ...at('urge', {}, [1.2]), ...at('ask-extension', {}, [0.6]),
];

/** Takes a report out of the pool, cuts its file after the wanted step and moves it in time so that the next step is due as told. */
export function openTail<D extends Openable>(opening: Opening, until: Date, pool: D[]): D {
  const cut = (steps: readonly HistoryStep[]) => steps.findIndex((s) => s.verb === opening.after && (opening.passed === undefined || s.data.passed === opening.passed));
  const chosen = pool.findIndex((d) => {
    const i = cut(d.steps);
    const [here, next] = [d.steps[i], d.steps[i + 1]];
    if (!here || !next || (opening.nature !== undefined && d.nature !== opening.nature)) return false;
    if (HANDLING.has(opening.after) && opening.share > 0.8 && d.journey.standard?.limit.unit !== 'urgent_hour') return false;
    return next.at > here.at && next.verb !== 'refuse' && here.at.getTime() - d.at.getTime() < 5 * 86_400_000;
  });
  const [draft] = chosen < 0 ? [] : pool.splice(chosen, 1);
  if (!draft) throw new Error(`no report to leave open after ${opening.after}`);
  const i = cut(draft.steps);
  const last = draft.steps[i]?.at ?? until;
  const shift = until.getTime() - opening.share * waitHours(opening, draft) * 3_600_000 - last.getTime();
  const moved = (at: Date) => new Date(at.getTime() + shift);
  draft.steps = draft.steps.slice(0, i + 1).map((s) => ({ ...s, at: moved(s.at), data: s.data.until ? { ...s.data, until: moved(s.data.until) } : s.data }));
  waitsForOfficer(draft.steps);
  draft.at = moved(draft.at);
  return draft;
}

/** Visits that nobody has made yet are those of the officer who can be signed in as, where it is their district. */
function waitsForOfficer(steps: HistoryStep[]): void {
  const last = steps.at(-1);
  if (last?.data.officer && last.organisation === 'supervision-demo') steps[steps.length - 1] = { ...last, data: { ...last.data, officer: 'officer' } };
}

interface Openable { at: Date; steps: HistoryStep[]; nature: HistoryReport['nature']; journey: { standard: { limit: Limit } | null } }

/** After these the limit of the standard runs; only one on the wall clock can be made late whatever day it is. */
const HANDLING: ReadonlySet<Verb> = new Set(['dispatch', 'sign', 'urge', 'ask-extension']);
/** Hours of the clock that runs after a verb, by the demo city's limits; half an hour where nothing is said. */
const HOURS: Partial<Record<Verb, number>> = { 'order-verification': 2, feedback: 2, 'order-check': 2, check: 1, suspend: 24 };
const ANSWERS: Partial<Record<HistoryReport['nature'], number>> = { question: 30, suggestion: 96, praise: 60 };

function waitHours({ after }: Opening, { nature, journey: { standard } }: Openable): number {
  if (after === 'receive') return ANSWERS[nature] ?? 0.5;
  if (!HANDLING.has(after) || !standard) return HOURS[after] ?? 0.5;
  return standard.limit.value * (standard.limit.unit.endsWith('hour') ? 1 : 24);
}
