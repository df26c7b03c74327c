// /reports and /reports/NUMBER: what everyone may see.
import { z } from 'zod';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, see, type Route } from '#ground/http/route.ts';
import { distance, shortTime } from '#ground/i18n/format.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { residentPage } from '#ground/pages/frame.tsx';
import { Button, Card, Clock, Empty, ErrorSummary, Field, Item, Items, Kv, LinkButton, Pagination, Photo, Seal, Stage, Tabs } from '#ground/pages/parts.tsx';
import { keptOptions } from '#ground/pages/options.tsx';
import { cityMap } from '#city/areas/index.ts';
import { cityTools, natureSeal, natureTone, natureWord, stageGlyph, timeView, today, type CityTools } from '#city/cases/index.ts';
import { topicText } from '../push/index.ts';
import { MeToo, meToo } from './following.ts';
import { p } from './page-messages.ts';
import { cursorOf, lateness, photoUrl } from './public.ts';
import { Filters, wantedOf } from './public-routes.ts';
import { rememberReceipt } from './remembering.ts';
import { BeforeAfter, FileOfSteps, ReportHead, whereMap } from './report-view.tsx';
import { listPublic, onePublic, type PublicRow } from './store.ts';
import { className, publicPlace, publicTitle, stageTold, unitName } from './telling.ts';

const PAGE = 50;
/** The map beside the list draws its pins. */
const LIST = 'list';

const list = page({
  path: '/reports', who: 'everyone', summary: 'Public reports', query: Filters,
  async view(ctx) {
    const { lang, query, now } = ctx;
    const tools = await cityTools(ctx.db);
    const rows = await listPublic(ctx.db, wantedOf(tools, query, PAGE, now));
    const last = rows.length === PAGE ? rows.at(-1) : undefined;
    const panels = ctx.ground.rooms.flatMap((room) => room.panels ?? []).filter((panel) => panel.slot === 'reports.list').toSorted((a, b) => a.place - b.place);
    const ways = rows.length > 0 ? await Promise.all(panels.map((panel) => panel.show(ctx, undefined))) : [];
    const filtered = Object.keys(query).some((name) => name !== 'before');
    return residentPage(ctx, { title: p.listTitle(lang), page: 'reports', main: 'wrap page', current: '/reports', description: p.listLead(lang) }, (
      <>
        <div class="page-h"><h1>{p.listTitle(lang)}</h1><p class="meta">{p.listLead(lang)}</p></div>
        <FilterForm ctx={ctx} tools={tools} />
        <div class="cols">
          <div class="stack">
            <StageTabs ctx={ctx} />
            {rows.length > 0 ? <Items id={LIST} label={p.listTitle(lang)}>{rows.map((row) => <Line key={row.number} ctx={ctx} tools={tools} row={row} />)}</Items> : <NoReports lang={lang} filtered={filtered} />}
            <Pagination label={p.pages(lang)} newer={query.before ? withQuery(ctx, { before: undefined }) : undefined} newerWords={p.newest(lang)} older={last && withQuery(ctx, { before: cursorOf(last) })} olderWords={p.older(lang)} />
            {ways}
          </div>
          {rows.length > 0 && <aside aria-label={p.mapOf(lang)}>{await cityMap(ctx, { label: p.mapOf(lang), from: LIST, height: 'l' })}</aside>}
        </div>
      </>
    ));
  },
});

function StageTabs({ ctx }: { ctx: ListCtx }) {
  const { lang, query } = ctx;
  const tab = (stage: 'open' | 'closed' | undefined, label: string) => ({ href: withQuery(ctx, { stage, before: undefined }), label, current: query.stage === stage });
  return <Tabs label={p.stage(lang)} tabs={[tab(undefined, p.anyStage(lang)), tab('open', p.open(lang)), tab('closed', p.closed(lang))]} />;
}

function NoReports({ lang, filtered }: { lang: Lang; filtered: boolean }) {
  return filtered ? <Empty icon="search" title={p.noneTitle(lang)} action={<LinkButton href="/reports">{p.seeAll(lang)}</LinkButton>}>{p.noneText(lang)}</Empty>
    : <Empty title={p.firstTitle(lang)} action={<LinkButton href="/report" kind="1" icon="camera">{p.reportNow(lang)}</LinkButton>}>{p.firstText(lang)}</Empty>;
}

type ListCtx = Ctx<unknown, z.output<typeof Filters>>;

/** The same list with some filters changed. */
function withQuery(ctx: Pick<Ctx, 'url'>, changes: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams(ctx.url.search);
  query.delete('lang');
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return text ? `/reports?${text}` : '/reports';
}

