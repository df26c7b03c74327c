// Choosing a place: the pin stands in the middle, the map moves beneath it; arrow keys move it too, and the two numbers
// under it are ordinary fields, so that a form is sent with a place whatever works on this device.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../icons.tsx';
import { Cross } from '../map.tsx';
import type { PointCollection } from './basemap.ts';
import type { MapOptions, LiveMap } from './maplibre.ts';

/** Where the place came from: moved by hand, the device's position, typed numbers. */
export type PlaceSource = 'map' | 'device' | 'typed';
export interface PickedPlace { lon: number; lat: number; source: PlaceSource; /** Radius of the device's error in metres. */ error?: number | undefined }

export interface PlacePickerProps extends Pick<MapOptions, 'base' | 'lang' | 'center' | 'zoom' | 'bounds'> {
  /** Names of the two form fields (WGS 84, degrees). */
  names?: { lon: string; lat: string } | undefined;
  /** A place already chosen; without one the fields stay empty until the map is moved. */
  value?: { lon: number; lat: number } | undefined;
  onPick?: ((place: PickedPlace) => void) | undefined;
  /** Things on record that may be meant: drawn, and chosen by pressing one. A list beside the map offers the same. */
  points?: PointCollection | undefined;
  chosen?: string | undefined;
  onPoint?: ((id: string) => void) | undefined;
  words: {
    /** Names the map and says how: "Map. Arrow keys move the pin." */
    label: string; loading: string; failed: string; locate: string; denied: string;
    /** Summary of the two number fields, and their labels. */
    numbers: string; lon: string; lat: string;
  };
}

const STEP = 24; // pixels of an arrow key; a sixth of it with Shift

export function PlacePicker(props: PlacePickerProps) {
  const { words, names = { lon: 'lon', lat: 'lat' } } = props;
  const box = useRef<HTMLDivElement>(null);
  const live = useRef<LiveMap | null>(null);
  const tell = useRef(props.onPick);
  tell.current = props.onPick;
  const choose = useRef(props.onPoint);
  choose.current = props.onPoint;
  const [ready, setReady] = useState(false);
  const [place, setPlace] = useState<{ lon: number; lat: number } | undefined>(props.value);
  const [note, setNote] = useState(words.loading);

  const pick = (next: PickedPlace) => {
    setPlace({ lon: next.lon, lat: next.lat });
    tell.current?.(next);
  };
  useEffect(() => {
    let gone = false;
    const drawn = (map: LiveMap) => { live.current = map; setNote(''); setReady(true); if (gone) map.remove(); };
    if (box.current) void start(box.current, props, pick, (id) => choose.current?.(id)).then(drawn, () => { if (!gone) setNote(words.failed); });
    return () => { gone = true; live.current?.remove(); };
  }, []);
  // A place that comes from outside (a photo, an address) moves the map there.
  useEffect(() => {
    if (!props.value) return;
    setPlace(props.value);
    moveTo(live.current, props.value);
  }, [props.value?.lon, props.value?.lat]);

  useEffect(() => {
    const { points, chosen } = props;
    if (ready && points) void import('./points.ts').then(({ showPoints }) => { if (live.current) showPoints(live.current, points, chosen); });
  }, [ready, props.points, props.chosen]);

  const locate = () => navigator.geolocation?.getCurrentPosition(({ coords }) => {
    const here = { lon: coords.longitude, lat: coords.latitude };
    setNote('');
    moveTo(live.current, here);
    pick({ ...here, source: 'device', error: Math.round(coords.accuracy) });
  }, () => setNote(words.denied), { enableHighAccuracy: true, timeout: 10_000 });
  const type = (change: { lon?: number; lat?: number }) => {
    const [lon, lat] = [change.lon ?? place?.lon, change.lat ?? place?.lat];
    if (lon === undefined || lat === undefined || !Number.isFinite(lon) || !Number.isFinite(lat)) return;
    moveTo(live.current, { lon, lat });
    pick({ lon, lat, source: 'typed' });
  };

  return (
    <div class="pick">
      <div class="map">
        <div class="map-live" ref={box} tabIndex={0} role="application" aria-label={words.label} onKeyDown={(event) => nudge(event, live.current)} />
        {note && <p class="map-away" role="status">{note}</p>}
        <Cross />
        <span class="map-tools"><button class="btn btn-i" type="button" aria-label={words.locate} onClick={locate}><Icon name="locate" size="s" /></button></span>
      </div>
      <details class="pick-more">
        <summary class="meta">{words.numbers}</summary>
        <div class="pick-xy">
          <Degrees name={names.lat} label={words.lat} value={place?.lat} limit={90} onType={(lat) => type({ lat })} />
          <Degrees name={names.lon} label={words.lon} value={place?.lon} limit={180} onType={(lon) => type({ lon })} />
        </div>
      </details>
    </div>
  );
}

function Degrees({ name, label, value, limit, onType }: { name: string; label: string; value: number | undefined; limit: number; onType: (value: number) => void }) {
  return (
    <label class="field">
      <span class="label">{label}</span>
      <input class="input code" name={name} type="number" step="any" min={-limit} max={limit} inputMode="decimal" value={value === undefined ? undefined : Number(value.toFixed(6))}
        onChange={(event) => { if (event.currentTarget.value !== '') onType(event.currentTarget.valueAsNumber); }} />
    </label>
  );
}

async function start(box: HTMLElement, props: PlacePickerProps, pick: (place: PickedPlace) => void, choose: (id: string) => void): Promise<LiveMap> {
  const [{ createMap }, { chooseFromPoints }] = await Promise.all([import('./maplibre.ts'), import('./points.ts')]);
  const live = await createMap(box, { ...props, ...(props.value && { center: [props.value.lon, props.value.lat] as [number, number], zoom: Math.max(props.zoom, 16) }) });
  live.map.keyboard.disable(); // its steps are half a screen; ours are fine enough for a doorway
  for (const name of ['tabindex', 'role', 'aria-label']) live.map.getCanvas().removeAttribute(name); // the frame speaks for it
  chooseFromPoints(live, choose);
  live.map.on('moveend', (event) => {
    if ('quiet' in event) return; // moved by us, not by a hand
    const { lng, lat } = live.map.getCenter();
    const [lon, y] = live.shift.back([lng, lat]);
    pick({ lon, lat: y, source: 'map' });
  });
  return live;
}

function moveTo(live: LiveMap | null, place: { lon: number; lat: number }): void {
  live?.map.jumpTo({ center: live.shift.out([place.lon, place.lat]), zoom: Math.max(live.map.getZoom(), 16) }, { quiet: true });
}

function nudge(event: KeyboardEvent, live: LiveMap | null): void {
  const ways: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const way = ways[event.key];
  if (way) live?.map.panBy([way[0] * step(event), way[1] * step(event)], { duration: 0 });
  else if (event.key === '+' || event.key === '=') live?.map.zoomIn({ duration: 0 });
  else if (event.key === '-') live?.map.zoomOut({ duration: 0 });
  else return;
  event.preventDefault();
}

const step = (event: KeyboardEvent): number => (event.shiftKey ? STEP / 6 : STEP);
