// The service worker of residents' pages does one thing: without a network it shows the offline page instead of the
// browser's own. Nothing personal is ever kept: only /offline and the files that page needs.
const CACHE = 'offline-1';
const PAGE = '/offline';
// Set once a page could not be had: its files are then looked for here. Otherwise they are none of our business, and the browser fetches them itself.
let away = false;

self.addEventListener('install', (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOthers().then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') event.respondWith(page(request));
  else if (away && new URL(request.url).pathname.startsWith('/assets/')) event.respondWith(fetch(request).catch(() => kept(request)));
});

async function page(request) {
  try {
    const answer = await fetch(request);
    away = false;
    return answer;
  } catch {
    away = true;
    return caches.match(PAGE);
  }
}

async function keep() {
  const page = await fetch(PAGE, { credentials: 'omit' });
  if (!page.ok) throw new Error(`the offline page answered ${page.status}`); // tried again with the next visit
  const html = await page.clone().text();
  const files = [...html.matchAll(/(?:href|src)="(\/assets\/[^"#]+)/g)].map((hit) => hit[1]);
  const cache = await caches.open(CACHE);
  await cache.put(PAGE, page);
  await cache.addAll([...new Set(files)]);
}

async function kept(request) {
  return (await caches.match(request, { ignoreSearch: true })) ?? Response.error();
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}
