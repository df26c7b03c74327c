// Fields of corrections: into which case, which class, which place, what the public reads.
import { CheckBox, Chips, Field, OptionList, Seal, Seg } from '#ground/pages/parts.tsx';
import { Island } from '#ground/pages/island.tsx';
import { distance } from '#ground/i18n/format.ts';
import PlacePickerIsland from '#ground/pages/map/place-picker.island.tsx';
import type { PlacePickerProps } from '#ground/pages/map/place-picker.tsx';
import { NATURES } from './contract.ts';
import { today } from './deciders.ts';
import { d } from './desk-messages.ts';
import { TextField, typedText, type FieldsProps } from './page-text.tsx';
import { natureSeal, natureTone, natureWord, sourceWord } from './words.ts';

export function MergeFields({ file, desk, state }: FieldsProps) {
  const { lang } = desk;
  const error = state.errors['into'];
  const given = typedText(state, 'into');
  if (file.near.length === 0 || (given && !file.near.some((one) => one.number === given))) {
    return <Field name="into" label={d.mergeNumber(lang)} hint={d.mergeNone(lang)} required code value={given} error={error} />;
  }
  return (
    <OptionList name="into" legend={d.mergeInto(lang)} required value={given || file.near[0]?.number} error={error}
      choices={file.near.map((one) => ({ value: one.number, label: one.title, hint: `${one.number} ${d.nearMeta(lang, { distance: distance(lang, one.metres), time: desk.time(one.received_at), source: sourceWord(one.source)(lang) })}` }))} />
  );
}

export function ClassFields(props: FieldsProps) {
  const { file, desk, state } = props;
  const { lang, tools } = desk;
  const on = today(desk.now, tools);
  const name = (one: { name: string; name_en: string | null }) => (lang === 'en' ? (one.name_en ?? one.name) : one.name);
  const groups = tools.classes.mains(on).map((main) => ({ label: name(main), options: tools.classes.usable(on).filter((one) => one.parent === main.code).map((one) => ({ value: one.code, label: `${name(one)} ${one.code}` })) }));
  return (
    <>
      <Seg name="nature" legend={d.natureField(lang)} wrap value={typedText(state, 'nature') || file.nature} error={state.errors['nature']}
        choices={NATURES.map((nature) => ({ value: nature, label: natureWord(nature)(lang), sign: <Seal nature={natureTone(nature)} char={natureSeal(nature)(lang)} /> }))} />
      <Field as="select" name="class" label={d.classField(lang)} empty="—" options={groups} value={typedText(state, 'class') || file.class} error={state.errors['class']} />
      <TextField {...props} name="reason" label={d.reasonField} />
    </>
  );
}

export function PlaceFields(props: FieldsProps) {
  const { file, desk, state } = props;
  const { lang } = desk;
  const [lon, lat] = [Number(typedText(state, 'lon')), Number(typedText(state, 'lat'))];
  const here = lon || lat ? { lon, lat } : file.lon === null || file.lat === null ? undefined : { lon: file.lon, lat: file.lat };
  const picker: PlacePickerProps = {
    base: desk.map.base, lang, center: here ? [here.lon, here.lat] : desk.map.center, zoom: here ? 16 : desk.map.zoom, ...(here ? { value: here } : {}),
    words: { label: d.pickPlace(lang), loading: d.mapLoading(lang), failed: d.mapFailed(lang), locate: d.locateMe(lang), denied: d.locateDenied(lang), numbers: d.numbers(lang), lon: d.lon(lang), lat: d.lat(lang) },
  };
  return (
    <>
      <Island name="place-picker" of={PlacePickerIsland} props={picker} />
      {(['lon', 'lat'] as const).map((name) => state.errors[name] && <p class="error" role="alert" key={name}>{state.errors[name]}</p>)}
      {state.errors['place'] && <p class="error" role="alert">{state.errors['place']}</p>}
      <Field name="place" label={d.placeField(lang)} maxLength={200} value={typedText(state, 'place') || file.place} />
      <TextField {...props} name="reason" label={d.reasonField} />
    </>
  );
}

export function ModerateFields(props: FieldsProps) {
  const { file, desk, state } = props;
  const { lang } = desk;
  return (
    <>
      <Field as="textarea" name="description" label={d.publicText(lang)} required maxLength={4000} rows={5} value={typedText(state, 'description') || file.description} error={state.errors['description']} />
      {file.photos.length > 0 && <Chips name="hidden" legend={d.hidePhotos(lang)} note={d.mayBeEmpty(lang)} multiple choices={file.photos.map((photo, at) => ({ value: photo.id, label: `${at + 1}` }))} />}
      <CheckBox name="private" label={d.makePrivate(lang)} checked={file.visibility === 'private'} />
      <TextField {...props} name="reason" label={d.reasonField} required />
    </>
  );
}
