// /desk/bikes/frames: painted frames, one by one and from a file.
import { z } from 'zod';
import { wallTime } from '#ground/clock/zoned.ts';
import { DATUMS } from '#ground/geo/datums.ts';
import { html } from '#ground/http/answer.tsx';
import { EMPTY_FORM, type Ctx, type FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, see, type Route } from '#ground/http/route.ts';
import { number } from '#ground/i18n/format.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { deskPage } from '#ground/pages/frame.tsx';
import { Button, Card, Empty, ErrorSummary, Field, LinkButton, Notice, Pagination, SearchField, Table, Tag } from '#ground/pages/parts.tsx';
import { Uuid } from './contract.ts';
import { surfaceFields } from './drawing.tsx';
import { FrameWords, importFrames, spanOf, type RowProblem } from './frame-import.ts';
import { listFrames, oneFrame, retireFrame, saveFrames, type FrameRow } from './frames.ts';
import { m } from './messages.ts';
import { refuseUnlessWhole, STEWARDS } from './policy-pages.tsx';
import { readSurface } from './surfaces.ts';

const HOME = '/desk/bikes/frames';
const RULES = '/desk/bikes/rules';
const PAGE = 50;
const blank = (value: unknown) => (value === '' ? undefined : value);

const list = page({
  path: HOME, who: STEWARDS, summary: 'Painted frames (停车框)', query: z.object({ q: z.preprocess(blank, z.string().trim().max(80).optional()), after: Uuid.optional(), done: z.enum(['frameSaved', 'frameGone']).optional(), n: z.coerce.number().int().min(0).optional() }),
  async view(ctx) {
    const { db, lang, query, now } = ctx;
    const rows = await listFrames(db, { text: query.q, after: query.after, limit: PAGE + 1 });
    const shown = rows.slice(0, PAGE);
    const href = (more: Record<string, string>) => `${HOME}?${new URLSearchParams({ ...(query.q && { q: query.q }), ...more }).toString()}`;
    return deskPage(ctx, { title: m.frames(lang), page: 'queue', main: 'admin', current: RULES, actions: <><LinkButton href={`${HOME}/new`} size="d" icon="plus">{m.newFrame(lang)}</LinkButton><LinkButton href={`${HOME}/import`} size="d" icon="up">{m.importFrames(lang)}</LinkButton></> }, (
      <div class="stack">
        <div class="stack-s"><h1>{m.frames(lang)}</h1><p class="meta">{m.framesLead(lang)}</p></div>
        {query.done && <Notice tone="done" live>{m[query.done](lang)}</Notice>}
        {query.n !== undefined && <Notice tone="done" live>{m.brought(lang, { n: query.n })}</Notice>}
        <form method="get" action={HOME}><SearchField label={m.frameSearch(lang)} placeholder={m.frameSearch(lang)} value={query.q} main /></form>
        <Card><FrameTable lang={lang} rows={shown} now={now} searched={query.q !== undefined} /></Card>
        <Pagination label={m.pages(lang)} older={rows.length > PAGE ? href({ after: shown.at(-1)?.stop_id ?? '' }) : undefined} olderWords={m.older(lang)} newer={query.after === undefined ? undefined : href({})} newerWords={m.newer(lang)} />
      </div>
    ));
  },
});

function FrameTable({ lang, rows, now, searched }: { lang: Lang; rows: readonly FrameRow[]; now: Date; searched: boolean }) {
  return (
    <Table<FrameRow> caption={m.frames(lang)} rows={rows} rowKey={(f) => f.stop_id} empty={<Empty icon="park" title={searched ? m.noFramesFound(lang) : m.noFrames(lang)}>{!searched && m.noFramesLead(lang)}</Empty>} columns={[
      { head: m.name(lang), cell: (f) => <a class="link" href={`${HOME}/${f.stop_id}`}>{pick(lang, { zh: f.name, en: f.name_en })}</a> },
      { head: m.bikesThere(lang), num: true, cell: (f) => number(lang, f.sure) }, { head: m.capacity(lang), num: true, cell: (f) => number(lang, f.capacity) }, { head: m.uncertain(lang), num: true, cell: (f) => number(lang, f.uncertain) },
      { head: m.inUseNow(lang), cell: (f) => <Tag>{m[stateOf(f, now)](lang)}</Tag> },
    ]} />
  );
}
const stateOf = ({ valid_from, valid_to }: FrameRow, now: Date): 'notYetUsed' | 'usedUp' | 'inUseNow' => (valid_from && valid_from > now ? 'notYetUsed' : valid_to && valid_to <= now ? 'usedUp' : 'inUseNow');

const Edited = FrameWords.extend({ geometry: z.preprocess(blank, z.string().max(500_000).optional()), datum: z.enum(DATUMS).default('wgs84'), act: z.enum(['save', 'retire']).default('save') });
const edit = page({
  path: `${HOME}/:id`, who: STEWARDS, summary: 'One painted frame', params: z.object({ id: z.union([z.literal('new'), Uuid]) }), body: Edited,
  view: (ctx, form) => editor(ctx, form),
  async submit(ctx) {
    await refuseUnlessWhole(ctx);
    const { db, body, params, now, site } = ctx;
    const id = params.id === 'new' ? undefined : params.id;
    if (id && !(await oneFrame(db, id))) throw refuse(404, m.noFrame);
    if (body.act === 'retire' && id) { await retireFrame(db, id, now); return see(`${HOME}?done=frameGone`); }
    if (body.geometry === undefined) throw refuse(422, m.badGeojson, { field: 'geometry' });
    const { geometry, datum, act: _, ...words } = body;
    if (id === undefined && (await listFrames(db, { text: words.name, limit: 200 })).some((frame) => frame.name === words.name)) throw refuse(422, m.nameTaken, { field: 'name' });
    const [wrong] = await saveFrames(db, [{ stop_id: id, ...words, geometry: readSurface(geometry, datum), ...spanOf(words, site.zone) }], now);
    if (wrong) throw refuse(422, wrong.problem, { field: wrong.field });
    return see(`${HOME}?done=frameSaved`);
  },
});

