// How parameters of GeoReport v2 are read: null and empty ones are absent, numbers are decimal, moments have a zone (UTC where a client leaves it out).
import { z } from 'zod';
import { say } from '#ground/http/explain.ts';
import { m as http } from '#ground/http/messages.ts';

const absent = (value: unknown): unknown => (value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value);
/** The parameter may be missing, empty or null. */
export const maybe = <S extends z.ZodType>(shape: S) => z.preprocess(absent, shape.optional());
/** Several under one name, or none. */
export const several = <S extends z.ZodType>(item: S) => z.preprocess((value) => [value].flat().filter((v) => absent(v) !== undefined), z.array(item));

/** Text, or a number that a client did not quote. */
export const text = z.preprocess((value) => (typeof value === 'number' ? String(value) : absent(value)), z.string().trim());
/** Text of at most `max` characters as people count them, however many bytes they have. */
export const words = (max: number) => text.transform((given) => given.replace(/\r\n?/g, '\n')).refine((given) => [...given].length <= max, say(http.tooLong, { max }));

/** A decimal number, as JSON or as text: not whatever JavaScript takes for one (null, true, 0x10, NaN). */
export const decimal = z.preprocess((v) => (typeof v === 'string' && /^\s*[+-]?(\d{1,12}(\.\d{0,20})?|\.\d{1,20})\s*$/.test(v) ? Number(v) : v), z.number());
export const count = decimal.pipe(z.number().int().min(0));
/** Degrees are judged with their partner, so that the refusal speaks of places. */
export const degrees = z.union([z.string().max(40), z.number()]);

const MOMENT = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?)?$/;
/** ISO 8601. A day is its midnight, without zone it is UTC; a `+` that became a blank on the way is a `+` again. */
export const moment = z.string().trim().max(60).transform((given, issues): Date => {
  const [, day, time = '00:00:00', zone = 'Z'] = MOMENT.exec(given.replace(/(T.*) (?=\d\d:?\d\d$)/, '$1+')) ?? [];
  const at = new Date(`${day}T${time}${zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
  if (day !== undefined && isDay(day) && at.getUTCFullYear() >= 1900 && at.getUTCFullYear() < 2200) return at;
  issues.addIssue({ code: 'custom', ...say(http.notDate) });
  return z.NEVER;
});
/** JavaScript takes 31 February for 3 March. */
const isDay = (day: string): boolean => z.iso.date().safeParse(day).success;

/** `a,b,c`; nothing in it is as if it were not there. */
export const list = z.string().max(8000).transform((given) => given.split(',').map((part) => part.trim()).filter(Boolean)).transform((parts) => (parts.length ? parts : undefined));
