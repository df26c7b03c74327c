// The chart of a stream over a span, drawn by the server: the mean as a line, lowest to highest as a band, gaps left open; then the same as a table.
// The drawing stretches to any width, its words do not, so it reads on a phone as on a desk.
import { clockTime, fullDate, isoTime } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { Island } from '#ground/pages/island.tsx';
import { Table } from '#ground/pages/parts.tsx';
import { m } from './messages.ts';
import { momentText } from './moment.ts';
import { fewer, runsOf, scaleOf, timeTicks, wholeOf, type Point, type Scale, type TimeTick } from './plot.ts';
import type { Span } from './spans.ts';
import { valueText } from './words.ts';

export interface ChartProps {
  /** Id of the figure, unique in the page. */
  readonly id: string; readonly name: string; readonly unit: string;
  readonly points: readonly Point[]; readonly span: Span;
  /** Width of a bucket, and seconds between values as promised. */
  readonly bucketMs: number; readonly intervalS: number | null;
  readonly lang: Lang; readonly zone: string; readonly now: Date;
  /** Address of this page that takes `from` and `to`, for zooming with the pointer. */
  readonly zoom: string;
}

/** Of the drawing: units across and down inside the stretched part; pixels of its height, of the room above it and of the times below. */
const [WIDE, DEEP] = [2000, 1000];
const [TOP, TALL, FOOT] = [10, 168, 30];
const TABLE_ROWS = 48;

export function SeriesChart(props: ChartProps) {
  const { id, name, unit, points, span, bucketMs, intervalS, lang, zone, now } = props;
  const whole = wholeOf(points);
  if (!whole) return null;
  const runs = runsOf(points, bucketMs, intervalS === null ? null : intervalS * 1000);
  const said = saidOf(props, runs.length - 1);
  const scale = scaleOf(whole.least.min, whole.most.max);
  const spoken = m.spoken(lang, { name, from: momentText(lang, zone, span.from, now), to: momentText(lang, zone, span.to, now), said });
  return (
    <>
      <p class="meta">{said}</p>
      <div class="ts-frame">
        <svg class="ts-y" width="100%" height={TOP + TALL + FOOT} aria-hidden="true">
          {scale.ticks.map((tick) => <text key={tick} x="100%" y={yOf(tick, scale) + 4} class="c-end">{valueText(lang, tick)}</text>)}
        </svg>
        <div class="ts-plot">
          <svg width="100%" height={TOP + TALL + FOOT} role="img" aria-label={spoken}>
            {scale.ticks.map((tick) => <line key={tick} class="c-grid" x1="0" x2="100%" y1={yOf(tick, scale)} y2={yOf(tick, scale)} />)}
            <TimeAxis span={span} zone={zone} lang={lang} />
            <svg x="0" y={TOP} width="100%" height={TALL} viewBox={`0 0 ${WIDE} ${DEEP}`} preserveAspectRatio="none" overflow="visible">
              <path class="ts-band" d={runs.map((run) => band(run, span, scale)).join('')} />
              <path class="ts-line" d={runs.map((run) => line(run, span, scale)).join('')} />
              <path class="ts-dot" d={runs.map((run) => (run.length === 1 ? line(run, span, scale) : '')).join('')} />
            </svg>
          </svg>
          <Island name="series-reading" when="visible" props={readingOf(props, scale)} />
        </div>
      </div>
      <Legend lang={lang} gaps={runs.length > 1} ranges={points.some((point) => point.max > point.min)} />
      <details class="ts-more" id={`${id}-values`}><summary>{m.values(lang)}</summary><ValueTable points={points} name={name} unit={unit} lang={lang} zone={zone} now={now} /></details>
    </>
  );
}

function saidOf({ points, unit, lang, zone, now }: ChartProps, gaps: number): string {
  const whole = wholeOf(points);
  if (!whole) return m.emptySpan(lang);
  const value = (n: number) => [valueText(lang, n), unit].filter(Boolean).join(' ');
  const at = (point: Point) => momentText(lang, zone, point.at, now);
  const text = m.said(lang, { n: whole.n, low: value(whole.least.min), lowAt: at(whole.least), high: value(whole.most.max), highAt: at(whole.most), mean: value(whole.mean) });
  return gaps > 0 ? text + m.saidGaps(lang, { n: gaps }) : text;
}

/** Where a value stands in its scale, 0 at the foot; by halves, since what two huge ones differ by may be larger than numbers are. */
const height = (value: number, { low, high }: Scale): number => (value / 2 - low / 2) / (high / 2 - low / 2);
const yOf = (value: number, scale: Scale): number => Math.round((TOP + TALL * (1 - height(value, scale))) * 10) / 10;
const across = (at: Date, { from, to }: Span): number => Math.round(((at.getTime() - from.getTime()) / (to.getTime() - from.getTime())) * WIDE);
const down = (value: number, scale: Scale): number => Math.round(DEEP * (1 - height(value, scale)));

