// A report on its way: sent, refused with the fields that are wrong, or not reached anybody (then it is kept and sent later).
import { dequeue, queue, waiting, type Kept } from './keeping.ts';

export interface Refused { readonly title: string; readonly fields: Readonly<Record<string, string>> }
export type Outcome = { readonly code: string } | { readonly refused: Refused } | 'away';

/** Sends it. "away" when there is no network or the house is closed for a moment. */
export async function send(report: Kept, lang: string): Promise<Outcome> {
  const form = new FormData();
  for (const [name, value] of report.fields) form.append(name, value);
  form.set('once', report.once);
  for (const photo of report.photos) form.append('photos', photo);
  return outcomeOf(await post(`/api/reports?lang=${lang}`, form));
}

/** "Me too" for a case, instead of a report. */
export const sendMeToo = async (number: string, once: string, lang: string): Promise<Outcome> =>
  outcomeOf(await post(`/api/reports/${encodeURIComponent(number)}/followers?lang=${lang}`, new URLSearchParams({ once })));

const post = (url: string, body: FormData | URLSearchParams): Promise<Response | undefined> => fetch(url, { method: 'POST', body }).catch(() => undefined);

async function outcomeOf(answer: Response | undefined): Promise<Outcome> {
  if (!answer || answer.status === 429 || answer.status >= 502) return 'away';
  const body: unknown = await answer.json().catch(() => undefined);
  if (answer.ok && isObject(body) && typeof body['code'] === 'string') return { code: body['code'] };
  const errors = isObject(body) && Array.isArray(body['errors']) ? (body['errors'] as unknown[]).filter(isObject) : [];
  return { refused: { title: isObject(body) && typeof body['title'] === 'string' ? body['title'] : '', fields: Object.fromEntries(errors.map((e) => [String(e['field']), String(e['detail'])])) } };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

export interface Flushed { readonly sent: readonly string[]; readonly refused: readonly Refused[]; readonly left: number }
let busy: Promise<Flushed> | undefined;

/** Sends whatever waits, one after another; stops at the first that cannot be reached. Called twice at once it runs once. */
export function flush(lang: string): Promise<Flushed> {
  busy ??= flushNow(lang).finally(() => { busy = undefined; });
  return busy;
}

async function flushNow(lang: string): Promise<Flushed> {
  const [sent, refused]: [string[], Refused[]] = [[], []];
  for (const report of await waiting()) {
    const outcome = await send(report, lang);
    if (outcome === 'away') break;
    await dequeue(report.once);
    if ('code' in outcome) sent.push(outcome.code);
    else refused.push(outcome.refused);
  }
  return { sent, refused, left: (await waiting()).length };
}

/** Keeps it for later; false when the device cannot keep anything. */
export const keepForLater = (report: Kept): Promise<boolean> => queue(report);
