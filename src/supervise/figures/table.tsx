// The table of rows: by area, unit, class, source or nature, in three sets of columns.
import type { ComponentChildren } from 'preact';
import { number } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { Card, Clock, Table, type Column } from '#ground/pages/parts.tsx';
import type { Asked } from './asking.ts';
import { SETS, type Dim, type Set_ } from './contract.ts';
import { dimsOf, nameOf, NOWHERE, PRIVATE } from './dims.ts';
import { lowest } from './findings.ts';
import { casesHref, pageHref } from './links.ts';
import { m } from './messages.ts';
import type { Measure, Rate } from './rules.ts';
import type { Counts, Tally } from './tally.ts';
import { countChange, countOf, dimWord, headWord, measureWord, percent, pointsChange, publicOf, rateOf, rateWord, signed, timeWord, tookOf } from './words.ts';

/** A row with what it is compared with; `key` undefined is the total. */
export interface Row { readonly key: string | undefined; readonly now: Counts; readonly before: Counts | undefined; readonly year: Counts | undefined }
export interface Tallies { readonly now: Tally; readonly before: Tally | undefined; readonly year: Tally | undefined }

/** The most first; what belongs nowhere last. */
export function rowsOf({ now, before, year }: Tallies): Row[] {
  const last = (key: string) => (key === NOWHERE || key === PRIVATE ? 1 : 0);
  return [...now.rows].map(([key, counts]) => ({ key, now: counts, before: before?.rows.get(key) ?? (before && NOTHING), year: year?.rows.get(key) ?? (year && NOTHING) }))
    .toSorted((a, b) => last(a.key) - last(b.key) || weight(b.now) - weight(a.now) || (a.key < b.key ? -1 : 1));
}
const weight = (counts: Counts): number => countOf(counts, 'filed') || countOf(counts, 'received') / 1e6;
const NOTHING: Counts = { n: new Uint32Array(0), open: new Uint32Array(0), took: new Float64Array(0) };
export const totalRow = ({ now, before, year }: Tallies): Row => ({ key: undefined, now: now.total, before: before?.total, year: year?.total });

export function FiguresTable({ asked, tallies, lang }: { asked: Asked; tallies: Tallies; lang: Lang }) {
  const [rows, total] = [rowsOf(tallies), totalRow(tallies)];
  const set = asked.question.set ?? 'limits';
  const title = m.byArea(lang, { dim: dimWord(asked.by) });
  const columns: Column<Row>[] = [{ head: headWord(dimWord(asked.by), lang), cell: (row) => nameOf(asked.tools, asked.by, row.key ?? '', lang), foot: m.whole(lang) }, ...columnsOf(asked, tallies, set, lang).map(({ head, cell, num }) => ({ head, num, cell, foot: cell(total) }))];
  return (
    <Card class="fig-tbl">
      <div class="card-h"><h2 id="rows">{title}</h2><span class="push" /><DimTabs asked={asked} lang={lang} /></div>
      <nav class="fig-sets row row-wrap" aria-label={m.setLabel(lang)}>{SETS.map((one) => <a key={one} class="chip" aria-current={one === set ? 'true' : undefined} href={`${pageHref(asked, { set: one === 'limits' ? undefined : one })}#rows`}>{setWord(one, lang)}</a>)}</nav>
      <Table caption={title} rows={rows} rowKey={(row) => row.key ?? ''} columns={columns} />
    </Card>
  );
}

const setWord = (set: Set_, lang: Lang): string => ({ limits: m.setLimits, work: m.setWork, quality: m.setQuality })[set](lang);

function DimTabs({ asked, lang }: { asked: Asked; lang: Lang }) {
  const tab = (dim: Dim) => <a key={dim} href={`${pageHref(asked, { by: dim, cols: asked.question.cols === dim ? undefined : asked.question.cols })}#rows`} aria-current={dim === asked.by ? 'true' : undefined}>{headWord(dimWord(dim), lang)}</a>;
  return <nav class="fig-tabs" aria-label={m.rowsBy(lang)}>{dimsOf(asked.tools).map(tab)}</nav>;
}

