// Photos of the report: taken first, shown at once, shrunk before they go.
import { useEffect, useState } from 'preact/hooks';
import type { Lang } from '#ground/i18n/index.ts';
import { FieldError, Icon, PhotoField } from '#ground/pages/parts.tsx';
import { f } from '../form-messages.ts';
import { photoPlace, type PhotoPlace } from './exif.ts';
import { shrunk } from './shrink.ts';

/** Without script: the browser's own field, and what is kept of photos said plainly. */
export function PlainPhotos({ lang, error, max, again }: { lang: Lang; error: string | undefined; max: number; again: boolean }) {
  return <PhotoField name="photos" label={f.photos(lang)} words={f.takeFirst(lang)} note={again ? f.photoAgain(lang) : f.optional(lang)} hint={f.photoLeft(lang, { n: max })} error={error} multiple />;
}

export interface LivePhotosProps { lang: Lang; photos: readonly File[]; max: number; error: string | undefined; onChange: (photos: readonly File[]) => void; onPlace: (place: PhotoPlace) => void }

export function LivePhotos({ lang, photos, max, error, onChange, onPlace }: LivePhotosProps) {
  const [preparing, setPreparing] = useState(false);
  const take = async (files: readonly File[]) => {
    setPreparing(true);
    const taken = files.slice(0, max - photos.length);
    const place = (await Promise.all(taken.map(async (file) => photoPlace(await file.slice(0, 262_144).arrayBuffer())))).find((found) => found !== undefined);
    if (place) onPlace(place);
    onChange([...photos, ...(await Promise.all(taken.map(shrunk)))]);
    setPreparing(false);
  };
  const left = max - photos.length;
  const note = preparing ? f.preparing(lang) : photos.length === 0 ? f.photoNote(lang) : left > 0 ? f.photoLeft(lang, { n: left }) : f.photoFull(lang, { n: max });
  return (
    <div class={error ? 'field field-bad' : 'field'}>
      <FieldError id="f-photos" error={error} />
      <div class={photos.length === 1 ? 'rep-photos' : 'photo-row'}>
        {photos.map((photo, at) => <Thumb key={photo} photo={photo} n={at + 1} lang={lang} onRemove={() => onChange(photos.filter((other) => other !== photo))} />)}
        {left > 0 && (
          <div class="ph-add">
            <Icon name="camera" /><span aria-hidden="true">{photos.length ? f.takeMore(lang) : f.takeFirst(lang)}</span>
            <input class="ph-file" id="f-photos" type="file" accept="image/*" capture="environment" multiple aria-label={photos.length ? f.takeMore(lang) : f.takeFirst(lang)}
              onChange={(event) => { const files = [...(event.currentTarget.files ?? [])]; event.currentTarget.value = ''; if (files.length) void take(files); }} />
          </div>
        )}
        <p class="meta grow" role="status">{note}</p>
      </div>
    </div>
  );
}

function Thumb({ photo, n, lang, onRemove }: { photo: File; n: number; lang: Lang; onRemove: () => void }) {
  const [src, setSrc] = useState<string | undefined>(undefined);
  useEffect(() => {
    const url = URL.createObjectURL(photo);
    setSrc(url);
    return () => URL.revokeObjectURL(url);
  }, [photo]);
  return (
    <span class="ph">
      {src && <img src={src} alt={f.photoN(lang, { n })} />}
      <button class="ph-x" type="button" aria-label={f.removePhoto(lang, { n })} onClick={onRemove}><Icon name="x" size="xs" /></button>
    </span>
  );
}