async function editor(ctx: Ctx<{ id: string }>, form: FormState) {
  const { db, lang, params, site } = ctx;
  const stored = params.id === 'new' ? undefined : await oneFrame(db, params.id);
  if (params.id !== 'new' && !stored) throw refuse(404, m.noFrame);
  const title = stored ? pick(lang, { zh: stored.name, en: stored.name_en }) : m.newFrame(lang);
  const typed = (name: string) => { const value = form.values[name]; return typeof value === 'string' ? value : value?.[0]; };
  const at = (name: string, value?: string | number | null) => ({ name, value: form.problem ? (typed(name) ?? '') : value, error: form.errors[name] });
  const around = (await listFrames(db, { limit: 300 })).filter((frame) => frame.stop_id !== stored?.stop_id);
  return deskPage(ctx, { title, page: 'queue', main: 'admin', current: RULES }, (
    <div class="stack">
      <h1>{title}</h1>
      <ErrorSummary title={m.check(lang, { n: Object.keys(form.errors).length })} errors={Object.entries(form.errors).map(([field, text]) => ({ field, text }))} />
      <form method="post" class="form" noValidate>
        <input type="hidden" name="_key" value={ctx.viewer.formKey} />
        <div class="two"><Field {...at('name', stored?.name)} label={m.name(lang)} required maxLength={80} /><Field {...at('name_en', stored?.name_en)} label={m.nameEn(lang)} note={m.mayBeLeft(lang)} maxLength={120} /></div>
        <Field {...at('capacity', stored?.capacity)} label={m.capacity(lang)} type="number" min={1} max={5000} required />
        <div class="two"><Field {...at('valid_from', stored?.valid_from && dayOf(stored.valid_from, site.zone))} type="date" label={m.validFrom(lang)} note={m.mayBeLeft(lang)} /><Field {...at('valid_to', stored?.valid_to && dayOf(new Date(stored.valid_to.getTime() - 1), site.zone))} type="date" label={m.validTo(lang)} note={m.mayBeLeft(lang)} /></div>
        {await surfaceFields(ctx, form, { label: m.drawMap(lang), stored: stored?.geometry, at: stored && { lon: stored.lon, lat: stored.lat }, around })}
        <Button kind="1" name="act" value="save" busyWords={m.saving(lang)}>{m.saveFrame(lang)}</Button>
        {stored && <p class="row row-wrap"><Button kind="quiet" name="act" value="retire">{m.takeAway(lang)}</Button><span class="meta">{m.takeAwayHint(lang)}</span></p>}
      </form>
    </div>
  ));
}
const dayOf = (at: Date, zone: string): string => wallTime(at, zone).slice(0, 10);

const Brought = z.object({ file: z.file().optional(), datum: z.enum(DATUMS).default('wgs84') });
const bring = page({
  path: `${HOME}/import`, who: STEWARDS, summary: 'Painted frames from a file', body: Brought,
  view: (ctx, form) => importer(ctx, form, []),
  async submit(ctx) {
    await refuseUnlessWhole(ctx);
    const { db, body, now, site } = ctx;
    if (!body.file) throw refuse(422, m.chooseFile, { field: 'file' });
    const { written, problems } = await importFrames(db, { name: body.file.name, bytes: new Uint8Array(await body.file.arrayBuffer()) }, body.datum, site.zone, now);
    return problems.length === 0 ? see(`${HOME}?n=${written}`) : html(await importer(ctx, EMPTY_FORM, problems), 422);
  },
});

const TOLD = 100;
async function importer(ctx: Ctx<unknown, unknown, unknown>, form: FormState, problems: readonly RowProblem[]) {
  const { lang } = ctx;
  return deskPage(ctx, { title: m.importFrames(lang), page: 'queue', main: 'admin', current: RULES }, (
    <div class="stack">
      <h1>{m.importFrames(lang)}</h1>
      <p>{m.importLead(lang)}</p>
      {form.problem && <Notice live>{form.problem}</Notice>}
      {problems.length > 0 && <><Notice live>{m.notBrought(lang, { n: problems.length })}</Notice>
        <Card><Table<RowProblem> caption={m.whatIsWrong(lang)} rows={problems.slice(0, TOLD)} rowKey={(p) => `${p.row} ${p.field}`} columns={[
          { head: m.row(lang), num: true, cell: (p) => (p.row === 0 ? '—' : number(lang, p.row)) }, { head: m.column(lang), cell: (p) => <span class="code">{p.field}</span> }, { head: m.whatIsWrong(lang), cell: (p) => p.problem(lang, p.params) },
        ]} /></Card>
        {problems.length > TOLD && <p class="meta">{m.andMore(lang, { n: problems.length - TOLD })}</p>}</>}
      <form method="post" class="form" encType="multipart/form-data">
        <input type="hidden" name="_key" value={ctx.viewer.formKey} />
        <div class="field"><label class="label" for="f-file">{m.file(lang)}</label><input class="input" id="f-file" type="file" name="file" required accept=".geojson,.json,.csv,.xlsx" /></div>
        <Field name="datum" as="select" label={m.drawingDatum(lang)} options={DATUMS.map((datum) => ({ value: datum, label: m[datum](lang) }))} value="wgs84" error={form.errors['datum']} />
        <Button kind="1" busyWords={m.bringing(lang)}>{m.bring(lang)}</Button>
      </form>
    </div>
  ));
}

export const framePages: readonly Route[] = [...list, ...edit, ...bring];
