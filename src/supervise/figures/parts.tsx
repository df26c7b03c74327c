// The other parts of the page: tiles, comparison of every measure, stages, cross table, filters, definitions.
import { number } from '#ground/i18n/format.ts';
import { pick, type Lang, type Message } from '#ground/i18n/index.ts';
import { Button, Card, Field, Formula, LinkButton, Table } from '#ground/pages/parts.tsx';
import { NATURES, natureWord, SOURCES, sourceWord, today } from '#city/cases/index.ts';
import type { Asked } from './asking.ts';
import { dimsOf, nameOf } from './dims.ts';
import { CLOCKS } from './facts.ts';
import { apiHref, casesHref, pageHref } from './links.ts';
import { m } from './messages.ts';
import { quantile, type Measure, type Rate } from './rules.ts';
import { CaseCount, rowsOf, totalRow, type Row, type Tallies } from './table.tsx';
import { clockWord, countChange, countOf, dimWord, headWord, measureWord, percent, periodWord, pointsChange, rateOf, rateWord, signed, timeParts, timeWord, tookOf } from './words.ts';

/** Four figures, each with what it is made of. */
export function Tiles({ asked, tallies, lang }: { asked: Asked; tallies: Tallies; lang: Lang }) {
  const total = tallies.now.total;
  const n = (measure: Measure) => <CaseCount asked={asked} measure={measure} row={{ key: undefined, now: total }} lang={lang} />;
  const share = (rate: Rate, over: Measure, under: Measure, word: Message) => {
    const { share: value } = rateOf(total, rate);
    return <li class="stat"><span>{rateWord(rate)(lang)}</span><b>{value === null ? m.none(lang) : <>{(value * 100).toFixed(1)}<small>%</small></>}</b><span>{n(over)} / {n(under)} {word(lang)}</span></li>;
  };
  const median = timeParts(tookOf(total, 0.5), lang);
  return (
    <ul class="fig-sums card">
      {share('on-time-rate', 'on-time', 'should', m.tileShould)}
      <li class="stat"><span>{m.handling(lang)}</span><b>{median.value}<small>{median.unit}</small></b><span>{total.took.length > 0 ? m.p90(lang, { time: timeWord(tookOf(total, 0.9), lang) }) : m.none(lang)}</span></li>
      {share('rework-rate', 'rework', 'closed', m.tileClosed)}
      {share('solved-rate', 'solved', 'rated', m.tileRated)}
    </ul>
  );
}

const COMPARED: readonly Measure[] = ['received', 'filed', 'due', 'suspended', 'should', 'on-time', 'pending', 'overdue', 'overdue-open', 'exempt', 'closed', 'rework', 'reopened', 'rated', 'solved', 'answered'];
const SHARES: readonly Rate[] = ['on-time-rate', 'rework-rate', 'solved-rate'];
interface Line { readonly name: string; readonly measure?: Measure; now: string; before: string; change: string; year: string; yearChange: string }

/** Every measure of the whole, this period against the two others (环比 同比). */
export function Comparison({ asked, tallies, lang }: { asked: Asked; tallies: Tallies; lang: Lang }) {
  const row = totalRow(tallies);
  const lines: Line[] = [...COMPARED.map((measure) => countLine(measure, row, lang)), ...SHARES.map((rate) => shareLine(rate, row, lang)), timeLine(0.5, m.handling(lang), row, lang), timeLine(0.9, m.p90Name(lang), row, lang)];
  const head = (timed: Asked['before'], short: string) => <>{short}<br /><small>{periodWord(timed.period, lang)}</small></>;
  return (
    <Card class="fig-tbl">
      <div class="card-h"><h2>{m.compareTitle(lang)}</h2></div>
      <Table caption={m.compareTitle(lang)} rows={lines} rowKey={(line) => line.name} columns={[
        { head: m.measureHead(lang), cell: (line) => line.name }, { head: m.now(lang), num: true, cell: (line) => (line.measure ? <CaseCount asked={asked} measure={line.measure} row={row} lang={lang} /> : line.now) },
        { head: head(asked.before, m.past(lang)), num: true, cell: (line) => line.before }, { head: m.before(lang), num: true, cell: (line) => line.change },
        { head: head(asked.yearBefore, m.lastYear(lang)), num: true, cell: (line) => line.year }, { head: m.yearBefore(lang), num: true, cell: (line) => line.yearChange },
      ]} />
      {(!row.before || !row.year) && <p class="hint fig-note">{m.unknownBefore(lang)}</p>}
    </Card>
  );
}

