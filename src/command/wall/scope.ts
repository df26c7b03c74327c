// Whose wall: the areas that this viewer's offices reach, and the one that is asked for. What lies elsewhere does not exist.
import { notFound } from '#ground/http/answer.tsx';
import { grantsOf, type Role, type Viewer } from '#ground/identity/index.ts';
import type { Area } from '#city/areas/index.ts';
import type { CityTools } from '#city/cases/index.ts';

/** Who commands or supervises. Handlers and officers see their own cases, not the whole. */
export const WALL_ROLES: readonly Role[] = ['dispatcher', 'acceptor', 'examiner', 'administrator'];

/** A wall's area, the areas ranked on it, and the one above, when the viewer may see that too. */
export interface Scope { readonly area: Area; readonly below: readonly Area[]; readonly up: Area | undefined }

/** The scope of this request: the area asked for, else the widest one of the viewer. Throws 404 for an area out of reach, a cell, or when there is none. */
export function scopeOf(viewer: Viewer, tools: Pick<CityTools, 'areas' | 'organisations'>, wanted: string | undefined): Scope {
  const reach = reachOf(viewer, tools);
  const area = tools.areas.get(wanted ?? widest(reach, tools)?.code ?? '');
  if (!area || area.kind === 'cell' || !within(area, reach)) throw notFound();
  const up = area.parent === null ? undefined : tools.areas.get(area.parent);
  return { area, below: tools.areas.children(area.code), up: up && within(up, reach) ? up : undefined };
}

/** The areas of the viewer's offices: of each grant its own, else that of its organisation. */
function reachOf(viewer: Viewer, tools: Pick<CityTools, 'organisations'>): ReadonlySet<string> {
  return new Set(grantsOf(viewer, ...WALL_ROLES).flatMap(({ area, organisation }) => area ?? (organisation === null ? [] : (tools.organisations.get(organisation)?.area ?? []))));
}

const within = (area: Area, reach: ReadonlySet<string>): boolean => area.path.some((code) => reach.has(code));
const widest = (reach: ReadonlySet<string>, tools: Pick<CityTools, 'areas'>): Area | undefined =>
  [...reach].flatMap((code) => tools.areas.get(code) ?? []).toSorted((a, b) => a.path.length - b.path.length || (a.code < b.code ? -1 : 1))[0];
