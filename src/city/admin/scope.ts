// What an administrator (or another role that keeps lists) may touch: the whole city, or the area of their grant and all below it.
import { grantsOf, type Role, type Viewer } from '#ground/identity/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import { m } from './messages.ts';

/** Only what is needed of the area index: this room imports none. */
interface Tree { under(code: string, ancestor: string): boolean; get(code: string): { path: readonly string[] } | undefined }

export interface Scope {
  /** The whole city. */
  readonly all: boolean;
  /** Areas of the grants; empty for the whole city. */
  readonly areas: readonly string[];
  /** May this area be touched? Without an area only by those of the whole city. */
  covers(area: string | null | undefined): boolean;
}

const ADMINISTRATORS: readonly Role[] = ['administrator'];

/** The scope of somebody in these roles: a grant without an area, or with a root area, is the whole city. */
export function scopeOf(viewer: Viewer, tree: Tree, roles = ADMINISTRATORS): Scope {
  const grants = roles.flatMap((role) => grantsOf(viewer, role));
  const whole = grants.some((g) => g.area === null || tree.get(g.area)?.path.length === 1);
  const areas = whole ? [] : grants.flatMap((g) => g.area ?? []);
  return { all: whole, areas, covers: (area) => whole || (!!area && areas.some((mine) => tree.under(area, mine))) };
}

/** Refuses (403) whoever does not hold one of these roles for the whole city. */
export function refuseUnlessCity(viewer: Viewer, tree: Tree, roles = ADMINISTRATORS): void {
  if (!scopeOf(viewer, tree, roles).all) throw refuse(403, m.cityOnly);
}

/** Refuses (403) an area outside of the scope. */
export function refuseOutside(scope: Scope, area: string | null | undefined): void {
  if (!scope.covers(area)) throw refuse(403, m.areaOnly, { field: 'area' });
}
