// Every change by somebody of the staff is in the audit chain: who, which route, which record, which fields; never what was typed.
// Here and not in each room, so that no room can forget it. Steps of a case are not repeated: their file is the record.
import { audit } from '../audit/index.ts';
import type { Ctx } from './context.ts';
import type { Route } from './route.ts';

/** Writes the entry after the change was answered well. A database that is away by then costs the entry, not the change: it is logged. */
export async function audited(route: Route, ctx: Ctx, raw: unknown, response: Response): Promise<void> {
  if (!isStaffChange(route) || !ctx.viewer.person || response.status >= 400) return;
  const params = Object.entries((ctx.params ?? {}) as Record<string, unknown>);
  const fields = raw && typeof raw === 'object' ? Object.keys(raw).filter((name) => name !== '_key').slice(0, 40) : [];
  const subject = params.length ? { type: route.path.split('/:')[0] ?? route.path, key: params.map(([, value]) => String(value)).join('/').slice(0, 200) } : undefined;
  await audit(ctx.db, { actor: ctx.viewer.person, action: `${route.method} ${route.path}`, subject, detail: { fields }, now: ctx.now })
    .catch((error: unknown) => ctx.ground.log.error(error, `audit of ${route.path}`));
}

const isStaffChange = (route: Route): boolean => route.method !== 'GET' && Array.isArray(route.who) && !/^(\/api)?\/cases\//.test(route.path);
