// The box that a map comes alive in: the words while it is not there, the key to one's own position. Every island with a map begins here.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../icons.tsx';
import type { LiveMap, MapOptions } from './maplibre.ts';

export interface LiveWords { label: string; loading: string; failed: string; locate?: string | undefined }
export interface LiveBoxProps {
  words: LiveWords;
  /** A picture of a place: no moving. */
  still?: boolean | undefined;
  /** Builds the map; it is removed when the signal ends. */
  start(box: HTMLElement, signal: AbortSignal): Promise<LiveMap>;
}

export function LiveBox({ words, still, start }: LiveBoxProps) {
  const box = useRef<HTMLDivElement>(null);
  const live = useRef<LiveMap | null>(null);
  const [state, setState] = useState<'waiting' | 'ready' | 'failed'>('waiting');
  useEffect(() => {
    const stop = new AbortController();
    if (box.current) void start(box.current, stop.signal).then((map) => { live.current = map; setState('ready'); }, () => { if (!stop.signal.aborted) setState('failed'); });
    return () => { stop.abort(); live.current?.remove(); };
  }, []);
  return (
    <>
      <div class="map-live" ref={box} role={still ? 'img' : undefined} aria-label={still ? words.label : undefined} />
      {state !== 'ready' && <p class="map-away" role="status">{state === 'waiting' ? words.loading : words.failed}</p>}
      {!still && words.locate && state === 'ready' && (
        <span class="map-tools"><button class="btn btn-i" type="button" aria-label={words.locate} onClick={() => goHere(live.current)}><Icon name="locate" size="s" /></button></span>
      )}
    </>
  );
}

/** The map library, loaded now, and a map in the box. Rejects when the signal ended meanwhile. */
export async function openMap(box: HTMLElement, options: MapOptions, signal: AbortSignal): Promise<{ live: LiveMap; points: typeof import('./points.ts') }> {
  const [{ createMap }, points] = await Promise.all([import('./maplibre.ts'), import('./points.ts')]);
  const live = await createMap(box, options);
  if (signal.aborted) live.remove();
  signal.throwIfAborted();
  return { live, points };
}

/** What is in sight: west, south, east, north in WGS 84, as bbox parameters want them. */
export function sight({ map, shift }: LiveMap): string {
  const bounds = map.getBounds();
  return [...shift.back([bounds.getWest(), bounds.getSouth()]), ...shift.back([bounds.getEast(), bounds.getNorth()])].map((n) => n.toFixed(5)).join(',');
}

function goHere(live: LiveMap | null): void {
  navigator.geolocation?.getCurrentPosition(({ coords }) => live?.map.easeTo({ center: live.shift.out([coords.longitude, coords.latitude]), zoom: 16 }), () => undefined, { enableHighAccuracy: true, timeout: 8000 });
}
