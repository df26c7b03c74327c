// A message that was published, as the POST that it is. What comes back is known when the row is durable, and only then is the message acknowledged.
import { audit } from '#ground/audit/index.ts';
import type { Ground } from '#ground/http/context.ts';
import { answerOf, failed } from '../sta/answers.ts';
import { jsonOf, textOf } from '../sta/body.ts';
import type { Caller } from '../sta/caller.ts';
import { orderlyServiceOf } from '../sta/service-of.ts';
import { serve } from '../sta/service.ts';
import { pathOf } from './topics.ts';

export interface Published { readonly topic: string; readonly payload: Buffer | string; readonly caller: Caller; /** Whose entry in the audit chain it is. */ readonly person?: string | undefined }
/** Why it was not taken: sending it again would change nothing. `status` as HTTP has it. */
export interface Refused { readonly status: number; readonly message: string }

/** Undefined when it is stored. Rejects with what is not the sender's mistake: the same message may be taken later. */
export async function take(ground: Ground, { topic, payload, caller, person }: Published): Promise<Refused | undefined> {
  const path = pathOf(topic);
  if (path === undefined || path.includes('?')) return { status: 404, message: 'there is no such topic to publish to: v1.1/ and an entity set, v1.1/Datastreams(1)/Observations' };
  const response = await answer(ground, path, payload, caller);
  if (!response.ok) return refusedOf(response);
  if (person && !/(?:Create)?Observations\/?$/.test(path)) await told(ground, person, path);
  return rowsRefused(path, response);
}

async function answer(ground: Ground, path: string, payload: Buffer | string, caller: Caller): Promise<Response> {
  let body: unknown;
  try {
    body = jsonOf(typeof payload === 'string' ? payload : textOf(payload, ''));
  } catch (error) {
    return answerOf(error);
  }
  return body === undefined ? failed(400, 'the body is no JSON') : serve(orderlyServiceOf(ground), { method: 'POST', path, query: '', body, type: 'application/json', caller });
}

async function refusedOf(response: Response): Promise<Refused> {
  const { message } = (await response.json()) as { message?: string };
  // What waits for something else than the sender: not theirs to mend.
  if (response.status >= 500) throw new Error(message ?? `status ${response.status}`);
  return { status: response.status, message: message ?? '' };
}

/** Of a data array each row is judged by itself; the good ones are stored. */
async function rowsRefused(path: string, response: Response): Promise<Refused | undefined> {
  if (path !== '/CreateObservations') return undefined;
  const wrong = ((await response.json()) as string[]).flatMap((row, i) => (row.startsWith('error') ? [`row ${i}: ${row.slice(6)}`] : []));
  return wrong.length ? { status: 400, message: wrong.slice(0, 20).join('; ') } : undefined;
}

async function told(ground: Ground, person: string, path: string): Promise<void> {
  await audit(ground.db, { actor: person, action: 'MQTT publish', subject: { type: 'sensing', key: path.slice(0, 200) }, now: ground.clock.now() }).catch((error: unknown) => ground.log.error(error, 'audit of MQTT'));
}