/** A value alone is a line of no length: with round ends it is a dot. */
const line = (run: readonly Point[], span: Span, scale: Scale): string => `M${run.map((point) => `${across(point.at, span)} ${down(point.avg, scale)}`).join('L')}${run.length === 1 ? 'h0' : ''}`;
/** Only where values differ within the buckets. */
function band(run: readonly Point[], span: Span, scale: Scale): string {
  if (run.length < 2 || run.every((point) => point.max <= point.min)) return '';
  const edge = (points: readonly Point[], side: 'min' | 'max') => points.map((point) => `${across(point.at, span)} ${down(point[side], scale)}`).join('L');
  return `M${edge(run, 'max')}L${edge(run.toReversed(), 'min')}Z`;
}

/** Every second time gives way on a narrow screen. */
function TimeAxis({ span, zone, lang }: { span: Span; zone: string; lang: Lang }) {
  const ticks = timeTicks(span.from, span.to, zone, 9);
  const share = (at: Date) => Math.round(((at.getTime() - span.from.getTime()) / (span.to.getTime() - span.from.getTime())) * 1000) / 10;
  const shown = ticks.filter(({ at }) => share(at) >= 2 && share(at) <= 98);
  return (
    <>
      <line class="c-axis" x1="0" x2="100%" y1={TOP + TALL} y2={TOP + TALL} />
      {shown.map((tick, i) => (
        <g key={tick.at.getTime()} class={i % 2 === 1 ? 'ts-second' : undefined}>
          <line class="c-axis" x1={`${share(tick.at)}%`} x2={`${share(tick.at)}%`} y1={TOP + TALL} y2={TOP + TALL + 5} />
          <text class={share(tick.at) > 92 ? 'c-end' : share(tick.at) < 8 ? undefined : 'c-mid'} x={`${share(tick.at)}%`} y={TOP + TALL + 20}>{tickText(tick, lang, zone)}</text>
        </g>
      ))}
    </>
  );
}

function tickText({ at, kind }: TimeTick, lang: Lang, zone: string): string {
  if (kind === 'time') return clockTime(lang, zone, at);
  const [year = '', month = '', day = ''] = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(at).split('-');
  if (kind === 'year') return year;
  if (kind === 'month') return fullDate(lang, zone, at).replace(lang === 'zh' ? /\d+\D$/ : /^\d+ /, '');
  return `${Number(month)}/${Number(day)}`;
}

/** A line that is only a line needs no words. */
function Legend({ lang, gaps, ranges }: { lang: Lang; gaps: boolean; ranges: boolean }) {
  if (!gaps && !ranges) return null;
  return (
    <p class="legend ts-legend" aria-hidden="true">
      {ranges && <span><svg viewBox="0 0 20 12"><path class="ts-line" d="M1 6H19" /></svg>{m.legendMean(lang)}</span>}
      {ranges && <span><svg viewBox="0 0 20 12"><rect class="ts-band" width="20" height="12" /></svg>{m.legendRange(lang)}</span>}
      {gaps && <span><svg viewBox="0 0 20 12"><path class="ts-line" d="M1 6H7M13 6H19" /></svg>{m.legendGap(lang)}</span>}
    </p>
  );
}

function ValueTable({ points, name, unit, lang, zone, now }: Pick<ChartProps, 'points' | 'name' | 'unit' | 'lang' | 'zone' | 'now'>) {
  const rows = fewer(points, TABLE_ROWS);
  const head = (word: string) => (unit === '' ? word : `${word} (${unit})`);
  return (
    <>
      <p class="meta">{rows.length < points.length ? m.tableNote(lang, { n: points.length, rows: rows.length }) : m.tableAll(lang, { n: rows.length })}</p>
      <Table caption={`${name}: ${m.values(lang)}`} rows={rows} rowKey={(row) => row.at.getTime()} columns={[
        { head: m.part(lang), cell: (row) => <time class="nowrap" datetime={isoTime(row.at)}>{momentText(lang, zone, row.at, now)}</time> }, { head: head(m.lowest(lang)), num: true, cell: (row) => valueText(lang, row.min) },
        { head: head(m.mean(lang)), num: true, cell: (row) => valueText(lang, row.avg) }, { head: head(m.highest(lang)), num: true, cell: (row) => valueText(lang, row.max) }, { head: m.count(lang), num: true, cell: (row) => row.n },
      ]} />
    </>
  );
}

/** What reading with a pointer or the keyboard needs, as short as it can be: it travels in the page. */
function readingOf({ points, span, lang, zone, now, name, unit, zoom }: ChartProps, scale: Scale) {
  const [from, to] = [span.from.getTime(), span.to.getTime()];
  const short = (n: number) => Number(n.toPrecision(6));
  return {
    from, to, low: scale.low, high: scale.high, top: TOP, tall: TALL, lang, zone, now: now.getTime(), unit, zoom,
    at: points.map((point) => Math.round((point.at.getTime() - from) / 1000)), avg: points.map((point) => short(point.avg)), min: points.map((point) => short(point.min)), max: points.map((point) => short(point.max)), n: points.map((point) => point.n),
    label: m.readHint(lang, { name }),
  };
}
