/// <reference types="vite/client" />
// The only script every page loads: the helpers, and the loader that wakes islands. Each *.island.tsx is its own chunk.
import { h, hydrate, type ComponentType } from 'preact';
import './enhance.ts';

type Loader = () => Promise<{ default: ComponentType<object> }>;
const files = import.meta.glob<{ default: ComponentType<object> }>('../src/**/*.island.tsx');
const islands = new Map(Object.entries(files).map(([path, load]): [string, Loader] => [nameOf(path), load]));

wakeAll(document);
// Part of a page that an island has fetched anew says so by a `fresh` event; its own islands wake like the first ones.
document.addEventListener('fresh', (event) => { if (event.target instanceof Element) wakeAll(event.target); });

function wakeAll(root: ParentNode): void {
  for (const el of root.querySelectorAll<HTMLElement>('[data-island]:not([data-live])')) schedule(el);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1, -'.island.tsx'.length);
}

function schedule(el: HTMLElement): void {
  if (el.dataset.when === 'idle' && 'requestIdleCallback' in window) requestIdleCallback(() => void wake(el));
  else if (el.dataset.when === 'visible') whenVisible(el);
  else void wake(el);
}

function whenVisible(el: HTMLElement): void {
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    void wake(el);
  }, { rootMargin: '200px' });
  watcher.observe(el);
}

/** Hydrates one island. A chunk that cannot be loaded leaves the server's page as it is: it works without. */
async function wake(el: HTMLElement): Promise<void> {
  const load = islands.get(el.dataset.island ?? '');
  if (!load) return console.error(`no island called ${el.dataset.island}`);
  try {
    const { default: Component } = await load();
    hydrate(h(Component, JSON.parse(el.dataset.props ?? '{}')), el);
    el.dataset.live = '';
  } catch (error) {
    el.dataset.failed = '';
    console.error(error);
  }
}
