// An answered question: the table of a period with what it is compared with. Tallies are kept while no case of their days changes; they depend on the
// question and on whether only public cases count, never on who asks.
import type { Viewer } from '#ground/identity/index.ts';
import { is } from '#ground/identity/index.ts';
import type { Db } from '#ground/db/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import { zoneOf } from '#city/calendar/index.ts';
import { cityTools, type CityTools } from '#city/cases/index.ts';
import type { Dim, Filters, ListQuestion, Question } from './contract.ts';
import { keysOf, onlyKey, onlyOf, usualDim } from './dims.ts';
import { EPOCH, secondsOf, type Facts } from './facts.ts';
import { factsOf } from './keeping.ts';
import { m } from './messages.ts';
import { following, parsePeriod, periodAt, previous, runUpTo, yearBefore, type Period } from './periods.ts';
import { tally, type Cut, type Span, type Tally } from './tally.ts';

/** A period with its moments; `provisional` while it is not over, `known` when the whole of it lies after the city began. */
export interface Timed { readonly period: Period; readonly span: Span; readonly provisional: boolean; readonly known: boolean }
/** `counted`: all cases, or public ones only because the table is narrow. */
export interface Asked {
  readonly facts: Facts; readonly tools: CityTools; readonly question: Question; readonly by: Dim; readonly counted: 'all' | 'public'; readonly folded: boolean; readonly staff: boolean;
  readonly now: Timed; readonly before: Timed; readonly yearBefore: Timed; readonly next: Timed | undefined; readonly began: Date | undefined; readonly empty: boolean;
}

/** Who sees counts of all cases in narrow tables too: those who decide and examine. */
const COUNTS_ALL = ['examiner', 'acceptor', 'dispatcher', 'administrator'] as const;
const FILTERS = ['area', 'class', 'unit', 'source', 'nature'] as const;

/** Reads the address of the page. Refuses (404) what is no period or has not begun. */
export async function ask(db: Db, viewer: Viewer, at: Date, text: string, question: Question): Promise<Asked> {
  const period = parsePeriod(text);
  if (!period) throw refuse(404, m.noPeriod);
  const [facts, tools] = await Promise.all([factsOf(db, at), cityTools(db)]);
  const time = clockOf(tools.settings.zone, at, facts.first);
  if (time.startOf(period) > at.getTime()) throw refuse(404, m.notBegun);
  const now = time.timed(period);
  const by = question.by ?? usualDim(tools);
  const staff = is(viewer, ...COUNTS_ALL);
  const after = following(period);
  return {
    facts, tools, question, by, staff, folded: !staff, counted: staff || !narrow(question, by, period) ? 'all' : 'public', now,
    before: time.timed(previous(period), now), yearBefore: time.timed(yearBefore(period), now), next: time.startOf(after) <= at.getTime() ? time.timed(after) : undefined,
    began: Number.isFinite(facts.first) ? new Date((facts.first + EPOCH) * 1000) : undefined, empty: now.span.to <= facts.first,
  };
}

/**
 * Two conditions at once, a week or a day, or a community: so few cases that one who is not public could be found out. There only public ones count,
 * so that nothing can be had by taking one table from another beyond what the wide tables say on purpose: how many of a number are not public.
 */
export const narrow = (q: Filters & Pick<Question, 'cols'>, by: Dim, period: Period): boolean =>
  q.cols !== undefined || FILTERS.some((name) => q[name] !== undefined) || by === 'community' || period.kind === 'week' || period.kind === 'day';

/** The month that ended last, in the city's zone. */
export async function lastMonth(db: Db, at: Date): Promise<Period> {
  const { settings } = await cityTools(db);
  return previous(periodAt('month', zoneOf(settings.zone).dayAt(at.getTime())));
}

