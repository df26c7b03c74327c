// The device remembers the codes of its last reports, so that the home page can show them without an account. Only codes, only here, and it can be told to forget.
import type { AnyCtx } from '#ground/http/context.ts';
import { normalCode } from '#ground/identity/index.ts';

const COOKIE = 'comis_receipts';
const MOST = 5;

/** Codes this device holds, the newest first. */
export function rememberedReceipts(ctx: Pick<AnyCtx, 'cookies'>): string[] {
  return (ctx.cookies[COOKIE] ?? '').split('.').flatMap((code) => normalCode(code) ?? []).slice(0, MOST);
}

/** The Set-Cookie that adds a code. Scripts cannot read it; it lasts 120 days. */
export const rememberReceipt = (ctx: Pick<AnyCtx, 'cookies' | 'ground'>, code: string): string => written(ctx, [code, ...rememberedReceipts(ctx).filter((known) => known !== code)].slice(0, MOST));
export const forgetReceipt = (ctx: Pick<AnyCtx, 'cookies' | 'ground'>, code: string): string => written(ctx, rememberedReceipts(ctx).filter((known) => known !== code));

function written(ctx: Pick<AnyCtx, 'ground'>, codes: readonly string[]): string {
  const age = codes.length ? 120 * 86_400 : 0;
  return `${COOKIE}=${codes.join('.')}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Lax${ctx.ground.baseUrl.startsWith('https:') ? '; Secure' : ''}`;
}
