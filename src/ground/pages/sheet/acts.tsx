// Sheet: buttons, notices, and the states of a region.
import type { Lang } from '#ground/i18n/index.ts';
import { Button, Dialog, Empty, Item, Items, LinkButton, Notice, Clock, Seal, Skeleton, Undo } from '../parts.tsx';
import { Sample, Section } from './frame.tsx';
import { m } from './messages.ts';

interface Props { lang: Lang }

export function ButtonSection({ lang }: Props) {
  return (
    <Section name="buttons" lang={lang}>
      <Sample title={m.kinds(lang)}>
        <div class="row row-wrap">
          <Button type="button" kind="1">{m.submit(lang)}</Button>
          <Button type="button">{m.draft(lang)}</Button>
          <Button type="button" kind="quiet">{m.cancel(lang)}</Button>
          <Button type="button" disabled>{m.dispatch(lang)}</Button>
          <Button type="button" kind="1" busy>{m.submitting(lang)}</Button>
        </div>
      </Sample>
      <Sample title={m.mainAct(lang)}><LinkButton href="#buttons" kind="1" size="l" wide icon="camera">{m.photoReport(lang)}</LinkButton></Sample>
      <Sample title={m.dense(lang)} staff>
        <div class="row row-wrap">
          <Button type="button" kind="1" size="d" hotkey="F">{m.file(lang)}</Button>
          <Button type="button" size="d" hotkey="V">{m.check(lang)}</Button>
          <Button type="button" size="d" icon="copy" copy="7Q4M-2K9D" copied={m.copied(lang)}>{m.copying(lang)}</Button>
          <Button type="button" size="d" icon="more" label={m.more(lang)} />
        </div>
      </Sample>
      <Sample title={m.longWords(lang)}><Button type="button">{m.saveOnPhone(lang)}</Button></Sample>
    </Section>
  );
}

export function NoticeSection({ lang }: Props) {
  return (
    <Section name="notices" lang={lang}>
      <Sample title={m.stopNote(lang)}><Notice tone="stop" title={m.stopTitle(lang)}>{m.stopText(lang)}</Notice></Sample>
      <Sample title={m.infoNote(lang)}><Notice tone="info">{m.infoText(lang)}</Notice></Sample>
      <Sample title={m.offNote(lang)}><Notice icon="offline" title={m.offTitle(lang)}>{m.offText(lang)}</Notice></Sample>
      <Sample title={m.doneNote(lang)}><Notice tone="done">{m.doneText(lang)}</Notice></Sample>
      <Sample title={m.toastNote(lang)}>
        <div class="toast"><span class="grow">{m.merged(lang)}</span><Undo action="#notices" words={m.undo(lang)} /></div>
      </Sample>
      <Sample title={m.dialogNote(lang)}>
        <Button type="button" opens="sheet-dialog">{m.dialogOpen(lang)}</Button>
        <Dialog id="sheet-dialog" title={m.dialogTitle(lang)} actions={<><Button type="button" closes>{m.keepBack(lang)}</Button><Button type="button" kind="stop" closes>{m.publish(lang)}</Button></>}>
          <p>{m.dialogText(lang)}</p>
        </Dialog>
      </Sample>
    </Section>
  );
}

export function StateSection({ lang }: Props) {
  return (
    <Section name="states" lang={lang}>
      <Sample title={m.emptyNote(lang)}><div class="card"><Empty title={m.emptyTitle(lang)} action={<LinkButton href="#states">{m.emptyAct(lang)}</LinkButton>}>{m.emptyText(lang)}</Empty></div></Sample>
      <Sample title={m.loadNote(lang)}><div class="card"><Skeleton lines={3} photo words={m.loading(lang)} /></div></Sample>
      <Sample title={m.errorNote(lang)}><div class="card"><Empty icon="warn" title={m.errorTitle(lang)} action={<LinkButton href="#states" icon="refresh">{m.again(lang)}</LinkButton>}>{m.errorText(lang)}</Empty></div></Sample>
      <Sample title={m.longNote(lang)}>
        <Items label={m.longNote(lang)}>
          <Item href="#states" title={m.long(lang)} meta={m.longMeta(lang)} lead={<Seal nature="complaint" char={m.complaintSeal(lang)} word={m.complaintWord(lang)} />} end={<Clock words={m.nearly(lang)} state="warn" spoken={m.spoken(lang)} />} />
        </Items>
      </Sample>
    </Section>
  );
}
