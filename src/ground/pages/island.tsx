// An island: the one part of a page that is alive in the browser. The server renders it too, so that it stands before
// its script arrives and without it.
import { h, type ComponentChildren, type ComponentType } from 'preact';

export interface IslandProps<P extends object> {
  /** The file's own name: `report-map` is report-map.island.tsx. Unique in the whole tree. */
  name: string;
  /** Plain JSON: it travels in an attribute. */
  props: P;
  /** When the browser wakes it: at once, when it scrolls near, or when nothing else is to do. */
  when?: 'visible' | 'idle' | undefined;
  /** The component, rendered on the server too. Without it `children` stand in until the island wakes. */
  of?: ComponentType<P> | undefined;
  class?: string | undefined;
  children?: ComponentChildren;
}

export function Island<P extends object>({ name, props, when, of, class: extra, children }: IslandProps<P>) {
  return (
    <div class={extra ? `island ${extra}` : 'island'} data-island={name} data-when={when} data-props={JSON.stringify(props)}>
      {of ? h(of, props) : children}
    </div>
  );
}
