// The file of a case on paper (案卷打印): facts, every step with its words, the photos by number.
import type { VNode } from 'preact';
import type { AnyCtx } from '#ground/http/context.ts';
import { notFound } from '#ground/http/answer.tsx';
import { printPage } from '#ground/pages/frame.tsx';
import { Photo, Table } from '#ground/pages/parts.tsx';
import { d } from './desk-messages.ts';
import { deskOf } from './desk-view.ts';
import { Facts, photoSrc } from './page-evidence.tsx';
import { whoDid } from './page-file.tsx';
import { readCaseFile } from './reading.ts';
import { natureWord, stageWord, stepTitle } from './words.ts';

/** Every step, oldest first. Internal notes are printed too: the paper is for staff. */
export async function printCase(ctx: AnyCtx & { params: { number: string } }): Promise<VNode> {
  const desk = await deskOf(ctx);
  const { lang } = desk;
  const file = await readCaseFile(ctx.db, ctx.viewer, ctx.params.number, { now: ctx.now });
  if (!file) throw notFound();
  const address = `/cases/${encodeURIComponent(file.number)}`;
  return printPage(ctx, {
    title: file.title, lead: <><span class="code">{file.number}</span> {natureWord(file.nature)(lang)}, {stageWord(file.stage)(lang)}, {desk.moment(file.received_at)}</>,
    tools: <><a class="btn btn-d" href={address}>{d.backToCase(lang)}</a></>, foot: d.printed(lang, { time: desk.moment(ctx.now), who: ctx.viewer.name ?? '' }),
  },
  <>
    {file.description && <blockquote class="say text">{file.description}</blockquote>}
    <Facts file={file} desk={desk} />
    <section>
      <h3>{d.file(lang)} <span class="meta">{d.stepsCount(lang, { n: file.steps.length })}</span></h3>
      <Table caption={d.file(lang)} rows={file.steps.toReversed()} rowKey={(step) => step.id} columns={[
        { head: d.pastWhen(lang), cell: (step) => desk.moment(step.at) },
        { head: d.pastStep(lang), cell: (step) => stepTitle(step, { unitName: desk.unit }, lang) },
        { head: d.pastWho(lang), cell: (step) => whoDid(file, desk, step) },
        { head: d.pastWhy(lang), cell: (step) => <>{step.note}{step.note && step.reason ? <br /> : null}{step.reason}</> },
      ]} />
    </section>
    {file.photos.length > 0 && <div class="paper-ph">{file.photos.map((photo) => <Photo key={photo.id} src={photoSrc(file.number, photo.id, 'full')} alt={desk.moment(photo.at)} caption={desk.moment(photo.at)} />)}</div>}
  </>);
}
