// One task on site: what was said and shown, what to look for, then two answers, a photo and a sentence. Made for gloves and sun.
import type { Viewer } from '#ground/identity/index.ts';
import { Button, Clock, Field, Icon, Kv, Photo, PhotoField, Seg } from '#ground/pages/parts.tsx';
import { clockView, type CaseFile, type Desk } from '#city/cases/index.ts';
import { m } from './messages.ts';

export function Task({ file, desk, viewer }: { file: CaseFile; desk: Desk; viewer: Viewer }) {
  const { lang } = desk;
  const verifying = file.stage === 'verifying';
  const open = verifying || file.stage === 'checking';
  const clock = clockView(file, desk.now, lang);
  const order = file.steps.find((step) => step.verb === (verifying ? 'order-verification' : 'order-check'));
  const result = file.steps.find((step) => step.verb === 'feedback');
  const src = (id: string) => `/cases/${encodeURIComponent(file.number)}/photos/${id}`;
  const standard = file.standard ? desk.tools.classes.standard(file.standard) : undefined;
  const conditions = verifying ? (file.class ? desk.tools.classes.standards(file.class).map((one) => (lang === 'en' ? (one.filing_en ?? one.filing) : one.filing)) : []) : standard ? [lang === 'en' ? (standard.closing_en ?? standard.closing) : standard.closing] : [];
  return (
    <main id="main" class="of" tabIndex={-1}>
      <section class="of-nb" aria-labelledby="task">
        <p class="row"><a class="btn btn-i" href="/desk/field" aria-label={m.back(lang)}><Icon name="prev" /></a><span class="of-k"><Icon name={verifying ? 'search' : 'shield'} />{(verifying ? m.verify : m.check)(lang)}</span><span class="push" />{clock && <Clock {...clock} />}</p>
        <h1 id="task">{file.title}</h1>
        <p>{file.place} <span class="code">{file.number}</span></p>
        <Kv rows={[[m.said(lang), file.description], [m.done(lang), verifying ? undefined : result?.note], [m.orderNote(lang), order?.note], [(verifying ? m.filing : m.closing)(lang), conditions.length > 0 && <ul>{conditions.map((one) => <li key={one} class="row"><Icon name="check" size="s" />{one}</li>)}</ul>]]} />
        {file.photos.length > 0 && <p class="row row-wrap">{file.photos.map((photo) => <Photo key={photo.id} size="s" src={`${src(photo.id)}?size=small`} href={src(photo.id)} alt={(photo.role === 'after' ? m.after : m.before)(lang)} caption={(photo.role === 'after' ? m.after : m.before)(lang)} />)}</p>}
      </section>
      {open && (
        <form class="of-nb stack" method="post" encType="multipart/form-data" action={`/cases/${encodeURIComponent(file.number)}/${verifying ? 'verification' : 'check'}`}>
          <input type="hidden" name="_key" value={viewer.formKey} /><input type="hidden" name="seen" value={file.last_step} /><input type="hidden" name="back" value="/desk/field" />
          <PhotoField name="photos" label={m.photo(lang)} words={m.take(lang)} camera multiple />
          {verifying
            ? <Seg name="found" legend={m.found(lang)} required choices={[{ value: 'yes', label: m.confirmed(lang), icon: 'check' }, { value: 'no', label: m.notConfirmed(lang), icon: 'x' }]} />
            : <Seg name="passed" legend={m.found(lang)} required choices={[{ value: 'yes', label: m.passed(lang), icon: 'check' }, { value: 'no', label: m.failed(lang), icon: 'x' }]} />}
          <Field as="textarea" name="note" label={m.note(lang)} note={m.mayBeEmpty(lang)} hint={verifying ? undefined : m.whyFailed(lang)} rows={2} maxLength={2000} />
          <Button kind="1" size="l" wide class="of-b" icon="send" busyWords={m.busy(lang)}>{(verifying ? m.sendVerify : m.sendCheck)(lang)}</Button>
        </form>
      )}
    </main>
  );
}
