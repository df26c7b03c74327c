// MDS 2.0 Policy, Geography and Requirements: public, no key.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Ctx } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { route, type Route } from '#ground/http/route.ts';
import { citySettings } from '#city/settings/index.ts';
import { Uuid, type Policy } from './contract.ts';
import { mds, MDS_VERSION, mdsError, versioned } from './mds-answer.ts';
import { m } from './messages.ts';
import { operatorsOf } from './operators.ts';
import { everyGeography, oneGeography, onePolicy, publishedPolicies, type Geography } from './policies.ts';

export const policyOut = (p: Policy): object => ({
  policy_id: p.policy_id, ...p.doc, start_date: p.start_at.getTime(), ...(p.end_at && { end_date: p.end_at.getTime() }), published_date: p.published_at?.getTime(), prev_policies: p.previous,
});
export const geographyOut = (g: Geography): object => ({
  geography_id: g.geography_id, name: g.name, geography_type: g.kind, geography_json: { type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry: g.geometry }] }, published_date: g.published_at.getTime(),
  ...(g.effective_at && { effective_date: g.effective_at.getTime() }), ...(g.retire_at && { retire_date: g.retire_at.getTime() }), prev_geographies: g.previous,
});
const latest = (times: readonly (Date | null)[]): number => Math.max(1_514_764_800_000, ...times.map((at) => at?.getTime() ?? 0));

const millis = z.coerce.number().int().min(0).max(4_102_444_800_000).transform((n) => new Date(n)).optional();
const common = { who: 'everyone', open: true, errors: mdsError } as const;

async function policies(ctx: Ctx<unknown, { start_date?: Date | undefined; end_date?: Date | undefined }>): Promise<Response> {
  const found = await publishedPolicies(ctx.db, ctx.query.start_date ?? ctx.now, ctx.query.end_date);
  return mds({ version: MDS_VERSION, last_updated: latest(found.map((p) => p.published_at)), policies: found.map(policyOut) });
}
async function geographies(ctx: Ctx): Promise<Response> {
  const found = await everyGeography(ctx.db);
  return mds({ version: MDS_VERSION, last_updated: latest(found.flatMap((g) => [g.published_at, g.retire_at])), geographies: found.map(geographyOut) });
}

/** An id that stays: made of the city's code. */
const agencyId = (code: string): string => createHash('sha256').update(`comis agency ${code}`).digest('hex').slice(0, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');

async function requirements(ctx: Ctx): Promise<Response> {
  const [settings, operators] = [await citySettings(ctx.db), await operatorsOf(ctx.db)];
  if (operators.length === 0) throw refuse(404, m.noOperators);
  const { baseUrl } = ctx.ground;
  const started = latest(operators.map((o) => o.changed_at));
  const endpoints = (names: readonly string[]) => names.map((endpoint_name) => ({ endpoint_name }));
  return mds({
    requirements: {
      metadata: {
        mds_release: '2.0.0', file_version: 1, last_updated: started, max_update_interval: 'P1D', agency_id: agencyId(settings.code), agency_name: settings.name.en ?? settings.name.zh, agency_timezone: settings.zone,
        agency_language: 'zh-CN', agency_currency: 'CNY', agency_website_url: baseUrl, url: `${baseUrl}/mds/requirements`,
      },
      programs: [{
        description: m.program('en'), program_website_url: `${baseUrl}/bikes`, provider_ids: operators.map((o) => o.provider_id), vehicle_type: ['bicycle'], start_date: started, end_date: FOR_GOOD,
        required_data_specs: [{
          data_spec_name: 'MDS', version: '2.0.0', mode_id: 'micromobility', required_apis: [{ api_name: 'agency', required_endpoints: endpoints(['vehicles', 'events', 'telemetry', 'trips']) }],
          available_apis: [{ api_name: 'policy', available_endpoints: ['policies', 'geographies'].map((endpoint_name) => ({ endpoint_name, url: `${baseUrl}/mds/${endpoint_name}` })) }],
        }],
      }],
    },
  });
}
/** The standard wants an end: the last day of the century stands for none. */
const FOR_GOOD = 4_102_358_400_000;

const Dates = z.object({ start_date: millis, end_date: millis });
export const policyRoutes: readonly Route[] = [
  ...(['/mds/policies', '/mds/policies.json'] as const).map((path) => route({ ...common, method: 'GET', path, summary: 'MDS: policies for shared bikes', query: Dates, handle: (ctx) => versioned(ctx, () => policies(ctx)) })),
  route({
    ...common, method: 'GET', path: '/mds/policies/:id', summary: 'MDS: one policy', params: z.object({ id: Uuid }),
    handle: (ctx) => versioned(ctx, async () => {
      const found = await onePolicy(ctx.db, ctx.params.id);
      if (!found?.published_at) throw refuse(404, m.noPolicy);
      return mds({ version: MDS_VERSION, last_updated: latest([found.published_at]), policies: [policyOut(found)] });
    }),
  }),
  ...(['/mds/geographies', '/mds/geographies.json'] as const).map((path) => route({ ...common, method: 'GET', path, summary: 'MDS: geographies of policies', handle: (ctx) => versioned(ctx, () => geographies(ctx)) })),
  route({
    ...common, method: 'GET', path: '/mds/geographies/:id', summary: 'MDS: one geography', params: z.object({ id: Uuid }),
    handle: (ctx) => versioned(ctx, async () => {
      const found = await oneGeography(ctx.db, ctx.params.id);
      if (!found) throw refuse(404, m.noGeography);
      return mds({ version: MDS_VERSION, last_updated: latest([found.published_at, found.retire_at]), geography: geographyOut(found) });
    }),
  }),
  route({ ...common, method: 'GET', path: '/mds/requirements', summary: 'MDS: what operators have to tell', handle: (ctx) => versioned(ctx, () => requirements(ctx)) }),
];
