// One form, two presses: the first shows the changes, the second makes them.
import type { VNode } from 'preact';
import { html } from '#ground/http/answer.tsx';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { see, ticked } from '#ground/http/route.ts';
import type { Change } from './parts.tsx';

/** The field of the second press; part of every such form's body. */
export const confirm = ticked;

/** Shows the page again with `changes` until it was confirmed, then saves and goes to `next` (with ?saved=1). Without a change nothing is saved. */
export async function previewed(ctx: Ctx<unknown, unknown, { confirm: boolean }>, changes: readonly Change[], again: (form: FormState, changes: readonly Change[]) => Promise<VNode | Response>, save: () => Promise<unknown>, next: string): Promise<Response> {
  if (!ctx.body.confirm || changes.length === 0) {
    const shown = await again({ values: asTyped(ctx.body), errors: {}, problem: undefined }, changes);
    return shown instanceof Response ? shown : html(shown);
  }
  await save();
  return see(`${next}${next.includes('?') ? '&' : '?'}saved=1`);
}

/** A parsed body as it was typed, for the fields of the page shown again. */
function asTyped(body: object): FormState['values'] {
  const values = Object.entries(body).flatMap(([name, value]): [string, string | string[]][] => {
    if (name === 'confirm' || value === null || value === undefined || typeof value === 'object' && !Array.isArray(value)) return [];
    return [[name, Array.isArray(value) ? value.map(String) : String(value)]];
  });
  return { ...Object.fromEntries(values), confirm: '' };
}
