// Happenings (事实): what happened in the city, where, when, of which class, told by what. Purpose: analysis reads one list, whatever door a fact came by.
//
// How it works: a fact is written where it becomes known, in the statement that makes its subject (a case, a camera's event), by `recording`; a
// correction (moved, reclassed, voided) is another row of the same subject. Others read city.v_happenings.
//
// Rejected: listening to the outbox (a fact would be missing for a moment after its subject), rows that change (what was known at a time would be lost).
import { sql, type Query } from '#ground/db/index.ts';

export const HAPPENED = ['raised', 'reclassed', 'moved', 'merged', 'unmerged', 'voided', 'verified', 'closed', 'reopened'] as const;

/** Values, or expressions over the rows of `from`. */
export interface Recorded {
  readonly what: (typeof HAPPENED)[number] | Query; readonly at: Date | Query;
  /** When the city came to know, where that is not now. */
  readonly knownAt?: Date | Query | undefined;
  readonly subject: { readonly type: string; readonly key: Query }; readonly source: string | Query; readonly class: string | null | Query;
  /** A point, WGS 84; an expression. */
  readonly geom: Query; readonly area: string | null | Query;
}

/** The insert of a fact for each row of `from`, to run or to stand in a `with`. */
export const recording = (fact: Recorded, from: Query): Query => sql`insert into city.happenings (at, known_at, what, subject_type, subject_key, source, class, geom, area)
  select ${fact.at}::timestamptz, ${fact.knownAt ? sql`${fact.knownAt}::timestamptz` : sql`now()`}, ${fact.what}, ${fact.subject.type}, ${fact.subject.key}, ${fact.source}, ${fact.class}, ${fact.geom}, ${fact.area} from ${from}`;
