// How MDS answers: its media type with the version asked for (406 otherwise), its errors, its bulk answers.
import type { AnyCtx } from '#ground/http/context.ts';
import type { ErrorForm } from '#ground/http/route.ts';
import { statusOf, type Bulk } from './bulk.ts';

export const MDS_VERSION = '2.0.2';
const TYPE = 'application/vnd.mds+json;version=2.0';

export const mds = (value: unknown, status = 200): Response => new Response(JSON.stringify(value), { status, headers: { 'content-type': `${TYPE}; charset=utf-8`, vary: 'accept' } });
export const bulk = (result: Bulk, done: 200 | 201): Response => mds(result, statusOf(result, done));

/** Errors as the standard has them. A body that is no list is a bad request there. */
export const mdsError: ErrorForm = ({ status, text, fields }) => {
  const details = Object.entries(fields).map(([field, what]) => `${field}: ${what}`);
  return mds({ error: status === 401 || status === 403 ? 'unauthorized' : status === 404 ? 'not_found' : 'bad_param', error_description: text, error_details: details.length ? details : [text] }, status === 422 ? 400 : status);
};

/** Whether an Accept header takes what is spoken here. Without any MDS type named, everything is taken. */
export function takesVersion(accept: string | null): boolean {
  const named = (accept ?? '').split(',').map((part) => part.trim().toLowerCase()).filter((part) => part.startsWith('application/vnd.mds'));
  return named.length === 0 || named.some((part) => { const version = /;\s*version=\s*"?([\d.]+)/.exec(part)?.[1]; return version === undefined || /^2\.0(\.\d+)?$/.test(version); });
}

/** The answer, unless another version is wanted. */
export const versioned = async ({ request }: Pick<AnyCtx, 'request'>, answer: () => Promise<Response>): Promise<Response> =>
  (takesVersion(request.headers.get('accept')) ? answer() : mds({ error: 'not_acceptable', error_description: 'This version of MDS is not spoken here.', error_details: [`supported: ${TYPE}`] }, 406));
