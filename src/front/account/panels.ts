// What other rooms put into the account: 'account.sections' (parts of the page), 'account.data' (plain objects for the copy of one's data),
// 'account.erase' (called before the identity is emptied, so that a room can let go of what it holds).
import type { ComponentChildren } from 'preact';
import type { Ctx } from '#ground/http/context.ts';

export type AccountSlot = 'account.sections' | 'account.data' | 'account.erase';

/** The contributions of a slot in their order; `subject` is the person's id, absent for a visitor. */
export function panels(ctx: Ctx, slot: AccountSlot, subject: string | undefined): Promise<ComponentChildren[]> {
  const mine = ctx.ground.rooms.flatMap((room) => room.panels ?? []).filter((panel) => panel.slot === slot).sort((a, b) => a.place - b.place);
  return Promise.all(mine.map((panel) => panel.show(ctx, subject)));
}
