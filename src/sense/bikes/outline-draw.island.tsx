// Drawing a surface on the map: each press, or the button for the middle of the map, adds a corner. What is drawn stands in the form's own field as GeoJSON (WGS 84),
// where it can be read, mended and sent without this script just as well.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { GeoJSONSource } from 'maplibre-gl';
import { Icon } from '#ground/pages/icons.tsx';
import { openMap, LiveBox } from '#ground/pages/map/live-box.tsx';
import type { LiveMap, MapOptions } from '#ground/pages/map/maplibre.ts';
import { areaText, cornersIn, drawnOf, surfaceOf, type Corner } from './outline.ts';

export interface OutlineDrawProps extends Pick<MapOptions, 'base' | 'lang' | 'center' | 'zoom' | 'bounds'> {
  /** Ids of the form's fields: the text of the surface, and its datum. */
  field: string; datum: string;
  /** What stands round it: frames and areas there are. */
  around: { type: 'FeatureCollection'; features: object[] };
  words: { label: string; loading: string; failed: string; help: string; add: string; undo: string; clear: string; drawn: string; square: string };
}
const NOTHING = { type: 'FeatureCollection' as const, features: [] };

export default function OutlineDraw(props: OutlineDrawProps) {
  const { words } = props;
  const [corners, setCorners] = useState<readonly Corner[]>([]);
  const live = useRef<LiveMap | null>(null);
  const now = useRef(corners);
  now.current = corners;

  useEffect(() => {
    const stored = cornersIn(textOf(props.field));
    if (stored.length) setCorners(stored);
  }, []);
  useEffect(() => { if (live.current) draw(live.current, corners); }, [corners]);

  const change = (next: readonly Corner[]) => {
    setCorners(next);
    write(props.field, next.length >= 3 ? JSON.stringify(surfaceOf(next)) : '');
    write(props.datum, 'wgs84');
  };
  const start = async (box: HTMLElement, signal: AbortSignal): Promise<LiveMap> => {
    const { live: map } = await openMap(box, { ...props, words: { label: words.label } }, signal);
    const show = () => { layers(map, props.around); draw(map, now.current); };
    map.map.once('load', () => { live.current = map; show(); look(map, now.current); });
    map.restyled.add(show);
    map.map.doubleClickZoom.disable();
    map.map.on('click', ({ lngLat }) => change([...now.current, map.shift.back([lngLat.lng, lngLat.lat])]));
    return map;
  };
  const middle = () => {
    if (!live.current) return;
    const { lng, lat } = live.current.map.getCenter();
    change([...now.current, live.current.shift.back([lng, lat])]);
  };
  return (
    <div class="stack-s">
      <p class="hint">{words.help}</p>
      <div class="map map-l"><LiveBox words={words} start={start} /><svg class="aim" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 2v8M12 14v8M2 12h8M14 12h8" fill="none" stroke="currentColor" stroke-width="2" /></svg></div>
      <p class="row row-wrap">
        <button class="btn btn-d" type="button" onClick={middle}><Icon name="plus" size="s" />{words.add}</button>
        <button class="btn btn-d" type="button" disabled={corners.length === 0} onClick={() => change(corners.slice(0, -1))}>{words.undo}</button>
        <button class="btn btn-d" type="button" disabled={corners.length === 0} onClick={() => change([])}>{words.clear}</button>
        <span class="meta" role="status">{words.drawn.replace('{n}', String(corners.length))}{corners.length >= 3 && ` · ${words.square.replace('{n}', areaText(corners, props.lang))}`}</span>
      </p>
    </div>
  );
}

const control = (id: string) => document.getElementById(id) as HTMLTextAreaElement | HTMLSelectElement | null;
const textOf = (id: string): string => control(id)?.value ?? '';
function write(id: string, value: string): void {
  const found = control(id);
  if (found) found.value = value;
}

function layers({ map, paint, shift }: LiveMap, around: OutlineDrawProps['around']): void {
  const colours = paint();
  if (map.getSource('drawn')) return;
  map.addSource('around', { type: 'geojson', data: drawnOf(around, (at) => shift.out(at)) });
  map.addSource('drawn', { type: 'geojson', data: NOTHING });
  map.addLayer({ id: 'around', type: 'line', source: 'around', paint: { 'line-color': colours.border, 'line-width': 1.5, 'line-dasharray': [3, 2] } });
  map.addLayer({ id: 'drawn-fill', type: 'fill', source: 'drawn', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': colours.accent, 'fill-opacity': 0.18 } });
  map.addLayer({ id: 'drawn-line', type: 'line', source: 'drawn', filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-color': colours.accent, 'line-width': 2.5 } });
  map.addLayer({ id: 'drawn-corners', type: 'circle', source: 'drawn', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 6, 'circle-color': colours.surface, 'circle-stroke-color': colours.accent, 'circle-stroke-width': 2.5 } });
}

function draw({ map, shift }: LiveMap, corners: readonly Corner[]): void {
  const at = corners.map((corner) => shift.out([corner[0], corner[1]]));
  const feature = (geometry: GeoJSON.Geometry): GeoJSON.Feature => ({ type: 'Feature', properties: {}, geometry });
  const shape: GeoJSON.Feature[] = at.length >= 3 ? [feature({ type: 'Polygon', coordinates: [[...at, at[0] ?? [0, 0]]] })] : at.length === 2 ? [feature({ type: 'LineString', coordinates: at })] : [];
  void map.getSource<GeoJSONSource>('drawn')?.setData({ type: 'FeatureCollection', features: [...shape, ...at.map((point) => feature({ type: 'Point', coordinates: point }))] });
}

/** What is there already is brought into sight. */
function look({ map, shift }: LiveMap, corners: readonly Corner[]): void {
  const at = corners.map((corner) => shift.out([corner[0], corner[1]]));
  if (at.length < 3) return;
  const [lons, lats] = [at.map(([lon]) => lon), at.map(([, lat]) => lat)];
  map.fitBounds([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)], { padding: 60, maxZoom: 18.5, duration: 0 });
}
