// Times as queries and observations write them. Source: ISO 8601, OGC 18-088 §8.2 (TM_Instant, TM_Object).
import { BadQuery } from './bad.ts';
import type { Literal } from './ast.ts';

/** An instant, a date, a time of day or an interval of two instants. Without a zone it is UTC. Throws BadQuery for a day that is none. */
export function timeLiteral(text: string): Literal {
  const [from = '', to] = text.split('/');
  if (to !== undefined) return { kind: 'interval', from: instant(from), to: instant(to) };
  if (!from.includes('-')) return { kind: 'time', value: from };
  if (!/T/i.test(from)) {
    instant(`${from}T00:00:00Z`);
    return { kind: 'date', value: from };
  }
  return { kind: 'datetime', value: instant(from) };
}

const ISO = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?$/i;

/** A moment, to the millisecond. Throws BadQuery. */
export function instant(text: string): Date {
  const [, day = '', clock = '', zone = 'Z'] = ISO.exec(text) ?? [];
  const moment = new Date(`${day}T${clock.length === 5 ? `${clock}:00` : clock}${/^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase()}`);
  // A day that is none (30 February) moves on in JavaScript: it is refused here.
  if (Number.isNaN(moment.getTime()) || new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day) throw new BadQuery(`'${text.slice(0, 40)}' is no moment; write 2026-11-20T08:00:00+08:00`);
  return moment;
}
