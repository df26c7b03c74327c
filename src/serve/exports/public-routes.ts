// What everyone may take: the public list as a file, with the filters of its page. 50,000 at most; the header Link says where the rest begins.
import { z } from 'zod';
import type { AnyCtx, Ctx } from '#ground/http/context.ts';
import { route, type Route } from '#ground/http/route.ts';
import { cityTools, isPublic } from '#city/cases/index.ts';
import { cursorOf, Filters, findingOf, wantedOf } from '../reports/index.ts';
import { download } from './answers.ts';
import { PUBLIC, type Saying } from './columns.ts';
import { bulk, csv, geojson, type Slices } from './formats.ts';
import { takeTurn } from './limiting.ts';
import { publicKeys, slicesOf } from './store.ts';

export const MOST_PUBLIC = 50_000;
const Query = Filters.extend({ limit: z.coerce.number().int().min(1).max(MOST_PUBLIC).default(MOST_PUBLIC) });
type ExportCtx = Ctx<undefined, z.output<typeof Query>>;

const ABOUT = 'Filters as in /api/reports, newest first, 50,000 at most (limit). Where there are more, the header Link (rel=next) is the address of the next page. Positions and places are as coarse as their class wants them.';

/** The rows of this page and the address of the next one. */
async function found(ctx: ExportCtx): Promise<{ rows: Slices; say: Saying; next: string | undefined }> {
  const { db, query, lang, ground, now, url } = ctx;
  takeTurn(ctx);
  const tools = await cityTools(db);
  const keys = await publicKeys(db, findingOf(wantedOf(tools, query, query.limit, now)), query.limit + 1);
  const page = keys.slice(0, query.limit);
  const last = keys.length > page.length ? page.at(-1) : undefined;
  return { rows: slicesOf(db, page.map((key) => key.id), isPublic, false), say: { tools, lang, baseUrl: ground.baseUrl }, next: last && nextOf(ground.baseUrl, url, cursorOf(last)) };
}

function nextOf(baseUrl: string, url: URL, cursor: string): string {
  const query = new URLSearchParams(url.search);
  query.set('before', cursor);
  return `${baseUrl}${url.pathname}?${query}`;
}

const sent = ({ now, site }: AnyCtx, body: AsyncIterable<string>, name: string, ending: 'csv' | 'geojson', next: string | undefined): Response =>
  download(body, { name, ending, now, zone: site.zone }, { 'access-control-expose-headers': 'link', ...(next === undefined ? {} : { link: `<${next}>; rel="next"` }) });

const common = { method: 'GET', who: 'everyone', open: true, query: Query, about: ABOUT } as const;

export const publicRoutes: readonly Route[] = [
  route({
    ...common, path: '/exports/cases.csv', summary: 'Public reports as CSV',
    async handle(ctx) {
      const { rows, say, next } = await found(ctx);
      return sent(ctx, csv(rows, PUBLIC, say), 'reports', 'csv', next);
    },
  }),
  route({
    ...common, path: '/exports/cases.geojson', summary: 'Public reports as GeoJSON',
    async handle(ctx) {
      const { rows, say, next } = await found(ctx);
      return sent(ctx, geojson(rows, PUBLIC, say, next), 'reports', 'geojson', next);
    },
  }),
  route({
    ...common, path: '/exports/bulk.csv', summary: 'Public reports as Open311 GeoReport Bulk v1',
    async handle(ctx) {
      const { rows, say, next } = await found(ctx);
      return sent(ctx, bulk(rows, say, true), 'service-requests', 'csv', next);
    },
  }),
];
