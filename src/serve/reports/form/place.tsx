// The place: words alone without script; with it a pin under a fixed cross, its generated name with its error, and a search.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { distance } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import type { PointCollection } from '#ground/pages/map/basemap.ts';
import { PlacePicker } from '#ground/pages/map/place-picker.tsx';
import { Field, FieldError, Icon, OptionList, SearchField } from '#ground/pages/parts.tsx';
import { f } from '../form-messages.ts';
import { asked, useAnswer } from './asking.ts';
import { errorOf, valueOf, type FormPlace, type NearAsset, type ReportFormProps } from './props.ts';

interface NamedPlace { text: string; metres: number; lon: number; lat: number; inside: boolean; areas: string }

/** A place as words, and the position if the page was opened with one. */
export function PlainPlace({ lang, values, errors }: Pick<ReportFormProps, 'lang' | 'values' | 'errors'>) {
  const kept = ['lon', 'lat', 'datum'].filter((name) => valueOf(values, name) !== '');
  const error = ['place', 'lon', 'lat'].map((name) => errorOf(errors, name)).find(Boolean);
  return (
    <>
      <Field name="place" label={f.where(lang)} note={f.whereNote(lang)} hint={kept.includes('lon') ? f.pinned(lang) : undefined} error={error} value={valueOf(values, 'place')} maxLength={200} autoComplete="off" />
      {kept.map((name) => <input key={name} type="hidden" name={name} value={valueOf(values, name)} />)}
    </>
  );
}

export interface LivePlaceProps { lang: Lang; map: ReportFormProps['map']; place: FormPlace | undefined; error: string | undefined; city: string; onPlace: (place: FormPlace) => void; onNamed?: ((inside: boolean) => void) | undefined;
  /** Things on record that may be meant, and which one is. */
  assets: readonly NearAsset[]; asset: string | undefined; onAsset: (asset: NearAsset) => void }

export function LivePlace({ lang, map, place, error, city, onPlace, onNamed, ...things }: LivePlaceProps) {
  const [searching, setSearching] = useState(false);
  const named = useAnswer<NamedPlace>(place && asked('/api/reports/place', { lon: place.lon.toFixed(6), lat: place.lat.toFixed(6), lang }), 250);
  useEffect(() => { if (named) onNamed?.(named.inside); }, [named]);
  const outside = named && !named.inside ? f.outside(lang, { city }) : undefined;
  return (
    <div class={(outside ?? error) ? 'field field-bad' : 'field'} id="f-place" tabIndex={-1}>
      <span class="label">{f.where(lang)} <small>{sourceWords(lang, place)}</small></span>
      <FieldError id="f-place" error={outside ?? error} />
      <div class="rep-place card">
        <Picker lang={lang} map={map} place={place} onPlace={onPlace} {...things} />
        <div class="item"><Icon name="pin" size="s" /><span class="grow cut"><b>{place?.words ?? named?.text ?? (place ? f.naming(lang) : f.notYet(lang))}</b>{nameError(lang, place, named)}</span>
          <button class="link" type="button" aria-expanded={searching} onClick={() => setSearching(!searching)}>{f.change(lang)}</button></div>
      </div>
      {(searching || !place) && <PlaceSearch lang={lang} place={place} onFound={(found) => { onPlace({ lon: found.lon, lat: found.lat, source: 'address', words: found.text }); setSearching(false); }} />}
    </div>
  );
}

/** A generated name says how far the pin is from what it names. */
const nameError = (lang: Lang, place: FormPlace | undefined, named: NamedPlace | undefined) =>
  (place && !place.words && named && named.metres > 15 ? <span class="meta"> {f.nearName(lang, { n: distance(lang, named.metres) })}</span> : null);

function sourceWords(lang: Lang, place: FormPlace | undefined): string {
  if (!place) return f.whereNote(lang);
  if (place.source === 'gps') return f.fromGps(lang, { n: distance(lang, Math.max(place.error ?? 30, 5)) });
  return { pin: f.fromPin, photo: f.fromPhoto, address: f.fromWords, asset: f.asset }[place.source](lang);
}

/** The map comes when it is in sight: it is by far the largest part of the page. */
function Picker({ lang, map, place, onPlace, assets, asset, onAsset }: Pick<LivePlaceProps, 'lang' | 'map' | 'place' | 'onPlace' | 'assets' | 'asset' | 'onAsset'>) {
  const points = useMemo(() => pinsOf(assets), [assets]);
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!box.current) return;
    const watcher = new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) setSeen(true); }, { rootMargin: '100px' });
    watcher.observe(box.current);
    return () => watcher.disconnect();
  }, []);
  const words = { label: f.mapLabel(lang), loading: f.mapLoading(lang), failed: f.mapFailed(lang), locate: f.locate(lang), denied: f.denied(lang), numbers: f.numbers(lang), lon: f.lon(lang), lat: f.lat(lang) };
  return (
    <div ref={box}>
      {seen ? <PlacePicker {...map} lang={lang} value={place && { lon: place.lon, lat: place.lat }} words={words}
        points={points} chosen={asset} onPoint={(id) => { const hit = assets.find((one) => one.code === id); if (hit) onAsset(hit); }}
        onPick={({ lon, lat, source, error }) => { if (source === 'device' || !place || moved(place, { lon, lat })) onPlace({ lon, lat, source: source === 'device' ? 'gps' : 'pin', error }); }} /> : <div class="map"><p class="map-away">{words.loading}</p></div>}
    </div>
  );
}