function countLine(measure: Measure, { now, before, year }: Row, lang: Lang): Line {
  const n = countOf(now, measure);
  const then = (counts: Row['before']) => (counts ? number(lang, countOf(counts, measure)) : m.none(lang));
  return { name: measureWord(measure, lang), measure, now: number(lang, n), before: then(before), change: countChange(n, before && countOf(before, measure), lang), year: then(year), yearChange: countChange(n, year && countOf(year, measure), lang) };
}
function shareLine(rate: Rate, { now, before, year }: Row, lang: Lang): Line {
  const of = (counts: Row['before']) => percent(counts && rateOf(counts, rate).share);
  return { name: rateWord(rate)(lang), now: of(now), before: of(before), change: signed(before && pointsChange(now, before, rate), m.points(lang)), year: of(year), yearChange: signed(year && pointsChange(now, year, rate), m.points(lang)) };
}
function timeLine(share: number, name: string, { now, before, year }: Row, lang: Lang): Line {
  const at = (counts: Row['before']) => counts && tookOf(counts, share);
  const change = (a: number | undefined, b: number | undefined) => (a === undefined || !b ? m.none(lang) : signed((a / b - 1) * 100, '%'));
  return { name, now: timeWord(at(now), lang), before: timeWord(at(before), lang), change: change(at(now), at(before)), year: timeWord(at(year), lang), yearChange: change(at(now), at(year)) };
}

/** Each stage by its own clock. */
export function Stages({ asked, tallies, lang }: { asked: Asked; tallies: Tallies; lang: Lang }) {
  const total = { key: undefined, now: tallies.now.total };
  const rows = CLOCKS.map((clock, i) => ({ clock, took: tallies.now.clocks[i] ?? [], ended: countOf(total.now, `${clock}-ended`), inTime: countOf(total.now, `${clock}-in-time`) })).filter((one) => one.ended > 0);
  if (rows.length === 0) return null;
  return (
    <Card class="fig-tbl">
      <div class="card-h"><h2>{m.clocksTitle(lang)}</h2></div>
      <Table caption={m.clocksTitle(lang)} rows={rows} rowKey={(one) => one.clock} columns={[
        { head: m.clockHead(lang), cell: (one) => clockWord(one.clock)(lang) }, { head: m.endedHead(lang), num: true, cell: (one) => <CaseCount asked={asked} measure={`${one.clock}-ended`} row={total} lang={lang} /> },
        { head: m.inTimeHead(lang), num: true, cell: (one) => <CaseCount asked={asked} measure={`${one.clock}-in-time`} row={total} lang={lang} /> },
        { head: m.inTimeRate(lang), num: true, cell: (one) => percent(one.inTime / one.ended) }, { head: m.clockMedian(lang), num: true, cell: (one) => timeWord(quantile(one.took, 0.5), lang) },
      ]} />
    </Card>
  );
}

/** Rows by columns of one measure, the most tinted deepest. */
export function Cross({ asked, tallies, lang }: { asked: Asked; tallies: Tallies; lang: Lang }) {
  const { cols } = asked.question;
  if (!cols) return null;
  const measure = asked.question.measure ?? 'filed';
  const sums = new Map<string, number>();
  for (const line of tallies.now.cells.values()) for (const [col, counts] of line) sums.set(col, (sums.get(col) ?? 0) + countOf(counts, measure));
  const columns = [...sums].filter(([, n]) => n > 0).toSorted((a, b) => b[1] - a[1]).map(([col]) => col);
  const most = Math.max(1, ...[...tallies.now.cells.values()].flatMap((line) => [...line.values()].map((counts) => countOf(counts, measure))));
  const title = m.crossTitle(lang, { rows: dimWord(asked.by), cols: dimWord(cols), measure: measureWord(measure, lang) });
  const rows = rowsOf(tallies).filter((row) => countOf(row.now, measure) > 0);
  return (
    <Card class="fig-tbl fig-cross">
      <div class="card-h"><h2>{title}</h2><span class="push" /><p class="meta">{m.crossNote(lang)}</p></div>
      <Table caption={title} rows={rows} rowKey={(row) => row.key ?? ''} columns={[
        { head: headWord(dimWord(asked.by), lang), cell: (row) => nameOf(asked.tools, asked.by, row.key ?? '', lang) },
        ...columns.map((col) => ({ head: nameOf(asked.tools, cols, col, lang), num: true, cell: (row: Row) => {
          const counts = tallies.now.cells.get(row.key ?? '')?.get(col);
          const n = countOf(counts, measure);
          return counts && n > 0 ? <span class={`heat heat-${Math.ceil((n / most) * 5)}`}><CaseCount asked={asked} measure={measure} row={{ key: row.key, now: counts }} col={col} lang={lang} /></span> : <span class="meta">0</span>;
        } })),
        { head: m.whole(lang), num: true, cell: (row) => <b><CaseCount asked={asked} measure={measure} row={row} lang={lang} /></b> },
      ]} />
    </Card>
  );
}

