// SensorThings over HTTP at /sta/v1.1/: addresses and bodies are the protocol's affair (sta/), who asks is the house's. Open to programs of any origin,
// by API key; no cookie is read, so any content type may be read as JSON without harm.
import { audit } from '#ground/audit/index.ts';
import type { Ctx } from '#ground/http/context.ts';
import { Raw, route, type ErrorForm, type Method, type Route } from '#ground/http/route.ts';
import { answerOf, failed } from './sta/answers.ts';
import { batch } from './sta/batch.ts';
import { batchOf } from './sta/batch-forms.ts';
import { jsonOf, textOf } from './sta/body.ts';
import { callerOf, mayAddTo, type Caller } from './sta/caller.ts';
import { ROOT } from './sta/root.ts';
import { serviceOf } from './sta/service-of.ts';
import { serve } from './sta/service.ts';
import { decode } from './query/options.ts';

const errors: ErrorForm = ({ status, text }) => failed(status, text);
const common = { who: 'everyone', open: true, frequent: true, unlimited: (config: { STA_OPEN_WRITE: boolean }) => config.STA_OPEN_WRITE, errors } as const;

/** Line breaks too: whatever stands behind the root is answered in the protocol's form. */
const EVERYWHERE = `${ROOT}/:path{[\\s\\S]+}` as const;

const ABOUT: Readonly<Record<Method, { summary: string; about: string }>> = {
  GET: { summary: 'SensorThings 1.1: entities, sets, properties', about: 'Resource paths to any depth with $filter, $expand, $select, $orderby, $top, $skip, $count and $resultFormat (OGC 18-088 §9). What hangs on public Things is seen by everyone.' },
  POST: { summary: 'SensorThings 1.1: create, CreateObservations, $batch', about: 'Entities with whatever hangs on them, all or nothing (§10.2); data arrays (§12.3); batches in multipart/mixed or JSON (§11). Entities: steward, administrator. Observations: also handlers, to Things of their organisation. By API key.' },
  PATCH: { summary: 'SensorThings 1.1: change what is sent', about: 'JSON, or JSON Patch as application/json-patch+json (§10.3). Steward, administrator.' },
  PUT: { summary: 'SensorThings 1.1: replace an entity', about: 'Steward, administrator.' },
  DELETE: { summary: 'SensorThings 1.1: remove an entity and what cannot be without it', about: 'Answered with 200 (§10.4). Steward, administrator.' },
};

export const staRoutes: readonly Route[] = [
  route({ ...common, method: 'GET', path: ROOT, summary: 'SensorThings 1.1: service root', about: 'The entity sets and the requirements that are kept (OGC 18-088 §9.2.2).', handle: (ctx) => answered(ctx, undefined) }),
  route({ ...common, ...ABOUT.GET, method: 'GET', path: EVERYWHERE, handle: (ctx) => answered(ctx, undefined) }),
  ...(['POST', 'PATCH', 'PUT', 'DELETE'] as const).map((method) => route({ ...common, ...ABOUT[method], method, path: EVERYWHERE, takes: ['raw'], body: Raw, handle: (ctx) => answered(ctx, ctx.body) })),
];

async function answered(ctx: Ctx, raw: Raw | undefined): Promise<Response> {
  const caller = callerOf(ctx.viewer, ctx.ground.config.STA_OPEN_WRITE);
  const response = await answer(ctx, raw, caller).catch(answerOf);
  response.headers.set('access-control-expose-headers', 'location');
  return response;
}

async function answer(ctx: Ctx, raw: Raw | undefined, caller: Caller): Promise<Response> {
  const service = serviceOf(ctx.ground);
  const path = ctx.url.pathname.slice(ROOT.length).replace(/\/$/, '');
  const method = ctx.request.method === 'HEAD' ? 'GET' : ctx.request.method;
  if (method === 'POST' && decode(path) === '/$batch') return batchAnswer(ctx, raw, caller);
  // Who may not write at all is told so before a word of the body is judged.
  if (method !== 'GET' && !caller.entities) mayAddTo(caller);
  const type = raw?.type ?? '';
  const body = raw ? jsonOf(textOf(raw.bytes, type)) : undefined;
  const response = await serve(service, { method, path, query: queryOf(ctx.url), body, type, caller });
  if (response.ok && changesEntities(method, path)) await told(ctx, `${method} ${ROOT}`, path);
  return response;
}

async function batchAnswer(ctx: Ctx, raw: Raw | undefined, caller: Caller): Promise<Response> {
  const { groups, answer: inForm } = batchOf(raw ?? { bytes: new Uint8Array(), type: '' });
  const answers = await batch(serviceOf(ctx.ground), groups, caller);
  const changed = groups.flatMap(({ items }, i) => items.flatMap((item, k) => ('method' in item && answers[i]?.[k]?.response.ok && changesEntities(item.method, item.url) ? [`${item.method} ${item.url}`] : [])));
  if (changed.length) await told(ctx, `POST ${ROOT}/$batch`, changed.slice(0, 20).join(' '));
  return inForm(answers);
}

/** The query but for what is the house's own: the key and the language. */
const queryOf = (url: URL): string => (url.search === '' ? '' : url.search.slice(1).split('&').filter((part) => !/^(?:api_key|lang)=/.test(part)).join('&'));

/** Observations come by the million and are their own record. */
const changesEntities = (method: string, path: string): boolean => method !== 'GET' && !(method === 'POST' && /(?:Create)?Observations\/?$/.test(path));

/** What staff changes stands in the audit chain, as everywhere; the change stands even when its entry cannot be written. */
async function told(ctx: Ctx, action: string, path: string): Promise<void> {
  if (!ctx.viewer.person) return;
  await audit(ctx.db, { actor: ctx.viewer.person, action, subject: { type: 'sensing', key: path.slice(0, 200) }, now: ctx.now }).catch((error: unknown) => ctx.ground.log.error(error, `audit of ${action}`));
}
