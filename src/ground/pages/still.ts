// Parts of a frame that say the same to everyone: the head, the navigation of residents. Only for what depends on nobody: what a viewer or a record
// brings is never kept.
import type { ComponentChildren, ComponentType, VNode } from 'preact';

/** The same component, its text kept by everything that goes into it (`keyOf`, render.ts). Its props are plain JSON and all it depends on. */
export function still<P extends object>(of: ComponentType<P>): ((props: P) => VNode) & { keyOf(props: P): string } {
  const part = of as (props: P) => ComponentChildren;
  return Object.assign((props: P) => part(props) as VNode, { keyOf: (props: P) => JSON.stringify(props) });
}
