// $batch: many requests as one (OGC 18-088 §11, OData 4.0 part 1 §11.7). Parts stand for themselves; those of a changeset (an atomicity group) are one
// transaction: all of them or none. A request may name what an earlier one made by its Content-ID: `$sensor1` as the beginning of an address, or as an id.
import type { Db } from '#ground/db/index.ts';
import { BadEntity } from '../writing/bad.ts';
import { answerOf, failed } from './answers.ts';
import { ROOT } from './root.ts';
import { serve, type Service } from './service.ts';
import type { Caller } from './caller.ts';

/** Requests in one batch. A changeset holds a transaction all the while. */
export const MOST_REQUESTS = 1000;

/** One request as it stands in a batch. `body`: parsed JSON. */
export interface Wanted { readonly id: string | undefined; readonly method: string; readonly url: string; readonly type: string; readonly body: unknown }
/** A request that was itself wrong has its answer already. */
export type Item = Wanted | { readonly id: string | undefined; readonly answer: Response };
/** Several requests that are one change, or one request by itself. */
export interface Group { readonly atomic: boolean; readonly items: readonly Item[] }
export interface Answered { readonly id: string | undefined; readonly response: Response }

/** One answer a request. Of a changeset that failed: the answer of the request that failed, and 424 for the others. */
export async function batch(service: Service, groups: readonly Group[], caller: Caller): Promise<Answered[][]> {
  const made = new Map<string, Made>();
  const answers: Answered[][] = [];
  for (const group of groups) answers.push(group.atomic ? await changeset(service, group.items, caller, made) : await each(service, group.items, caller, made));
  return answers;
}

/** What a request made: `Things(1)`. */
interface Made { readonly path: string; readonly id: number }

async function each(service: Service, items: readonly Item[], caller: Caller, made: Map<string, Made>, tx?: Db): Promise<Answered[]> {
  const answers: Answered[] = [];
  for (const item of items) {
    const response = 'answer' in item ? item.answer : await one(service, item, caller, made, tx);
    answers.push({ id: item.id, response });
    if (response.status >= 400 && tx) throw new Undone(answers);
    remember(made, item.id, response, service.root);
  }
  return answers;
}

/** Thrown so that the transaction is rolled back. */
class Undone extends Error {
  readonly answers: readonly Answered[];
  constructor(answers: readonly Answered[]) { super('a request of the changeset was refused'); this.answers = answers; }
}

async function changeset(service: Service, items: readonly Item[], caller: Caller, made: Map<string, Made>): Promise<Answered[]> {
  const own = new Map(made);
  const bad = items.find((item) => 'method' in item && item.method === 'GET');
  try {
    if (bad) throw new Undone([{ id: bad.id, response: failed(400, 'a changeset holds changes only') }]);
    const answers = await service.db.begin((tx) => each(service, items, caller, own, tx));
    for (const [id, entity] of own) made.set(id, entity);
    return answers;
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
    const failure = error.answers.at(-1);
    const at = bad ? items.indexOf(bad) : error.answers.length - 1;
    return items.map((item, i) => (i === at && failure ? failure : { id: item.id, response: failed(424, 'nothing of the changeset was done') }));
  }
}

async function one(service: Service, item: Wanted, caller: Caller, made: ReadonlyMap<string, Made>, tx: Db | undefined): Promise<Response> {
  try {
    const [path = '', query = ''] = splitAt(relative(named(item.url, made), service.root), '?');
    return await serve(service, { method: item.method, path, query, body: withIds(item.body, made), type: item.type, caller }, tx);
  } catch (error) {
    return answerOf(error);
  }
}

function remember(made: Map<string, Made>, id: string | undefined, response: Response, root: string): void {
  const found = /\/(\w+\((\d+)\))$/.exec(response.headers.get('location') ?? '');
  if (id !== undefined && found && response.headers.get('location')?.startsWith(root)) made.set(id, { path: found[1] ?? '', id: Number(found[2]) });
}

/** `$sensor1/Datastreams` with what sensor1 made in its place. */
function named(url: string, made: ReadonlyMap<string, Made>): string {
  const [, id = '', rest = ''] = /^\/?\$([^/?#]+)(.*)$/s.exec(url) ?? [];
  const found = made.get(id);
  return found ? `/${found.path}${rest}` : url;
}

/** An address of a batch from the service's own root on: absolute, from the root of the host, or from the service's. */
function relative(url: string, root: string): string {
  const path = url.startsWith(root) ? url.slice(root.length) : url.replace(/^https?:\/\/[^/]*/i, '');
  const inside = path.startsWith(`${ROOT}/`) ? path.slice(ROOT.length) : path.replace(/^\/?v1\.[01]\//, '/');
  return inside.startsWith('/') || inside === '' ? inside : `/${inside}`;
}

/** `{"@iot.id": "$sensor1"}` with the number. Throws BadEntity for a name that nothing made. */
function withIds(value: unknown, made: ReadonlyMap<string, Made>): unknown {
  if (Array.isArray(value)) return value.map((one) => withIds(one, made));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === '@iot.id' && typeof inner === 'string' && inner.startsWith('$') ? idOf(inner, made) : withIds(inner, made)]));
}

function idOf(name: string, made: ReadonlyMap<string, Made>): number {
  const found = made.get(name.slice(1));
  if (!found) throw new BadEntity('@iot.id', `${name.slice(0, 60)} is nothing that this batch made`);
  return found.id;
}

function splitAt(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
