// /r and /r/CODE: what became of my report, without an account. The code is the only key; wrong ones are counted.
import { z } from 'zod';
import { photoAnswer } from '#ground/files/index.ts';
import { html, json, notFound } from '#ground/http/answer.tsx';
import type { AnyCtx, Ctx, FormState } from '#ground/http/context.ts';
import { EMPTY_FORM } from '#ground/http/context.ts';
import { Refusal, refuse } from '#ground/http/refusal.ts';
import { many, page, route, see, type Route } from '#ground/http/route.ts';
import { normalCode } from '#ground/identity/index.ts';
import { residentPage } from '#ground/pages/frame.tsx';
import { Button, ErrorSummary, Field, LinkButton, Notice } from '#ground/pages/parts.tsx';
import { cityTools } from '#city/cases/index.ts';
import { PublicReport, PublicStep, REPORTERS } from './contract.ts';
import { p } from './page-messages.ts';
import { publicReport } from './public.ts';
import { countMiss, refuseGuessers } from './misses.ts';
import { addToReport, mailOf, rateReport, reopenReport, startMail, stopMail, urgeReport } from './receipt-acts.ts';
import { Adding, CodeCard, Mail, Rating, Sent, Urging, type Receipt } from './receipt-parts.tsx';
import { receiptOf, type ReceiptRow } from './receipt-store.ts';
import { forgetReceipt, rememberedReceipts } from './remembering.ts';
import { BeforeAfter, FileOfSteps, ReportHead, whereMap } from './report-view.tsx';
import { atField } from './taking.ts';
import { publicPlace, publicTitle, toldStep } from './telling.ts';

const Code = z.object({ code: z.string().max(40) });
const Shown = z.object({ not: z.string().optional(), done: z.enum(['rated', 'reopened', 'urged', 'added', 'mailStarted', 'mailStopped']).optional().catch(undefined) }).catchall(z.unknown());
type ReceiptCtx<B = unknown> = Ctx<z.output<typeof Code>, z.output<typeof Shown>, B>;

/** The report behind a code. Throws 404 for a wrong one and 429 after too many. */
async function held(ctx: AnyCtx, typed: string): Promise<{ code: string; row: ReceiptRow }> {
  refuseGuessers(ctx);
  const code = normalCode(typed);
  const row = code && (await receiptOf(ctx.db, code));
  if (code && row) return { code, row };
  countMiss(ctx);
  throw refuse(404, p.noCode, { field: 'code' });
}

const lookup = page({
  path: '/r', who: 'everyone', summary: 'Looks up a receipt code', query: z.object({ code: z.string().max(60).optional() }), body: z.object({ code: z.string().max(60).default('') }),
  async view(ctx, form) {
    if (!ctx.query.code || form.problem !== undefined) return lookupPage(ctx, form);
    return found(ctx, ctx.query.code, true).catch(async (error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      const text = error.say(ctx.lang);
      return html(await lookupPage(ctx, { values: { code: ctx.query.code ?? '' }, errors: { code: text }, problem: text }), error.status, error.headers);
    });
  },
  submit: async (ctx) => see((await found(ctx, ctx.body.code, true)).headers.get('location') ?? '/r'),
});

async function found(ctx: AnyCtx, typed: string, strict = false): Promise<Response> {
  if (!normalCode(typed)) throw refuse(422, p.badCode, { field: 'code' });
  const { code } = await held(ctx, typed).catch((error: unknown) => { throw strict && isMissing(error) ? refuse(422, p.noCode, { field: 'code' }) : error; });
  return see(`/r/${code}`);
}
const isMissing = (error: unknown): boolean => error instanceof Error && 'status' in error && error.status === 404;

const lookupPage = (ctx: Ctx, form: FormState) => residentPage(ctx, { title: p.lookTitle(ctx.lang), page: 'lookup', current: '/reports' }, (
  <form class="form stack" method="post" action="/r">
    <h1>{p.lookTitle(ctx.lang)}</h1>
    <p class="text">{p.lookLead(ctx.lang)}</p>
    <Field name="code" label={p.code(ctx.lang)} code value={typeof form.values['code'] === 'string' ? form.values['code'] : ''} error={form.errors['code'] ?? form.problem} autoComplete="off" spellCheck={false} maxLength={20} autoFocus />
    <Button kind="1" size="l" wide>{p.look(ctx.lang)}</Button>
    {rememberedReceipts(ctx).map((code) => <LinkButton key={code} href={`/r/${code}`} kind="quiet"><span class="code">{code}</span></LinkButton>)}
  </form>
));

