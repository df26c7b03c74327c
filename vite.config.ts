// Builds what the browser gets: one stylesheet, one small entry script, one chunk an island. The server itself is never built.
import { defineConfig } from 'vite';
import { compressed } from './web/compressed.ts';

export default defineConfig({
  base: '/assets/',
  publicDir: 'web/public',
  // Preact's runtime directly: the preset only adds hot reloading, and an edited island is a page reload here.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [compressed()],
  build: {
    outDir: 'web/dist',
    assetsDir: 'hashed', // whatever lies here may be cached for ever; its neighbours may not
    manifest: true,
    target: ['chrome111', 'firefox113', 'safari16.4'],
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'], // keeps light-dark() as written; older browsers take the hex values
    assetsInlineLimit: 0, // a data: URL would need a hole in the content security policy
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200, // MapLibre, loaded only where a map is
    rolldownOptions: { input: { islands: 'web/islands.ts', site: 'web/styles/site.css' } },
  },
});
