// The officer's phone: the next task and its two large keys, the others by their limits; then one task on site. Theme `sun` by day, `dark` after sunset is the browser's to choose.
import type { VNode } from 'preact';
import type { AnyCtx, Ctx, FormState } from '#ground/http/context.ts';
import { notFound } from '#ground/http/answer.tsx';
import { Document } from '#ground/pages/document.tsx';
import { Clock, Empty, Icon, MapFrame } from '#ground/pages/parts.tsx';
import { CaseMap, cityTools, clockView, deskOf, NO_FILTER, pinOf, queuePage, readCaseFile, stageGlyph, type Desk, type QueueRow } from '#city/cases/index.ts';
import { m } from './messages.ts';
import { Task } from './task.tsx';

/** `/desk/field`: tasks of the viewer's area and their own, the most urgent first. */
export async function fieldPage(ctx: AnyCtx): Promise<VNode> {
  const [desk, tools] = [await deskOf(ctx), await cityTools(ctx.db)];
  const { rows } = await queuePage(ctx.db, ctx.viewer, tools, 'tasks', NO_FILTER, ctx.now, 40);
  const [next, ...rest] = rows;
  return frame(ctx, m.fieldTitle(ctx.lang), areaOf(ctx, desk),
    <main id="main" class="of" tabIndex={-1}>
      {next ? <Next row={next} rows={rows} desk={desk} /> : <Empty icon="shield" title={m.none(ctx.lang)} action={<a class="btn of-b" href="/desk/field">{m.refresh(ctx.lang)}</a>}>{m.noneSays(ctx.lang)}</Empty>}
      {rest.length > 0 && (
        <section aria-labelledby="rest">
          <h2 id="rest">{m.stillSome(ctx.lang, { n: rest.length })} <span>{m.byDue(ctx.lang)}</span></h2>
          <ul class="of-list">{rest.map((row) => <TaskLine key={row.number} row={row} desk={desk} />)}</ul>
        </section>
      )}
    </main>);
}

/** `/desk/field/:number`: what to look for, and the form of the answer. The form is the case's own step, so what is refused comes back on the case page. */
export async function taskPage(ctx: Ctx<{ number: string }>, _form: FormState): Promise<VNode> {
  const desk = await deskOf(ctx);
  const file = await readCaseFile(ctx.db, ctx.viewer, ctx.params.number, { now: ctx.now });
  if (!file) throw notFound();
  return frame(ctx, file.title, areaOf(ctx, desk), <Task file={file} desk={desk} viewer={ctx.viewer} />);
}

function Next({ row, rows, desk }: { row: QueueRow; rows: readonly QueueRow[]; desk: Desk }) {
  const { lang } = desk;
  const clock = clockView(row, desk.now, lang);
  return (
    <section class="of-next" aria-labelledby="next">
      {row.lon !== null && row.lat !== null && (
        <MapFrame label={m.map(lang)} height="fill"><CaseMap desk={desk} center={{ lon: row.lon, lat: row.lat }} selected={row.number} pins={rows.flatMap((one) => pinAt(one, desk))} /></MapFrame>
      )}
      <div class="of-nb">
        <p class="row"><Kind row={row} desk={desk} /><span class="push" />{clock && <Clock {...clock} />}</p>
        <h1 id="next">{row.title}</h1>
        <p>{row.place ?? desk.where(row.path)}</p>
        <div class="of-two">
          {row.lon !== null && row.lat !== null && <a class="btn of-b" href={`geo:${row.lat},${row.lon}?q=${row.lat},${row.lon}`}><Icon name="route" />{m.goThere(lang)}</a>}
          <a class="btn btn-1 of-b" href={`/desk/field/${encodeURIComponent(row.number)}`}><Icon name="camera" />{m.arrived(lang)}</a>
        </div>
      </div>
    </section>
  );
}

function TaskLine({ row, desk }: { row: QueueRow; desk: Desk }) {
  const clock = clockView(row, desk.now, desk.lang);
  return (
    <li>
      <a class="of-task" href={`/desk/field/${encodeURIComponent(row.number)}`}>
        <Kind row={row} desk={desk} /><span class="of-t">{row.title}</span><span class="of-p">{row.place ?? desk.where(row.path)}</span><span class="of-d">{(row.mine ? m.mine : m.anyones)(desk.lang)}</span>{clock && <Clock {...clock} />}
      </a>
    </li>
  );
}

const Kind = ({ row, desk: { lang } }: { row: Pick<QueueRow, 'stage'>; desk: Desk }) => (row.stage === 'verifying' ? <span class="of-k"><Icon name="search" />{m.verify(lang)}</span> : <span class="of-k"><Icon name="shield" />{m.check(lang)}</span>);

const pinAt = (row: QueueRow, desk: Desk) => (row.lon === null || row.lat === null ? [] : [pinOf({ number: row.number, title: row.title, lon: row.lon, lat: row.lat, glyph: stageGlyph(row.stage, row), clock: clockView(row, desk.now, desk.lang), href: `/desk/field/${encodeURIComponent(row.number)}` })]);

function frame(ctx: AnyCtx, title: string, under: string, main: VNode): VNode {
  const { lang, site } = ctx;
  const theme = ctx.cookies['comis_theme'];
  return (
    <Document lang={lang} title={`${title} · ${site.name[lang]}`} theme={theme === 'dark' || theme === 'light' ? theme : 'sun'} bodyClass="officer">
      <header class="of-top"><div><b>{ctx.viewer.name}</b><span>{under}</span></div><a class="of-off" href="/account"><Icon name="user" /><span>{m.account(lang)}</span></a></header>
      {main}
      <nav class="of-go" aria-label={m.nav(lang)}>
        <a href="/desk/field" aria-current={ctx.url.pathname === '/desk/field' ? 'page' : undefined}><Icon name="list" />{m.field(lang)}</a><a class="of-new" href="/report"><Icon name="camera" />{m.patrol(lang)}</a><a href="/map"><Icon name="map" />{m.map(lang)}</a>
      </nav>
    </Document>
  );
}

const areaOf = (ctx: AnyCtx, desk: Desk): string => [...new Set(ctx.viewer.grants.flatMap((grant) => (grant.role === 'officer' && grant.area ? [desk.area(grant.area)] : [])))].join(ctx.lang === 'zh' ? '、' : ', ');
