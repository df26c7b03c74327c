// The query language of SensorThings 1.1 as a tree: what lexer.ts and the parsers make, and what sql/ turns into bound SQL.

export const FUNCTIONS = {
  // name: least and most arguments. Source: OGC 18-088 §9.3.3.5.2, table 27.
  substringof: [2, 2], endswith: [2, 2], startswith: [2, 2], contains: [2, 2], length: [1, 1], indexof: [2, 2], substring: [2, 3], tolower: [1, 1], toupper: [1, 1], trim: [1, 1], concat: [2, 2],
  year: [1, 1], month: [1, 1], day: [1, 1], hour: [1, 1], minute: [1, 1], second: [1, 1], fractionalseconds: [1, 1], date: [1, 1], time: [1, 1], totaloffsetminutes: [1, 1], now: [0, 0], mindatetime: [0, 0], maxdatetime: [0, 0],
  round: [1, 1], floor: [1, 1], ceiling: [1, 1],
  'geo.distance': [2, 2], 'geo.length': [1, 1], 'geo.intersects': [2, 2],
  st_equals: [2, 2], st_disjoint: [2, 2], st_touches: [2, 2], st_within: [2, 2], st_overlaps: [2, 2], st_crosses: [2, 2], st_intersects: [2, 2], st_contains: [2, 2], st_relate: [2, 3],
  before: [2, 2], after: [2, 2], meets: [2, 2], during: [2, 2], overlaps: [2, 2], starts: [2, 2], finishes: [2, 2],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;
export type FunctionName = keyof typeof FUNCTIONS;

export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export type Arithmetic = 'add' | 'sub' | 'mul' | 'div' | 'mod';

export type Literal =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  /** ISO 8601 instant with zone; without one it is UTC. */
  | { readonly kind: 'datetime'; readonly value: Date }
  | { readonly kind: 'date'; readonly value: string }
  | { readonly kind: 'time'; readonly value: string }
  | { readonly kind: 'interval'; readonly from: Date; readonly to: Date }
  /** ISO 8601 duration as PostgreSQL reads it. */
  | { readonly kind: 'duration'; readonly value: string }
  /** Well-known text, WGS 84, longitude first. */
  | { readonly kind: 'geometry'; readonly value: string };

export type Expression =
  | Literal
  /** `Datastream/Thing/properties/colour`: steps as written. */
  | { readonly kind: 'path'; readonly steps: readonly string[] }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Expression[] }
  | { readonly kind: 'compare'; readonly op: Comparison; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'calculate'; readonly op: Arithmetic; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'in'; readonly left: Expression; readonly list: readonly Literal[] }
  /** `Datastreams/any(d: d/name eq 'x')`; without a condition: there is one. */
  | { readonly kind: 'any'; readonly steps: readonly string[]; readonly variable: string | undefined; readonly of: Expression | undefined };

export interface Ordering { readonly by: Expression; readonly down: boolean }
export interface Expansion { readonly steps: readonly string[]; readonly options: Options }
export type ResultFormat = 'default' | 'dataArray' | 'CSV' | 'GeoJSON';

/** Options of a query, or of one expansion in it. What was not asked for is absent. */
export interface Options {
  readonly filter?: Expression; readonly orderby?: readonly Ordering[]; readonly top?: number; readonly skip?: number; readonly count?: boolean;
  /** Paths of properties; a first step alone selects all of a JSON column. */
  readonly select?: readonly (readonly string[])[]; readonly distinct?: boolean;
  readonly expand?: readonly Expansion[]; readonly resultFormat?: ResultFormat;
  /** Where the next page begins, as @iot.nextLink gave it. */
  readonly after?: string;
  /** Inside of $expand: the options as they were written but for $top and $skip, for the address of the next page. */
  readonly written?: readonly string[];
}
