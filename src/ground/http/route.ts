// route() and page(): the only two ways to answer a request. Each says method, path, who may, what comes in and what goes out,
// and from that come the handler, the OpenAPI entry, the checks of every field and the table of permissions.
import type { VNode } from 'preact';
import { z } from 'zod';
import type { Config } from '../config/index.ts';
import type { Role } from '../identity/roles.ts';
import type { AnyCtx, Ctx, FormState } from './context.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
/** 'everyone' includes visitors; 'signed-in' any account; else holders of one of these roles. */
export type Who = 'everyone' | 'signed-in' | readonly Role[];
/** How errors are told: as problem+json, as a page, or in a protocol's own form. */
export type ErrorForm = 'problem' | 'page' | ((problem: { status: number; text: string; fields: Record<string, string> }, ctx: { url: URL }) => Response);

export interface Route {
  readonly method: Method;
  readonly path: string;
  readonly who: Who;
  readonly summary: string;
  readonly about: string | undefined;
  readonly form: ErrorForm;
  readonly params: z.ZodType | undefined;
  readonly query: z.ZodType | undefined;
  readonly body: z.ZodType | undefined;
  readonly answer: z.ZodType | undefined;
  readonly status: number;
  /** Media types of the body: 'json' and 'form' (urlencoded and multipart) unless said. 'raw': whatever it is, as it came (`Raw`). */
  readonly takes: readonly Takes[];
  /** An open interface for other people's programs and pages: CORS for any origin, no cookies read. */
  readonly open: boolean;
  /** Called many times a second by the same program: whose its key is is remembered for some seconds, so that a key taken back still opens it that long. */
  readonly frequent: boolean;
  /** True where the operator has lifted the limit of writes for it. */
  readonly unlimited: ((config: Config) => boolean) | undefined;
  /** Not in OpenAPI: pages and their forms. */
  readonly page: boolean;
  /** Present on a page's POST: shows the page again with what was typed and what is wrong. */
  readonly again: ((ctx: AnyCtx, form: FormState) => Promise<VNode | Response>) | undefined;
  /** A Response, a page's VNode, or a value for JSON. */
  handle(ctx: AnyCtx): Promise<unknown>;
}

export type Takes = 'json' | 'form' | 'raw';
/** A body as it came: its bytes, and its content type in lower case up to the parameters, which stay as they are ('' when it told none). */
export const Raw = z.object({ bytes: z.instanceof(Uint8Array), type: z.string() });
export type Raw = z.output<typeof Raw>;

type Out<S> = S extends z.ZodType ? z.output<S> : undefined;

interface RouteSpec<P extends z.ZodType | undefined, Q extends z.ZodType | undefined, B extends z.ZodType | undefined, A extends z.ZodType | undefined> {
  method: Method; path: `/${string}`; who: Who; summary: string; about?: string;
  params?: P; query?: Q; body?: B; answer?: A; status?: number;
  takes?: readonly Takes[]; open?: boolean; frequent?: boolean; unlimited?: (config: Config) => boolean; errors?: ErrorForm;
  handle(ctx: Ctx<Out<P>, Out<Q>, Out<B>>): Promise<Response | (A extends z.ZodType ? z.input<A> : unknown)>;
}

/** A route of an API. The value returned is answered as JSON with `status`, a Response as it is; undefined as 204. */
export function route<P extends z.ZodType | undefined = undefined, Q extends z.ZodType | undefined = undefined, B extends z.ZodType | undefined = undefined, A extends z.ZodType | undefined = undefined>(spec: RouteSpec<P, Q, B, A>): Route {
  return {
    method: spec.method, path: spec.path, who: spec.who, summary: spec.summary, about: spec.about, form: spec.errors ?? 'problem',
    params: spec.params, query: spec.query, body: spec.body, answer: spec.answer, status: spec.status ?? (spec.answer ? 200 : 204),
    takes: spec.takes ?? ['json', 'form'], open: spec.open ?? false, frequent: spec.frequent ?? false, unlimited: spec.unlimited, page: false, again: undefined,
    handle: spec.handle,
  };
}

interface PageSpec<P extends z.ZodType | undefined, Q extends z.ZodType | undefined, B extends z.ZodType | undefined> {
  path: `/${string}`; who: Who; summary: string; params?: P; query?: Q;
  /** The form of the page; `submit` gets it parsed. */
  body?: B;
  view(ctx: Ctx<Out<P>, Out<Q>>, form: FormState): Promise<VNode | Response>;
  /** Answers with `see('/somewhere')`. A thrown Refusal shows the page again with the message. */
  submit?(ctx: Ctx<Out<P>, Out<Q>, Out<B>>): Promise<Response>;
}

/** A page, and its form if it has `submit`: a GET and a POST at one address. */
export function page<P extends z.ZodType | undefined = undefined, Q extends z.ZodType | undefined = undefined, B extends z.ZodType | undefined = undefined>(spec: PageSpec<P, Q, B>): Route[] {
  const common = {
    path: spec.path, who: spec.who, summary: spec.summary, about: undefined, form: 'page' as const, params: spec.params, query: spec.query,
    answer: undefined, status: 200, takes: ['form'] as const, open: false, frequent: false, unlimited: undefined, page: true,
  };
  const view = spec.view as (ctx: AnyCtx, form: FormState) => Promise<VNode | Response>;
  const get: Route = { ...common, method: 'GET', body: undefined, again: undefined, handle: (ctx) => view(ctx, { values: {}, errors: {}, problem: undefined }) };
  if (!spec.submit) return [get];
  const { submit } = spec;
  return [get, { ...common, method: 'POST', body: spec.body ?? z.unknown(), again: view, handle: submit }];
}

/** 303: the browser shows that page next, and going back does not send the form twice. */
export const see = (location: string, headers: Record<string, string> = {}): Response => new Response(null, { status: 303, headers: { location, ...headers } });

/** For forms and queries: one value or several under the same name, as a list. */
export const many = <S extends z.ZodType>(item: S) => z.preprocess((v) => (v === undefined ? [] : Array.isArray(v) ? v : [v]), z.array(item));
/** A check box: present means yes. */
export const ticked = z.preprocess((v) => v !== undefined && v !== 'false' && v !== '0', z.boolean());
