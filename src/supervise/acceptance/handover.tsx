// Shift handover (交班): one note, its cases, and who of the next shift has read it.
import type { VNode } from 'preact';
import type { z } from 'zod';
import type { AnyCtx, Ctx, FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { see } from '#ground/http/route.ts';
import { organisationsOf, type Viewer } from '#ground/identity/index.ts';
import { deskPage } from '#ground/pages/frame.tsx';
import { Button, Empty, ErrorSummary, Field, PartHead } from '#ground/pages/parts.tsx';
import { deskOf, numbersSeen, type Desk } from '#city/cases/index.ts';
import type { HandoverForm } from './contract.ts';
import { m } from './messages.ts';
import { personOf } from './pages.tsx';
import { acknowledge, addHandover, handovers, type Handover } from './store.ts';

const PATH = '/desk/handover';
/** The centres whose shifts this person works in. */
export const shiftsOf = (viewer: Viewer): string[] => organisationsOf(viewer, 'acceptor', 'dispatcher');

export async function handoverPage(ctx: AnyCtx, form: FormState): Promise<VNode> {
  const { lang, viewer } = ctx;
  const [desk, notes] = [await deskOf(ctx), await handovers(ctx.db, shiftsOf(viewer))];
  const value = (name: string) => { const typed = form.values[name]; return typeof typed === 'string' ? typed : undefined; };
  return deskPage(ctx, { title: m.handoverTitle(lang), page: 'queue', main: 'admin', current: PATH },
    <>
      <header class="adm-h"><div class="grow"><h1>{m.handoverTitle(lang)}</h1><p class="meta">{m.handoverLead(lang)}</p></div></header>
      {form.problem && <ErrorSummary title={m.write(lang)} errors={Object.entries(form.errors).map(([field, text]) => ({ field, text }))} />}
      <form method="post" class="card card-p stack" data-guard="">
        <input type="hidden" name="_key" value={viewer.formKey} />
        <Field as="textarea" name="words" label={m.wordsLabel(lang)} required rows={4} maxLength={4000} value={value('words')} error={form.errors['words']} />
        <Field name="cases" label={m.casesLabel(lang)} hint={m.casesHint(lang)} code maxLength={1000} value={value('cases') ?? ctx.url.searchParams.get('cases')} error={form.errors['cases']} />
        <p><Button kind="1" busyWords={m.busy(lang)}>{m.send(lang)}</Button></p>
      </form>
      <section aria-labelledby="notes">
        <PartHead id="notes" title={m.notes(lang)} />
        {notes.length === 0 ? <Empty icon="note" title={m.noHandovers(lang)}>{m.noHandoversSays(lang)}</Empty> : <ul class="card items">{notes.map((note) => <Note key={note.id} note={note} desk={desk} viewer={viewer} />)}</ul>}
      </section>
    </>);
}

function Note({ note, desk, viewer }: { note: Handover; desk: Desk; viewer: Viewer }) {
  const { lang } = desk;
  const mine = note.author === viewer.person;
  const read = note.reads.some((one) => one.reader === viewer.person);
  return (
    <li>
      <div class="item">
        <div class="grow stack-s">
          <p class="meta">{desk.unit(note.organisation)} {note.name} {desk.time(note.at)}</p>
          <p class="text">{note.words}</p>
          {note.cases.length > 0 && <p class="row row-wrap">{note.cases.map((number) => <a key={number} class="link code" href={`/cases/${encodeURIComponent(number)}?back=${PATH}`}>{number}</a>)}</p>}
          <p class="meta">{note.reads.length === 0 ? m.unread(lang) : note.reads.map((one) => m.readBy(lang, { who: one.name ?? '—', time: desk.time(one.at) })).join(lang === 'zh' ? '；' : '; ')}</p>
        </div>
        {!mine && !read && <form method="post" action={`${PATH}/${note.id}/reading`}><input type="hidden" name="_key" value={viewer.formKey} /><Button size="d" icon="check">{m.ack(lang)}</Button></form>}
      </div>
    </li>
  );
}

/** Writes a note for the viewer's first centre; every case named must be one they may see. */
export async function writeHandover(ctx: Ctx<unknown, unknown, z.output<typeof HandoverForm>>): Promise<Response> {
  const [organisation] = shiftsOf(ctx.viewer);
  if (!organisation) throw refuse(422, m.noHandover);
  const cases = [...new Set((ctx.body.cases ?? '').split(/[\s,，、;；]+/).filter(Boolean))].slice(0, 30);
  const seen = new Set(await numbersSeen(ctx.db, ctx.viewer, cases));
  const unknown = cases.find((number) => !seen.has(number));
  if (unknown) throw refuse(422, m.unknownCase, { field: 'cases', params: { number: unknown } });
  await addHandover(ctx.db, { organisation, author: personOf(ctx.viewer), words: ctx.body.words, cases, now: ctx.now });
  return see(PATH);
}

/** "知道了". Reading it twice changes nothing; one's own note is refused. */
export async function readHandover(ctx: Ctx<{ id: number }>): Promise<Response> {
  const shifts = shiftsOf(ctx.viewer);
  const note = (await handovers(ctx.db, shifts)).find((one) => one.id === ctx.params.id);
  if (!note) throw refuse(404, m.noHandover);
  if (note.author === ctx.viewer.person) throw refuse(409, m.own);
  await acknowledge(ctx.db, note.id, personOf(ctx.viewer), shifts, ctx.now);
  return see(PATH);
}
