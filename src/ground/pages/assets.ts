// Which built files a page links. Read once per process from Vite's manifest; in development Vite serves the sources.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Addresses of the entry stylesheet and script, ready for link and script elements. */
export interface Assets { css: readonly string[]; js: readonly string[] }

const BASE = '/assets/';
const ENTRY = { css: 'web/styles/site.css', js: 'web/islands.ts' };
const Manifest = z.record(z.string(), z.object({ file: z.string(), css: z.array(z.string()).optional() }));
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
  return { css: [css.file, ...(js.css ?? [])].map((path) => BASE + path), js: [BASE + js.file] };
}