/** Filters and the second dimension, as a form that works without JavaScript. */
export function Narrow({ asked, at, lang }: { asked: Asked; at: Date; lang: Lang }) {
  const { tools, question: q } = asked;
  const name = (one: { name: string; name_en: string | null }) => pick(lang, { zh: one.name, en: one.name_en });
  const classes = tools.classes.mains(today(at, tools)).map((main) => ({ label: name(main), options: [{ value: main.code, label: name(main) }, ...tools.classes.children(main.code).filter((one) => asked.staff || one.visibility === 'public').map((one) => ({ value: one.code, label: `· ${name(one)}` }))] }));
  const options = (list: readonly { code: string; name: string; name_en: string | null }[]) => list.map((one) => ({ value: one.code, label: name(one) }));
  const any = q.cols !== undefined || (['area', 'class', 'unit', 'source', 'nature'] as const).some((key) => q[key] !== undefined);
  return (
    <details class="card card-p fig-narrow" open={any}>
      <summary>{m.narrowTitle(lang)}</summary>
      <form class="fig-form" action={`/figures/${asked.now.period.text}`}>
        <input type="hidden" name="by" value={asked.by} />
        {q.set && <input type="hidden" name="set" value={q.set} />}
        <Field name="area" as="select" label={m.filterArea(lang)} empty={m.all(lang)} value={q.area} options={options([...tools.areas.all('district'), ...tools.areas.all('street')])} auto />
        <Field name="class" as="select" label={m.filterClass(lang)} empty={m.all(lang)} value={q.class} options={classes} auto />
        <Field name="unit" as="select" label={headWord(m.unit, lang)} empty={m.all(lang)} value={q.unit} options={options(tools.organisations.all('department', 'street', 'company'))} auto />
        <Field name="source" as="select" label={headWord(m.source, lang)} empty={m.all(lang)} value={q.source} options={SOURCES.map((one) => ({ value: one, label: sourceWord(one)(lang) }))} auto />
        <Field name="nature" as="select" label={headWord(m.nature, lang)} empty={m.all(lang)} value={q.nature} options={NATURES.map((one) => ({ value: one, label: natureWord(one)(lang) }))} auto />
        <Field name="cols" as="select" label={m.columnsBy(lang)} empty={m.columnsNone(lang)} value={q.cols} options={dimsOf(tools).filter((dim) => dim !== asked.by).map((dim) => ({ value: dim, label: headWord(dimWord(dim), lang) }))} auto />
        <Field name="measure" as="select" label={m.measure(lang)} value={q.measure ?? 'filed'} options={COMPARED.map((one) => ({ value: one, label: measureWord(one, lang) }))} auto />
        <div class="row fig-go"><Button icon="filter">{m.show(lang)}</Button>{any && <LinkButton kind="quiet" href={pageHref(asked, { area: undefined, class: undefined, unit: undefined, source: undefined, nature: undefined, cols: undefined, measure: undefined })}>{m.clear(lang)}</LinkButton>}</div>
      </form>
    </details>
  );
}

/** Formulas with numerator, denominator and what is left out. */
export function How({ asked, tallies, lang }: { asked: Asked; tallies: Tallies; lang: Lang }) {
  const total = tallies.now.total;
  const say = (measure: Measure) => number(lang, countOf(total, measure));
  const period = periodWord(asked.now.period, lang);
  const formula = (name: string, over: string, under: string) => <Formula name={<b>{name}</b>} over={over} under={under} spoken={m.formulaSpoken(lang, { name, over, under })} />;
  return (
    <section class="fig-how">
      <h2>{m.howTitle(lang)}</h2>
      <div class="fig-f">{formula(m.onTimeRate(lang), m.over2(lang), m.under2(lang))}<p class="text">{m.howOnTime(lang, { period, due: say('due'), suspended: say('suspended'), should: say('should'), onTime: say('on-time'), overdue: say('overdue'), pending: say('pending'), exempt: say('exempt') })} <a class="link" href={casesHref(asked, 'should')}>{m.openCases(lang, { name: period, measure: m.should(lang), n: say('should') })}</a></p></div>
      <div class="fig-f">{formula(m.reworkRate(lang), m.overRework(lang), m.underClosed(lang))}<p class="text">{m.howRework(lang, { period })}</p></div>
      <div class="fig-f">{formula(m.solvedRate(lang), m.overSolved(lang), m.underRated(lang))}<p class="text">{m.howSolved(lang, { period })}</p></div>
      <p class="text"><b>{m.handling(lang)}</b> {m.howHandling(lang, { period })}</p>
      <p class="text">{m.howCounts(lang)}</p>
      <p class="text">{m.howClocks(lang)} {m.howSmall(lang)}</p>
      <p class="meta"><a class="link" href={apiHref(asked)}>{m.apiLink(lang)}</a></p>
    </section>
  );
}