/** A map that is only resized reports its middle too: less than half a metre is no move of a hand. */
const moved = (a: { lon: number; lat: number }, b: { lon: number; lat: number }): boolean => Math.abs(a.lon - b.lon) > 5e-6 || Math.abs(a.lat - b.lat) > 5e-6;

function PlaceSearch({ lang, place, onFound }: { lang: Lang; place: FormPlace | undefined; onFound: (place: NamedPlace) => void }) {
  const [text, setText] = useState('');
  const found = useAnswer<{ places: NamedPlace[] }>(text.trim().length > 1 ? asked('/api/reports/places', { q: text.trim().slice(0, 100), lon: place?.lon, lat: place?.lat, lang }) : undefined, 300)?.places;
  return (
    <div class="stack-s">
      <span onInput={(event) => { if (event.target instanceof HTMLInputElement) setText(event.target.value); }}><SearchField name="" icon="pin" label={f.placeWords(lang)} placeholder={f.whereNote(lang)} value={text} /></span>
      {found && text.trim().length > 1 && (found.length === 0 ? <p class="hint">{f.noPlace(lang)}</p> : (
        <div onChange={(event) => { const chosen = event.target instanceof HTMLInputElement ? found[Number(event.target.value)] : undefined; if (chosen) onFound(chosen); }}>
          <OptionList name="place-found" legend={<span class="vh">{f.placeWords(lang)}</span>} choices={found.map((one, i) => ({ value: String(i), label: one.text, hint: [one.areas, one.metres ? distance(lang, one.metres) : ''].filter(Boolean).join(' · ') }))} />
        </div>
      ))}
    </div>
  );
}

/** Which one of the things on record, nearest to the pin first; choosing one moves the pin to it. */
export function AssetChoice({ lang, near, placed, chosen, error, onChoose }: { lang: Lang; near: readonly NearAsset[]; placed: boolean; chosen: string | undefined; error: string | undefined; onChoose: (asset: NearAsset) => void }) {
  return (
    <div onChange={(event) => { const hit = event.target instanceof HTMLInputElement ? near.find(({ code }) => event.target instanceof HTMLInputElement && code === event.target.value) : undefined; if (hit) onChoose(hit); }}>
      <AssetList lang={lang} near={near} chosen={chosen} error={error} hint={placed && near.length === 0 ? f.noAsset(lang) : undefined} />
    </div>
  );
}

const NONE: readonly NearAsset[] = [];
/** What is on record near the place for a class that asks for one of it. */
export const useAssets = (cls: string | undefined, place: FormPlace | undefined): readonly NearAsset[] =>
  useAnswer<{ assets: readonly NearAsset[] }>(cls && place ? asked('/api/reports/assets', { class: cls, lon: place.lon.toFixed(6), lat: place.lat.toFixed(6) }) : undefined)?.assets ?? NONE;

/** The same as pins: pressing one is choosing it. */
const pinsOf = (near: readonly NearAsset[]): PointCollection => ({
  type: 'FeatureCollection',
  features: near.map((one) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [one.lon, one.lat] }, properties: { id: one.code, title: one.name, glyph: 'new', clock: 'ok' } })),
});

function AssetList({ lang, near, chosen, error, hint }: { lang: Lang; near: readonly NearAsset[]; chosen: string | undefined; error: string | undefined; hint?: string | undefined }) {
  return (
    <OptionList name="asset" legend={f.asset(lang)} note={f.assetNote(lang)} error={error} value={chosen} hint={hint}
      choices={near.map((asset) => ({ value: asset.code, label: asset.name, hint: [asset.code, asset.place].filter(Boolean).join(' · '), end: <span class="meta">{distance(lang, asset.metres)}</span> }))} />
  );
}

/** The same without script: what lies near the place as it was typed, else the code on its plate. */
export function PlainAsset({ lang, assets, values, errors }: Pick<ReportFormProps, 'lang' | 'assets' | 'values' | 'errors'>) {
  const [chosen, error] = [valueOf(values, 'asset'), errorOf(errors, 'asset')];
  return assets.length ? <AssetList lang={lang} near={assets} chosen={chosen} error={error} /> : <Field name="asset" label={f.assetCode(lang)} hint={f.assetHint(lang)} code value={chosen} error={error} maxLength={60} />;
}
