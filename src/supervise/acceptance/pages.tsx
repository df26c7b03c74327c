// The acceptance desk (受理台) with its saved filters, bulk actions and their undo, and the page where a bulk action gets its words.
import type { VNode } from 'preact';
import type { AnyCtx, Ctx, FormState } from '#ground/http/context.ts';
import { notFound } from '#ground/http/answer.tsx';
import { see } from '#ground/http/route.ts';
import type { Viewer } from '#ground/identity/index.ts';
import { pick } from '#ground/i18n/index.ts';
import { deskPage } from '#ground/pages/frame.tsx';
import { Button, ErrorSummary, Field, LinkButton, Toast, Undo } from '#ground/pages/parts.tsx';
import { addressOf, BulkBar, queueDesk, templatesFor, templateText, type DeskTab } from '#city/cases/index.ts';
import { cityTemplates } from '#city/settings/index.ts';
import { beginBatch } from './batches.ts';
import type { BulkForm } from './contract.ts';
import type { z } from 'zod';
import { m } from './messages.ts';
import { batchOf, savedFilters, type SavedFilter } from './store.ts';

export const DESK = '/desk/acceptance';
const TABS: readonly DeskTab[] = [
  { queue: 'received', title: m.received }, { queue: 'verifying', title: m.verifying }, { queue: 'returned', title: m.returned }, { queue: 'handled', title: m.handled },
  { queue: 'checked', title: m.checked }, { queue: 'reopened', title: m.reopened }, { queue: 'answering', title: m.answering },
];

export async function acceptanceDesk(ctx: AnyCtx): Promise<VNode> {
  const at = addressOf(ctx.url);
  const person = personOf(ctx.viewer);
  const [saved, toast] = [await savedFilters(ctx.db, person, DESK), await didToast(ctx, at.get('did'))];
  return queueDesk(ctx, {
    path: DESK, title: m.desk, tabs: TABS, toast,
    saved: saved.map((one) => <a key={one.id} class="chip" href={`${DESK}?${one.query}`} aria-current={at.with({ case: undefined, do: undefined, did: undefined }) === `${DESK}?${one.query}` ? 'true' : undefined}>{one.name}</a>),
    tools: <SaveFilter ctx={ctx} saved={saved} />,
    bulk: { action: '/desk/acceptance/bulk', buttons: <Bulk ctx={ctx} back={at.with({ did: undefined, case: undefined, do: undefined })} answering={at.get('tab') === 'answering'} /> },
  });
}

function Bulk({ ctx, back, answering }: { ctx: AnyCtx; back: string; answering: boolean }) {
  const { lang } = ctx;
  return (
    <BulkBar label={m.bulk(lang)} chosen={[m.chosenBefore(lang), m.chosenAfter(lang)]} none={m.none(lang)}>
      <input type="hidden" name="back" value={back} />
      <Button size="d" icon="merge" name="verb" value="merge" hotkey="M" busyWords={m.busy(lang)}>{m.mergeAll(lang)}</Button>
      {answering ? <Button size="d" name="verb" value="answer">{m.answerAll(lang)}</Button> : <Button size="d" name="verb" value="refuse">{m.refuseAll(lang)}</Button>}
    </BulkBar>
  );
}

/** The way to the page where the filters in this address get a name. */
function SaveFilter({ ctx, saved }: { ctx: AnyCtx; saved: readonly SavedFilter[] }) {
  const { lang } = ctx;
  return <a class="btn btn-q btn-d" href={`/desk/acceptance/filters?query=${encodeURIComponent(new URLSearchParams([...ctx.url.searchParams].filter(([name, value]) => value !== '' && !['case', 'do', 'did', 'after', 'lang'].includes(name))).toString())}`}>{saved.length ? m.mine(lang) : m.save(lang)}</a>;
}

/** What was just done, with its undo: Z within half a minute. */
async function didToast(ctx: AnyCtx, did: string | undefined): Promise<VNode | undefined> {
  const batch = did && /^\d{1,15}$/.test(did) ? await batchOf(ctx.db, personOf(ctx.viewer), Number(did)) : undefined;
  if (!batch) return undefined;
  const { lang } = ctx;
  const n = batch.cases.length;
  const words = batch.undone_at ? m.undone(lang) : { merge: m.merged, refuse: m.refusing, answer: m.answering30 }[batch.verb](lang, { n });
  const bad = batch.failed[0];
  return (
    <Toast words={<>{words}{bad && <> {m.someFailed(lang, { n: batch.failed.length, why: bad.why })}</>}</>} seconds={30} dismiss={m.dismiss(lang)}>
      {!batch.undone_at && <Undo action={`/desk/acceptance/batches/${batch.id}/undo`} words={m.undo(lang)} fields={{ _key: ctx.viewer.formKey ?? '' }} />}
    </Toast>
  );
}

type BulkCtx = Ctx<unknown, unknown, z.output<typeof BulkForm>>;

