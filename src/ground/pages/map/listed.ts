// The points of a list that stands in the page, for the map beside it: words and places are in its lines already (Item with `pin`), so they travel once.
import type { PointCollection, PointFeature, PointProperties } from './basemap.ts';

/** Lines without a place are left out; so is what is no line of ours. */
export function pointsOf(list: ParentNode): PointCollection {
  return { type: 'FeatureCollection', features: [...list.querySelectorAll<HTMLElement>('li[data-pin]')].flatMap((line) => pointOf(line) ?? []) };
}

function pointOf(line: HTMLElement): PointFeature | undefined {
  const [lon = '', lat = '', glyph = '', clock = ''] = (line.dataset['pin'] ?? '').split(',');
  if (lon === '' || lat === '' || !isClock(clock)) return undefined;
  const link = line.querySelector<HTMLAnchorElement>('a.item');
  const title = line.querySelector('.item-t')?.textContent ?? '';
  const lines = [line.querySelector('.item-s .stage'), line.querySelector('.item-b > .meta')].flatMap((sign) => sign?.textContent || []);
  const href = link?.getAttribute('href') ?? undefined;
  return { type: 'Feature', geometry: { type: 'Point', coordinates: [Number(lon), Number(lat)] }, properties: { id: href ?? title, title, glyph, clock, href, lines } };
}

const CLOCKS: Readonly<Record<PointProperties['clock'], true>> = { ok: true, warn: true, late: true, done: true };
const isClock = (text: string): text is PointProperties['clock'] => text in CLOCKS;
