/// <reference types="vite/client" />
// The one place that touches MapLibre. Loaded by `import()` from islands only: 360 kB that no other page pays for.
import { addProtocol, AttributionControl, Map as LibreMap, setWorkerUrl } from 'maplibre-gl';
// Bundled, the library would look for its worker beside itself and not find it.
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import '../../../../web/styles/maplibre.css';
import type { BaseMap } from './basemap.ts';
import { shiftOf, type LonLat, type Shift } from './datum.ts';
import { onTheme, readPaint, type MapPaint } from './paint.ts';
import { pinImage } from './pins.ts';
import { mapStyle } from './style.ts';

export interface MapOptions {
  base: BaseMap;
  lang: string;
  /** WGS 84, like every coordinate that goes in or comes out. */
  center: LonLat;
  zoom: number;
  /** West, south, east, north: nobody strays further. */
  bounds?: readonly [number, number, number, number] | undefined;
  /** A picture of a place, not a map to move. */
  still?: boolean | undefined;
  /** What the library says aloud: the map's name, the popup's close button. */
  words: { label: string; close?: string | undefined };
}

export interface LiveMap {
  map: LibreMap;
  /** Between WGS 84 and the datum of the tiles. */
  shift: Shift;
  paint(): MapPaint;
  /** Whether layers can be added now: not while the ground comes anew, after a change of theme. */
  styled(): boolean;
  /** Called whenever the ground has come: layers of data are drawn, and drawn again, by whoever put their drawing here. */
  restyled: Set<() => void>;
  remove(): void;
}

/** Builds a map in `el`. Tiles that cannot be had leave the ground bare and the rest working; without WebGL it rejects. */
export async function createMap(el: HTMLElement, options: MapOptions): Promise<LiveMap> {
  const { base, lang, still, words } = options;
  setWorkerUrl(workerUrl);
  if (base.kind === 'pmtiles') await knowPmtiles();
  const shift = await shiftOf(base.datum);
  let paint = readPaint(el);
  const restyled = new Set<() => void>();
  const [west, south, east, north] = options.bounds ?? [];
  const map = new LibreMap({
    container: el, style: mapStyle(base, paint, lang, isDark(el)), center: shift.out(options.center), zoom: options.zoom, maxZoom: 19.5, pixelRatio: sharpness(),
    interactive: !still, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, fadeDuration: 120, keyboard: !still,
    localIdeographFontFamily: getComputedStyle(el).fontFamily, cooperativeGestures: false,
    locale: { 'Map.Title': words.label, ...(words.close && { 'Popup.Close': words.close }) },
    ...(west !== undefined && south !== undefined && east !== undefined && north !== undefined && { maxBounds: padded(west, south, east, north) }),
  });
  if (isDrawnBySoftware(map)) map.setPixelRatio(1);
  map.touchZoomRotate.disableRotation();
  map.addControl(new AttributionControl({ compact: false }));
  map.setMissingStyleImageResolver((id) => addPin(map, id, paint));
  map.once('idle', () => performance.mark('map-drawn')); // for whoever measures pages
  map.on('error', ({ error }) => console.warn(error.message)); // a tile that does not come is no reason to stop
  let styled = false;
  map.on('style.load', () => { styled = true; restyled.forEach((draw) => draw()); });
  const forget = onTheme(() => {
    paint = readPaint(el);
    styled = false;
    map.setStyle(mapStyle(base, paint, lang, isDark(el)), { diff: false });
  });
  return { map, shift, paint: () => paint, styled: () => styled, restyled, remove: () => { forget(); map.remove(); } };
}

/** Pixels of the map to one of CSS. Past two nobody sees a difference on a map, and a phone paints twice as many each frame. */
const sharpness = (): number => Math.min(devicePixelRatio, 2);

/** No graphics chip (a virtual desktop, an old driver): the processor fills every pixel, and a press would wait for four times as many. */
function isDrawnBySoftware(map: LibreMap): boolean {
  const gl = map.getCanvas().getContext('webgl2');
  const names = gl?.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = gl?.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  return typeof renderer === 'string' && /swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer);
}

async function knowPmtiles(): Promise<void> {
  const { Protocol } = await import('pmtiles');
  addProtocol('pmtiles', new Protocol().tile);
}

function addPin(map: LibreMap, id: string, paint: MapPaint): void {
  const ratio = Math.ceil(sharpness());
  const image = pinImage(id, paint, ratio);
  if (image && !map.hasImage(id)) map.addImage(id, image, { pixelRatio: ratio });
}

function isDark(el: HTMLElement): boolean {
  const scheme = getComputedStyle(el).colorScheme; // "light dark" where the system decides
  return scheme === 'dark' || (scheme.includes('dark') && matchMedia('(prefers-color-scheme: dark)').matches);
}

// A little room around the city, so that its edge can be brought to the middle of the screen.
function padded(west: number, south: number, east: number, north: number): [number, number, number, number] {
  const [wide, high] = [(east - west) * 0.5, (north - south) * 0.5];
  return [west - wide, south - high, east + wide, north + high];
}