function FilterForm({ ctx, tools }: { ctx: ListCtx; tools: CityTools }) {
  const { lang, query } = ctx;
  const kept = (['stage', 'nature', 'lon', 'lat', 'datum', 'radius'] as const).flatMap((name) => { const value = query[name]; return value === undefined ? [] : [[name, String(value)] as const]; });
  const seen = today(ctx.now, tools);
  const name = (one: { name: string; name_en: string | null }) => pick(lang, { zh: one.name, en: one.name_en });
  const classes = keptOptions(tools.classes, `reports ${lang} ${seen}`, () => tools.classes.mains(seen).map((main) => ({ label: name(main), options: [{ value: main.code, label: name(main) },
    ...tools.classes.children(main.code).filter((c) => c.visibility === 'public').map((c) => ({ value: c.code, label: `· ${name(c)}` }))] })));
  const areas = keptOptions(tools.areas, `reports ${lang}`, () => [...tools.areas.all('district'), ...tools.areas.all('street')].map((a) => ({ value: a.code, label: name(a) })));
  return (
    <form class="report-filters" action="/reports">
      {kept.map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
      <Field name="q" type="search" label={p.find(lang)} placeholder={p.findHint(lang)} value={query.q} maxLength={100} />
      <Field name="class" as="select" label={p.cls(lang)} empty={p.allClasses(lang)} value={query.class} options={classes} auto />
      <Field name="area" as="select" label={p.area(lang)} empty={p.allAreas(lang)} value={query.area} options={areas} auto />
      <Field name="late" as="select" label={p.lateness(lang)} empty={p.anyLateness(lang)} value={query.late} options={[{ value: 'yes', label: p.lateYes(lang) }, { value: 'no', label: p.lateNo(lang) }]} auto />
      <div class="field"><Button icon="search">{p.show(lang)}</Button></div>
    </form>
  );
}

/** One report in a list. */
function Line({ ctx, tools, row }: { ctx: Pick<Ctx, 'lang' | 'now'>; tools: CityTools; row: PublicRow }) {
  const { lang, now } = ctx;
  const photo = row.photos[0];
  const clock = row.closed_at || !row.due_at ? undefined : timeView({ due: row.due_at, amber: row.amber_at, suspended: row.suspended_at }, p.due, now, lang);
  return (
    <Item href={`/reports/${encodeURIComponent(row.number)}`} title={publicTitle(tools, row, lang)} meta={publicPlace(tools, row, lang)} aside={shortTime(lang, tools.settings.zone, row.received_at, now)}
      pin={row.lon === null || row.lat === null ? undefined : { lon: row.lon, lat: row.lat, glyph: stageGlyph(row.stage, row), clock: lateness(row, now) }}
      lead={photo ? <Photo size="s" src={photoUrl(row.number, photo.id, true)} alt="" /> : <Seal nature={natureTone(row.nature)} char={natureSeal(row.nature)(lang)} word={natureWord(row.nature)(lang)} />}
      signs={<><Stage glyph={stageGlyph(row.stage, row)} word={stageTold(row, lang)} />{clock && <Clock state={clock.state} words={clock.words} spoken={clock.spoken} />}</>} />
  );
}

const Number_ = z.object({ number: z.string().min(1).max(60) });
async function reportView(ctx: Ctx<z.output<typeof Number_>>, form: FormState) {
  const [tools, row] = [await cityTools(ctx.db), await onePublic(ctx.db, ctx.params.number)];
  if (!row) throw refuse(404, p.gone);
  const { lang, now } = ctx;
  const view = { ctx, tools };
  const zone = tools.settings.zone;
  const title = publicTitle(tools, row, lang);
  return residentPage(ctx, { title, page: 'receipt', main: 'wrap cols rc', back: '/reports', description: row.description ?? title }, (
    <>
      {form.problem !== undefined && <div class="rc-head"><ErrorSummary title={form.problem} errors={[{ text: form.problem }]} /></div>}
      <ReportHead view={view} row={row} title={title} remark={null} />
      <BeforeAfter view={view} photos={row.photos} src={(id, small) => photoUrl(row.number, id, small)} />
      <div class="rc-side">
        {!row.closed_at && (
          <Card class="card-p rc-rate">
            <form class="stack-s" method="post" action={`/reports/${encodeURIComponent(row.number)}`}><Button icon="me2" wide busyWords={p.me2Busy(lang)}>{p.me2(lang)}</Button></form>
            <p class="hint">{p.me2Hint(lang)} {p.people(lang, { n: row.followers })}</p>
          </Card>
        )}
        <section class="rc-more">
          {await whereMap(view, row, false)}
          <Card class="card-p"><Kv rows={[
            [p.number(lang), <span class="code">{row.number}</span>], [p.cls(lang), className(tools, row.class, lang)], [p.where(lang), publicPlace(tools, row, lang)], [p.when(lang), shortTime(lang, zone, row.received_at, now)],
            [p.due(lang), row.closed_at ? null : row.due_at && shortTime(lang, zone, row.due_at, now)], [p.unit(lang), row.lead && unitName(tools, row.lead, lang)], [p.nearHere(lang, { n: distance(lang, 500) }), row.lon === null ? null : <a class="link" href={`/reports?lon=${row.lon}&lat=${row.lat}`}>{p.backToList(lang)}</a>],
          ]} /></Card>
          <div class="rc-links"><LinkButton href={`/follow?topic=${encodeURIComponent(topicText({ kind: 'case', number: row.number }))}`} wide icon="bell">{p.mailStart(lang)}</LinkButton><LinkButton href={`/api/reports/${encodeURIComponent(row.number)}`} kind="quiet" wide icon="load" download={`${row.number}.json`}>{p.json(lang)}</LinkButton></div>
        </section>
      </div>
      <FileOfSteps view={view} row={row} first={row.description} />
    </>
  ));
}

const one = page({
  path: '/reports/:number', who: 'everyone', summary: 'A public report; me too', params: Number_, view: reportView, body: MeToo,
  async submit(ctx) {
    const receipt = await meToo(ctx, ctx.params.number, ctx.body);
    return see(`/r/${receipt.code}`, { 'set-cookie': rememberReceipt(ctx, receipt.code) });
  },
});

export const publicPages: readonly Route[] = [...list, ...one];
