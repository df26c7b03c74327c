// /admin/sensing/upload: values from a table. What is right is written, what is not is told by row and column; the same file again adds nothing.
import { z } from 'zod';
import { html } from '#ground/http/answer.tsx';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, ticked, type Route } from '#ground/http/route.ts';
import { number } from '#ground/i18n/format.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Button, Card, CheckBox, Field, Notice } from '#ground/pages/parts.tsx';
import { FormErrors, standing } from '#city/admin/index.ts';
import { audit } from '#ground/audit/index.ts';
import type { RowProblem } from './columns.ts';
import { m } from './messages.ts';
import { HOME, Problems, TableFile, Unused, Ways, WHO } from './parts.tsx';
import { keptSheet, keptText, sheetOfFile } from './sheet.ts';
import { readUpload, upload } from './uploading.ts';

const PATH = '/admin/sensing/upload';
/** Rows of a file that come by the page; more by the command line. */
const MOST_ROWS = 100_000;
const Body = z.object({ file: z.file().optional(), kept: z.string().max(5_000_000).optional(), name: z.string().max(200).optional(), thing: z.string().trim().max(80).optional(), implausible: ticked, do: z.enum(['check', 'write']).default('check') });

interface Shown { readonly wrote: boolean; readonly ready: number; readonly same: number; readonly empty: number; readonly problems: readonly RowProblem[]; readonly remarks: readonly RowProblem[]; readonly unused: readonly string[]; readonly kept: string | undefined; readonly name: string }

const values = page({
  path: PATH, who: WHO, summary: 'Values from a table', body: Body,
  view: (ctx, form) => show(ctx, form),
  async submit(ctx) {
    const { db, body, site, viewer, now } = ctx;
    if (!body.file && !body.kept) throw refuse(422, m.fileMissing, { field: 'file' });
    const sheet = body.file ? await sheetOfFile(body.file, MOST_ROWS) : keptSheet(body.kept ?? '', MOST_ROWS);
    const read = await readUpload(db, sheet, { zone: site.zone, now, thing: body.thing, implausible: body.implausible });
    const wrote = body.do === 'write';
    const done = await upload(db, read.values, now, { dry: !wrote });
    if (wrote && done.written) await audit(db, { ...(viewer.person ? { actor: viewer.person } : {}), action: 'sense.things.uploaded', detail: { written: done.written, same: read.same + done.same, rows: sheet.rows.length }, now });
    const problems = [...read.problems, ...done.problems];
    const shown = { wrote, ready: done.written, same: read.same + done.same, empty: read.empty, problems, remarks: [...read.remarks, ...done.remarks].sort((a, b) => a.row - b.row), unused: read.unused, kept: wrote ? undefined : keptText(sheet), name: body.file?.name ?? body.name ?? '' };
    const form = { values: { thing: body.thing ?? '', ...(body.implausible ? { implausible: 'yes' } : {}) }, errors: {}, problem: undefined };
    return html(await show(ctx, form, shown), problems.length && done.written === 0 ? 422 : 200);
  },
});

async function show(ctx: Ctx<unknown, unknown, unknown>, form: FormState, shown?: Shown) {
  const { lang, url } = ctx;
  const ready = shown !== undefined && !shown.wrote && shown.ready > 0;
  const counts = shown && { ready: number(lang, shown.ready), written: number(lang, shown.ready), same: number(lang, shown.same), empty: number(lang, shown.empty), wrong: number(lang, shown.problems.length) };
  return adminPage(ctx, { title: m.uploadTitle(lang), lead: m.uploadLead(lang), current: HOME }, <div class="stack">
    <Ways ctx={ctx} />
    {shown && counts && (shown.wrote ? <Notice tone="done" live>{m.uploaded(lang, counts)}</Notice> : <Notice tone={ready ? 'info' : 'plain'} live title={m.uploadFound(lang, counts)}>{m.nothingWritten(lang)}</Notice>)}
    {shown && <><Problems lang={lang} title={m.problems(lang)} id="problems" rows={shown.problems} /><Problems lang={lang} title={m.remarks(lang)} id="remarks" rows={shown.remarks} /><Unused lang={lang} columns={shown.unused} /></>}
    <Card pad><div class="stack">
      <form method="post" action={PATH} encType="multipart/form-data" class="stack" noValidate>
        <FormErrors lang={lang} form={form} />
        {ready && shown.kept && <><input type="hidden" name="kept" value={shown.kept} /><input type="hidden" name="name" value={shown.name} /></>}
        <TableFile lang={lang} error={form.errors['file']} kept={ready && shown.kept ? shown.name : undefined} />
        <Field name="thing" label={m.ofThing(lang)} hint={m.ofThingHint(lang)} note={m.optional(lang)} value={standing(form, 'thing', url.searchParams.get('thing'))} error={form.errors['thing']} code maxLength={80} />
        <CheckBox name="implausible" label={m.implausible(lang)} checked={form.values['implausible'] !== undefined} />
        <p class="row row-wrap">
          {ready && <Button kind="1" name="do" value="write" busyWords={m.writing(lang)}>{m.writeValues(lang, { n: shown.ready })}</Button>}
          <Button kind={ready ? undefined : '1'} name="do" value="check" busyWords={m.checking(lang)}>{m.checkFirst(lang)}</Button>
        </p>
      </form>
      <p class="meta">{m.uploadColumns(lang)}</p>
    </div></Card>
  </div>);
}

export const uploadRoutes: readonly Route[] = [...values];
