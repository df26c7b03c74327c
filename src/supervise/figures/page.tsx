// /figures/2026-10: what everyone may know of how cases were handled (办理情况).
import type { ComponentChildren, VNode } from 'preact';
import type { Ctx } from '#ground/http/context.ts';
import { page, see, type Route } from '#ground/http/route.ts';
import { dateTime, fullDate } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { residentPage } from '#ground/pages/frame.tsx';
import { Empty, Icon, LinkButton, Notice } from '#ground/pages/parts.tsx';
import { ask, lastMonth, tallied, trendOf, type Asked } from './asking.ts';
import { FiguresChart } from './chart.tsx';
import { PeriodParam, Question } from './contract.ts';
import { nameOf } from './dims.ts';
import { EPOCH } from './facts.ts';
import { findings, partsOf, plainText } from './findings.ts';
import { pageHref } from './links.ts';
import { m } from './messages.ts';
import { Comparison, Cross, How, Narrow, Stages, Tiles } from './parts.tsx';
import { parsePeriod, periodAt, type Kind } from './periods.ts';
import { FiguresTable, type Tallies } from './table.tsx';
import { periodWord } from './words.ts';

const start = page({
  path: '/figures', who: 'everyone', summary: 'Figures of the last complete month (redirects there)',
  view: async ({ db, now }) => see(`/figures/${(await lastMonth(db, now)).text}`),
});

const figures = page({
  path: '/figures/:period', who: 'everyone', summary: 'Figures of a month (2026-10), quarter, year, week or day', params: PeriodParam, query: Question,
  async view(ctx) {
    const asked = await ask(ctx.db, ctx.viewer, ctx.now, ctx.params.period, ctx.query);
    return asked.empty ? emptyPage(ctx, asked) : fullPage(ctx, asked);
  },
});

/** The tallies of a period and of those it is compared with, where the city had begun. */
export const talliesOf = (asked: Asked): Tallies => ({
  now: tallied(asked, asked.now, true), before: asked.before.known ? tallied(asked, asked.before, true) : undefined, year: asked.yearBefore.known ? tallied(asked, asked.yearBefore, true) : undefined,
});
/** When the counting stopped. */
export const countedTo = ({ now }: Asked): Date => new Date((Math.min(now.span.to, now.span.asOf) + EPOCH) * 1000);

async function fullPage(ctx: Ctx, asked: Asked): Promise<VNode> {
  const { lang, site, now } = ctx;
  const tallies = talliesOf(asked);
  const points = trendOf(asked, now).map((timed) => ({ timed, total: tallied(asked, timed, false).total, href: pageHref(asked, {}, timed.period.text) }));
  const said = findings(asked, tallies.now, tallies.before, lang);
  const title = m.title(lang, { period: periodWord(asked.now.period, lang) });
  const open = points.find((point) => point.timed.provisional);
  return residentPage(ctx, { title, page: 'fig', main: 'wrap fig', current: '/reports', description: plainText(said) }, (
    <>
      <Head asked={asked} lang={lang} />
      <section class="fig-say"><p class="fig-lead">{partsOf(said).map((part, i) => (part.strong ? <b key={i}>{part.text}</b> : part.text))}</p></section>
      {asked.now.provisional && <Notice icon="clock">{m.provisional(lang, { period: periodWord(asked.now.period, lang), time: dateTime(lang, site.zone, countedTo(asked)) })}</Notice>}
      {asked.counted === 'public' && <Notice icon="eye">{m.publicOnly(lang)}</Notice>}
      <Tiles asked={asked} tallies={tallies} lang={lang} />
      <FiguresChart points={points} now={asked.now.period.text} lang={lang} note={open && m.toNow(lang, { day: dayWord(lang, site.zone, new Date((open.timed.span.asOf + EPOCH) * 1000)) })} />
      <FiguresTable asked={asked} tallies={tallies} lang={lang} />
      <Narrow asked={asked} at={now} lang={lang} />
      <Cross asked={asked} tallies={tallies} lang={lang} />
      <Comparison asked={asked} tallies={tallies} lang={lang} />
      <Stages asked={asked} tallies={tallies} lang={lang} />
      <How asked={asked} tallies={tallies} lang={lang} />
    </>
  ));
}

