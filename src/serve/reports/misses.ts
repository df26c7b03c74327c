// Guessing codes: so many wrong ones from an address in a minute, then none are looked up at all, right or wrong.
import type { AnyCtx } from '#ground/http/context.ts';
import type { Ground } from '#ground/http/context.ts';
import { Refusal } from '#ground/http/refusal.ts';
import { p } from './page-messages.ts';

const [MOST, MINUTE] = [10, 60_000];
export const ADDRESSES = 10_000;
const known = new WeakMap<Ground, Map<string, number[]>>();

/** Throws 429 with Retry-After while an address has guessed wrong too often. */
export function refuseGuessers(ctx: Pick<AnyCtx, 'ground' | 'address' | 'now'>): void {
  const recent = missesOf(ctx);
  if (recent.length < MOST) return;
  const seconds = Math.max(1, Math.ceil(((recent[0] ?? 0) + MINUTE - ctx.now.getTime()) / 1000));
  throw new Refusal(429, p.tooMany, { params: { seconds }, fields: [{ field: 'code', message: p.tooMany, params: { seconds } }], headers: { 'retry-after': String(seconds) } });
}

export function countMiss(ctx: Pick<AnyCtx, 'ground' | 'address' | 'now'>): void {
  const all = mapOf(ctx.ground);
  const times = [...missesOf(ctx), ctx.now.getTime()];
  // Moved to the end, so that the first are those which have been quiet longest: a flood of new addresses is bounded and costs no search.
  all.delete(ctx.address);
  all.set(ctx.address, times);
  if (all.size > ADDRESSES) [...all.keys().take(ADDRESSES / 10)].forEach((oldest) => all.delete(oldest));
}

/** How many addresses are remembered now; never more than `ADDRESSES`. */
export const rememberedMisses = (ground: Ground): number => mapOf(ground).size;

const missesOf = ({ ground, address, now }: Pick<AnyCtx, 'ground' | 'address' | 'now'>): number[] => (mapOf(ground).get(address) ?? []).filter((at) => at > now.getTime() - MINUTE);

function mapOf(ground: Ground): Map<string, number[]> {
  let found = known.get(ground);
  if (!found) known.set(ground, (found = new Map()));
  return found;
}
