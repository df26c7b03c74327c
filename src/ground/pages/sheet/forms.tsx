// Sheet: fields, choices, an error summary.
import type { Lang } from '#ground/i18n/index.ts';
import { Chips, CheckBox, ErrorSummary, Field, OptionList, PhotoField, SearchField, Seal, Seg } from '../parts.tsx';
import { Sample, Section } from './frame.tsx';
import { m } from './messages.ts';

export function FieldSection({ lang }: { lang: Lang }) {
  const streets = [{ value: 'a', label: m.wangjiang(lang) }, { value: 'b', label: m.dongshi(lang) }];
  return (
    <Section name="fields" lang={lang}>
      <Sample title={m.calm(lang)}><Field name="where" label={m.where(lang)} note={m.whereNote(lang)} value={m.whereValue(lang)} /></Sample>
      <Sample title={m.wrong(lang)}><Field name="phone" type="tel" label={m.phone(lang)} error={m.phoneError(lang)} value="139000044" code autoComplete="tel" /></Sample>
      <Sample title={m.calm(lang)}><Field name="what" as="textarea" label={m.what(lang)} note={m.whatNote(lang)} value={m.whatValue(lang)} maxLength={500} /></Sample>
      <Sample title={m.calm(lang)}>
        <Field name="street" as="select" label={m.street(lang)} options={streets} empty={m.anyStreet(lang)} value="a" />
        <SearchField main label={m.search(lang)} placeholder={m.searchHint(lang)} class="sh-find" />
      </Sample>
      <Sample title={m.calm(lang)}>
        <Seg name="who" legend={m.who(lang)} value="anonymous" hint={m.whoHint(lang)}
          choices={[{ value: 'anonymous', label: m.anonymous(lang) }, { value: 'confidential', label: m.confidential(lang), icon: 'lock' }, { value: 'named', label: m.named(lang) }]} />
      </Sample>
      <Sample title={m.calm(lang)}>
        <Chips name="kind" legend={m.kindOf(lang)} note={m.kindNote(lang)} value="stall"
          choices={[{ value: 'stall', label: m.stall(lang) }, { value: 'shop', label: m.shop(lang) }, { value: 'vendor', label: m.vendor(lang) }]}>
          <a class="chip chip-q" href="#fields">{m.otherKind(lang)}</a>
        </Chips>
      </Sample>
      <Sample title={m.dense(lang)} staff>
        <Seg name="nature" wrap legend={m.nature(lang)} hotkey="Alt+2" value="report" choices={[
          { value: 'report', label: m.reportWord(lang), sign: <Seal nature="report" char={m.reportSeal(lang)} /> },
          { value: 'complaint', label: m.complaintWord(lang), sign: <Seal nature="complaint" char={m.complaintSeal(lang)} /> },
          { value: 'help', label: m.helpWord(lang), sign: <Seal nature="help" char={m.helpSeal(lang)} /> },
          { value: 'ask', label: m.askWord(lang), sign: <Seal nature="ask" char={m.askSeal(lang)} /> },
          { value: 'idea', label: m.ideaWord(lang), sign: <Seal nature="idea" char={m.ideaSeal(lang)} /> },
          { value: 'praise', label: m.praiseWord(lang), sign: <Seal nature="praise" char={m.praiseSeal(lang)} /> },
        ]} />
        <CheckBox name="sms" label={m.sms(lang)} checked />
      </Sample>
      <Sample title={m.dense(lang)} staff>
        <OptionList name="unit" legend={m.unit(lang)} value="a" choices={[
          { value: 'a', label: m.unitA(lang), hint: m.unitAHint(lang), end: <span class="meta nowrap">6</span> },
          { value: 'b', label: m.unitB(lang), hint: m.unitBHint(lang), end: <span class="meta nowrap">23</span> },
        ]} />
      </Sample>
      <Sample title={m.calm(lang)}><PhotoField name="photos" label={m.photos(lang)} note={m.photosNote(lang)} words={m.takePhoto(lang)} multiple /></Sample>
      <Sample title={m.wrong(lang)}>
        <ErrorSummary quiet title={m.errors(lang)} errors={[{ field: 'phone', text: m.phoneError(lang) }, { field: 'where', text: m.errorWhere(lang) }]} />
      </Sample>
    </Section>
  );
}
