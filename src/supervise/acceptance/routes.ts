// Routes of the acceptance desk: the queue, its bulk actions and filters, the handover of shifts, and the steps that belong to acceptance.
import { z } from 'zod';
import { notFound } from '#ground/http/answer.tsx';
import { refuse } from '#ground/http/refusal.ts';
import { page, route, see, type Route } from '#ground/http/route.ts';
import { stepRoutes } from '#city/cases/index.ts';
import { takeBack } from './batches.ts';
import { BulkForm, FilterForm, HandoverForm } from './contract.ts';
import { handoverPage, readHandover, writeHandover } from './handover.tsx';
import { m } from './messages.ts';
import { acceptanceDesk, bulk, bulkWords, DESK, filtersPage, personOf } from './pages.tsx';
import { forgetFilter, saveFilter } from './store.ts';

const ById = z.object({ id: z.coerce.number().int().positive() });
/** A form that only does something: a page's route without a page of its own. */
const form = (one: Route): Route => ({ ...one, page: true });

const bulkRoute = route({ method: 'POST', path: '/desk/acceptance/bulk', who: ['acceptor'], body: BulkForm, status: 200, takes: ['form'], errors: 'page', summary: 'Several cases at once: merge, refuse, answer', handle: bulk });
const undo = route({
  method: 'POST', path: '/desk/acceptance/batches/:id/undo', who: ['acceptor'], params: ById, body: z.object({}), takes: ['form'], errors: 'page', summary: 'Take a bulk action back',
  async handle(ctx) {
    const batch = await takeBack(ctx.ground, { ...ctx.viewer, person: personOf(ctx.viewer) }, ctx.params.id, ctx.now);
    return see(`${DESK}?did=${batch.id}`);
  },
});
const forget = route({
  method: 'POST', path: '/desk/acceptance/filters/:id/removal', who: ['acceptor'], params: ById, body: z.object({}), takes: ['form'], errors: 'page', summary: 'Remove a saved filter',
  async handle(ctx) {
    if ((await forgetFilter(ctx.db, personOf(ctx.viewer), ctx.params.id)) === 0) throw notFound();
    return see('/desk/acceptance/filters');
  },
});
const reading = route({ method: 'POST', path: '/desk/handover/:id/reading', who: ['acceptor', 'dispatcher'], params: ById, body: z.object({}), takes: ['form'], errors: 'page', summary: 'Acknowledge a handover note', handle: readHandover });

export const routes: Route[] = [
  ...page({ path: DESK, who: ['acceptor'], summary: 'Acceptance desk (受理台)', view: acceptanceDesk }),
  { ...form(bulkRoute), again: (ctx, state) => bulkWords({ ...ctx, body: typedBody(state.values) }, state) },
  form(undo), form(forget), form(reading),
  ...page({
    path: '/desk/acceptance/filters', who: ['acceptor'], summary: 'Saved filters of the desk', body: FilterForm, view: filtersPage,
    async submit(ctx) {
      const saved = await saveFilter(ctx.db, { person: personOf(ctx.viewer), desk: DESK, name: ctx.body.name, query: new URLSearchParams(ctx.body.query).toString(), now: ctx.now });
      if (!saved) throw refuse(422, m.tooMany, { field: 'name', params: { max: 30 } });
      return see(`${DESK}?${new URLSearchParams(ctx.body.query)}`);
    },
  }),
  ...page({ path: '/desk/handover', who: ['acceptor', 'dispatcher'], summary: 'Shift handover notes (交班)', body: HandoverForm, view: handoverPage, submit: writeHandover }),
  ...stepRoutes('order-verification', 'Send an officer to look before filing (派核实)'), ...stepRoutes('file', 'File by a filing condition (立案)'), ...stepRoutes('refuse', 'Do not take, with the reason the reporter reads (不受理)'),
  ...stepRoutes('consult', 'Pass a question to the unit that knows (转办)'), ...stepRoutes('answer', 'Answer (答复)'), ...stepRoutes('reclass', 'Change class or nature (改类别、性质)'), ...stepRoutes('move', 'Correct the place (改地点)'),
  ...stepRoutes('merge', 'Merge into another case (合并)'), ...stepRoutes('unmerge', 'Undo a merge (撤销合并)'), ...stepRoutes('void', 'Void (作废)'), ...stepRoutes('note', 'Internal note (内部备注)'),
  ...stepRoutes('moderate', 'Edit what the public reads; the original is kept (改公开内容)'), ...stepRoutes('reopen', 'Reopen (重开)'), ...stepRoutes('urge', 'Urge whoever holds it (督办)'),
];

/** A refused bulk form as its own page shows it again: what was typed, checked by nothing but its shape. */
function typedBody(values: Readonly<Record<string, string | readonly string[]>>): z.output<typeof BulkForm> {
  const parsed = BulkForm.safeParse(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')));
  return parsed.data ?? { verb: values['verb'] === 'answer' ? 'answer' : 'refuse', numbers: [] };
}