type Cell = Pick<Column<Row>, 'head' | 'num'> & { cell: (row: Row) => ComponentChildren };
function columnsOf(asked: Asked, tallies: Tallies, set: Set_, lang: Lang): Cell[] {
  const plain = (measure: Measure): Cell => ({ head: measureWord(measure, lang), num: true, cell: (row) => <CaseCount asked={asked} measure={measure} row={row} lang={lang} /> });
  const change = (row: Row, then: Row['before'], measure: Measure) => (then && countOf(row.now, measure) + countOf(then, measure) > 0 ? countChange(countOf(row.now, measure), countOf(then, measure), lang) : undefined);
  const changing = (measure: Measure): Cell => ({ ...plain(measure), cell: (row) => <><CaseCount asked={asked} measure={measure} row={row} lang={lang} /><Changes before={change(row, row.before, measure)} year={change(row, row.year, measure)} lang={lang} /></> });
  const rate = (of: Rate): Cell => ({ head: rateWord(of)(lang), num: true, cell: (row) => <><span>{percent(rateOf(row.now, of).share)}</span><Changes before={row.before && signed(pointsChange(row.now, row.before, of))} year={row.year && signed(pointsChange(row.now, row.year, of))} lang={lang} /></> });
  const whole = rateOf(tallies.now.total, 'on-time-rate').share;
  const worst = lowest(tallies.now)?.key;
  const median: Cell = { head: m.medianShort(lang), num: true, cell: (row) => timeWord(tookOf(row.now, 0.5), lang) };
  switch (set) {
    case 'limits': return [
      plain('filed'), plain('should'), plain('on-time'), { head: m.onTimeRate(lang), cell: (row) => <RateBar share={rateOf(row.now, 'on-time-rate').share} whole={row.key === undefined ? null : whole} /> },
      { head: m.before(lang), num: true, cell: (row) => (row.before ? signed(pointsChange(row.now, row.before, 'on-time-rate')) : m.none(lang)) }, { head: m.yearBefore(lang), num: true, cell: (row) => (row.year ? signed(pointsChange(row.now, row.year, 'on-time-rate')) : m.none(lang)) },
      median, { head: m.solvedRate(lang), num: true, cell: (row) => percent(rateOf(row.now, 'solved-rate').share) },
      { head: m.overdue(lang), num: true, cell: (row) => (row.key !== undefined && row.key === worst ? <a class="fig-n" href={casesHref(asked, 'overdue', row.key)}><Clock state="late" words={number(lang, countOf(row.now, 'overdue'))} /></a> : <CaseCount asked={asked} measure="overdue" row={row} lang={lang} />) },
    ];
    case 'work': return (['received', 'filed', 'closed', 'answered', 'suspended', 'overdue-open', 'exempt'] as const).map(changing);
    case 'quality': return [changing('rework'), rate('rework-rate'), changing('reopened'), changing('rated'), changing('solved'), rate('solved-rate'), median, { head: m.p90Name(lang), num: true, cell: (row) => timeWord(tookOf(row.now, 0.9), lang) }];
  }
}

/** A number of cases, and the way to them. */
export function CaseCount({ asked, measure, row, col, lang }: { asked: Asked; measure: Measure; row: Pick<Row, 'key' | 'now'>; col?: string | undefined; lang: Lang }) {
  const n = countOf(row.now, measure);
  if (n === 0) return <>0</>;
  return <a class="fig-n" href={casesHref(asked, measure, row.key, col)} data-public={publicOf(row.now, measure)}>{number(lang, n)}</a>;
}

function Changes({ before, year, lang }: { before: string | undefined; year: string | undefined; lang: Lang }) {
  if (before === undefined && year === undefined) return null;
  return <small class="fig-ch">{before !== undefined && <span>{m.beforeShort(lang)} {before}</span>}{year !== undefined && <span>{m.yearShortWord(lang)} {year}</span>}</small>;
}

/** From nought to the whole; the tick is the share of all rows together. */
function RateBar({ share, whole }: { share: number | null; whole: number | null }) {
  if (share === null) return <span class="fig-rate"><span /><span>—</span></span>;
  if (whole === null) return <span class="fig-rate"><span /><b>{percent(share)}</b></span>;
  return (
    <span class="fig-rate">
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="r-base" width="100" height="8" /><rect class="c-bar-on" width={Math.round(share * 1000) / 10} height="8" /><path class="c-aim" d={`M${Math.round(whole * 1000) / 10} -2V10`} /></svg>
      <b>{percent(share)}</b>
    </span>
  );
}
