// The chart: share closed on time as a line over the cases filed as bars, drawn by the server, so it is there without JavaScript and on paper.
import { number } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { Card, Table } from '#ground/pages/parts.tsx';
import type { Timed } from './asking.ts';
import { m } from './messages.ts';
import type { Counts } from './tally.ts';
import { countOf, percent, periodWord, rateOf } from './words.ts';

export interface Point { readonly timed: Timed; readonly total: Counts; readonly href: string }
interface Drawn extends Point { readonly x: number; readonly filed: number; readonly share: number | null; readonly word: string }

const [LEFT, RIGHT, TOP, LOW, FOOT, TALL] = [52, 900, 45, 150, 262, 84];

/** `now`: the address text of the period of the page. `note`: how far the period that is not over was counted. */
export function FiguresChart({ points, now, lang, note }: { points: readonly Point[]; now: string; lang: Lang; note: string | undefined }) {
  if (points.length === 0) return null;
  const step = (RIGHT - LEFT) / points.length;
  const drawn = points.map((point, i): Drawn => ({ ...point, x: Math.round(LEFT + step * (i + 0.5)), filed: countOf(point.total, 'filed'), share: rateOf(point.total, 'on-time-rate').share, word: periodWord(point.timed.period, lang, true) }));
  const most = Math.max(1, ...drawn.map((one) => one.filed));
  const title = titleOf(drawn, lang);
  const mean = meanOf(drawn);
  const y = scaleOf(drawn, mean);
  const line = drawn.filter((one): one is Drawn & { share: number } => one.share !== null);
  return (
    <Card class="fig-chart">
      <div class="card-h"><h2>{title}</h2><span class="push" /><Legend lang={lang} mean={mean} thousand={most >= 10_000} /></div>
      <div class="scroll-x fig-sc" role="region" aria-label={title} tabIndex={0}>
        <svg class="chart" viewBox="0 0 920 300" role="img" aria-label={m.chartSpoken(lang, { title, n: points.length })}>
          {line.length > 0 && y.ticks.map((tick) => <g key={tick}><path class="c-grid" d={`M${LEFT - 8} ${y.at(tick)}H${RIGHT}`} /><text class="c-end" x={LEFT - 16} y={y.at(tick) + 4}>{`${Math.round(tick * 1000) / 10}%`}</text></g>)}
          <path class="c-axis" d={`M${LEFT - 8} ${FOOT}H${RIGHT}`} />
          {drawn.map((one) => <Bar key={one.word} one={one} width={Math.min(34, step * 0.55)} height={(one.filed / most) * TALL} now={one.timed.period.text === now} lang={lang} thousand={most >= 10_000} />)}
          {mean !== null && <path class="c-aim" d={`M${LEFT - 8} ${y.at(mean)}H${RIGHT}`} />}
          {pairs(line).map(([a, b]) => <path key={b.word} class={b.timed.provisional ? 'c-line c-prov' : 'c-line'} d={`M${a.x} ${y.at(a.share)}L${b.x} ${y.at(b.share)}`} />)}
          {line.map((one) => <circle key={one.word} class="c-pt" cx={one.x} cy={y.at(one.share)} r={one.timed.period.text === now ? 5 : 3.5} />)}
          {note && line.filter((one) => one.timed.provisional).map((one) => <text key={one.word} class="c-mid" x={one.x} y={Math.round(y.at(one.share)) - (one.timed.period.text === now ? 28 : 13)}>{note}</text>)}
          {line.filter((one) => isTold(one, line, now)).map((one) => <text key={one.word} class={one.timed.period.text === now ? 'c-mid c-ink' : 'c-mid'} x={one.x} y={Math.round(y.at(one.share)) + (one === lowestOf(line) && line.length > 1 ? 20 : -13)}>{percent(one.share)}</text>)}
        </svg>
      </div>
      <details class="fig-more"><summary>{m.chartNumbers(lang)}</summary><TrendTable drawn={drawn} lang={lang} /></details>
    </Card>
  );
}

function Legend({ lang, mean, thousand }: { lang: Lang; mean: number | null; thousand: boolean }) {
  const sign = (shape: 'c-line' | 'c-aim') => <svg viewBox="0 0 20 12" aria-hidden="true"><path class={shape} d="M1 6H19" /></svg>;
  return (
    <p class="legend">
      {mean !== null && <><span>{sign('c-line')}{m.legendRate(lang)}</span><span>{sign('c-aim')}{m.legendMean(lang, { rate: percent(mean) })}</span></>}
      <span><svg viewBox="0 0 20 12" aria-hidden="true"><rect class="c-bar" x="4" width="12" height="12" /></svg>{(thousand ? m.legendThousand : m.legendFiled)(lang)}</span>
    </p>
  );
}

