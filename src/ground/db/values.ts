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

/** int8 and numeric → number, date → 'YYYY-MM-DD', timestamp and interval → text; timestamptz → Date and json as the driver does. */
export function typeParsers(): { getTypeParser: typeof pg.types.getTypeParser } {
  const overrides = new pg.TypeOverrides();
  const texts = (raw: string): (string | null)[] => pg.types.getTypeParser(OID.textArray)(raw);
  const asIs = (raw: string) => raw;
  const numbers = (raw: string) => texts(raw).map((v) => (v === null ? null : Number(v)));
  for (const oid of [OID.int8, OID.numeric]) overrides.setTypeParser(oid, 'text', Number);
  for (const oid of [OID.int8Array, OID.numericArray]) overrides.setTypeParser(oid, 'text', numbers);
  for (const oid of [OID.date, OID.timestamp, OID.interval]) overrides.setTypeParser(oid, 'text', asIs);
  for (const oid of [OID.dateArray, OID.timestampArray, OID.intervalArray]) overrides.setTypeParser(oid, 'text', texts);
  return overrides;
}

// Object ids of PostgreSQL's built-in types (pg_type.dat), the same in every version.
const OID = {
  int8: 20, numeric: 1700, date: 1082, timestamp: 1114, interval: 1186,
  textArray: 1009, int8Array: 1016, numericArray: 1231, dateArray: 1182, timestampArray: 1115, intervalArray: 1187,
};
