// What the server hands to the report form; the same component draws it on both sides.
import type { Lang } from '#ground/i18n/index.ts';
import type { MapOptions } from '#ground/pages/map/maplibre.ts';
import type { SuggestedClass } from '../contract.ts';

export interface ReportFormProps {
  readonly lang: Lang;
  /** Of this rendering of the form; sent twice, it is one report. */
  readonly once: string;
  readonly values: Readonly<Record<string, string | readonly string[]>>;
  readonly errors: Readonly<Record<string, string>>;
  readonly problem: string | undefined;
  readonly classes: readonly { readonly main: string; readonly classes: readonly (readonly [code: string, name: string])[] }[];
  /** The most common, to begin with. */
  readonly proposed: readonly SuggestedClass[];
  readonly chosen: SuggestedClass | undefined;
  /** Things on record near the place that was typed, for a class that is about one of them; without script there is no other way to choose. */
  readonly assets: readonly NearAsset[];
  readonly natures: readonly { readonly value: string; readonly word: string; readonly seal: string; readonly tone: string }[];
  readonly maxPhotos: number;
  readonly map: Pick<MapOptions, 'base' | 'center' | 'zoom' | 'bounds'>;
  readonly city: string;
  /** Name of the signed-in reporter. */
  readonly person: string | undefined;
  readonly emergency: string;
  /** A stopper that the words of the last try met. */
  readonly stopped: { readonly text: string; readonly phone: string | null; readonly blocks: boolean } | undefined;
}

export interface NearAsset { readonly code: string; readonly name: string; readonly place: string | null; readonly metres: number; readonly lon: number; readonly lat: number }

/** The place of the report while it is being chosen. */
export interface FormPlace { readonly lon: number; readonly lat: number; readonly source: 'pin' | 'gps' | 'photo' | 'address' | 'asset'; readonly error?: number | undefined; /** Words typed or chosen; generated ones are not kept. */ readonly words?: string | undefined }

/** One value of a form shown again. */
export const valueOf = (values: ReportFormProps['values'], name: string): string => {
  const value = values[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
};

/** The error of a field, or of one of its items (`photos.2`). */
export const errorOf = (errors: ReportFormProps['errors'], name: string): string | undefined => errors[name] ?? Object.entries(errors).find(([field]) => field.startsWith(`${name}.`))?.[1];