function clockOf(zoneName: string, at: Date, first: number) {
  const zone = zoneOf(zoneName);
  const startOf = (period: Period): number => zone.instantOf(period.first, 0);
  // Whole minutes, so that everyone who asks within one is told the same.
  const asOf = Math.floor(secondsOf(at) / 60) * 60;
  return {
    startOf,
    /** With `like`, a period that is not over, only so much of it as has passed of that one: twenty days are compared with twenty days. */
    timed(period: Period, like?: Timed): Timed {
      const [from, end] = [secondsOf(new Date(startOf(period))), secondsOf(new Date(zone.instantOf(period.after, 0)))];
      const to = like?.provisional ? Math.min(end, from + (like.span.asOf - like.span.from)) : end;
      return { period, span: { from, to, asOf }, provisional: end > asOf, known: from >= first };
    },
  };
}

/** The periods of the chart: up to twelve that end with this one, and the one after it where it has begun. */
export function trendOf({ now, next, facts, tools }: Asked, at: Date): Timed[] {
  const time = clockOf(tools.settings.zone, at, facts.first);
  const run = runUpTo(now.period, next ? 11 : 12).map((period) => time.timed(period)).filter((one) => one.span.to > facts.first);
  return next ? [...run, next] : run;
}

/** The tally of a period: with rows and columns, or of the total alone. */
export function tallied(asked: Asked, { span }: Timed, table: boolean): Tally {
  const { facts, tools, question: q, by, counted, folded } = asked;
  const key = JSON.stringify([span.from, span.to, span.to > span.asOf ? span.asOf : 0, counted, folded, table ? [by, q.cols] : 0, FILTERS.map((name) => q[name])]);
  const { kept } = shelfOf(facts, tools);
  const held = kept.get(key);
  if (held && !touchedSince(facts, span, held.version)) return held.tally;
  const fresh = tally(facts, cutOf(asked, span, table));
  kept.delete(key);
  kept.set(key, { version: facts.version, tally: fresh });
  if (kept.size > MOST) for (const oldest of kept.keys()) { kept.delete(oldest); break; }
  return fresh;
}

/** The cut of the table, or of its total. */
function cutOf({ facts, tools, question, by, counted, folded }: Asked, span: Span, table: boolean): Cut {
  const keys = (dim: Dim) => keysOf(facts, tools, dim, folded);
  return { span, only: onlyOf(facts, tools, question), publicOnly: counted === 'public', rows: table ? keys(by) : undefined, cols: table && question.cols ? keys(question.cols) : undefined, countsOnly: !table };
}

/** The cut of one number of the table: the same, less everything that is not in its row and column. */
export function cutOfNumber(asked: Asked, { key, cols, col }: ListQuestion): Cut {
  const cut = cutOf(asked, asked.now.span, false);
  const one = (dim: Dim, wanted: string) => onlyKey(keysOf(asked.facts, asked.tools, dim, asked.folded), wanted);
  return { ...cut, only: [...cut.only, ...(key === undefined ? [] : [one(asked.by, key)]), ...(cols === undefined || col === undefined ? [] : [one(cols, col)])] };
}

const MOST = 200;
interface Shelf { readonly areas: CityTools['areas']; readonly classes: CityTools['classes']; readonly kept: Map<string, { version: number; tally: Tally }> }
const shelves = new WeakMap<Facts, Shelf>();
/** A changed tree of areas or classes puts cases into other rows: then nothing of before is kept. */
function shelfOf(facts: Facts, { areas, classes }: CityTools): Shelf {
  let shelf = shelves.get(facts);
  if (!shelf || shelf.areas !== areas || shelf.classes !== classes) shelves.set(facts, (shelf = { areas, classes, kept: new Map() }));
  return shelf;
}

function touchedSince(facts: Facts, span: Span, version: number): boolean {
  if (facts.version === version) return false;
  for (let day = Math.floor(span.from / 86_400); day <= Math.floor(span.to / 86_400); day++) if ((facts.touched.get(day) ?? 0) > version) return true;
  return false;
}
