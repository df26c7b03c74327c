// A position → the areas that hold it. Outside of the city is refused before the database is asked, with a hint when the numbers look swapped.
import { looksSwapped, type Point } from '#ground/geo/points.ts';
import { message } from '#ground/i18n/index.ts';
import { refuse } from '#ground/http/refusal.ts';
import type { Where } from '#city/areas/index.ts';
import type { CityTools } from './context.ts';
import { places } from './place-messages.ts';

/** Throws 422 at `field`. A city without any outline takes every position. */
export function locate(tools: CityTools, at: Point, field = 'place'): Where {
  const found = tools.areas.locate(at.lon, at.lat);
  if (found) return found;
  const root = tools.areas.all('city')[0];
  const box = tools.areas.bounds;
  if (!box) return { area: root?.code ?? '', path: root?.path ?? [] };
  throw refuse(422, looksSwapped(at, box) ? places.swapped : places.outside, { field, params: { city: message([tools.settings.short.zh, tools.settings.short.en ?? tools.settings.short.zh]) } });
}
