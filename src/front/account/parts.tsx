// What the pages of the account share: their frame, their form with its key, what is wrong, what was just done.
import type { ComponentChildren, VNode } from 'preact';
import { EMPTY_FORM, type Ctx, type FormState } from '#ground/http/context.ts';
import { is, STAFF } from '#ground/identity/index.ts';
import { adminPage, deskPage, residentPage } from '#ground/pages/frame.tsx';
import { ErrorSummary, Toast } from '#ground/pages/parts.tsx';
import { m } from './messages.ts';

/** A page of the account below /account. */
export const accountPage = (ctx: Ctx, title: string, children: ComponentChildren): Promise<VNode> => framed(ctx, { title, current: '/account', back: '/account' }, children);

/** Everyone in their own frame: administrators and desks keep their rail; residents have the bar, or with `back` a way back. `act` stands beside the title. */
export function framed(ctx: Ctx, options: { title: string; current?: string; back?: string; act?: ComponentChildren; head?: ComponentChildren }, children: ComponentChildren): Promise<VNode> {
  const { back, act, ...rest } = options;
  if (is(ctx.viewer, 'administrator')) return adminPage(ctx, { ...rest, act }, children);
  const heading = <h1 class={back && !is(ctx.viewer, ...STAFF) ? 'in-bar' : undefined}>{options.title}</h1>;
  const body = <>{act ? <div class="page-h">{heading}{act}</div> : heading}{children}</>;
  const common = { ...rest, main: 'wrap page' };
  return is(ctx.viewer, ...STAFF) ? deskPage(ctx, common, body) : residentPage(ctx, { ...common, ...(back ? { back } : {}) }, body);
}

/** A form of a page; with the key that shows it is ours. */
export function Form({ ctx, action, class: extra = 'form', children }: { ctx: Ctx; action?: string; class?: string; children: ComponentChildren }) {
  return (
    <form method="post" action={action} class={extra}>
      {ctx.viewer.formKey && <input type="hidden" name="_key" value={ctx.viewer.formKey} />}
      {children}
    </form>
  );
}

/** The summary of a refused form: its fields, or the one sentence. */
export function Problems({ ctx, form }: { ctx: Pick<Ctx, 'lang'>; form: FormState }) {
  if (!form.problem) return null;
  const fields = Object.entries(form.errors).map(([field, text]) => ({ field, text }));
  return <ErrorSummary title={fields.length ? m.fix(ctx.lang) : form.problem} errors={fields.length ? fields : [{ text: form.problem }]} />;
}

/** Says `words` for a moment after a redirect to `?done`. */
export function Done({ ctx, words }: { ctx: Ctx; words: string }) {
  return ctx.url.searchParams.has('done') && !isSent(ctx) ? <Toast words={words} seconds={6} /> : null;
}
const isSent = (ctx: Ctx) => ctx.request.method === 'POST';

/** What stands in a field: what was typed, else what is known. */
export const valueOf = (form: FormState, name: string, known?: string | null): string | undefined => {
  const typed = form.values[name];
  return form === EMPTY_FORM || Object.keys(form.values).length === 0 ? (known ?? undefined) : typeof typed === 'string' ? typed : undefined;
};

/** The person of a page that only those signed in reach. */
export function personOf(ctx: Pick<Ctx, 'viewer'>): string {
  if (!ctx.viewer.person) throw new Error('this page is for those signed in');
  return ctx.viewer.person;
}
