// The functions of the filter language, each with what it takes and gives. Times are read in UTC. Distances are in degrees, as the
// standard's geometries are (OGC 18-088 §9.3.3.5.2; OData 4.0 part 2 §5.1.1.4: in the units of the reference system).
import { sql, type Query } from '#ground/db/index.ts';
import { BadQuery } from '../query/bad.ts';
import type { Expression, FunctionName } from '../query/ast.ts';
import { as, type Value } from './values.ts';

export interface Argument { readonly value: Value; readonly of: Expression }
type Make = (args: readonly Argument[], now: Date) => Value;

const pick = (args: readonly Argument[], at: number): Argument => {
  const found = args[at];
  if (!found) throw new BadQuery('an argument is missing');
  return found;
};
const text = (args: readonly Argument[], at: number): Query => as('text', pick(args, at).value, pick(args, at).of);
const number = (args: readonly Argument[], at: number): Query => as('number', pick(args, at).value, pick(args, at).of);
const moment = (args: readonly Argument[], at: number): Query => as('moment', pick(args, at).value, pick(args, at).of);
const shape = (args: readonly Argument[], at: number): Query => as('geometry', pick(args, at).value, pick(args, at).of);
const utc = (args: readonly Argument[]): Query => sql`(${moment(args, 0)} at time zone 'UTC')`;

const truth = (make: (args: readonly Argument[]) => Query): Make => (args) => ({ kind: 'boolean', sql: sql`(${make(args)})` });
const numeric = (make: (args: readonly Argument[]) => Query): Make => (args) => ({ kind: 'number', sql: sql`(${make(args)})::float8` });
const textual = (make: (args: readonly Argument[]) => Query): Make => (args) => ({ kind: 'text', sql: sql`(${make(args)})` });

/** Beginning and end of a time; of a moment both are itself. */
function span(args: readonly Argument[], at: number): { from: Query; to: Query } {
  const { value } = pick(args, at);
  if (value.kind === 'interval') return { from: value.sql, to: sql`coalesce(${value.end}, ${value.sql})` };
  const from = moment(args, at);
  return { from, to: from };
}
const spans = (make: (a: { from: Query; to: Query }, b: { from: Query; to: Query }) => Query): Make => truth((args) => make(span(args, 0), span(args, 1)));

/** Which cells of the intersection matrix: nine of 0 1 2 T F *. Source: OGC 06-103r4 §6.1.15.2. */
function matrix(args: readonly Argument[]): Query {
  const of = pick(args, 2).of;
  if (of.kind !== 'string' || !/^[012TF*]{9}$/.test(of.value)) throw new BadQuery("st_relate wants a matrix of nine: 'T*F**F***'");
  return text(args, 2);
}

