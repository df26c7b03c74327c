// The case page: on the left what happened, in the middle what is to be seen, on the right what this person may do. One statement reads it.
import type { VNode } from 'preact';
import type { AnyCtx, FormState } from '#ground/http/context.ts';
import { notFound } from '#ground/http/answer.tsx';
import { deskPage } from '#ground/pages/frame.tsx';
import { Icon, LinkButton, Seal, Stage, Tag } from '#ground/pages/parts.tsx';
import { staffActor } from './acting.ts';
import type { ActionVerb } from './actions.ts';
import { d } from './desk-messages.ts';
import { handlingUnits } from './desk-units.ts';
import { deskOf, type Desk } from './desk-view.ts';
import { m } from './messages.ts';
import { ActPanel } from './page-act.tsx';
import { StageBar } from './page-bar.tsx';
import { Facts, Notes, Photos, PlaceMap, PlacePast } from './page-evidence.tsx';
import { FileSteps } from './page-file.tsx';
import { readCaseFile, type CaseFile } from './reading.ts';
import { possible } from './rules.ts';
import { natureSeal, natureTone, natureWord, stageGlyph, stageWord } from './words.ts';

/** The page of one case. After a refused step `verb` says whose form comes back with what was typed. Throws 404 when this viewer may not see it. */
export async function casePage(ctx: AnyCtx, form: FormState, verb?: ActionVerb): Promise<VNode> {
  const desk = await deskOf(ctx);
  const number = numberOf(ctx);
  const file = await readCaseFile(ctx.db, ctx.viewer, number, { now: ctx.now, units: handlingUnits(desk.tools.organisations).map((one) => one.code) });
  if (!file) throw notFound();
  const panels = ctx.ground.rooms.flatMap((room) => room.panels ?? []).filter((panel) => panel.slot === 'case.side').toSorted((a, b) => a.place - b.place);
  const sides = (await Promise.all(panels.map((panel) => panel.show(ctx, file)))).filter(Boolean);
  const may = possible(file, staffActor(ctx.viewer));
  const query = ctx.url.searchParams;
  const keyOnly = query.get('steps') === 'key';
  const back = safePath(query.get('back')) ?? safePath(textOf(form, 'back'));
  const { lang } = desk;
  return deskPage(ctx, { title: file.title, page: 'case', main: 'case', current: deskOfViewer(ctx) },
    <>
      <Head file={file} desk={desk} back={back ?? deskOfViewer(ctx)} />
      <StageBar file={file} desk={desk} />
      <div class="case-g">
        <section class="case-file" aria-labelledby="file">
          <FileSteps file={file} desk={desk} keyOnly={keyOnly} toggle={keyOnly ? '?' : '?steps=key'} />
          {sides.map((side, at) => <section class="card card-p" key={at}>{side}</section>)}
        </section>
        <section class="case-main" aria-label={d.evidence(lang)}>
          <Photos file={file} desk={desk} />
          <PlaceMap file={file} desk={desk} />
          {file.description && <blockquote class="say text">{file.description}</blockquote>}
          <div class="case-two"><Facts file={file} desk={desk} /><PlacePast file={file} desk={desk} /></div>
          <Notes file={file} desk={desk} formKey={ctx.viewer.formKey} may={may.includes('note')} error={verb === 'note' ? form.problem : undefined} value={verb === 'note' ? textOf(form, 'note') ?? '' : ''} />
        </section>
        <ActPanel file={file} desk={desk} viewer={ctx.viewer} form={form} asked={query.get('do') ?? undefined} refused={verb} template={query.get('template') ?? undefined} allUnits={query.get('all') === '1'} back={back} />
      </div>
    </>);
}

function Head({ file, desk, back }: { file: CaseFile; desk: Desk; back: string }) {
  const { lang } = desk;
  const cell = desk.cell(file.path);
  const word = file.suspended_at ? m.suspended(lang) : file.returned && !file.closed_at ? `${m.returned(lang)}${lang === 'zh' ? '，' : ', '}${stageWord(file.stage)(lang)}` : stageWord(file.stage)(lang);
  return (
    <header class="case-h">
      <div class="row">
        <a class="btn btn-d btn-i" href={back} aria-label={d.back(lang)}><Icon name="prev" size="s" /></a>
        <Seal nature={natureTone(file.nature)} char={natureSeal(file.nature)(lang)} word={natureWord(file.nature)(lang)} />
        <h1 class="cut">{file.title}</h1>
        <Stage glyph={stageGlyph(file.stage, file)} word={word} />
        {file.followers > 1 && <Tag>{d.people(lang, { n: file.followers })}</Tag>}
        {file.urged > 0 && <Tag tone="back">{d.urgedTimes(lang, { n: file.urged })}</Tag>}
        {file.visibility === 'private' && <Tag>{d.privateCase(lang)}</Tag>}
        <span class="push" />
        <LinkButton size="d" icon="print" href={`/cases/${encodeURIComponent(file.number)}/print`}>{d.print(lang)}</LinkButton>
      </div>
      <p class="meta case-no"><span class="code">{file.number}</span> {desk.className(file.class)} {desk.where(file.path)}{cell && <> {d.gridCell(lang)} <span class="code">{cell}</span></>}</p>
    </header>
  );
}

/** The desk this person comes from, by their first role. */
function deskOfViewer(ctx: AnyCtx): string {
  const role = ctx.viewer.grants.find((grant) => ['acceptor', 'dispatcher', 'handler', 'officer'].includes(grant.role))?.role;
  return role === 'dispatcher' ? '/desk/dispatch' : role === 'handler' ? '/desk/handling' : role === 'officer' ? '/desk/field' : role === 'acceptor' ? '/desk/acceptance' : '/cases';
}

const numberOf = (ctx: AnyCtx): string => { const params = ctx.params; return typeof params === 'object' && params !== null && 'number' in params ? String(params.number) : ''; };
const textOf = (form: FormState, name: string): string | undefined => { const value = form.values[name]; return typeof value === 'string' ? value : undefined; };
/** Only a path of our own: never another site. */
const safePath = (text: string | null | undefined): string | undefined => (text && /^\/(?![/\\])/.test(text) ? text : undefined);
