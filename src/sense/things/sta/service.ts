// One request of the protocol, whatever brought it (HTTP, a batch, MQTT): method, path and body in, a Response out.
import type { Database, Db } from '#ground/db/index.ts';
import { isSet, entityOf, relationOf, type EntityType } from '../model.ts';
import { parsePath } from '../query/path.ts';
import { read } from '../reading/read.ts';
import { resourceOf } from '../reading/resource.ts';
import type { Batcher } from '../writing/batcher.ts';
import { BadEntity } from '../writing/bad.ts';
import { change, type Manner } from '../writing/change.ts';
import { checked } from '../writing/checks.ts';
import { create, isThere, toIngest, type Around } from '../writing/create.ts';
import { remove } from '../writing/remove.ts';
import { reasonText } from '../writing/reasons.ts';
import { answerOf, failed, ok } from './answers.ts';
import { createObservations } from './create-observations.ts';
import { shaped } from './results.ts';
import { serviceRoot } from './root.ts';

export interface StaRequest { readonly method: string; /** After the root, still encoded: `/Things(1)`. */ readonly path: string; readonly query: string; readonly body: unknown; readonly type: string }
export interface Service { readonly db: Database; readonly batcher: Batcher; readonly root: string; readonly now: () => Date; readonly endpoints: readonly string[] }

/** `tx`: inside of a changeset, all of it in one transaction. */
export async function serve(service: Service, request: StaRequest, tx?: Db): Promise<Response> {
  try {
    return await served(service, request, tx);
  } catch (error) {
    return answerOf(error);
  }
}

function served(service: Service, request: StaRequest, tx: Db | undefined): Promise<Response> | Response {
  switch (request.method) {
    case 'GET': return request.path === '' || request.path === '/' ? ok(serviceRoot(service.root, service.endpoints)) : answerGet(service, request, tx ?? service.db);
    case 'POST': return answerPost(service, request, tx);
    case 'PATCH': return answerChange(service, request, request.type.startsWith('application/json-patch+json') ? 'json-patch' : 'patch', tx);
    case 'PUT': return answerChange(service, request, 'put', tx);
    case 'DELETE': return answerDelete(service, request, tx);
    default: return failed(405);
  }
}

async function answerGet({ root, now }: Service, { path, query }: StaRequest, db: Db): Promise<Response> {
  const answer = await read(db, { path, query, root, now: now() });
  switch (answer.kind) {
    case 'missing': return failed(404);
    case 'value': return rawValue(answer.value);
    case 'one': return ok(answer.body);
    case 'set': { const format = answer.options.resultFormat ?? 'default'; return format === 'default' ? ok(answer.body) : shaped(format, answer, root); }
  }
}

/** `$value`: text as text, everything else as JSON; nothing where there is nothing. */
function rawValue(value: unknown): Response {
  if (value === null || value === undefined) return new Response(null, { status: 204 });
  return typeof value === 'object' ? ok(value) : new Response(String(value), { headers: { 'content-type': 'text/plain; charset=utf-8' } });
}

async function answerPost(service: Service, { path, body }: StaRequest, tx: Db | undefined): Promise<Response> {
  const { db, root, now } = service;
  if (path === '/CreateObservations') return ok(await createObservations(tx ?? db, body, root, now()), 201);
  const target = await targetOf(tx ?? db, path);
  if (!target) return failed(404);
  const id = await added(service, target.entity, body, target.around, tx);
  const self = `${root}/${target.entity.set}(${id})`;
  return ok({ '@iot.id': id, '@iot.selfLink': self }, 201, { location: self });
}

/** A plain observation shares its statement with others; everything else has a transaction of its own. */
async function added({ db, batcher, now }: Service, entity: EntityType, body: unknown, around: Around, tx: Db | undefined): Promise<number> {
  const draft = !tx && entity.set === 'Observations' ? checked(entity, body, '', true) : undefined;
  const linked = draft && [...draft.related].every(([relation, [one]]) => !relation.many && one && 'id' in one);
  if (!draft || !linked) return tx ? create(tx, entity, body, now(), around) : db.begin((own) => create(own, entity, body, now(), around));
  const ids: Record<string, number> = { ...Object.fromEntries([...draft.related].flatMap(([relation, [one]]) => (one && 'id' in one ? [[relation.name, one.id]] : []))), ...around };
  const outcome = await batcher.add(toIngest({ values: draft.values, ids, at: '' }, now()));
  if ('refused' in outcome) throw new BadEntity('', reasonText(outcome.refused));
  return outcome.id;
}

/** Where a POST goes: a set, or a set behind an entity (`/Things(1)/Datastreams`), which is then what the new one belongs to. */
async function targetOf(db: Db, path: string): Promise<{ entity: EntityType; around: Around } | undefined> {
  const parsed = parsePath(path);
  if (!parsed || parsed.ending) return undefined;
  const last = parsed.segments.at(-1);
  if (!last || last.id !== undefined) throw new BadEntity('', 'a POST goes to a set of entities');
  if (parsed.segments.length === 1) return isSet(last.name) ? { entity: entityOf(last.name), around: {} } : undefined;
  const before = parsed.segments.at(-2);
  const parent = resourceOf({ segments: parsed.segments.slice(0, -1), ending: undefined });
  const relation = parent && relationOf(parent.entity, last.name);
  if (!parent || parent.many || before?.id === undefined || !relation?.many) return undefined;
  if (!(await isThere(db, parent.entity, before.id))) return undefined;
  return { entity: entityOf(relation.target), around: { [parent.entity.one]: before.id } };
}

async function answerChange({ db, now }: Service, { path, body }: StaRequest, manner: Manner, tx: Db | undefined): Promise<Response> {
  const one = oneOf(path);
  if (!one) return failed(404);
  const done = (own: Db) => change(own, one.entity, one.id, body, manner, now());
  return (await (tx ? done(tx) : db.begin(done))) ? new Response(null, { status: 200 }) : failed(404);
}

async function answerDelete({ db }: Service, { path }: StaRequest, tx: Db | undefined): Promise<Response> {
  const one = oneOf(path);
  if (!one) return failed(404);
  const done = (own: Db) => remove(own, one.entity.set, one.id);
  return (await (tx ? done(tx) : db.begin(done))) ? new Response(null, { status: 200 }) : failed(404);
}

/** The entity that is to be changed, named by its last part: `/Things(1)` or `/Things(1)/Datastreams(2)`. */
function oneOf(path: string): { entity: EntityType; id: number } | undefined {
  const parsed = parsePath(path);
  const last = parsed?.segments.at(-1);
  const resource = parsed && resourceOf(parsed);
  if (!resource || parsed.ending || resource.property) return undefined;
  if (resource.many || last?.id === undefined) throw new BadEntity('', 'one entity is changed at a time: /Things(1)');
  return last.id > Number.MAX_SAFE_INTEGER ? undefined : { entity: resource.entity, id: last.id };
}