/** The receipt; also what its forms show again when they were refused. */
async function receiptView(ctx: ReceiptCtx, form: FormState = EMPTY_FORM) {
  const [tools, { code, row }] = [await cityTools(ctx.db), await held(ctx, ctx.params.code)];
  const { lang } = ctx;
  const mail = await mailOf(ctx, row);
  const receipt: Receipt = { ctx, tools, code, row, form, mail, not: ctx.query.not !== undefined };
  const publicRow = { ...row, photos: row.photos.filter((photo) => !photo.hidden) };
  const remark = [row.follows ? p.follower(lang) : p[row.reporter](lang), row.visibility === 'private' ? p.notPublic(lang) : ''].filter(Boolean).join(' · ');
  const place = row.place;
  const said = ctx.query.done ? p[ctx.query.done](lang) : undefined;
  const errors = Object.entries(form.errors).map(([field, text]) => ({ field, text }));
  return residentPage(ctx, { title: p.receiptTitle(lang), page: 'receipt', main: 'wrap cols rc', back: '/', head: <meta name="robots" content="noindex" /> }, (
    <>
      {said && <div class="rc-head"><Notice tone="done" live title={said} /></div>}
      {form.problem !== undefined && <div class="rc-head"><ErrorSummary title={form.problem} errors={errors.length ? errors : [{ text: form.problem }]} /></div>}
      <ReportHead view={receipt} row={publicRow} title={[publicTitle(tools, { ...row, description: null }, lang), place].filter(Boolean).join(lang === 'zh' ? '，' : ', ')} remark={remark} />
      <BeforeAfter view={receipt} photos={row.photos} src={(id, small) => `/r/${code}/photos/${id}${small ? '?size=small' : ''}`} />
      <div class="rc-side">
        <Rating receipt={receipt} />
        <CodeCard receipt={receipt} />
        <section class="rc-more">
          {await whereMap(receipt, publicRow, true)}
          <Sent receipt={receipt} />
          <Urging receipt={receipt} />
          <Adding receipt={receipt} />
          <Mail receipt={receipt} />
          <div class="rc-links">
            {row.visibility === 'public' && row.stage !== 'void' && <LinkButton href={`/reports/${encodeURIComponent(row.number)}`} kind="quiet" wide icon="eye">{p.publicPage(lang)}</LinkButton>}
            <LinkButton href={`/api/receipts/${code}`} kind="quiet" wide icon="load" download={`${row.number}.json`}>{p.json(lang)}</LinkButton>
            {rememberedReceipts(ctx).includes(code) && <form method="post" action={`/r/${code}/forgetting`}><Button kind="quiet" wide icon="x">{p.forget(lang)}</Button></form>}
          </div>
        </section>
      </div>
      <FileOfSteps view={receipt} row={publicRow} first={row.written ?? row.description} />
    </>
  ));
}

const shown = page({ path: '/r/:code', who: 'everyone', summary: 'A receipt', params: Code, query: Shown, view: receiptView });

const back = (code: string, done: string): Response => see(`/r/${code}?done=${done}`);
const words = (max: number) => z.string().trim().max(max).optional();
const yes = z.enum(['yes', 'no']).transform((v) => v === 'yes');

