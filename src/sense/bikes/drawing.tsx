// The part of a form that asks for a surface: the map to draw on, the text beside it, its datum.
import type { Ctx, FormState } from '#ground/http/context.ts';
import { DATUMS } from '#ground/geo/datums.ts';
import { Island } from '#ground/pages/island.tsx';
import { Field, fieldId } from '#ground/pages/parts.tsx';
import { mapStart } from '#city/areas/index.ts';
import { m } from './messages.ts';
import type { OutlineDrawProps } from './outline-draw.island.tsx';

export interface Drawing { readonly label: string; readonly stored?: object | undefined; readonly at?: { lon: number; lat: number } | undefined; readonly around: readonly { readonly geometry: object }[] }
const AROUND = 300;

export async function surfaceFields({ db, lang }: Pick<Ctx, 'db' | 'lang'>, form: FormState, { label, stored, at, around }: Drawing) {
  const start = await mapStart(db, lang);
  const props: OutlineDrawProps = {
    base: start.base, lang, center: at ? [at.lon, at.lat] : start.center, zoom: at ? 17 : Math.max(start.zoom, 13), bounds: start.bounds, field: fieldId('geometry'), datum: fieldId('datum'),
    around: { type: 'FeatureCollection', features: around.slice(0, AROUND).map(({ geometry }) => ({ type: 'Feature', properties: {}, geometry })) },
    words: { label, loading: m.mapLoading(lang), failed: m.mapFailed(lang), help: m.drawHelp(lang), add: m.drawAdd(lang), undo: m.drawUndo(lang), clear: m.drawClear(lang), drawn: m.drawn(lang), square: m.drawnSquare(lang) },
  };
  const typed = (name: string) => { const value = form.values[name]; return typeof value === 'string' ? value : undefined; };
  return (
    <>
      <Island name="outline-draw" props={props} when="visible" />
      <Field name="geometry" as="textarea" rows={4} code label={m.drawing(lang)} hint={m.drawingHint(lang)} value={typed('geometry') ?? (stored && JSON.stringify(stored))} error={form.errors['geometry']} spellCheck={false} />
      <Field name="datum" as="select" label={m.drawingDatum(lang)} options={DATUMS.map((datum) => ({ value: datum, label: m[datum](lang) }))} value={typed('datum') ?? 'wgs84'} error={form.errors['datum']} />
    </>
  );
}
