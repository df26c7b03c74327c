// Everything a city is asked in half an hour, mixed: what residents, desks, maps, other programs and passers-by send.
import sharp from 'sharp';
import { z } from 'zod';

/** Where the load goes and what it knows of the city. */
export interface City {
  readonly url: string; readonly token: string; /** For programs that send reports. */ readonly key: string;
  readonly classes: readonly string[]; readonly areas: readonly string[]; readonly words: readonly string[]; readonly numbers: readonly string[]; readonly services: readonly string[];
  /** Session cookies by role. */
  readonly cookies: Readonly<Record<string, string>>;
  readonly bounds: readonly [west: number, south: number, east: number, north: number];
  /** Pictures made before, so that the load is not the making of them. */
  readonly photos: readonly Uint8Array<ArrayBuffer>[];
}

/** One visit: asks, reads all of it, and says what was wrong, if anything was. `stopped` ends long ones. */
export interface Visit { readonly name: string; readonly weight: number; run(city: City, stopped: AbortSignal): Promise<string | undefined> }

const chance = (n: number): number => Math.floor(Math.random() * n);
const any = <T>(list: readonly T[]): T => { const one = list[chance(list.length)]; if (one === undefined) throw new Error('an empty list'); return one; };
const between = (from: number, to: number): number => from + Math.random() * (to - from);
const somewhere = ({ bounds: [west, south, east, north] }: City) => ({ lon: between(west, east).toFixed(6), lat: between(south, north).toFixed(6) });
/** Two thousand addresses, as a proxy tells them: enough for the limits to be at work, few enough to have been seen in the first minutes. */
const from = (): Record<string, string> => ({ 'x-forwarded-for': `10.1.${chance(8)}.${chance(250)}`, 'accept-encoding': any(['gzip, deflate, br', 'gzip', 'identity']), 'accept-language': any(['zh-CN', 'en']) });

async function ask(city: City, path: string, init: RequestInit = {}, fine: readonly number[] = [200]): Promise<string | undefined> {
  const answer = await fetch(city.url + path, { redirect: 'manual', ...init, headers: { ...from(), ...(init.headers as Record<string, string> | undefined) } });
  await answer.arrayBuffer();
  return fine.includes(answer.status) ? undefined : `${answer.status} ${init.method ?? 'GET'} ${path.replace(/\?.*|\d{3,}/g, '…').slice(0, 80)}`;
}

const get = (name: string, weight: number, path: (city: City) => string, fine: readonly number[] = [200], as?: string): Visit =>
  ({ name, weight, run: (city) => ask(city, path(city), as === undefined ? {} : { headers: { cookie: city.cookies[as] ?? '' } }, fine) });

const filters = (city: City) => new URLSearchParams(any<Record<string, string>>([{}, { class: any(city.classes) }, { area: any(city.areas) }, { stage: 'open' }, { late: 'yes' }, { q: any(city.words) }, { class: any(city.classes), area: any(city.areas) }, { stage: 'closed', q: any(city.words) }]));

function tile(city: City): string {
  const z = any([11, 12, 13, 14, 15]);
  const { lon, lat } = somewhere(city);
  const y = (1 - Math.asinh(Math.tan((Number(lat) * Math.PI) / 180)) / Math.PI) / 2;
  return `/tiles/${any(['cases', 'cases', 'areas'])}/${z}/${Math.floor(((Number(lon) + 180) / 360) * 2 ** z)}/${Math.floor(y * 2 ** z)}.mvt`;
}

/** A page kept open for a while, then left without a word, as browsers leave. */
async function live(city: City, stopped: AbortSignal): Promise<string | undefined> {
  const leave = AbortSignal.any([stopped, AbortSignal.timeout(500 + chance(7500))]);
  try {
    const answer = await fetch(`${city.url}/live?feed=desk`, { headers: { cookie: city.cookies['acceptor'] ?? '' }, signal: leave });
    if (answer.status !== 200 || !answer.body) return `GET /live: ${answer.status}`;
    for await (const _ of answer.body) { /* heard */ }
  } catch (error) {
    if (!leave.aborted) return `GET /live: ${String(error)}`;
  }
  return undefined;
}

const Sent = z.object({ code: z.string() });
/** A report by form with a photo, then its receipt. */
async function report(city: City): Promise<string | undefined> {
  const form = new FormData();
  const { lon, lat } = somewhere(city);
  for (const [name, value] of Object.entries({ nature: 'report', description: `${any(city.words)} ${chance(1e6)}`, lon, lat, reporter: 'anonymous', class: any(city.services) })) form.set(name, value);
  form.append('photos', new File([any(city.photos)], 'photo.jpg', { type: 'image/jpeg' }));
  // 422: the class asks more than this form answers, or the place lies outside: shown again, as a person would see it.
  return ask(city, '/report', { method: 'POST', body: form }, [303, 422]);
}

