// An expected "no": bad input, wrong role, wrong state. Thrown by rules and stores, turned into an answer in one place (answer.tsx).
import type { Lang, Message, Params } from '../i18n/index.ts';

export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 409 | 410 | 411 | 413 | 415 | 422 | 429 | 503;
export interface FieldProblem { readonly field: string; readonly message: Message; readonly params?: Params | undefined }

export class Refusal extends Error {
  override name = 'Refusal';
  readonly status: RefusalStatus;
  readonly say: (lang: Lang) => string;
  readonly fields: readonly FieldProblem[];
  readonly headers: Record<string, string>;

  constructor(status: RefusalStatus, message: Message, options: { params?: Params; fields?: readonly FieldProblem[]; headers?: Record<string, string> } = {}) {
    // Nobody reads where a "no" was thrown, and desks ask the rules for each of their buttons: finding out would cost more than asking.
    const depth = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message('en', options.params));
    Error.stackTraceLimit = depth;
    this.status = status;
    this.say = (lang) => message(lang, options.params);
    this.fields = options.fields ?? [];
    this.headers = options.headers ?? {};
  }
}

/** `throw refuse(409, m.closedAlready)`; with `field`, the message also stands at that field. */
export function refuse(status: RefusalStatus, message: Message, options: { field?: string; params?: Params } = {}): Refusal {
  const params = options.params ? { params: options.params } : {};
  return new Refusal(status, message, { ...params, ...(options.field ? { fields: [{ field: options.field, message, ...params }] } : {}) });
}

/** Several fields at once: 422. */
export const refuseFields = (message: Message, fields: readonly FieldProblem[]): Refusal => new Refusal(422, message, { fields });