function Bar({ one, width, height, now, lang, thousand }: { one: Drawn; width: number; height: number; now: boolean; lang: Lang; thousand: boolean }) {
  const top = Math.round(FOOT - height);
  return (
    <>
      <rect class={now ? 'c-bar c-bar-now' : one.timed.provisional ? 'c-bar c-bar-prov' : 'c-bar'} x={Math.round(one.x - width / 2)} y={top} width={Math.round(width)} height={Math.round(height)} rx={Math.min(2, height)} />
      <text class="c-mid" x={one.x} y={top - 6}>{thousand ? (one.filed / 1000).toFixed(1) : number(lang, one.filed)}</text>
      <text class={now ? 'c-mid c-ink' : 'c-mid'} x={one.x} y={FOOT + 20}>{one.word}</text>
    </>
  );
}

function TrendTable({ drawn, lang }: { drawn: readonly Drawn[]; lang: Lang }) {
  return (
    <Table caption={m.chartNumbers(lang)} rows={drawn} rowKey={(one) => one.timed.period.text} columns={[
      { head: m.periodHead(lang), cell: (one) => <a class="link" href={one.href}>{periodWord(one.timed.period, lang)}</a> },
      { head: m.filed(lang), num: true, cell: (one) => number(lang, one.filed) }, { head: m.should(lang), num: true, cell: (one) => number(lang, countOf(one.total, 'should')) },
      { head: m.onTime(lang), num: true, cell: (one) => number(lang, countOf(one.total, 'on-time')) }, { head: m.onTimeRate(lang), num: true, cell: (one) => percent(one.share) },
    ]} />
  );
}

/** The finding: where the share was lowest and highest. */
function titleOf(drawn: readonly Drawn[], lang: Lang): string {
  const told = drawn.filter((one): one is Drawn & { share: number } => one.share !== null && !one.timed.provisional);
  const [low, high] = [lowestOf(told), told.toSorted((a, b) => b.share - a.share)[0]];
  if (!low || !high) return m.chartNone(lang);
  if (told.length < 2) return m.chartOne(lang);
  return m.chartTitle(lang, { low: percent(low.share), lowAt: low.word, high: percent(high.share), highAt: high.word });
}
const lowestOf = <T extends { share: number }>(list: readonly T[]): T | undefined => list.toSorted((a, b) => a.share - b.share)[0];
const isTold = (one: Drawn & { share: number }, line: readonly (Drawn & { share: number })[], now: string): boolean => one.timed.period.text === now || one === lowestOf(line);

/** All shown together, where there is more than one. */
function meanOf(drawn: readonly Drawn[]): number | null {
  const all = drawn.reduce((n, one) => n + countOf(one.total, 'should'), 0);
  return drawn.length > 1 && all > 0 ? drawn.reduce((n, one) => n + countOf(one.total, 'on-time'), 0) / all : null;
}

/** A line needs no zero: from a round tick below the lowest to one above the highest. */
function scaleOf(drawn: readonly Drawn[], mean: number | null): { ticks: number[]; at(share: number): number } {
  const shares = [...drawn.flatMap((one) => (one.share === null ? [] : [one.share])), ...(mean === null ? [] : [mean])];
  const [least, best] = [Math.min(1, ...shares), Math.max(0, ...shares)];
  const unit = [0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5].find((one) => Math.ceil(best / one) - Math.floor(least / one) <= 2) ?? 0.5;
  const high = Math.min(1, Math.ceil(best / unit) * unit);
  const low = Math.max(0, high - Math.max(1, Math.ceil((high - least) / unit)) * unit);
  const ticks: number[] = [];
  for (let tick = low; tick <= high + 1e-9; tick += unit) ticks.push(Math.round(tick * 1000) / 1000);
  return { ticks, at: (share) => Math.round((LOW - ((share - low) / Math.max(1e-9, high - low)) * (LOW - TOP)) * 10) / 10 };
}

const pairs = <T,>(list: readonly T[]): [T, T][] => list.slice(1).flatMap((b, i): [T, T][] => { const a = list[i]; return a === undefined ? [] : [[a, b]]; });
