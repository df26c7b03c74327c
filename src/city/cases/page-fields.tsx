// The fields of each step's form. Names are those of ACTIONS; what was typed and what is wrong come back in `state`.
import { Field, Icon, OptionList, PhotoField, Seg } from '#ground/pages/parts.tsx';
import { wallTime } from '#ground/clock/zoned.ts';
import type { Message } from '#ground/i18n/index.ts';
import { d } from './desk-messages.ts';
import { ClassFields, MergeFields, ModerateFields, PlaceFields } from './page-fields-more.tsx';
import { TextField, typedText, type FieldsProps } from './page-text.tsx';
import { UnitFields } from './page-units.tsx';

export function ActFields(props: FieldsProps) {
  const { verb, desk: { lang }, file, desk } = props;
  switch (verb) {
    case 'file': return <><StandardField {...props} /><TextField {...props} name="note" label={d.noteField} /></>;
    case 'order-verification': case 'order-check': return <><OfficerField {...props} /><TextField {...props} name="note" label={d.request} /></>;
    case 'verify': return <><YesNo {...props} name="found" legend={d.found} yes={d.foundYes} no={d.foundNo} /><TextField {...props} name="note" label={d.noteField} /><PhotosField {...props} label={d.photos} /></>;
    case 'check': return <><Closing {...props} /><YesNo {...props} name="passed" legend={d.found} yes={d.passYes} no={d.passNo} /><TextField {...props} name="note" label={d.noteField} /><PhotosField {...props} label={d.photos} /></>;
    case 'refuse': case 'void': return <TextField {...props} name="reason" label={d.reasonField} required hint={d.reasonPublic(lang)} />;
    case 'rework': case 'reopen': return <TextField {...props} name="reason" label={d.reasonField} required hint={d.reasonPublic(lang)} />;
    case 'return': case 'appeal': return <TextField {...props} name="reason" label={d.reasonField} required hint={d.reasonStaff(lang)} />;
    case 'dispatch': case 'consult': case 'assist': return <UnitFields {...props} />;
    case 'sign': return <p class="meta">{d.signSays(lang)}</p>;
    case 'unmerge': return <p class="meta">{d.unmergeSays(lang)}</p>;
    case 'feedback': return <><TextField {...props} name="note" label={d.resultField} required /><PhotosField {...props} label={d.afterPhotos} note={d.afterNeeded(lang)} required={!file.photos.some((photo) => photo.role === 'after')} /></>;
    case 'answer': return <TextField {...props} name="note" label={d.answerField} required hint={d.reasonPublic(lang)} />;
    case 'close': return <><Closing {...props} /><YesNo {...props} name="outcome" legend={d.outcome} yes={d.outcomeResolved} no={d.outcomeUnresolved} values={['resolved', 'unresolved']} /><TextField {...props} name="note" label={d.closingField} required /></>;
    case 'ask-extension': case 'suspend': return <><UntilField {...props} /><TextField {...props} name="reason" label={d.reasonField} required hint={verb === 'suspend' ? d.reasonPublic(lang) : d.reasonStaff(lang)} /></>;
    case 'decide-extension': return <><p>{file.extension && d.askedUntil(lang, { time: desk.moment(new Date(file.extension.until)) })}</p><Asked {...props} of="ask-extension" /><YesNo {...props} name="granted" legend={d.decision} yes={d.grant} no={d.decline} /><TextField {...props} name="note" label={d.reasonField} hint={d.reasonPublic(lang)} /></>;
    case 'decide-appeal': return <><Asked {...props} of="appeal" /><YesNo {...props} name="granted" legend={d.decision} yes={d.grant} no={d.decline} /><TextField {...props} name="reason" label={d.reasonField} required /></>;
    case 'resume': return <TextField {...props} name="note" label={d.noteField} />;
    case 'urge': return <TextField {...props} name="note" label={d.request} required hint={d.reasonPublic(lang)} />;
    case 'merge': return <MergeFields {...props} />;
    case 'reclass': return <ClassFields {...props} />;
    case 'move': return <PlaceFields {...props} />;
    case 'moderate': return <ModerateFields {...props} />;
    case 'note': return <TextField {...props} name="note" label={d.noteField} required />;
  }
}

function StandardField({ file, desk, state }: FieldsProps) {
  const { lang } = desk;
  const standards = file.class ? desk.tools.classes.standards(file.class) : [];
  if (standards.length === 0) return <p>{(file.class ? d.noStandard : d.noClass)(lang)} <a class="link" href="?do=reclass#act">{d.actReclass(lang)}</a></p>;
  const chosen = typedText(state, 'standard') || file.standard || standards[0]?.id;
  return (
    <OptionList name="standard" legend={d.standard(lang)} required value={chosen} error={state.errors['standard']}
      choices={standards.map((one) => ({ value: one.id, label: lang === 'en' ? (one.filing_en ?? one.filing) : one.filing, hint: d.limitIs(lang, { limit: desk.limit({ value: one.limit_value, unit: one.limit_unit }) }) }))} />
  );
}

function OfficerField({ file, desk, state }: FieldsProps) {
  const { lang } = desk;
  const options = file.officers.map((one) => ({ value: one.id, label: d.officerTasks(lang, { name: one.name ?? '—', n: one.tasks }) }));
  return <Field as="select" name="officer" label={d.officerField(lang)} empty={d.anyOfficer(lang)} options={options} value={typedText(state, 'officer')} error={state.errors['officer']} />;
}

function YesNo({ desk: { lang }, state, name, legend, yes, no, values = ['yes', 'no'] }: FieldsProps & { name: string; legend: Message; yes: Message; no: Message; values?: readonly [string, string] }) {
  return <Seg name={name} legend={legend(lang)} required value={typedText(state, name) || values[0]} error={state.errors[name]} choices={[{ value: values[0], label: yes(lang) }, { value: values[1], label: no(lang) }]} />;
}

function PhotosField({ desk: { lang }, state, label, note, required }: FieldsProps & { label: Message; note?: string; required?: boolean }) {
  return <PhotoField name="photos" label={label(lang)} words={d.takePhoto(lang)} note={note ?? d.mayBeEmpty(lang)} multiple required={required} error={state.errors['photos']} />;
}

function UntilField({ file, desk, state }: FieldsProps) {
  const { lang, now, tools: { settings: { zone } } } = desk;
  const least = file.due_at && file.due_at > now ? file.due_at : now;
  return <Field type="datetime-local" name="until" label={d.until(lang)} required min={wallTime(least, zone)} value={typedText(state, 'until') || wallTime(new Date(least.getTime() + 86_400_000), zone)} error={state.errors['until']} />;
}

/** What was asked for, in the words of who asked. */
function Asked({ file, of }: FieldsProps & { of: 'ask-extension' | 'appeal' }) {
  const reason = file.steps.find((step) => step.verb === of)?.reason;
  return reason ? <p class="say">{reason}</p> : null;
}

/** By which condition of the standard it may be closed. */
function Closing({ file, desk }: FieldsProps) {
  const standard = file.standard ? desk.tools.classes.standard(file.standard) : undefined;
  if (!standard) return null;
  return <p class="row"><Icon name="check" size="xs" /><span><span class="meta">{d.closing(desk.lang)}</span> {desk.lang === 'en' ? (standard.closing_en ?? standard.closing) : standard.closing}</span></p>;
}

