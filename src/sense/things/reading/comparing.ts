// Comparisons. What can use an index is written so that it does; what never can be equal is refused rather than silently false.
import { sql, type Query } from '#ground/db/index.ts';
import { BadQuery } from '../query/bad.ts';
import type { Comparison, Expression } from '../query/ast.ts';
import { as, WORDS, type Value } from './values.ts';

const OPERATORS: Readonly<Record<Comparison, Query>> = { eq: sql`=`, ne: sql`<>`, gt: sql`>`, ge: sql`>=`, lt: sql`<`, le: sql`<=` };
const FLIPPED: Readonly<Record<Comparison, Comparison>> = { eq: 'eq', ne: 'ne', gt: 'lt', ge: 'le', lt: 'gt', le: 'ge' };

/** A side with the expression it came of, since a quoted time may be read as a time. */
export interface Side { readonly value: Value; readonly of: Expression }

export function compared(op: Comparison, left: Side, right: Side): Query {
  const [l, r] = [left.value, right.value];
  if (r.kind === 'null') return nothing(op, l);
  if (l.kind === 'null') return nothing(op, r);
  if (l.kind === 'interval' || r.kind === 'interval') return l.kind === 'interval' ? time(op, l, r, right.of) : time(FLIPPED[op], r as Value & { kind: 'interval' }, l, left.of);
  const by = (kind: 'number' | 'text' | 'boolean' | 'moment' | 'duration') => sql`${as(kind, l, left.of)} ${OPERATORS[op]} ${as(kind, r, right.of)}`;
  for (const kind of ['number', 'moment', 'boolean', 'duration', 'text'] as const) if (l.kind === kind || r.kind === kind) return by(kind);
  if (l.kind === r.kind && l.kind !== 'geometry') return l.kind === 'result' && r.kind === 'result' ? sql`${l.number} ${OPERATORS[op]} ${r.number}` : sql`${l.sql} ${OPERATORS[op]} ${r.sql}`;
  if (l.kind === 'geometry' && r.kind === 'geometry' && (op === 'eq' || op === 'ne')) return op === 'eq' ? sql`ST_Equals(${l.sql}, ${r.sql})` : sql`not ST_Equals(${l.sql}, ${r.sql})`;
  throw new BadQuery(`${WORDS[l.kind]} cannot be compared with ${WORDS[r.kind]} by ${op}`);
}

function nothing(op: Comparison, value: Value): Query {
  if (op !== 'eq' && op !== 'ne') return sql`false`;
  const missing = value.kind === 'result' ? sql`(${value.number} is null and (${value.sql} is null or ${value.sql} = 'null'::jsonb))` : value.kind === 'json' ? sql`(${value.sql} is null or ${value.sql} = 'null'::jsonb)` : sql`(${value.sql} is null)`;
  return op === 'eq' ? missing : sql`not ${missing}`;
}

/** A time that may last, against a moment or another one: before means wholly before. The beginning stands alone first, since it is indexed. */
function time(op: Comparison, left: Value & { kind: 'interval' }, right: Value, of: Expression): Query {
  const [from, to] = [left.sql, sql`coalesce(${left.end}, ${left.sql})`];
  const other = right.kind === 'interval' ? { from: right.sql, to: sql`coalesce(${right.end}, ${right.sql})` } : right.kind === 'date' ? { from: sql`${right.sql}::timestamp at time zone 'UTC'`, to: sql`${right.sql}::timestamp at time zone 'UTC'` } : { from: as('moment', right, of), to: as('moment', right, of) };
  switch (op) {
    case 'gt': return sql`${from} > ${other.to}`;
    case 'ge': return sql`${from} >= ${other.from}`;
    case 'lt': return sql`(${from} < ${other.from} and ${to} < ${other.from})`;
    case 'le': return sql`(${from} <= ${other.to} and ${to} <= ${other.to})`;
    case 'eq': return sql`(${from} = ${other.from} and ${to} = ${other.to})`;
    case 'ne': return sql`(${from} <> ${other.from} or ${to} <> ${other.to})`;
  }
}
