// The report as it stands in the form ⇄ what is kept of it on the device and sent.
import { useEffect, useRef } from 'preact/hooks';
import type { SuggestedClass } from '../contract.ts';
import { dropDraft, readDraft, writeDraft, type Kept } from './keeping.ts';
import type { FormPlace } from './props.ts';

/** What the component holds beside the plain fields of the form. */
export interface Held { readonly once: string; readonly photos: readonly File[]; readonly chosen: SuggestedClass | undefined; readonly place: FormPlace | undefined; readonly asset: string | undefined }

// Fields that the component itself keeps, or that only serve choosing.
const OURS = new Set(['once', 'photos', 'class', 'class-found', 'place-found', 'lon', 'lat', 'datum', 'place', 'asset', '']);

/** The fields to send, and for the draft also what cannot be read back from them (names begin with an underscore). */
export function collect(form: HTMLFormElement, held: Held, at: number): Kept {
  const plain = [...new FormData(form)].flatMap(([name, value]): [string, string][] => (typeof value === 'string' && value !== '' && !OURS.has(name) ? [[name, value]] : []));
  const { chosen, place, asset } = held;
  const ours: Record<string, string | undefined> = {
    class: chosen?.code, asset, lon: place?.lon.toFixed(6), lat: place?.lat.toFixed(6), place: place?.words, place_from: place && (place.source === 'asset' ? 'asset' : place.source), accuracy: place?.error?.toString(),
  };
  return { once: held.once, photos: held.photos, at, fields: [...plain, ...Object.entries(ours).flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : []))] };
}

/** Is there anything that would be a pity to lose? */
export const worthKeeping = (kept: Kept): boolean => kept.photos.length > 0 || kept.fields.some(([name]) => ['description', 'class', 'place'].includes(name) || name.startsWith('answer.'));

export interface Restored { readonly kept: Kept; readonly values: Readonly<Record<string, string>>; readonly place: FormPlace | undefined; readonly chosen: SuggestedClass | undefined; readonly asset: string | undefined }

/** The draft of this device, in the shape of the form. */
export async function restored(): Promise<Restored | undefined> {
  const kept = await readDraft();
  if (!kept) return undefined;
  const values = Object.fromEntries(kept.fields);
  const [lon, lat] = [Number(values['lon']), Number(values['lat'])];
  const source = (['pin', 'gps', 'photo', 'address', 'asset'] as const).find((s) => s === values['place_from']) ?? 'pin';
  const chosen = values['_chosen'] ? (JSON.parse(values['_chosen']) as SuggestedClass) : undefined;   // written by ourselves below
  return { kept, values, chosen, asset: values['asset'], place: values['lon'] && Number.isFinite(lon) && Number.isFinite(lat) ? { lon, lat, source, error: values['accuracy'] ? Number(values['accuracy']) : undefined, words: values['place'] } : undefined };
}

/** Keeps the draft half a second after the last change; `read` gives the form as it is, or undefined when nothing is to be kept. */
export function useDraft(read: () => { kept: Kept; chosen: SuggestedClass | undefined } | undefined, changes: readonly unknown[], onKept: () => void): void {
  const first = useRef(true);
  useEffect(() => {
    if (first.current) return void (first.current = false);
    const timer = setTimeout(() => {
      const now = read();
      if (!now) return;
      if (!worthKeeping(now.kept)) return void dropDraft();
      const fields: [string, string][] = [...now.kept.fields.map(([name, value]): [string, string] => [name, value]), ...(now.chosen ? [['_chosen', JSON.stringify(now.chosen)] as [string, string]] : [])];
      void writeDraft({ ...now.kept, fields }).then((done) => { if (done !== undefined) onKept(); });
    }, 500);
    return () => clearTimeout(timer);
  }, changes);
}
