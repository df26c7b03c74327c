// The two forms in which a $batch comes and is answered: multipart/mixed with whole HTTP requests inside, and JSON.
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import type { Raw } from '#ground/http/route.ts';
import { BadEntity } from '../writing/bad.ts';
import { answerOf, ok } from './answers.ts';
import { MOST_REQUESTS, type Answered, type Group, type Item, type Wanted } from './batch.ts';
import { jsonOf, textOf } from './body.ts';
import { boundaryOf, headed, joinParts, partsOf, type Part } from './multipart.ts';

export interface Batch { readonly groups: readonly Group[]; answer(answers: readonly (readonly Answered[])[]): Promise<Response> }

/** Throws BadEntity when the whole is no batch; a single request that is wrong becomes its own answer. */
export function batchOf({ bytes, type }: Raw): Batch {
  const batch = type.startsWith('multipart/') ? multipart(textOf(bytes, type), type) : json(jsonOf(textOf(bytes, type)));
  if (batch.groups.reduce((sum, group) => sum + group.items.length, 0) > MOST_REQUESTS) throw new BadEntity('', `a batch has at most ${MOST_REQUESTS} requests`);
  return batch;
}

const METHODS = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'];

function multipart(text: string, type: string): Batch {
  const boundary = boundaryOf(type);
  if (boundary === undefined) throw new BadEntity('', 'multipart/mixed wants a boundary');
  const groups = partsOf(text, boundary, MOST_REQUESTS).map((part): Group => {
    const inner = part.headers.get('content-type') ?? '';
    if (!/^multipart\/mixed/i.test(inner)) return { atomic: false, items: [itemOf(part)] };
    const mark = boundaryOf(inner);
    if (mark === undefined) throw new BadEntity('', 'a changeset wants a boundary');
    return { atomic: true, items: partsOf(part.text, mark, MOST_REQUESTS).map(itemOf) };
  });
  return { groups, answer: (answers) => multipartAnswer(groups, answers) };
}

/** `POST Things HTTP/1.1`, headers, an empty line, the body. The Content-ID stands outside or inside. */
function itemOf(part: Part): Item {
  const lineEnd = /\r?\n/.exec(part.text.trimStart());
  const whole = part.text.trimStart();
  const line = lineEnd ? whole.slice(0, lineEnd.index) : whole;
  const inside = headed(lineEnd ? whole.slice(lineEnd.index + lineEnd[0].length) : '');
  const id = part.headers.get('content-id') ?? inside.headers.get('content-id');
  const [method = '', ...rest] = line.trim().split(/\s+/);
  const url = rest.filter((word, i) => i < rest.length - 1 || !/^HTTP\/\d/i.test(word)).join(' ');
  return parsedItem(id, method, url, inside.headers.get('content-type') ?? 'application/json', () => jsonOf(inside.text));
}

function parsedItem(id: string | undefined, method: string, url: string, type: string, body: () => unknown): Item {
  try {
    if (!METHODS.includes(method)) throw new BadEntity('', `'${method.slice(0, 20)}' is no method of a batch`);
    return { id, method, url, type: type.toLowerCase(), body: body() } satisfies Wanted;
  } catch (error) {
    return { id, answer: answerOf(error) };
  }
}

const part = async ({ id, response }: Answered) => ({
  headers: { 'Content-Type': 'application/http', ...(id !== undefined && { 'Content-ID': id.replace(/[\r\n]/g, '') }) },
  text: `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ''}\r\n${[...response.headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${await response.text()}`,
});

/** A changeset that failed is answered by one part: what was wrong with it. */
async function multipartAnswer(groups: readonly Group[], answers: readonly (readonly Answered[])[]): Promise<Response> {
  const boundary = `batch_${randomUUID()}`;
  const parts = await Promise.all(answers.flatMap((list, i): Promise<{ headers: Record<string, string>; text: string }>[] => {
    if (!groups[i]?.atomic) return list.map(part);
    const failure = list.find(({ response }) => response.status >= 400 && response.status !== 424);
    if (failure) return [part(failure)];
    const inner = `changeset_${randomUUID()}`;
    return [Promise.all(list.map(part)).then((all) => ({ headers: { 'Content-Type': `multipart/mixed; boundary=${inner}` }, text: joinParts(all, inner) }))];
  }));
  return new Response(joinParts(parts, boundary), { headers: { 'content-type': `multipart/mixed; boundary=${boundary}` } });
}

const Id = z.union([z.string().max(200), z.number()]).transform(String);
const Requests = z.object({ requests: z.array(z.object({ id: Id.optional(), method: z.string().max(20), url: z.string().max(20_000), body: z.unknown().optional(), headers: z.record(z.string(), z.string()).optional(), atomicityGroup: Id.optional() })).max(MOST_REQUESTS) });

function json(body: unknown): Batch {
  const parsed = Requests.safeParse(body);
  if (!parsed.success) throw new BadEntity(parsed.error.issues[0]?.path.join('.') ?? '', 'a batch is expected: {"requests": [{"id": "1", "method": "get", "url": "Things(1)"}]}');
  const groups: { name: string | undefined; atomic: boolean; items: Item[] }[] = [];
  for (const { id, method, url, headers = {}, body: inner, atomicityGroup: name } of parsed.data.requests) {
    const type = Object.entries(headers).find(([key]) => key.toLowerCase() === 'content-type')?.[1] ?? (Array.isArray(inner) ? 'application/json-patch+json' : 'application/json');
    const item = parsedItem(id, method.toUpperCase(), url, type, () => inner);
    const group = name === undefined ? undefined : groups.find((one) => one.name === name);
    if (group) group.items.push(item); else groups.push({ name, atomic: name !== undefined, items: [item] });
  }
  return { groups, answer: async (answers) => ok({ responses: (await Promise.all(answers.map((list, i) => Promise.all(list.map((one) => jsonAnswer(one, groups[i]?.name)))))).flat() }) };
}

async function jsonAnswer({ id, response }: Answered, atomicityGroup: string | undefined): Promise<object> {
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  const location = response.headers.get('location');
  return { ...(id !== undefined && { id }), ...(atomicityGroup !== undefined && { atomicityGroup }), status: response.status, ...(location !== null && { location }), ...(text !== '' && { body: isJson ? JSON.parse(text) as unknown : text }) };
}