/** The bar's buttons: a merge happens at once; what reaches people outside first asks for its words. */
export async function bulk(ctx: BulkCtx): Promise<Response | VNode> {
  const { verb, numbers, words, sure, back = DESK } = ctx.body;
  if (verb !== 'merge' && !sure) return bulkWords(ctx, { values: {}, errors: {}, problem: undefined });
  const batch = await beginBatch(ctx.ground, { ...ctx.viewer, person: personOf(ctx.viewer) }, { verb, cases: numbers, words, now: ctx.now });
  return see(`${back}${back.includes('?') ? '&' : '?'}did=${batch.id}`);
}

/** The page that asks for the words of a bulk refusal or answer, with the city's templates. */
export async function bulkWords(ctx: BulkCtx, form: FormState): Promise<VNode> {
  const { lang, viewer, body } = ctx;
  const { verb, numbers, back = DESK } = body;
  const offered = templatesFor(await cityTemplates(ctx.db), verb, null);
  const chosen = offered.find((one) => one.id === body.template);
  const title = m.bulkTitle(lang, { verb: (verb === 'refuse' ? m.refuseAll : m.answerAll)(lang), n: numbers.length });
  return deskPage(ctx, { title, page: 'queue', main: 'admin', current: DESK },
    <>
      <header class="adm-h"><div class="grow"><h1>{title}</h1><p class="meta">{m.bulkLead(lang)}</p></div></header>
      {form.problem && <ErrorSummary title={m.go(lang)} errors={Object.entries(form.errors).map(([field, text]) => ({ field, text }))} />}
      <form method="post" action="/desk/acceptance/bulk" class="card card-p stack">
        <input type="hidden" name="_key" value={viewer.formKey} /><input type="hidden" name="verb" value={verb} /><input type="hidden" name="back" value={back} />
        {numbers.map((one) => <input key={one.number} type="hidden" name="numbers" value={`${one.number}:${one.seen}`} />)}
        <p class="meta">{numbers.map((one) => <span key={one.number} class="code">{one.number} </span>)}</p>
        <Field as="textarea" name="words" label={m.words(lang)} rows={4} maxLength={2000} value={body.words ?? (chosen ? templateText(chosen, lang) : '')} error={form.errors['words']} />
        {offered.length > 0 && <p class="chips" role="group" aria-label={m.template(lang)}>{offered.slice(0, 8).map((one) => <button key={one.id} class="chip" name="template" value={one.id} formNoValidate>{pick(lang, one.name)}</button>)}</p>}
        <p class="row"><Button kind="1" name="sure" value="yes" busyWords={m.busy(lang)}>{m.go(lang)}</Button><LinkButton kind="quiet" href={back}>{m.back(lang)}</LinkButton></p>
      </form>
    </>);
}

/** The person of a signed-in viewer; the route lets nobody else in. */
export function personOf(viewer: Viewer): string {
  if (!viewer.person) throw notFound();
  return viewer.person;
}

/** `/desk/acceptance/filters`: name the filters in the address, or remove an old one. */
export async function filtersPage(ctx: AnyCtx, form: FormState): Promise<VNode> {
  const { lang, viewer } = ctx;
  const saved = await savedFilters(ctx.db, personOf(viewer), DESK);
  const typed = form.values['query'];
  const query = (typeof typed === 'string' ? typed : ctx.url.searchParams.get('query')) ?? '';
  const name = form.values['name'];
  return deskPage(ctx, { title: m.saveTitle(lang), page: 'queue', main: 'admin', current: DESK },
    <>
      <header class="adm-h"><div class="grow"><h1>{m.mine(lang)}</h1></div></header>
      {query === '' ? <p class="meta">{m.nothingToSave(lang)}</p> : (
        <form method="post" class="card card-p stack">
          <input type="hidden" name="_key" value={viewer.formKey} /><input type="hidden" name="query" value={query} />
          <Field name="name" label={m.filterName(lang)} hint={m.filterNameHint(lang)} required maxLength={40} value={typeof name === 'string' ? name : ''} error={form.errors['name'] ?? form.problem} autoFocus />
          <p class="row"><Button kind="1" busyWords={m.busy(lang)}>{m.saveIt(lang)}</Button><LinkButton kind="quiet" href={`${DESK}?${query}`}>{m.cancel(lang)}</LinkButton></p>
        </form>
      )}
      {saved.length > 0 && (
        <ul class="card items">
          {saved.map((one) => (
            <li key={one.id}><div class="item"><a class="link grow" href={`${DESK}?${one.query}`}>{one.name}</a>
              <form method="post" action={`/desk/acceptance/filters/${one.id}/removal`}><input type="hidden" name="_key" value={viewer.formKey} /><Button size="d" kind="quiet" icon="trash" label={m.forget(lang, { name: one.name })} /></form></div></li>
          ))}
        </ul>
      )}
      <p><LinkButton href={DESK}>{m.back(lang)}</LinkButton></p>
    </>);
}

