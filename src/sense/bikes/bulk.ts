// A list of items of MDS, each taken or failing by itself: which failed, why, and what the whole is answered with.
import type { z } from 'zod';

export type ErrorCode = 'bad_param' | 'missing_param' | 'already_registered' | 'unregistered';
export interface Failure { readonly item: unknown; readonly error: ErrorCode; readonly error_description: string; readonly error_details: readonly string[] }
export interface Bulk { readonly success: number; readonly total: number; readonly failures?: readonly Failure[] }

const DESCRIPTIONS: Readonly<Record<ErrorCode, string>> = {
  bad_param: 'A validation error occurred', missing_param: 'A required parameter is missing.', already_registered: 'This id is already registered.', unregistered: 'This id is not registered.',
};
export const failure = (item: unknown, error: ErrorCode, details: readonly string[]): Failure => ({ item, error, error_description: DESCRIPTIONS[error], error_details: details });

/** Sorts items into those of the shape and those that fail, with the fields that are missing or wrong. */
export function sift<S extends z.ZodType>(shape: S, items: readonly unknown[], more: (item: z.output<S>) => readonly string[]): { good: { item: z.output<S>; raw: unknown }[]; failures: Failure[] } {
  const good: { item: z.output<S>; raw: unknown }[] = [];
  const failures: Failure[] = [];
  for (const raw of items) {
    const parsed = shape.safeParse(raw, { reportInput: true });
    const wrong = parsed.success ? more(parsed.data) : [];
    if (parsed.success && wrong.length === 0) good.push({ item: parsed.data, raw });
    else if (parsed.success) failures.push(failure(raw, 'bad_param', wrong));
    else {
      const missing = parsed.error.issues.filter((issue) => issue.input === undefined && issue.path.length > 0).map((issue) => issue.path.join('.'));
      const bad = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'item'}: ${issue.message}`);
      failures.push(missing.length ? failure(raw, 'missing_param', missing) : failure(raw, 'bad_param', bad));
    }
  }
  return { good, failures };
}

/** The status of the whole: what was asked when anything succeeded, else what kept everything from it. */
export function statusOf({ success, failures = [] }: Bulk, done: 200 | 201): number {
  if (success > 0 || failures.length === 0) return done;
  if (failures.every((one) => one.error === 'already_registered')) return 409;
  return failures.every((one) => one.error === 'unregistered') ? 404 : 400;
}

export const bulkOf = (total: number, failures: readonly Failure[]): Bulk => ({ success: total - failures.length, total, ...(failures.length ? { failures } : {}) });
