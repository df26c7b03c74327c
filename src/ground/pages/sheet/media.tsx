// Sheet: photos and maps. The maps are alive: the same islands as in the product.
import type { Lang } from '#ground/i18n/index.ts';
import { Island } from '../island.tsx';
import { MapFrame, Pair, Photo } from '../parts.tsx';
import MapView from '../map/map-view.island.tsx';
import PlacePickerIsland from '../map/place-picker.island.tsx';
import type { PointCollection, PointFeature } from '../map/basemap.ts';
import type { SheetProps } from '../sheet.tsx';
import { Sample, Section } from './frame.tsx';
import { m } from './messages.ts';

export function MediaSection({ lang, map }: Pick<SheetProps, 'lang' | 'map'>) {
  return (
    <Section name="media" lang={lang}>
      <Sample title={m.pairNote(lang)}>
        <Pair label={m.pairNote(lang)} before={{ src: '/assets/sheet/before.svg', alt: m.beforeAlt(lang), caption: m.before(lang) }} after={{ src: '/assets/sheet/after.svg', alt: m.afterAlt(lang), caption: m.after(lang) }} />
      </Sample>
      <Sample title={m.noPhoto(lang)}><div class="sh-ph"><Photo alt={m.noPhoto(lang)} /></div></Sample>
      {map && <Maps lang={lang} map={map} />}
    </Section>
  );
}

function Maps({ lang, map }: { lang: Lang; map: NonNullable<SheetProps['map']> }) {
  const shared = { base: map.base, lang, center: map.center, zoom: map.zoom };
  const words = { label: m.mapNote(lang), loading: m.mapLoading(lang), failed: m.mapFailed(lang), more: m.open(lang), close: m.close(lang), locate: m.locate(lang) };
  const pick = { label: m.pickLabel(lang), loading: m.mapLoading(lang), failed: m.mapFailed(lang), locate: m.locate(lang), denied: m.denied(lang), numbers: m.numbers(lang), lon: m.lon(lang), lat: m.lat(lang) };
  return (
    <>
      <Sample title={m.mapNote(lang)}>
        <MapFrame label={m.mapNote(lang)} height="l" note={m.rounded(lang)}>
          <Island name="map-view" when="visible" of={MapView} props={{ ...shared, points: samples(lang, map.center), selected: 'sent', words }} />
        </MapFrame>
      </Sample>
      <Sample title={m.pickNote(lang)}><Island name="place-picker" when="visible" of={PlacePickerIsland} props={{ ...shared, words: pick }} /></Sample>
    </>
  );
}

/** One pin of every kind around the middle. */
function samples(lang: Lang, [lon, lat]: [number, number]): PointCollection {
  const kinds: [glyph: string, clock: PointFeature['properties']['clock'], title: string][] = [
    ['new', 'ok', m.sNew(lang)], ['filed', 'ok', m.sFiled(lang)], ['sent', 'ok', m.sSent(lang)], ['work', 'late', m.sWork(lang)], ['fed', 'ok', m.sFed(lang)],
    ['check', 'warn', m.sCheck(lang)], ['done', 'done', m.sDone(lang)], ['back', 'ok', m.sBack(lang)], ['paused', 'ok', m.sPaused(lang)],
  ];
  const features = kinds.map(([glyph, clock, title], at): PointFeature => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [lon + ((at % 3) - 1) * 0.0022, lat + (1 - Math.floor(at / 3)) * 0.0014] },
    properties: { id: glyph, glyph, clock, title, href: '#media', lines: [m.whereValue(lang)] },
  }));
  return { type: 'FeatureCollection', features };
}
