// The figures as data: the API's answer, and the sheets of the files.
import type { Lang } from '#ground/i18n/index.ts';
import { isoTime } from '#ground/i18n/format.ts';
import type { z } from 'zod';
import { tallied, trendOf, type Asked, type Timed } from './asking.ts';
import type { FiguresAnswer, Numbers } from './contract.ts';
import { nameOf } from './dims.ts';
import { CLOCKS, EPOCH } from './facts.ts';
import { MEASURES, quantile } from './rules.ts';
import { rowsOf, totalRow, type Row, type Tallies } from './table.tsx';
import type { Counts } from './tally.ts';
import { countOf, publicOf, rateOf, tookOf } from './words.ts';

/** Everything the page tells, every measure of every row with both comparisons. */
export function answerOf(asked: Asked, tallies: Tallies, at: Date, lang: Lang): z.input<typeof FiguresAnswer> {
  const { now, question: q } = asked;
  const compared = (row: Row) => ({ now: numbersOf(row.now), before: row.before ? numbersOf(row.before) : null, year_before: row.year ? numbersOf(row.year) : null });
  const measure = q.measure ?? 'filed';
  return {
    period: now.period.text, from: momentOf(now.span.from), to: momentOf(now.span.to), as_of: momentOf(Math.min(now.span.to, now.span.asOf)), provisional: now.provisional, counted: asked.counted,
    compared_with: { before: asked.before.period.text, year_before: asked.yearBefore.period.text }, by: asked.by, total: compared(totalRow(tallies)),
    rows: rowsOf(tallies).map((row) => ({ key: row.key ?? '', name: nameOf(asked.tools, asked.by, row.key ?? '', lang), ...compared(row) })),
    clocks: CLOCKS.map((clock, i) => ({ clock, ended: countOf(tallies.now.total, `${clock}-ended`), in_time: countOf(tallies.now.total, `${clock}-in-time`), median_hours: hours(quantile(tallies.now.clocks[i] ?? [], 0.5)) })),
    cross: q.cols === undefined ? null : {
      cols: q.cols, measure, columns: [...new Set([...tallies.now.cells.values()].flatMap((line) => [...line.keys()]))].map((key) => ({ key, name: nameOf(asked.tools, q.cols ?? 'class', key, lang) })),
      cells: [...tallies.now.cells].flatMap(([row, line]) => [...line].map(([col, counts]) => ({ row, col, n: countOf(counts, measure) })).filter((cell) => cell.n > 0)),
    },
    trend: trendOf(asked, at).map((timed) => trendPoint(asked, timed)),
  };
}

function trendPoint(asked: Asked, timed: Timed) {
  const { total } = tallied(asked, timed, false);
  return { period: timed.period.text, provisional: timed.provisional, filed: countOf(total, 'filed'), should: countOf(total, 'should'), on_time: countOf(total, 'on-time') };
}

const momentOf = (seconds: number): string => isoTime(new Date((seconds + EPOCH) * 1000));
const hours = (seconds: number | undefined): number | null => (seconds === undefined ? null : Math.round(seconds / 36) / 100);

function numbersOf(counts: Counts): Numbers {
  const share = (rate: Parameters<typeof rateOf>[1]) => { const { share: value } = rateOf(counts, rate); return value === null ? null : Math.round(value * 10_000) / 10_000; };
  return {
    counts: Object.fromEntries(MEASURES.map((measure) => [measure, countOf(counts, measure)])) as Numbers['counts'], public: Object.fromEntries(MEASURES.map((measure) => [measure, publicOf(counts, measure)])) as Numbers['public'],
    rates: { 'on-time-rate': share('on-time-rate'), 'rework-rate': share('rework-rate'), 'solved-rate': share('solved-rate') },
    handling_hours: { median: hours(tookOf(counts, 0.5)), p90: hours(tookOf(counts, 0.9)), cases: counts.took.length },
  };
}
