// Drawing a line on the map: each press, or the button for the middle of the map, adds a point; one point alone is a point. What is drawn stands in the form's own
// field as pairs (WGS 84), where it can be read, mended and sent without this script just as well.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { GeoJSONSource } from 'maplibre-gl';
import { Icon } from '#ground/pages/icons.tsx';
import { LiveBox, openMap } from '#ground/pages/map/live-box.tsx';
import type { LiveMap, MapOptions } from '#ground/pages/map/maplibre.ts';

export interface LineDrawProps extends Pick<MapOptions, 'base' | 'lang' | 'center' | 'zoom' | 'bounds'> {
  /** Ids of the form's fields: the text of the line, and its datum. */
  readonly field: string; readonly datum: string;
  readonly words: { readonly label: string; readonly loading: string; readonly failed: string; readonly help: string; readonly add: string; readonly undo: string; readonly clear: string; readonly drawn: string };
}
type At = [lon: number, lat: number];

export default function LineDraw(props: LineDrawProps) {
  const { words } = props;
  const [points, setPoints] = useState<readonly At[]>([]);
  const live = useRef<LiveMap | null>(null);
  const now = useRef(points);
  now.current = points;
  useEffect(() => {
    const field = control(props.field);
    const read = () => setPoints(pointsIn(field?.value ?? ''));
    read();
    field?.addEventListener('change', read);
    return () => field?.removeEventListener('change', read);
  }, []);
  useEffect(() => { if (live.current) draw(live.current, points); }, [points]);

  const change = (next: readonly At[]) => {
    setPoints(next);
    write(props.field, next.map(([lon, lat]) => `${lon.toFixed(6)},${lat.toFixed(6)}`).join('; '));
    write(props.datum, 'wgs84');
  };
  const add = (map: LiveMap, at: { lng: number; lat: number }) => { const [lon, lat] = map.shift.back([at.lng, at.lat]); change([...now.current, [lon, lat]]); };
  const start = async (box: HTMLElement, signal: AbortSignal): Promise<LiveMap> => {
    const { live: map } = await openMap(box, { ...props, words: { label: words.label } }, signal);
    const shown = () => { live.current = map; layers(map); draw(map, now.current); };
    map.map.once('load', shown);
    map.restyled.add(shown);
    map.map.doubleClickZoom.disable();
    map.map.on('click', ({ lngLat }) => add(map, lngLat));
    return map;
  };
  return (
    <div class="stack-s">
      <p class="hint">{words.help}</p>
      <div class="map map-l"><LiveBox words={words} start={start} /><svg class="aim" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 2v8M12 14v8M2 12h8M14 12h8" fill="none" stroke="currentColor" stroke-width="2" /></svg></div>
      <p class="row row-wrap">
        <button class="btn btn-d" type="button" onClick={() => { if (live.current) add(live.current, live.current.map.getCenter()); }}><Icon name="plus" size="s" />{words.add}</button>
        <button class="btn btn-d" type="button" disabled={points.length === 0} onClick={() => change(points.slice(0, -1))}>{words.undo}</button>
        <button class="btn btn-d" type="button" disabled={points.length === 0} onClick={() => change([])}>{words.clear}</button>
        <span class="meta" role="status">{words.drawn.replace('{n}', String(points.length))}</span>
      </p>
    </div>
  );
}

const control = (id: string) => document.getElementById(id) as HTMLTextAreaElement | HTMLSelectElement | null;
function write(id: string, value: string): void {
  const found = control(id);
  if (found) found.value = value;
}

/** Pairs as they stand in the field, or the points of a plain GeoJSON line; none of anything else, which is then not drawn over. */
function pointsIn(text: string): At[] {
  if (text.trim().startsWith('{')) {
    try {
      const { type, coordinates } = JSON.parse(text) as { type?: string; coordinates?: unknown };
      const list = type === 'LineString' ? coordinates : type === 'Point' ? [coordinates] : [];
      return Array.isArray(list) ? list.flatMap((at: unknown): At[] => (Array.isArray(at) && typeof at[0] === 'number' && typeof at[1] === 'number' ? [[at[0], at[1]]] : [])) : [];
    } catch { return []; }
  }
  return text.split(/[;；\n]+/).flatMap((pair): At[] => { const [lon = NaN, lat = NaN] = pair.trim().split(/[\s,，]+/).map(Number); return Number.isFinite(lon) && Number.isFinite(lat) && pair.trim() !== '' ? [[lon, lat]] : []; });
}

function layers({ map, paint }: LiveMap): void {
  if (map.getSource('line')) return;
  const c = paint();
  map.addSource('line', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
  map.addLayer({ id: 'line-drawn', type: 'line', source: 'line', filter: ['==', ['geometry-type'], 'LineString'], paint: { 'line-color': c.accent, 'line-width': 4 } });
  map.addLayer({ id: 'line-points', type: 'circle', source: 'line', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 6, 'circle-color': c.surface, 'circle-stroke-color': c.accent, 'circle-stroke-width': 2.5 } });
}

function draw({ map, shift }: LiveMap, points: readonly At[]): void {
  const at = points.map(([lon, lat]) => shift.out([lon, lat]));
  const feature = (geometry: GeoJSON.Geometry): GeoJSON.Feature => ({ type: 'Feature', properties: {}, geometry });
  void map.getSource<GeoJSONSource>('line')?.setData({ type: 'FeatureCollection', features: [...(at.length > 1 ? [feature({ type: 'LineString', coordinates: at })] : []), ...at.map((point) => feature({ type: 'Point', coordinates: point }))] });
}
