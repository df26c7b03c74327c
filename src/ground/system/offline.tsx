// The page without a network: fetched in advance by the service worker, so it reads no session and may be kept.
import { html } from '../http/answer.tsx';
import { page } from '../http/route.ts';
import { Document } from '../pages/document.tsx';
import { OfflinePage } from '../pages/offline.tsx';

export const offline = page({
  path: '/offline', who: 'everyone', summary: 'Shown without a network',
  view: async ({ lang, site }) => html(<Document lang={lang} title={site.name[lang]}><OfflinePage city={site.name[lang]} /></Document>, 200, { 'cache-control': 'public, max-age=3600' }),
}).map((route) => ({ ...route, open: true }));
