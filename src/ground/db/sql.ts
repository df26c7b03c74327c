// SQL as a first-class language: a tagged template whose values become $n and whose nested queries become text.
// Nothing else may build SQL: a string that is not a template part cannot get in, so no input ever reaches SQL as text.

/** A piece of SQL with its values; usable alone or inside another `sql`. `parts` has one more entry than `values`. */
export interface Query { readonly parts: readonly string[]; readonly values: readonly unknown[] }

/** Only this file can make one: a private field cannot be imitated by what comes in. */
class Piece implements Query {
  readonly #made = true;
  readonly parts: readonly string[];
  readonly values: readonly unknown[];
  constructor(parts: readonly string[], values: readonly unknown[]) {
    this.parts = parts;
    this.values = values;
  }
  static is(value: unknown): value is Piece {
    return typeof value === 'object' && value !== null && #made in value;
  }
}

/** sql`select ${x} from t where ${sql`a = ${1}`}`. Arrays are passed as PostgreSQL arrays: write `= any(${list})`. */
export function sql(strings: TemplateStringsArray, ...values: unknown[]): Query {
  const parts: string[] = [strings[0] ?? ''];
  const out: unknown[] = [];
  values.forEach((value, i) => {
    const after = strings[i + 1] ?? '';
    if (Piece.is(value)) append(parts, out, value, after);
    else { out.push(value); parts.push(after); }
  });
  return new Piece(parts, out);
}

/** Nothing, for optional fragments. */
export const none: Query = new Piece([''], []);

/** Fragments one after another with `separator` (a fragment too) between them. */
export function join(queries: readonly Query[], separator: Query = sql`, `): Query {
  const parts: string[] = [''];
  const out: unknown[] = [];
  queries.forEach((query, i) => {
    if (i > 0) append(parts, out, separator, '');
    append(parts, out, query, '');
  });
  return new Piece(parts, out);
}

/** Conditions joined by `and`; `true` when there is none. */
export const all = (conditions: readonly (Query | undefined | false)[]): Query => {
  const given = conditions.filter((c): c is Query => !!c);
  return given.length ? join(given.map((c) => sql`(${c})`), sql` and `) : sql`true`;
};

/** The text with $1, $2 … and the values, as the driver wants them. */
export function render(query: Query): { text: string; values: unknown[] } {
  return { text: query.parts.map((part, i) => (i ? `$${i}${part}` : part)).join(''), values: [...query.values] };
}

function append(parts: string[], out: unknown[], query: Query, after: string): void {
  parts[parts.length - 1] += query.parts[0] ?? '';
  for (let i = 1; i < query.parts.length; i++) parts.push(query.parts[i] ?? '');
  out.push(...query.values);
  parts[parts.length - 1] += after;
}