const FUNCTIONS: Readonly<Record<FunctionName, Make>> = {
  substringof: truth((a) => sql`strpos(${text(a, 1)}, ${text(a, 0)}) > 0`), contains: truth((a) => sql`strpos(${text(a, 0)}, ${text(a, 1)}) > 0`),
  startswith: truth((a) => sql`starts_with(${text(a, 0)}, ${text(a, 1)})`), endswith: truth((a) => sql`right(${text(a, 0)}, length(${text(a, 1)})) = ${text(a, 1)}`),
  length: numeric((a) => sql`length(${text(a, 0)})`), indexof: numeric((a) => sql`strpos(${text(a, 0)}, ${text(a, 1)}) - 1`),
  substring: textual((a) => a.length === 2 ? sql`substr(${text(a, 0)}, ${index(a, 1)} + 1)` : sql`substr(${text(a, 0)}, ${index(a, 1)} + 1, ${index(a, 2)})`),
  tolower: textual((a) => sql`lower(${text(a, 0)})`), toupper: textual((a) => sql`upper(${text(a, 0)})`), trim: textual((a) => sql`btrim(${text(a, 0)})`), concat: textual((a) => sql`${text(a, 0)} || ${text(a, 1)}`),
  year: numeric((a) => sql`extract(year from ${utc(a)})`), month: numeric((a) => sql`extract(month from ${utc(a)})`), day: numeric((a) => sql`extract(day from ${utc(a)})`),
  hour: numeric((a) => sql`extract(hour from ${utc(a)})`), minute: numeric((a) => sql`extract(minute from ${utc(a)})`), second: numeric((a) => sql`floor(extract(second from ${utc(a)}))`),
  fractionalseconds: numeric((a) => sql`extract(second from ${utc(a)}) - floor(extract(second from ${utc(a)}))`),
  date: (a) => ({ kind: 'date', sql: sql`${utc(a)}::date` }), time: (a) => ({ kind: 'time', sql: sql`${utc(a)}::time` }), totaloffsetminutes: numeric((a) => sql`0 * extract(year from ${moment(a, 0)})`),
  now: (_, now) => ({ kind: 'moment', sql: sql`${now}::timestamptz` }), mindatetime: () => ({ kind: 'moment', sql: sql`'-infinity'::timestamptz` }), maxdatetime: () => ({ kind: 'moment', sql: sql`'infinity'::timestamptz` }),
  // Halves away from zero: numeric rounds so, float8 to even.
  round: numeric((a) => sql`round(${number(a, 0)}::numeric)`), floor: numeric((a) => sql`floor(${number(a, 0)})`), ceiling: numeric((a) => sql`ceil(${number(a, 0)})`),
  'geo.distance': numeric((a) => sql`ST_Distance(${shape(a, 0)}, ${shape(a, 1)})`), 'geo.length': numeric((a) => sql`ST_Length(${shape(a, 0)})`), 'geo.intersects': truth((a) => sql`ST_Intersects(${shape(a, 0)}, ${shape(a, 1)})`),
  st_equals: truth((a) => sql`ST_Equals(${shape(a, 0)}, ${shape(a, 1)})`), st_disjoint: truth((a) => sql`ST_Disjoint(${shape(a, 0)}, ${shape(a, 1)})`), st_touches: truth((a) => sql`ST_Touches(${shape(a, 0)}, ${shape(a, 1)})`),
  st_within: truth((a) => sql`ST_Within(${shape(a, 0)}, ${shape(a, 1)})`), st_overlaps: truth((a) => sql`ST_Overlaps(${shape(a, 0)}, ${shape(a, 1)})`), st_crosses: truth((a) => sql`ST_Crosses(${shape(a, 0)}, ${shape(a, 1)})`),
  st_intersects: truth((a) => sql`ST_Intersects(${shape(a, 0)}, ${shape(a, 1)})`), st_contains: truth((a) => sql`ST_Contains(${shape(a, 0)}, ${shape(a, 1)})`),
  st_relate: (a) => a.length === 2 ? { kind: 'text', sql: sql`ST_Relate(${shape(a, 0)}, ${shape(a, 1)})` } : { kind: 'boolean', sql: sql`ST_Relate(${shape(a, 0)}, ${shape(a, 1)}, ${matrix(a)})` },
  before: spans((a, b) => sql`${a.to} < ${b.from}`), after: spans((a, b) => sql`${a.from} > ${b.to}`), meets: spans((a, b) => sql`${a.to} = ${b.from} or ${a.from} = ${b.to}`),
  during: spans((a, b) => sql`${a.from} >= ${b.from} and ${a.to} <= ${b.to}`), overlaps: spans((a, b) => sql`${a.from} <= ${b.to} and ${b.from} <= ${a.to}`),
  starts: spans((a, b) => sql`${a.from} = ${b.from}`), finishes: spans((a, b) => sql`${a.to} = ${b.to}`),
};

/** A position or length in a text: whole, not negative, within what an integer holds. */
const index = (args: readonly Argument[], at: number): Query => sql`greatest(0, least(${number(args, at)}, 1e6))::int`;

/** A call. Throws BadQuery when an argument is of the wrong kind. `now` is the clock of the request. */
export const called = (name: FunctionName, args: readonly Argument[], now: Date): Value => FUNCTIONS[name](args, now);
