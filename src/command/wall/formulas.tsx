// /wall/formulas: every number of the wall with its formula, its present value and the list behind it; the whole ranking and the day as tables.
import { number } from '#ground/i18n/format.ts';
import { deskPage } from '#ground/pages/frame.tsx';
import { LinkButton, Notice, Table } from '#ground/pages/parts.tsx';
import type { Message } from '#ground/i18n/index.ts';
import { duration } from '#ground/i18n/format.ts';
import type { Ranked, WallView } from './contract.ts';
import { f, m } from './messages.ts';
import { wallOf } from './pages.tsx';
import { listHref, minutesSince, percent } from './parts.tsx';
import { OPEN_STAGES, share } from './rules.ts';

interface Counted { readonly name: Message; readonly value: string; readonly formula: Message; readonly list: string | undefined }

export async function formulasPage(ctx: Parameters<typeof wallOf>[0]) {
  const { lang } = ctx;
  const { desk, scope, view } = await wallOf(ctx);
  const hours = view.hours.map((n, hour) => ({ hour, n }));
  return deskPage(ctx, { title: f.title(lang), current: '/wall', main: 'wrap page', page: 'formulas' },
    <>
      <header class="row row-wrap"><h1>{f.title(lang)}</h1><span class="push"><LinkButton href={`/wall?${new URLSearchParams({ area: view.area, ...(view.class === null ? {} : { class: view.class }) }).toString()}`} size="d">{f.backToWall(lang)}</LinkButton></span></header>
      <p>{f.lead(lang, { area: desk.area(scope.area.code) })}</p>
      <Notice>{f.limited(lang)}</Notice>
      <Table caption={f.title(lang)} rows={countedOf(view, lang, ctx.now)} rowKey={(row) => row.name(lang)} columns={[
        { head: f.name(lang), cell: (row) => row.name(lang) }, { head: f.value(lang), cell: (row) => row.value, num: true }, { head: f.formula(lang), cell: (row) => row.formula(lang) },
        { head: f.cases(lang), cell: (row) => (row.list ? <a class="link nowrap" href={row.list}>{f.list(lang)}</a> : null) },
      ]} />
      {view.ranks.length > 0 && <><h2>{f.ranks(lang, { month: view.month })}</h2><Ranking rows={view.ranks} lang={lang} /></>}
      <h2>{f.hoursTable(lang)}</h2>
      <Table caption={f.hoursTable(lang)} rows={hours} rowKey={(row) => row.hour} columns={[
        { head: f.hour(lang), cell: (row) => m.hourTick(lang, { n: row.hour }) }, { head: f.receivedHour(lang), cell: (row) => (row.hour > view.hour ? '' : number(lang, row.n)), num: true },
        { head: f.expected(lang), cell: (row) => view.forecast?.mean[row.hour]?.toFixed(1) ?? '', num: true }, { head: f.range(lang), cell: (row) => (view.forecast ? `${view.forecast.low[row.hour]}–${view.forecast.high[row.hour]}` : ''), num: true },
      ]} />
    </>);
}

function countedOf(view: WallView, lang: 'zh' | 'en', now: Date): Counted[] {
  const total = view.ranks.reduce((sum, one) => ({ onTime: sum.onTime + one.onTime, closed: sum.closed + one.closed }), { onTime: 0, closed: 0 });
  const rate = share(total);
  const n = (value: number) => number(lang, value);
  return [
    { name: m.late, value: n(view.late), formula: f.late, list: listHref(view, OPEN_STAGES, { late: 'red', sort: 'due' }) },
    { name: f.longestName, value: view.longest === null ? '' : duration(lang, minutesSince(view.longest, now)), formula: f.longest, list: undefined },
    { name: m.soon, value: n(view.soon), formula: f.soon, list: listHref(view, OPEN_STAGES, { late: 'amber', sort: 'due' }) },
    { name: m.open, value: n(view.open), formula: f.open, list: listHref(view, OPEN_STAGES) },
    { name: f.yesterdayName, value: n(view.yesterday), formula: f.yesterday, list: undefined },
    { name: m.flow, value: view.flow.map((row) => `${m[row.key](lang)} ${n(row.n)}`).join(lang === 'zh' ? '、' : ', '), formula: f.flow, list: listHref(view, OPEN_STAGES) },
    { name: m.received, value: n(view.received), formula: f.received, list: listHref(view, [], { sort: 'received', from: view.day }) },
    { name: m.closed, value: n(view.closed), formula: f.closed, list: listHref(view, ['closed'], { sort: 'received' }) },
    { name: f.rateName, value: rate === undefined ? '' : `${n(total.onTime)} / ${n(total.closed)} = ${percent(rate, 1)}%`, formula: f.rate, list: undefined },
    { name: f.forecastName, value: view.forecast ? `±${Math.round(view.forecast.error * 100)}%` : '', formula: f.forecast, list: undefined },
    { name: f.mapName, value: n(view.dots.length), formula: f.map, list: undefined },
  ];
}

function Ranking({ rows, lang }: { rows: readonly Ranked[]; lang: 'zh' | 'en' }) {
  return (
    <Table caption={f.rateName(lang)} rows={rows} rowKey={(row) => row.code} columns={[
      { head: f.area(lang), cell: (row) => <a class="link" href={`/wall?area=${encodeURIComponent(row.code)}`}>{row.name}</a> }, { head: f.place(lang), cell: (row) => row.place || '', num: true },
      { head: f.onTime(lang), cell: (row) => number(lang, row.onTime), num: true }, { head: f.closedMonth(lang), cell: (row) => number(lang, row.closed), num: true },
      { head: f.share(lang), cell: (row) => { const rate = share(row); return rate === undefined ? '' : `${percent(rate, 1)}%`; }, num: true },
      { head: f.openNow(lang), cell: (row) => number(lang, row.open), num: true }, { head: f.lateNow(lang), cell: (row) => number(lang, row.late), num: true },
    ]} />
  );
}
