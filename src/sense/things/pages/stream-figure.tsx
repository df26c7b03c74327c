// One stream over a span: numbers as a chart, everything else as a list; with the files of both.
import type { VNode } from 'preact';
import { isoTime } from '#ground/i18n/format.ts';
import { Empty, LinkButton, Table } from '#ground/pages/parts.tsx';
import type { SensingLists } from '../provisioning/lists.ts';
import { thingHref, type ThingCtx } from './address.ts';
import { SeriesChart } from './chart.tsx';
import { m } from './messages.ts';
import { momentText } from './moment.ts';
import { seriesOf } from '../history/series.ts';
import type { Span } from './spans.ts';
import { resultsOf, type Result, type StreamRow } from './store.ts';
import { latestText, resultText, streamWord, unitOf } from './words.ts';

/** Points of a chart when it stands alone and when others stand beside it; lines of a list. */
const [POINTS_ALONE, POINTS, LINES] = [600, 300, 50];

interface Props { ctx: ThingCtx; thing: number; stream: StreamRow; span: Span; lists: SensingLists; alone: boolean }

export async function StreamFigure(props: Props): Promise<VNode> {
  const { ctx: { lang }, thing, stream, span, lists } = props;
  const [name, unit] = [streamWord(lang, lists, stream), unitOf(stream)];
  return (
    <section class="card ts" id={`stream-${stream.id}`} aria-labelledby={`stream-${stream.id}-h`} key={stream.id}>
      <div class="ts-h"><h3 id={`stream-${stream.id}-h`}>{name}{unit !== '' && <small>{unit}</small>}</h3>{stream.last_time && <span class="ts-now"><b>{latestText(lang, stream)}</b></span>}</div>
      {stream.numeric ? await chart(props, name, unit) : await list(props, name)}
      <p class="ts-files row row-wrap">
        {stream.numeric && <LinkButton size="d" kind="quiet" href={thingHref(thing, [stream.id], span, '/chart.csv')} download>{m.csv(lang)}</LinkButton>}
        <LinkButton size="d" kind="quiet" href={thingHref(thing, [stream.id], span, '/values.csv')} download>{m.csvAll(lang)}</LinkButton>
      </p>
    </section>
  );
}

async function chart(props: Props, name: string, unit: string): Promise<VNode> {
  const { ctx: { db, lang, site, now }, thing, stream, span, alone } = props;
  const most = alone ? POINTS_ALONE : POINTS;
  const points = await seriesOf(db, stream.id, span.from, span.to, most);
  if (points.length === 0) return <Nothing {...props} />;
  return <SeriesChart id={`stream-${stream.id}`} name={name} unit={unit} points={points} span={span} bucketMs={(span.to.getTime() - span.from.getTime()) / most} intervalS={stream.interval_s} lang={lang} zone={site.zone} now={now} zoom={`/sensors/${thing}?stream=${stream.id}`} />;
}

async function list(props: Props, name: string): Promise<VNode> {
  const { ctx: { db, lang, site, now }, stream, span } = props;
  const rows = await resultsOf(db, stream.id, span.from, span.to, LINES);
  if (rows.length === 0) return <Nothing {...props} />;
  return (
    <>
      {rows.length === LINES && <p class="meta">{m.resultsNote(lang, { n: LINES })}</p>}
      <div class="ts-list"><Table<Result> caption={`${name}: ${m.results(lang)}`} rows={rows} rowKey={(row) => `${row.time.getTime()} ${JSON.stringify(row.result)} ${row.number}`} columns={[
        { head: m.time(lang), cell: (row) => <time class="nowrap" datetime={isoTime(row.time)}>{momentText(lang, site.zone, row.time, now)}</time> }, { head: m.value(lang), cell: (row) => <span class="sr-word">{resultText(lang, row.number, row.result, stream.units)}</span> },
      ]} /></div>
    </>
  );
}

/** Why there is nothing, and the way to where there is something. */
function Nothing({ ctx: { lang, site, now }, thing, stream, span }: Props) {
  const last = stream.last_time;
  if (!last) return <Empty icon="chart" title={m.noValue(lang)} />;
  const length = span.to.getTime() - span.from.getTime();
  const there: Span = { from: new Date(last.getTime() - length * 0.95), to: new Date(last.getTime() + length * 0.05), name: undefined };
  return <Empty icon="chart" title={m.emptySpan(lang)} action={<LinkButton href={`${thingHref(thing, [stream.id], there)}#charts`}>{m.toLast(lang)}</LinkButton>}>{m.emptyHint(lang, { at: momentText(lang, site.zone, last, now) })}</Empty>;
}
