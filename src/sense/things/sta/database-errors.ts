import { sqlState } from '#ground/db/errors.ts';

/**
 * True when a value, not the statement, was wrong: a number out of range, a date that is none (SQLSTATE class 22), or a geometry that
 * GEOS cannot compare (XX000 with its words). Such a query is the client's mistake. Source: PostgreSQL appendix A.
 */
export function isDatabaseValue(error: unknown): boolean {
  const state = sqlState(error);
  if (state?.startsWith('22')) return true;
  return state === 'XX000' && error instanceof Error && /TopologyException|geometry|GEOS|lwgeom|IllegalArgument/i.test(error.message);
}
