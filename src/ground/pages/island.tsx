// An island: the one part of a page that is alive in the browser. The server renders it too, so that it stands before
// its script arrives and without it.
import { h, type ComponentChildren, type ComponentType } from 'preact';
import { jsxTemplate } from 'preact/jsx-runtime';
import { renderToString } from 'preact-render-to-string';
import { assets } from './assets.ts';

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
    <>
      <Ahead name={name} all={when === undefined} />
      <div class={extra ? `island ${extra}` : 'island'} data-island={name} data-when={when} data-props={JSON.stringify(props)}>
        {of ? jsxTemplate([renderToString(h(of, props))]) : children}
      </div>
    </>
  );
}

/** Asks for the island's files while the page is still arriving, else each would be found only in the one before: on a phone a fifth of a second every time.
 * What an island that waits may never need is not asked for. */
function Ahead({ name, all }: { name: string; all: boolean }) {
  const files = assets().islands?.get(name);
  if (!files) return null;
  return (
    <>
      {files.first.map((href) => <link key={href} rel="modulepreload" href={href} />)}
      {all && files.then.css.map((href) => <link key={href} rel="preload" as="style" href={href} fetchpriority="low" />)}
      {all && files.then.js.map((href) => <link key={href} rel="modulepreload" href={href} fetchpriority="low" />)}
      {all && files.then.workers.map((href) => <link key={href} rel="prefetch" href={href} />)}
    </>
  );
}