const dayWord = (lang: Lang, zone: string, at: Date): string => new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: zone, month: 'short', day: 'numeric' }).format(at);

/** Title with what the figures are narrowed to, ways to the neighbours, and the files. */
function Head({ asked, lang, bare }: { asked: Asked; lang: Lang; bare?: boolean }) {
  const { before, next, now } = asked;
  return (
    <header class="fig-h">
      <div><p class="meta">{m.over(lang)}</p><h1>{periodWord(now.period, lang)}</h1><OnlyThese asked={asked} lang={lang} /></div>
      <div class="fig-tools">
        <div class="row row-wrap">
          <LinkButton icon="prev" href={pageHref(asked, {}, before.period.text)}>{periodWord(before.period, lang, true)}</LinkButton>
          {next && <a class="btn" href={pageHref(asked, {}, next.period.text)}><span>{periodWord(next.period, lang, true)}</span><Icon name="next" size="s" /></a>}
          {!bare && <><LinkButton class="fig-file" icon="load" href={pageHref(asked, {}, undefined, 'table.csv')}>{m.csv(lang)}</LinkButton><LinkButton class="fig-file" icon="load" href={pageHref(asked, {}, undefined, 'table.xlsx')}>{m.xlsx(lang)}</LinkButton></>}
        </div>
        <nav class="fig-kinds meta" aria-label={m.others(lang)}>{wider(asked).map(({ kind, text }) => <a key={kind} class="link" href={pageHref(asked, {}, text)}>{{ year: m.toYear, quarter: m.toQuarter, month: m.toMonth }[kind](lang)}</a>)}</nav>
      </div>
    </header>
  );
}

/** The month, quarter and year that this period lies in, but itself. */
function wider({ now }: Asked): { kind: 'month' | 'quarter' | 'year'; text: string }[] {
  const kinds: readonly Kind[] = now.period.kind === 'month' ? ['quarter', 'year'] : now.period.kind === 'quarter' ? ['year'] : now.period.kind === 'year' ? ['quarter', 'month'] : ['month', 'quarter', 'year'];
  return kinds.flatMap((kind) => (kind === 'week' || kind === 'day' ? [] : [{ kind, text: periodAt(kind, now.period.first).text }]));
}

function OnlyThese({ asked, lang }: { asked: Asked; lang: Lang }) {
  const { question: q, tools } = asked;
  const area = q.area === undefined ? undefined : tools.areas.get(q.area);
  const said: ComponentChildren[] = [
    q.area !== undefined && (area ? nameOf(tools, 'street', q.area, lang) : q.area), q.class !== undefined && nameOf(tools, 'class', q.class, lang), q.unit !== undefined && nameOf(tools, 'unit', q.unit, lang),
    q.source && nameOf(tools, 'source', q.source, lang), q.nature && nameOf(tools, 'nature', q.nature, lang),
  ].filter(Boolean);
  return said.length > 0 ? <p class="strong">{m.onlyThese(lang)} {said.map((one, i) => <span key={i} class="tag tag-info">{one}</span>)}</p> : null;
}

/** Before the city began, or with no case at all. */
async function emptyPage(ctx: Ctx, asked: Asked): Promise<VNode> {
  const { lang, site } = ctx;
  const period = periodWord(asked.now.period, lang);
  const last = (await lastMonth(ctx.db, ctx.now)).text;
  return residentPage(ctx, { title: m.title(lang, { period }), page: 'fig', main: 'wrap fig', current: '/reports' }, (
    <>
      <Head asked={asked} lang={lang} bare />
      <Empty icon="chart" title={m.emptyTitle(lang, { period })} action={parsePeriod(last)?.text === asked.now.period.text ? undefined : <LinkButton href={`/figures/${last}`}>{m.emptyNow(lang)}</LinkButton>}>
        {asked.began ? m.emptyBefore(lang, { day: fullDate(lang, site.zone, asked.began) }) : m.emptyNone(lang)}
      </Empty>
    </>
  ));
}

export const figuresPages: readonly Route[] = [...start, ...figures];
