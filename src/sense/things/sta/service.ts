// One request of the protocol, whatever brought it (HTTP, a batch, MQTT): method, path and body in, a Response out.
import type { Database, Db } from '#ground/db/index.ts';
import { isSet, entityOf, relationOf, type EntityType } from '../model.ts';
import { parsePath } from '../query/path.ts';
import { read } from '../reading/read.ts';
import { isThere, resourceOf } from '../reading/resource.ts';
import type { Batcher } from '../writing/batcher.ts';
import { BadEntity } from '../writing/bad.ts';
import { change, type Manner } from '../writing/change.ts';
import { checked } from '../writing/checks.ts';
import { create, toIngest, type Around } from '../writing/create.ts';
import { ingest, type Outcome } from '../writing/ingest.ts';
import { remove } from '../writing/remove.ts';
import { reasonText } from '../writing/reasons.ts';
import { answerOf, failed, ok } from './answers.ts';
import { mayAddTo, mayMake, type Caller } from './caller.ts';
import { createObservations } from './create-observations.ts';
import { shaped } from './results.ts';
import { serviceRoot } from './root.ts';

export interface StaRequest {
  readonly method: string;
  /** After the root, still encoded: `/Things(1)`. */
  readonly path: string;
  readonly query: string;
  /** Parsed JSON. */
  readonly body: unknown;
  /** Content type of the body. */
  readonly type: string;
  /** Who asks (caller.ts). */
  readonly caller: Caller;
}
export interface Service { readonly db: Database; readonly batcher: Batcher; readonly root: string; readonly now: () => Date; /** Where MQTT listens, if it does. */ readonly endpoints: readonly string[] }

/** `tx`: inside of a changeset, all of it in one transaction. Rejects with what is nobody's mistake but ours, or the database's being away. */
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

async function answerGet({ root, now }: Service, { path, query, caller: { sees } }: StaRequest, db: Db): Promise<Response> {
  const answer = await read(db, { path, query, root, now: now(), sees });
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

async function answerPost(service: Service, { path, body, caller }: StaRequest, tx: Db | undefined): Promise<Response> {
  const { db, root, now } = service;
  if (path === '/CreateObservations') return ok(await createObservations(tx ?? db, body, root, now(), mayAddTo(caller)), 201);
  const target = await targetOf(tx ?? db, path, caller);
  if (!target) return failed(404);
  const id = await added(service, target, body, caller, tx);
  const self = `${root}/${target.entity.set}(${id})`;
  return ok({ '@iot.id': id, '@iot.selfLink': self }, 201, { location: self });
}

interface Target { readonly entity: EntityType; readonly around: Around }

/** An observation of streams and features that are there shares its statement with others; everything else has a transaction of its own. */
async function added({ db, batcher, now }: Service, { entity, around }: Target, body: unknown, caller: Caller, tx: Db | undefined): Promise<number> {
  const only = entity.set === 'Observations' ? mayAddTo(caller) : undefined;
  const draft = entity.set === 'Observations' ? checked(entity, body, '', true) : undefined;
  const linked = draft && [...draft.related].every(([relation, [one]]) => !relation.many && one && 'id' in one);
  if (!draft || !linked) {
    mayMake(caller);
    return tx ? create(tx, entity, body, now(), around) : db.begin((own) => create(own, entity, body, now(), around));
  }
  const ids: Record<string, number> = { ...Object.fromEntries([...draft.related].flatMap(([relation, [one]]) => (one && 'id' in one ? [[relation.name, one.id]] : []))), ...around };
  const row = { ...toIngest({ values: draft.values, ids, at: '' }, now()), only };
  const outcome: Outcome | undefined = tx ? (await ingest(tx, [row], now()))[0] : await batcher.add(row);
  if (outcome && 'id' in outcome) return outcome.id;
  const refused = outcome?.refused ?? 'no-stream';
  throw new BadEntity('', reasonText(refused), refused === 'not-yours' ? 403 : refused === 'no-stream' && (around['Datastream'] ?? around['MultiDatastream']) !== undefined ? 404 : 400);
}

/** Where a POST goes: a set, or a set behind an entity (`/Things(1)/Datastreams`), which is then what the new one belongs to. */
async function targetOf(db: Db, path: string, { sees }: Caller): Promise<Target | undefined> {
  const parsed = parsePath(path);
  if (!parsed || parsed.ending) return undefined;
  const last = parsed.segments.at(-1);
  if (!last || last.id !== undefined) throw new BadEntity('', 'a POST goes to a set of entities');
  if (parsed.segments.length === 1) return isSet(last.name) ? { entity: entityOf(last.name), around: {} } : undefined;
  const before = parsed.segments.at(-2);
  const parent = resourceOf({ segments: parsed.segments.slice(0, -1), ending: undefined }, sees);
  const relation = parent && relationOf(parent.entity, last.name);
  if (!parent || parent.many || before?.id === undefined || !relation?.many) return undefined;
  // A stream that takes an observation is found by the statement that adds it.
  const isStream = parent.level === 0 && (parent.entity.set === 'Datastreams' || parent.entity.set === 'MultiDatastreams') && relation.target === 'Observations';
  if (!isStream && !(await isThere(db, parent, sees))) return undefined;
  return { entity: entityOf(relation.target), around: { [parent.entity.one]: before.id } };
}

async function answerChange({ db, now }: Service, { path, body, caller }: StaRequest, manner: Manner, tx: Db | undefined): Promise<Response> {
  mayMake(caller);
  const one = await oneOf(tx ?? db, path);
  if (!one) return failed(404);
  const done = (own: Db) => change(own, one.entity, one.id, body, manner, now());
  return (await (tx ? done(tx) : db.begin(done))) ? new Response(null, { status: 200 }) : failed(404);
}

async function answerDelete({ db }: Service, { path, caller }: StaRequest, tx: Db | undefined): Promise<Response> {
  mayMake(caller);
  const one = await oneOf(tx ?? db, path);
  if (!one) return failed(404);
  const done = (own: Db) => remove(own, one.entity.set, one.id);
  return (await (tx ? done(tx) : db.begin(done))) ? new Response(null, { status: 200 }) : failed(404);
}

/** The entity that is to be changed, named by its last part: `/Things(1)`, or `/Things(1)/Datastreams(2)` where the second belongs to the first. */
async function oneOf(db: Db, path: string): Promise<{ entity: EntityType; id: number } | undefined> {
  const parsed = parsePath(path);
  const last = parsed?.segments.at(-1);
  const resource = parsed && resourceOf(parsed, 'all');
  if (!resource || parsed.ending || resource.property) return undefined;
  if (resource.many || last?.id === undefined) throw new BadEntity('', 'one entity is changed at a time: /Things(1)');
  if (last.id > Number.MAX_SAFE_INTEGER || (resource.parent && !(await isThere(db, resource, 'all')))) return undefined;
  return { entity: resource.entity, id: last.id };
}
