// Who is asking. Everything that is shown or done goes through a viewer.
import type { Lang } from '../i18n/index.ts';
import type { Grant, Role } from './roles.ts';

export interface Viewer {
  /** Absent for a visitor. */
  readonly person: string | undefined;
  readonly name: string | undefined;
  readonly grants: readonly Grant[];
  readonly lang: Lang | undefined;
  /** How the request identified itself. */
  readonly by: 'nobody' | 'session' | 'key';
  /** Against forged forms; only in sessions. */
  readonly formKey: string | undefined;
  readonly key: number | undefined;
}

export const VISITOR: Viewer = { person: undefined, name: undefined, grants: [], lang: undefined, by: 'nobody', formKey: undefined, key: undefined };

/** The grants of a viewer in any of these roles. */
export const grantsOf = (viewer: Viewer, ...roles: Role[]): readonly Grant[] => viewer.grants.filter((g) => roles.includes(g.role));
export const is = (viewer: Viewer, ...roles: Role[]): boolean => viewer.grants.some((g) => roles.includes(g.role));
export const organisationsOf = (viewer: Viewer, ...roles: Role[]): string[] => [...new Set(grantsOf(viewer, ...roles).flatMap((g) => g.organisation ?? []))];
export const areasOf = (viewer: Viewer, ...roles: Role[]): string[] => [...new Set(grantsOf(viewer, ...roles).flatMap((g) => g.area ?? []))];