const acts: Route[] = [
  ...page({
    path: '/r/:code/rating', who: 'everyone', summary: 'Rates what was done', params: Code, query: Shown, view: receiptView,
    body: z.object({ solved: yes, stars: z.enum(['1', '2', '3', '4', '5']).transform(Number).optional(), words: words(1000), reason: words(1000) }),
    async submit(ctx) {
      const { code, row } = await held(ctx, ctx.params.code);
      await rateReport(ctx, row, { solved: ctx.body.solved, stars: ctx.body.stars, words: ctx.body.words ?? ctx.body.reason });
      return back(code, 'rated');
    },
  }),
  ...page({
    path: '/r/:code/reopening', who: 'everyone', summary: 'Reopens it', params: Code, query: Shown, view: receiptView, body: z.object({ reason: words(1000), solved: z.string().max(10).optional() }),
    async submit(ctx) {
      if (!ctx.body.reason) throw refuse(422, p.needWords, { field: 'reason' });
      const { code, row } = await held(ctx, ctx.params.code);
      await reopenReport(ctx, row, ctx.body.reason);
      return back(code, 'reopened');
    },
  }),
  ...page({
    path: '/r/:code/urging', who: 'everyone', summary: 'Presses them', params: Code, query: Shown, view: receiptView, body: z.object({}),
    async submit(ctx) {
      const { code, row } = await held(ctx, ctx.params.code);
      await urgeReport(ctx, row);
      return back(code, 'urged');
    },
  }),
  ...page({
    path: '/r/:code/additions', who: 'everyone', summary: 'Adds words and photos', params: Code, query: Shown, view: receiptView,
    body: z.object({ words: words(2000), photos: many(z.instanceof(File)).pipe(z.array(z.instanceof(File)).max(5)) }),
    async submit(ctx) {
      const { code, row } = await held(ctx, ctx.params.code);
      await atField(addToReport(ctx, row, ctx.body));
      return back(code, 'added');
    },
  }),
  ...page({
    path: '/r/:code/mail', who: 'everyone', summary: 'Letters at every step: on or off', params: Code, query: Shown, view: receiptView, body: z.object({ on: yes, email: z.email().max(120).optional() }),
    async submit(ctx) {
      const { code, row } = await held(ctx, ctx.params.code);
      if (!ctx.body.on) { await stopMail(ctx, row); return back(code, 'mailStopped'); }
      if (!ctx.body.email) throw refuse(422, p.mailStart, { field: 'email' });
      await startMail(ctx, row, ctx.body.email);
      return back(code, 'mailStarted');
    },
  }),
  ...page({
    path: '/r/:code/forgetting', who: 'everyone', summary: 'This device forgets the code', params: Code, query: Shown, view: receiptView, body: z.object({}),
    submit: async (ctx) => see('/r', { 'set-cookie': forgetReceipt(ctx, normalCode(ctx.params.code) ?? '') }),
  }),
];

const photo = route({
  method: 'GET', path: '/r/:code/photos/:id', who: 'everyone', errors: 'page', summary: 'A photo of one\'s own report', params: Code.extend({ id: z.uuid() }), query: z.object({ size: z.enum(['full', 'small']).default('full') }),
  async handle(ctx) {
    const { row } = await held(ctx, ctx.params.code);
    const mine = row.photos.find(({ id }) => id === ctx.params.id);
    const answer = mine && (await photoAnswer(ctx.ground.files, mine.id, ctx.query.size));
    if (!answer) throw notFound();
    return answer;
  },
});

const ReceiptJson = PublicReport.extend({ code: z.string(), reporter: z.enum(REPORTERS), written: z.string().nullable(), answers: z.record(z.string(), z.unknown()), visibility: z.enum(['public', 'private']), steps: z.array(PublicStep), rating: z.object({ solved: z.boolean().nullable(), stars: z.number().nullable(), words: z.string().nullable() }) });
const asJson = route({
  method: 'GET', path: '/api/receipts/:code', who: 'everyone', summary: 'Everything about one\'s own report', about: 'By receipt code; wrong codes are limited to ten a minute.', params: Code, answer: ReceiptJson,
  async handle(ctx) {
    const [tools, { code, row }] = [await cityTools(ctx.db), await held(ctx, ctx.params.code)];
    const { lang, ground, now } = ctx;
    const steps = row.steps.map((step) => toldStep(tools, step, row.source, now, lang)).map(({ at, verb, title, who, note }) => ({ at, verb, title, who, note }));
    const photos = row.photos.map(({ id, role }) => ({ id, role, url: `${ground.baseUrl}/r/${code}/photos/${id}` }));
    return json({ ...publicReport(tools, { ...row, photos: [] }, ground.baseUrl, lang), place: row.place ?? publicPlace(tools, row, lang), url: `${ground.baseUrl}/r/${code}`, photos, code, reporter: row.reporter, written: row.written, answers: row.answers, visibility: row.visibility, steps, rating: { solved: row.solved, stars: row.stars, words: row.words } });
  },
});

export const receiptRoutes: readonly Route[] = [...lookup, ...shown, ...acts, photo, asJson];
