// A piece of an expression as SQL, with what it is: what may be compared with what, and how one kind is read as another.
import { sql, type Query } from '#ground/db/index.ts';
import { BadQuery } from '../query/bad.ts';
import type { Expression, Literal } from '../query/ast.ts';
import { instant } from '../query/times.ts';
import { geometryOfText } from './wkt.ts';

/** `sql` gives: float8, text, boolean, timestamptz, date, time, interval, geometry, jsonb by kind. An interval of time has `end` too (null: an instant). */
export type Value =
  | { readonly kind: 'number' | 'text' | 'boolean' | 'moment' | 'date' | 'time' | 'duration' | 'geometry' | 'json'; readonly sql: Query }
  | { readonly kind: 'interval'; readonly sql: Query; readonly end: Query }
  /** The result of an observation: a number in one column, anything else as JSON in another. */
  | { readonly kind: 'result'; readonly sql: Query; readonly number: Query }
  | { readonly kind: 'null'; readonly sql: Query };
export type Kind = Value['kind'];

export function literalValue(literal: Literal): Value {
  switch (literal.kind) {
    case 'null': return { kind: 'null', sql: sql`null` };
    case 'boolean': return { kind: 'boolean', sql: sql`${literal.value}::boolean` };
    case 'number': return { kind: 'number', sql: sql`${literal.value}::float8` };
    case 'string': return { kind: 'text', sql: sql`${storable(literal.value)}::text` };
    case 'datetime': return { kind: 'moment', sql: sql`${literal.value}::timestamptz` };
    case 'date': return { kind: 'date', sql: sql`${literal.value}::text::date` };
    case 'time': return { kind: 'time', sql: sql`${literal.value}::text::time` };
    case 'duration': return { kind: 'duration', sql: sql`${literal.value}::text::interval` };
    case 'interval': return { kind: 'interval', sql: sql`${literal.from}::timestamptz`, end: sql`${literal.to}::timestamptz` };
    case 'geometry': return { kind: 'geometry', sql: sql`ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify(geometryOfText(literal.value))}::text), 4326)` };
  }
}

/** PostgreSQL keeps no NUL in text, so nothing stored equals it. */
const storable = (text: string): string => text.replaceAll('\0', '\uFFFD');

/** The value as a number, text … Throws BadQuery when it cannot be one. */
export function as<K extends 'number' | 'text' | 'boolean' | 'moment' | 'geometry' | 'duration'>(kind: K, value: Value, literal?: Expression): Query {
  if (value.kind === kind) return value.sql;
  if (value.kind === 'null') return value.sql;
  switch (kind) {
    case 'number':
      if (value.kind === 'result') return value.number;
      if (value.kind === 'json') return sql`(case jsonb_typeof(${value.sql}) when 'number' then (${value.sql} #>> '{}')::float8 end)`;
      // Ids are numbers; clients quote them.
      if (literal?.kind === 'string' && /^\d{1,15}$/.test(literal.value)) return sql`${Number(literal.value)}::float8`;
      break;
    case 'text':
      if (value.kind === 'result' || value.kind === 'json') return sql`(case jsonb_typeof(${value.sql}) when 'string' then ${value.sql} #>> '{}' end)`;
      break;
    case 'boolean':
      if (value.kind === 'result' || value.kind === 'json') return sql`(case jsonb_typeof(${value.sql}) when 'boolean' then (${value.sql} #>> '{}')::boolean end)`;
      break;
    case 'moment':
      if (value.kind === 'interval') return value.sql;
      if (literal?.kind === 'string') return sql`${instant(literal.value)}::timestamptz`;
      break;
    default:
  }
  throw new BadQuery(`${WORDS[kind]} is expected, found ${WORDS[value.kind]}`);
}

export const WORDS: Readonly<Record<Kind, string>> = {
  number: 'a number', text: 'a text', boolean: 'true or false', moment: 'a moment', date: 'a date', time: 'a time of day', duration: 'a duration', geometry: 'a geometry', json: 'a JSON value', interval: 'a time', result: 'a result', null: 'null',
};
