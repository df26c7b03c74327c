// /figures/2026-10/cases?measure=overdue&by=street&key=…: every case that one number counts.
import type { Ctx } from '#ground/http/context.ts';
import { page, type Route } from '#ground/http/route.ts';
import { number, shortTime } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { pick } from '#ground/i18n/index.ts';
import { residentPage } from '#ground/pages/frame.tsx';
import { Clock, Empty, Item, Items, Pagination, Seal, Stage } from '#ground/pages/parts.tsx';
import { natureSeal, natureTone, natureWord, outcomeWord, placeForEveryone, seenStage, stageGlyph, titleOf } from '#city/cases/index.ts';
import { ask, cutOfNumber, type Asked } from './asking.ts';
import { ListQuestion, PeriodParam } from './contract.ts';
import { nameOf } from './dims.ts';
import { FLAG, rowOf } from './facts.ts';
import { pageHref } from './links.ts';
import { casesPage, type ListedCase } from './listing.ts';
import { m } from './messages.ts';
import { select } from './tally.ts';
import { measureWord, periodWord } from './words.ts';

const PAGE = 50;

const list = page({
  path: '/figures/:period/cases', who: 'everyone', summary: 'The cases behind one number of the figures', params: PeriodParam, query: ListQuestion,
  async view(ctx) {
    const { lang, query } = ctx;
    const asked = await ask(ctx.db, ctx.viewer, ctx.now, ctx.params.period, query);
    const ids = select(asked.facts, cutOfNumber(asked, query), query.measure);
    const { rows, next } = await casesPage(ctx.db, ctx.viewer, ids, query.before, PAGE);
    const title = m.listTitle(lang, { measure: measureWord(query.measure, lang), n: number(lang, ids.length) });
    return residentPage(ctx, { title, page: 'fig', main: 'wrap page', current: '/reports' }, (
      <>
        <div class="stack-s">
          <p class="meta"><a class="link" href={backTo(asked, query)}>{m.back(lang, { period: periodWord(asked.now.period, lang) })}</a></p>
          <h1>{title}</h1>
          <p class="strong">{placeOf(asked, query, lang)}</p>
          <p class="meta">{note(asked, ids, lang)}</p>
        </div>
        {rows.length > 0 ? <Items label={title}>{rows.map((row) => <Line key={row.id} ctx={ctx} asked={asked} row={row} />)}</Items> : <Empty icon="eyeoff" title={m.listNone(lang)}>{m.listNoneLead(lang)}</Empty>}
        <Pagination label={m.pages(lang)} newer={query.before === undefined ? undefined : moved(ctx.url, undefined)} newerWords={m.newest(lang)} older={next === undefined ? undefined : moved(ctx.url, next)} olderWords={m.older(lang)} />
      </>
    ));
  },
});

/** Where in the table the number stood. */
function placeOf(asked: Asked, { key, cols, col }: ListQuestion, lang: Lang): string {
  const { question: q, tools } = asked;
  return [
    periodWord(asked.now.period, lang), key === undefined ? m.whole(lang) : nameOf(tools, asked.by, key, lang), cols !== undefined && col !== undefined && nameOf(tools, cols, col, lang),
    q.area !== undefined && nameOf(tools, 'street', q.area, lang), q.class !== undefined && nameOf(tools, 'class', q.class, lang), q.unit !== undefined && nameOf(tools, 'unit', q.unit, lang), q.source && nameOf(tools, 'source', q.source, lang), q.nature && nameOf(tools, 'nature', q.nature, lang),
  ].filter(Boolean).join(' · ');
}

/** How many of the number are not among the listed. Staff see more than the public, each as far as their place reaches. */
function note({ facts, counted, staff }: Asked, ids: Float64Array, lang: Lang): string {
  if (counted === 'public') return m.publicOnly(lang);
  if (staff) return m.listStaff(lang);
  const hidden = ids.reduce((n, id) => n + (((facts.columns.flags[rowOf(facts, id)] ?? 0) & FLAG.public) === 0 ? 1 : 0), 0);
  return hidden === 0 ? m.listAllPublic(lang) : m.listNotPublic(lang, { n: hidden });
}

const backTo = (asked: Asked, { measure, cols, set, area, class: cls, unit, source, nature }: ListQuestion): string =>
  `${pageHref({ now: asked.now, question: { by: asked.by, set, area, class: cls, unit, source, nature, cols, measure: cols === undefined ? undefined : measure } })}#rows`;

function moved(url: URL, before: number | undefined): string {
  const query = new URLSearchParams(url.search);
  if (before === undefined) query.delete('before');
  else query.set('before', String(before));
  return `${url.pathname}?${query}`;
}

/** One case in public words; staff are led to its file. */
function Line({ ctx, asked, row }: { ctx: Pick<Ctx, 'lang' | 'now'>; asked: Asked; row: ListedCase }) {
  const { lang, now } = ctx;
  const { tools } = asked;
  const cls = row.class === null ? undefined : tools.classes.get(row.class);
  const unit = row.lead === null ? undefined : tools.organisations.get(row.lead);
  const missed = row.late || (row.closed_at === null && row.due_at !== null && row.due_at < now && row.suspended_at === null);
  return (
    <Item href={`${asked.staff ? '/cases' : '/reports'}/${encodeURIComponent(row.number)}`} title={titleOf(cls && pick(lang, { zh: cls.name, en: cls.name_en }), row.description, natureWord(row.nature)(lang), lang)}
      meta={[row.number, placeForEveryone(tools, row, lang), unit && pick(lang, { zh: unit.name, en: unit.name_en })].filter(Boolean).join(' · ')} aside={shortTime(lang, tools.settings.zone, row.received_at, now)}
      lead={<Seal nature={natureTone(row.nature)} char={natureSeal(row.nature)(lang)} word={natureWord(row.nature)(lang)} />}
      signs={<><Stage glyph={stageGlyph(row.stage, row)} word={row.stage === 'closed' && row.outcome && row.outcome !== 'resolved' ? outcomeWord(row.outcome)(lang) : seenStage(row.stage)(lang)} />{missed && <Clock state="late" words={m.overdue(lang)} />}</>} />
  );
}

export const listPages: readonly Route[] = list;
