// The public API: list, one, GeoJSON, photos; and the way in for programs.
import { z } from 'zod';
import { readBbox, PositionFields, readPointMaybe } from '#ground/geo/read.ts';
import { photoAnswer } from '#ground/files/index.ts';
import { json, notFound } from '#ground/http/answer.tsx';
import type { AnyCtx } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { route, type Route } from '#ground/http/route.ts';
import { cityTools, NATURES, type CityTools } from '#city/cases/index.ts';
import { meToo, MeToo } from './following.ts';
import { answersAmong, NewReport, PublicReport, PublicStep, Receipt } from './contract.ts';
import { m } from './messages.ts';
import { p } from './page-messages.ts';
import { cursorOf, publicPoints, publicReport, readCursor } from './public.ts';
import { rememberReceipt } from './remembering.ts';
import { listPublic, onePublic, publicPhoto, type Wanted } from './store.ts';
import { takeReport } from './taking.ts';
import { toldStep } from './telling.ts';

const Number_ = z.object({ number: z.string().min(1).max(60) });
/** Filters of the list, for the page and for programs. */
export const Filters = z.object({
  area: z.string().max(40).optional(), class: z.string().max(40).optional(), nature: z.enum(NATURES).optional(), stage: z.enum(['open', 'closed']).optional(), late: z.enum(['yes', 'no']).optional(), q: z.string().trim().max(100).optional(),
  ...PositionFields, radius: z.coerce.number().min(10).max(20_000).optional(), before: z.string().max(60).optional(),
});
export type Filters = z.output<typeof Filters>;

/** A filter as the list wants it. A main class stands for its small ones; unknown codes find nothing. */
export function wantedOf(tools: CityTools, f: Filters, limit: number, now: Date): Wanted {
  const near = readPointMaybe(f);
  const before = f.before === undefined ? undefined : readCursor(f.before);
  if (f.before !== undefined && !before) throw refuse(400, m.badCursor, { field: 'before' });
  return {
    area: f.area, nature: f.nature, stage: f.stage, late: f.late === undefined ? undefined : f.late === 'yes', text: f.q, before, limit, now, near: near && { at: near, metres: f.radius ?? 500 },
    classes: f.class === undefined ? undefined : [f.class, ...tools.classes.children(f.class).map((c) => c.code)],
  };
}

const list = route({
  method: 'GET', path: '/api/reports', who: 'everyone', open: true, summary: 'Public reports, newest first', about: 'Filters: area, class (small or main), nature, stage, late (yes: the limit or the promise was missed), words (q), and lon, lat and radius in metres. `next` is the value of `before` for the next page.',
  query: Filters.extend({ limit: z.coerce.number().int().min(1).max(200).default(50) }), answer: z.object({ reports: z.array(PublicReport), next: z.string().nullable() }),
  async handle({ db, query, lang, ground, now }) {
    const tools = await cityTools(db);
    const rows = await listPublic(db, wantedOf(tools, query, query.limit, now));
    const last = rows.length === query.limit ? rows.at(-1) : undefined;
    return { reports: rows.map((row) => publicReport(tools, row, ground.baseUrl, lang)), next: last ? cursorOf(last) : null };
  },
});

const geojson = route({
  method: 'GET', path: '/api/reports.geojson', who: 'everyone', open: true, summary: 'Public reports in a box as GeoJSON points', about: 'Positions are rounded as the class wants it. At most 2,000: the newest.',
  query: z.object({ bbox: z.string().max(200), class: z.string().max(40).optional(), stage: z.enum(['open', 'closed']).optional(), days: z.coerce.number().int().min(1).max(3660).optional(), limit: z.coerce.number().int().min(1).max(2000).default(1000) }),
  async handle({ db, query, lang, now }) {
    const tools = await cityTools(db);
    const since = query.days === undefined ? undefined : new Date(now.getTime() - query.days * 86_400_000);
    const rows = await listPublic(db, { ...wantedOf(tools, { class: query.class, stage: query.stage }, query.limit, now), bbox: readBbox(query.bbox), since, photos: false });
    return new Response(JSON.stringify(publicPoints(tools, rows, now, lang)), { headers: { 'content-type': 'application/geo+json; charset=utf-8' } });
  },
});

const one = route({
  method: 'GET', path: '/api/reports/:number', who: 'everyone', open: true, summary: 'One public report with its steps', params: Number_, answer: PublicReport.extend({ steps: z.array(PublicStep) }),
  async handle({ db, params, lang, ground, now }) {
    const [tools, row] = await Promise.all([cityTools(db), onePublic(db, params.number)]);
    if (!row) throw refuse(404, p.gone);
    const steps = row.steps.map((step) => toldStep(tools, step, row.source, now, lang)).map(({ at, verb, title, who, note }) => ({ at, verb, title, who, note }));
    return { ...publicReport(tools, row, ground.baseUrl, lang), steps };
  },
});

const post = route({
  method: 'POST', path: '/api/reports', who: 'everyone', summary: 'Reports something', status: 201,
  about: 'JSON, or multipart with up to five photos. `once` (a UUID) makes a repeated call return the first receipt. Keep the code: it is the only way to the receipt.',
  body: NewReport, answer: Receipt,
  handle: (ctx) => fromProgram(ctx),
});

/** A report through the API; signed-in residents are its reporter unless they want to be anonymous. */
async function fromProgram(ctx: AnyCtx & { body: z.output<typeof NewReport> }): Promise<Response> {
  const { photos = [], once, answers, ...fields } = ctx.body;
  const byKey = ctx.viewer.by === 'key';
  const receipt = await takeReport(ctx, photos, {
    fields: { ...fields, answers: { ...answersAmong(ctx.body), ...answers } }, source: byKey ? 'api' : 'web', once, person: byKey ? undefined : ctx.viewer.person, key: ctx.viewer.key,
  });
  return receiptAnswer(ctx, receipt, !byKey);
}

/** 201 for a new one, 200 for a repeated form. `remember`: the device is a person's, not a program. */
function receiptAnswer(ctx: AnyCtx, receipt: Receipt, remember: boolean): Response {
  return json(receipt, receipt.again ? 200 : 201, remember ? { 'set-cookie': rememberReceipt(ctx, receipt.code) } : {});
}

const photo = route({
  method: 'GET', path: '/reports/:number/photos/:id', who: 'everyone', summary: 'A photo of a public report (JPEG)', about: '`size`: full (2048 px) or small (480 px).',
  params: Number_.extend({ id: z.uuid() }), query: z.object({ size: z.enum(['full', 'small']).default('full') }),
  async handle({ db, params, query, ground }) {
    const found = await publicPhoto(db, params.number, params.id);
    const answer = found && (await photoAnswer(ground.files, found.id, query.size));
    if (!answer) throw notFound();
    return answer;
  },
});

const follower = route({
  method: 'POST', path: '/api/reports/:number/followers', who: 'everyone', summary: 'Me too: one more person is affected', about: 'Instead of a second report. Answers with a receipt code for the same case.', status: 201,
  params: Number_, body: MeToo, answer: Receipt,
  async handle(ctx) {
    return receiptAnswer(ctx, await meToo(ctx, ctx.params.number, ctx.body), ctx.viewer.by !== 'key');
  },
});

export const publicRoutes: readonly Route[] = [list, geojson, one, post, photo, follower];
