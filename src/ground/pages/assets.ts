// Which built files a page links. Read once per process from Vite's manifest; in development Vite serves the sources.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Addresses of the entry stylesheet and script, ready for link and script elements, and what each island is made of. */
export interface Assets { css: readonly string[]; js: readonly string[]; islands?: ReadonlyMap<string, IslandFiles> | undefined }

/** Files of an island beyond the entry script: what it needs to wake, and what it will ask for once awake. */
export interface IslandFiles { readonly first: readonly string[]; readonly then: { readonly js: readonly string[]; readonly css: readonly string[]; readonly workers: readonly string[] } }

const BASE = '/assets/';
const ENTRY = { css: 'web/styles/site.css', js: 'web/islands.ts' };
const list = z.array(z.string()).default([]);
const Manifest = z.record(z.string(), z.object({ file: z.string(), css: list, imports: list, dynamicImports: list, assets: list }));
type Manifest = z.output<typeof Manifest>;
let known: Assets | undefined;

/** The built entry files; empty lists before the first build (pages then come unstyled, but work). */
export function assets(): Assets {
  return (known ??= readManifest(new URL('../../../web/dist/.vite/manifest.json', import.meta.url)));
}

/** For development (sources through Vite's middleware) and for tests. `undefined` goes back to the build. */
export function setAssets(value: Assets | undefined): void {
  known = value;
}

/** The same pages with Vite's development server in front: it compiles the sources under the same base. */
export const devAssets: Assets = { css: [BASE + ENTRY.css], js: [`${BASE}@vite/client`, BASE + ENTRY.js] };

function readManifest(file: URL): Assets {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { css: [], js: [] };
    throw error;
  }
  const entries = Manifest.parse(JSON.parse(text));
  const [css, js] = [entries[ENTRY.css], entries[ENTRY.js]];
  if (!css || !js) throw new Error(`web/dist is incomplete: ${ENTRY.css} or ${ENTRY.js} is missing from its manifest. Build it again.`);
  return { css: [css.file, ...js.css].map((path) => BASE + path), js: [BASE + js.file], islands: islandsOf(entries) };
}

/** By the island's name. What the entry script brings along is left out. */
function islandsOf(entries: Manifest): Map<string, IslandFiles> {
  const entry = closure(entries, [ENTRY.js]);
  const beyond = (keys: readonly string[], ...without: ReadonlySet<string>[]) => [...closure(entries, keys)].filter((key) => !without.some((set) => set.has(key)));
  const files = (keys: readonly string[]) => keys.flatMap((key) => entries[key]?.file ?? []).map((path) => BASE + path);
  const all = (keys: readonly string[], kind: 'css' | 'assets') => [...new Set(keys.flatMap((key) => entries[key]?.[kind] ?? []))].map((path) => BASE + path);
  return new Map(Object.keys(entries).filter((key) => key.endsWith('.island.tsx')).map((key) => {
    const first = beyond([key], entry);
    const then = beyond(first.flatMap((one) => entries[one]?.dynamicImports ?? []), entry, new Set(first));
    return [key.slice(key.lastIndexOf('/') + 1, -'.island.tsx'.length), { first: files(first), then: { js: files(then), css: all(then, 'css'), workers: all(then, 'assets') } }];
  }));
}

/** These entries and all that they import before they run. */
function closure(entries: Manifest, keys: readonly string[]): Set<string> {
  const found = new Set<string>();
  const add = (key: string) => { if (!found.has(key)) { found.add(key); entries[key]?.imports.forEach(add); } };
  keys.forEach(add);
  return found;
}
