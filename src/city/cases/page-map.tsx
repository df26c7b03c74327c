// Maps of the desks: the city's base map, the case on it and what stands near.
import { Island } from '#ground/pages/island.tsx';
import type { PointCollection, PointFeature } from '#ground/pages/map/basemap.ts';
import type { MapViewProps } from '#ground/pages/map/map-view.island.tsx';
import type { ClockView } from './words.ts';
import type { Desk } from './desk-view.ts';
import { d } from './desk-messages.ts';

export interface Spot { readonly number: string; readonly title: string; readonly lon: number; readonly lat: number; readonly glyph: string; readonly clock: ClockView | undefined; readonly href: string; readonly lines?: readonly string[] }

/** A case as a pin: shape by stage, fill by lateness. */
export function pinOf(spot: Spot): PointFeature {
  const clock = spot.clock?.state === 'late' || spot.clock?.state === 'warn' ? spot.clock.state : spot.glyph === 'done' ? 'done' : 'ok';
  return { type: 'Feature', geometry: { type: 'Point', coordinates: [spot.lon, spot.lat] }, properties: { id: spot.number, title: spot.title, glyph: spot.glyph, clock, href: spot.href, lines: spot.lines ?? [] } };
}

/** The island with these pins round one place. */
export function CaseMap({ desk, center, pins, selected, still }: { desk: Desk; center: { lon: number; lat: number }; pins: readonly PointFeature[]; selected: string; still?: boolean }) {
  const { lang } = desk;
  const points: PointCollection = { type: 'FeatureCollection', features: [...pins] };
  const props: MapViewProps = {
    base: desk.map.base, lang, center: [center.lon, center.lat], zoom: 16, points, selected, still,
    words: { label: d.map(lang), loading: d.mapLoading(lang), failed: d.mapFailed(lang), more: d.mapMore(lang) },
  };
  return <Island name="map-view" props={props} when="visible" />;
}
