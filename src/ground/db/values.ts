// Values on their way into PostgreSQL and out of it. One place, so that no room ever meets a surprise of the driver.
import pg from 'pg';

/** JSON text for a `json` or `jsonb` parameter, also of arrays and scalars: `${json(list)}::jsonb`. `undefined` becomes SQL null. */
export function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/**
 * Values as the driver takes them: dates in ISO 8601 UTC, lists of scalars as PostgreSQL arrays, plain objects and lists of objects as JSON text.
 * An empty list is a PostgreSQL array; where JSON is wanted say `json(…)`. Throws on an invalid date.
 */
export function encode(values: readonly unknown[]): unknown[] {
  return values.map(encodeOne);
}

function encodeOne(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.some(isPlainObject) ? JSON.stringify(value) : value.map(encodeOne);
  return isPlainObject(value) ? JSON.stringify(value) : value;
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date) && !ArrayBuffer.isView(value);
}

/** int8 and numeric → number, date → 'YYYY-MM-DD', timestamp and interval → text; timestamptz → Date, json as the driver does. */
export function typeParsers(): { getTypeParser: typeof pg.types.getTypeParser } {
  const overrides = new pg.TypeOverrides();
  const texts = (raw: string): (string | null)[] => pg.types.getTypeParser(OID.textArray)(raw);
  const asIs = (raw: string) => raw;
  const numbers = (raw: string) => texts(raw).map((v) => (v === null ? null : Number(v)));
  for (const oid of [OID.int8, OID.numeric]) overrides.setTypeParser(oid, 'text', Number);
  for (const oid of [OID.int8Array, OID.numericArray]) overrides.setTypeParser(oid, 'text', numbers);
  for (const oid of [OID.date, OID.timestamp, OID.interval]) overrides.setTypeParser(oid, 'text', asIs);
  for (const oid of [OID.dateArray, OID.timestampArray, OID.intervalArray]) overrides.setTypeParser(oid, 'text', texts);
  overrides.setTypeParser(OID.timestamptz, 'text', momentOf);
  return overrides;
}

const slowly = (raw: string): Date => pg.types.getTypeParser(OID.timestamptz)(raw);
/** `2026-11-18 09:41:00.123+08` without a pattern: a list of fifty has two hundred, which took a tenth of its time. What looks otherwise (infinity, BC, the first century) goes to the driver's own parser. */
export function momentOf(raw: string): Date {
  const last = raw.charCodeAt(raw.length - 1);
  if (raw.charCodeAt(4) !== DASH || raw.charCodeAt(10) !== SPACE || last < ZERO || last > NINE) return slowly(raw);
  const year = two(raw, 0) * 100 + two(raw, 2);
  let at = 19;
  let ms = 0;
  if (raw.charCodeAt(at) === DOT) {
    for (let worth = 100, code = raw.charCodeAt(++at); code >= ZERO && code <= NINE; code = raw.charCodeAt(++at), worth /= 10) if (worth >= 1) ms += (code - ZERO) * worth;
  }
  const sign = raw.charCodeAt(at) === DASH ? -1 : 1;
  const offset = two(raw, at + 1) * 3600 + (raw.length > at + 3 ? two(raw, at + 4) * 60 : 0) + (raw.length > at + 6 ? two(raw, at + 7) : 0);
  if (year < 100) return slowly(raw);
  return new Date(Date.UTC(year, two(raw, 5) - 1, two(raw, 8), two(raw, 11), two(raw, 14), two(raw, 17), ms) - sign * offset * 1000);
}
const [ZERO, NINE, DASH, SPACE, DOT] = [48, 57, 45, 32, 46];
const two = (text: string, at: number): number => (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;

// Object ids of PostgreSQL's built-in types (pg_type.dat), the same in every version.
const OID = {
  int8: 20, numeric: 1700, date: 1082, timestamp: 1114, timestamptz: 1184, interval: 1186,
  textArray: 1009, int8Array: 1016, numericArray: 1231, dateArray: 1182, timestampArray: 1115, intervalArray: 1187,
};
