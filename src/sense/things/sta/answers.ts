// The protocol's own form of answers and errors.
import { BadQuery } from '../query/bad.ts';
import { BadEntity } from '../writing/bad.ts';
import { isDatabaseValue } from './database-errors.ts';

const TITLES: Readonly<Record<number, string>> = { 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 409: 'Conflict', 413: 'Payload Too Large', 415: 'Unsupported Media Type', 429: 'Too Many Requests', 501: 'Not Implemented', 503: 'Service Unavailable' };
const JSON_TYPE = 'application/json; charset=utf-8';

export const ok = (body: unknown, status = 200, headers: Record<string, string> = {}): Response => new Response(JSON.stringify(body), { status, headers: { 'content-type': JSON_TYPE, ...headers } });
export const failed = (status: number, message?: string): Response => ok({ code: status, type: 'error', message: message ?? TITLES[status] ?? 'Error' }, status);

/** What was wrong with the request as its answer; anything else goes on as the bug it is. */
export function answerOf(error: unknown): Response {
  if (error instanceof BadEntity) return failed(error.status, error.message);
  if (error instanceof BadQuery) return failed(400, error.message);
  if (isDatabaseValue(error)) return failed(400, 'the query asks for what cannot be computed');
  throw error;
}
