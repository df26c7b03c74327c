// GET requests, one request, tokens.
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import { route } from '#ground/http/route.ts';
import { listAnswer, withoutSuffix } from './answers.ts';
import { Jurisdiction, open, ownJurisdiction } from './discovery.ts';
import { maybe } from './fields.ts';
import { o } from './messages.ts';
import { RequestsQuery, wanted } from './query.ts';
import { readRequests, told } from './reading.ts';

export const listRoutes = (['xml', 'json'] as const).map((format) => route({
  ...open, method: 'GET', path: `/open311/v2/requests.${format}`, summary: `GeoReport v2: requests (${format})`, query: RequestsQuery,
  about: 'Newest first; the last 90 days or 1000 requests unless asked otherwise. A longer span is cut to the 90 days before its end. Extensions: page, page_size, updated_after, updated_before, bbox, lat+long+radius, has_photo, agency_responsible, extensions=true.',
  async handle(ctx) {
    const tools = await ownJurisdiction(ctx, ctx.query.jurisdiction_id);
    const want = wanted(tools, ctx.query, ctx.now);
    return listAnswer(ctx.url, 'service_requests', 'request', told(tools, ctx, await readRequests(ctx.db, want), want.extensions));
  },
}));

export const oneRoute = route({
  ...open, method: 'GET', path: '/open311/v2/requests/:id{.+\\.(?:xml|json)}', summary: 'GeoReport v2: one request', query: Jurisdiction.extend({ extensions: maybe(z.string()) }), params: z.object({ id: z.string().max(120) }),
  async handle(ctx) {
    const tools = await ownJurisdiction(ctx, ctx.query.jurisdiction_id);
    const id = withoutSuffix(ctx.params.id);
    const want = wanted(tools, { service_request_id: [id], extensions: ctx.query.extensions }, ctx.now);
    const rows = await readRequests(ctx.db, want);
    if (!rows.length) throw refuse(404, o.noRequest, { params: { id: id.slice(0, 60) } });
    return listAnswer(ctx.url, 'service_requests', 'request', told(tools, ctx, rows, want.extensions));
  },
});

const Token = z.object({ case_number: z.string().nullable() });
export const tokenRoute = route({
  ...open, method: 'GET', path: '/open311/v2/tokens/:token{.+\\.(?:xml|json)}', summary: 'GeoReport v2: the request behind a token', query: Jurisdiction, params: z.object({ token: z.string().max(120) }),
  async handle(ctx) {
    await ownJurisdiction(ctx, ctx.query.jurisdiction_id);
    const token = withoutSuffix(ctx.params.token);
    const row = await ctx.db.maybe(Token, sql`select case_number from serve.report_tokens where token = ${token}`);
    if (!row) throw refuse(404, o.noToken);
    return listAnswer(ctx.url, 'service_requests', 'request', [{ ...(row.case_number ? { service_request_id: row.case_number } : {}), token }]);
  },
});