async function byProgram(city: City): Promise<string | undefined> {
  const answer = await fetch(`${city.url}/api/reports`, { method: 'POST', headers: { ...from(), 'content-type': 'application/json' }, body: JSON.stringify({ description: `${any(city.words)} ${chance(1e6)}`, ...numbersOf(somewhere(city)) }) });
  const text = await answer.text();
  if (answer.status === 422) return undefined;
  if (answer.status !== 201) return `POST /api/reports: ${answer.status} ${text.slice(0, 200)}`;
  return ask(city, `/r/${Sent.parse(JSON.parse(text)).code}`);
}
const numbersOf = ({ lon, lat }: { lon: string; lat: string }) => ({ lon: Number(lon), lat: Number(lat) });

const open311 = (city: City) => {
  const { lon, lat } = somewhere(city);
  return ask(city, '/open311/v2/requests.json', { method: 'POST', body: new URLSearchParams({ api_key: city.key, service_code: any(city.services), lat, long: lon, description: any(city.words) }) }, [200, 201, 400, 422]);
};

/** A wrong password: limits and refusals are part of a day. */
const wrongPassword = (city: City) => ask(city, '/sign-in', { method: 'POST', body: new URLSearchParams({ handle: `nobody${chance(500)}`, password: 'not this one' }) }, [200, 400, 401, 403, 422, 429]);

export const VISITS: readonly Visit[] = [
  get('home', 4, () => '/'), get('public list', 12, (city) => `/reports?${filters(city)}`), get('one case', 8, (city) => `/reports/${encodeURIComponent(any(city.numbers))}`, [200, 404]),
  get('map', 4, (city) => `/map?${new URLSearchParams({ ...somewhere(city), z: '14' })}`), get('points', 4, ({ bounds: [w, s, e, n] }) => `/api/reports.geojson?bbox=${[w, s, (w + e) / 2, (s + n) / 2].join(',')}&limit=200`),
  get('tiles', 16, tile, [200, 204, 404]), get('search', 6, (city) => `/search?q=${encodeURIComponent(any([...city.words, any(city.numbers)]))}`), get('feed', 2, (city) => `/feeds/cases.atom?class=${any(city.classes)}`),
  get('outlines', 1, () => '/api/areas/outlines?kind=district,street'), get('Open311 list', 6, () => `/open311/v2/requests.${any(['json', 'xml'])}?page_size=50&status=${any(['open', 'closed'])}`),
  get('Open311 one', 4, (city) => `/open311/v2/requests/${encodeURIComponent(any(city.numbers))}.json`, [200, 404]), get('API', 4, (city) => `/api/reports?${filters(city)}&limit=50`),
  get('acceptance', 4, () => '/desk/acceptance', [200], 'acceptor'), get('dispatch', 4, () => '/desk/dispatch', [200], 'dispatcher'), get('handling', 3, () => '/desk/handling', [200], 'handler'), get('wall', 1, () => '/wall', [200, 404], 'dispatcher'),
  get('nowhere', 1, () => `/nowhere/${chance(1e6)}`, [404]), get('files', 3, () => any(['/assets/icons.svg', '/service-worker.js', '/manifest.webmanifest'])),
  { name: 'metrics', weight: 1, run: (city) => ask(city, '/metrics', { headers: { authorization: `Basic ${btoa(`soak:${city.token}`)}` } }) },
  { name: 'live', weight: 3, run: live }, { name: 'report with photo', weight: 1, run: report }, { name: 'report by program', weight: 1, run: byProgram }, { name: 'Open311 report', weight: 1, run: open311 }, { name: 'wrong password', weight: 1, run: wrongPassword },
];

/** Waits until the maps of a city that has just started have read its cases, at most `minutes`. Throws when they never are. */
export async function ready(city: City, minutes: number): Promise<void> {
  for (const until = performance.now() + minutes * 60_000; ; await new Promise((resolve) => setTimeout(resolve, 2000))) {
    const said = await ask(city, '/tiles/cases/12/0/0.mvt', {}, [200, 204, 404]);
    if (said === undefined) return;
    if (performance.now() > until) throw new Error(`the tiles are not ready after ${minutes} minutes: ${said}`);
  }
}

/** Photos as phones send them. */
export const somePhotos = (n: number): Promise<Uint8Array<ArrayBuffer>[]> => Promise.all(Array.from({ length: n }, async (_, i) => {
  const noise = { create: { width: 1600, height: 1200, channels: 3 as const, background: `hsl(${i * 40}, 40%, 60%)`, noise: { type: 'gaussian' as const, mean: 128, sigma: 20 } } };
  return new Uint8Array(await sharp(noise).jpeg({ quality: 80 }).toBuffer());
}));
