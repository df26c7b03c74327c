// What a desk takes: the list it looks at, with its filters and in its order, 10,000 at most. The list may hold what is confidential, so each export is a
// look and an entry of the audit, written before the first byte leaves.
import { z } from 'zod';
import { audit } from '#ground/audit/index.ts';
import { sql, type Db } from '#ground/db/index.ts';
import type { Ctx } from '#ground/http/context.ts';
import { notFound } from '#ground/http/answer.tsx';
import { route, type Route } from '#ground/http/route.ts';
import { logLook, type Role } from '#ground/identity/index.ts';
import type { XlsxSheet } from '#ground/tables/index.ts';
import { cityTools, Filter, queuePage, seenAsStaff, type CityTools } from '#city/cases/index.ts';
import { download } from './answers.ts';
import { WHOLE, type Saying } from './columns.ts';
import { csv, workbook } from './formats.ts';
import { takeTurn } from './limiting.ts';
import { m } from './messages.ts';
import { QUEUES } from './queues.ts';
import { slicesOf } from './store.ts';

export const MOST_DESK = 10_000;
const PAGE = 500;
export const DESKS: readonly Role[] = ['acceptor', 'dispatcher', 'handler', 'officer', 'examiner', 'administrator'];
const Query = Filter.extend({ queue: z.enum(QUEUES) });
type DeskCtx = Ctx<undefined, z.output<typeof Query>>;

interface Taken { readonly ids: readonly number[]; readonly more: boolean; readonly tools: CityTools; readonly say: Saying }

/** The cases of the list, page by page as the desk itself reads it. Written down before anything is sent. */
async function taken(ctx: DeskCtx, format: string): Promise<Taken> {
  const { db, viewer, lang, ground, now, query: { queue, ...filter } } = ctx;
  if (viewer.person === undefined) throw notFound();
  takeTurn(ctx);
  const tools = await cityTools(db);
  const ids = new Set<number>();
  let after = filter.after;
  do {
    const page = await queuePage(db, viewer, tools, queue, { ...filter, after }, now, PAGE);
    for (const row of page.rows) ids.add(row.id);
    after = page.next;
  } while (after !== undefined && ids.size < MOST_DESK);
  const all = [...ids].slice(0, MOST_DESK);
  const detail = { format, queue, filters: filtersOf(ctx.url), cases: all.length, private: await countPrivate(db, all) };
  await logLook(db, { viewer: viewer.person, type: 'export', key: queue, reason: JSON.stringify(detail), now });
  await audit(db, { actor: viewer.person, action: 'serve.exports.taken', detail, now });
  return { ids: all, more: after !== undefined || ids.size > all.length, tools, say: { tools, lang, baseUrl: ground.baseUrl } };
}

/** What was asked for, as it stands in the address. */
const filtersOf = (url: URL): string => { const query = new URLSearchParams(url.search); query.delete('queue'); query.delete('lang'); return query.toString().slice(0, 500); };

const countPrivate = async (db: Db, ids: readonly number[]): Promise<number> =>
  (await db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from city.v_cases c where c.id = any(${[...ids]}::bigint[]) and c.visibility = 'private'`)).n;

/** A sheet that says what the first one holds: a file outlives its name. */
function aboutSheet({ ids, more, say }: Taken, ctx: DeskCtx): XlsxSheet {
  const { lang, site, now } = ctx;
  const rows: [string, string | number | Date][] = [
    [m.aboutCity(lang), lang === 'zh' ? site.name.zh : site.name.en], [m.aboutWhen(lang), now], [m.aboutRows(lang), ids.length], [m.aboutFilter(lang), decodeURIComponent(filtersOf(ctx.url)) || m.aboutAll(lang)],
    ...(more ? [[m.aboutMore(lang), m.aboutCut(lang, { n: MOST_DESK })] satisfies [string, string]] : []),
  ];
  return { name: m.about(say.lang), columns: [{ title: m.about(lang), type: 'text', width: 14 }, { title: '', type: 'text', width: 60 }], rows };
}

const common = { method: 'GET', who: DESKS, query: Query, errors: 'page', about: 'The list of a desk (queue) with its filters, in its order, 10,000 at most. Logged.' } as const;

export const deskRoutes: readonly Route[] = [
  route({
    ...common, path: '/desk/exports/cases.csv', summary: 'The list of a desk as CSV',
    async handle(ctx) {
      const list = await taken(ctx, 'csv');
      return download(csv(slicesOf(ctx.db, list.ids, seenAsStaff(ctx.viewer), true), WHOLE, list.say), { name: `cases-${ctx.query.queue}`, ending: 'csv', now: ctx.now, zone: ctx.site.zone });
    },
  }),
  route({
    ...common, path: '/desk/exports/cases.xlsx', summary: 'The list of a desk as XLSX',
    async handle(ctx) {
      const list = await taken(ctx, 'xlsx');
      const bytes = await workbook(slicesOf(ctx.db, list.ids, seenAsStaff(ctx.viewer), true), WHOLE, list.say, [aboutSheet(list, ctx)]);
      return download(new Uint8Array(bytes), { name: `cases-${ctx.query.queue}`, ending: 'xlsx', now: ctx.now, zone: ctx.site.zone });
    },
  }),
];
