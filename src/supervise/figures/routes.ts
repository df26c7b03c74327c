// The API, and the table as files.
import { dateTime } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import type { Ctx } from '#ground/http/context.ts';
import { route, type Route } from '#ground/http/route.ts';
import { csvLines, xlsx, type Cell, type XlsxColumn } from '#ground/tables/index.ts';
import { answerOf } from './answering.ts';
import { ask, tallied, trendOf, type Asked } from './asking.ts';
import { FiguresAnswer, PeriodParam, Question } from './contract.ts';
import { nameOf } from './dims.ts';
import { CLOCKS } from './facts.ts';
import { m } from './messages.ts';
import { countedTo, talliesOf } from './page.tsx';
import { MEASURES, quantile, RATES, type Rate } from './rules.ts';
import { rowsOf, totalRow, type Row, type Tallies } from './table.tsx';
import type { Counts } from './tally.ts';
import { clockWord, countOf, dimWord, measureWord, periodWord, publicOf, rateOf, rateWord, tookOf } from './words.ts';

const about = 'Periods: 2026, 2026-Q3, 2026-10, 2026-W42, 2026-10-05, in the city\'s zone. `by`: district, street, community, unit, main, class, source, nature. Filters: area, class, unit, source, nature. `cols` adds a table across of one `measure`. '
  + 'Each measure comes with how many of it everyone may see. Narrow tables (filters, `cols`, communities, weeks, days) count public cases only, unless staff ask: `counted` says which.';

const api = route({
  method: 'GET', path: '/api/figures/:period', who: 'everyone', summary: 'Figures of a period: counts, shares and times, with the period before and the year before', about, params: PeriodParam, query: Question, answer: FiguresAnswer,
  async handle({ db, viewer, now, params, query, lang }) {
    const asked = await ask(db, viewer, now, params.period, query);
    return answerOf(asked, talliesOf(asked), now, lang);
  },
});

const csv = route({
  method: 'GET', path: '/figures/:period/table.csv', who: 'everyone', summary: 'The table of a period as CSV: every measure of every row, with both comparisons', params: PeriodParam, query: Question,
  async handle(ctx) {
    const { asked, tallies, name } = await filed(ctx);
    const columns = tableColumns(ctx.lang);
    const pieces: string[] = [];
    for await (const piece of csvLines(columns.map(({ title, type }) => ({ title, type: type === 'text' ? 'text' : 'number' })), tableRows(asked, tallies, ctx.lang), { bom: true })) pieces.push(piece);
    return file(pieces.join(''), 'text/csv; charset=utf-8', `${name}.csv`);
  },
});

const workbook = route({
  method: 'GET', path: '/figures/:period/table.xlsx', who: 'everyone', summary: 'The table, the course, the stages and the definitions of a period as XLSX', params: PeriodParam, query: Question,
  async handle(ctx) {
    const { asked, tallies, name } = await filed(ctx);
    const { lang, now } = ctx;
    const text = (title: string, width = 16): XlsxColumn => ({ title, type: 'text', width });
    const count = (title: string, width = 12): XlsxColumn => ({ title, type: 'number', width });
    const sheets = [
      { name: m.sheetTable(lang, { dim: dimWord(asked.by) }), columns: tableColumns(lang), rows: tableRows(asked, tallies, lang) },
      { name: m.sheetTrend(lang), columns: [text(m.periodHead(lang)), count(m.filed(lang)), count(m.should(lang)), count(m.onTime(lang)), { title: m.onTimeRate(lang), type: 'percent' as const, width: 14 }], rows: trendRows(asked, now) },
      { name: m.sheetClocks(lang), columns: [text(m.clockHead(lang)), count(m.endedHead(lang)), count(m.inTimeHead(lang)), count(m.hoursOf(lang, { name: m.clockMedian(lang) }), 18)], rows: CLOCKS.map((clock, i): Cell[] => [clockWord(clock)(lang), countOf(tallies.now.total, `${clock}-ended`), countOf(tallies.now.total, `${clock}-in-time`), hours(quantile(tallies.now.clocks[i] ?? [], 0.5))]) },
      { name: m.sheetHow(lang), columns: [text(m.howTitle(lang), 120)], rows: howRows(ctx, asked, tallies) },
    ];
    return file(new Uint8Array(await xlsx(sheets)), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', `${name}.xlsx`);
  },
});

type FileCtx = Pick<Ctx, 'db' | 'viewer' | 'now' | 'lang' | 'site'> & { readonly params: { period: string }; readonly query: Question };
async function filed(ctx: FileCtx): Promise<{ asked: Asked; tallies: Tallies; name: string }> {
  const asked = await ask(ctx.db, ctx.viewer, ctx.now, ctx.params.period, ctx.query);
  return { asked, tallies: talliesOf(asked), name: `figures-${asked.now.period.text}-${asked.by}` };
}
const file = (body: string | Uint8Array<ArrayBuffer>, type: string, name: string): Response => new Response(body, { headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` } });

const SHARES = Object.keys(RATES) as Rate[];
const hours = (seconds: number | undefined): number | null => (seconds === undefined ? null : Math.round(seconds / 36) / 100);

/** Code and name, then every measure now, how many of it are public, before and a year before; shares and times the same. */
function tableColumns(lang: Lang): XlsxColumn[] {
  const compared = (name: string, type: 'number' | 'percent', more: readonly string[] = []): XlsxColumn[] => [name, ...more, m.past(lang), m.lastYear(lang)].map((part, i) => ({ title: i === 0 ? name : `${name} ${part}`, type, width: i === 0 ? 12 : 10 }));
  return [
    { title: m.colKey(lang), type: 'text', width: 14 }, { title: m.colName(lang), type: 'text', width: 24 }, ...MEASURES.flatMap((measure) => compared(measureWord(measure, lang), 'number', [m.colPublic(lang)])), ...SHARES.flatMap((rate) => compared(rateWord(rate)(lang), 'percent')),
    ...compared(m.hoursOf(lang, { name: m.handling(lang) }), 'number'), ...compared(m.hoursOf(lang, { name: m.p90Name(lang) }), 'number'),
  ];
}

function tableRows({ tools, by }: Asked, tallies: Tallies, lang: Lang): Cell[][] {
  const cells = ({ now, before, year }: Row): Cell[] => {
    const three = (of: (counts: Counts) => number | null): Cell[] => [of(now), before ? of(before) : null, year ? of(year) : null];
    return [
      ...MEASURES.flatMap((measure): Cell[] => { const [n, ...then] = three((counts) => countOf(counts, measure)); return [n, publicOf(now, measure), ...then]; }),
      ...SHARES.flatMap((rate) => three((counts) => rateOf(counts, rate).share)), ...three((counts) => hours(tookOf(counts, 0.5))), ...three((counts) => hours(tookOf(counts, 0.9))),
    ];
  };
  return [...rowsOf(tallies).map((row): Cell[] => [row.key, nameOf(tools, by, row.key ?? '', lang), ...cells(row)]), ['', m.sheetTotal(lang), ...cells(totalRow(tallies))]];
}

const trendRows = (asked: Asked, at: Date): Cell[][] => trendOf(asked, at).map((timed) => {
  const { total } = tallied(asked, timed, false);
  return [timed.period.text, countOf(total, 'filed'), countOf(total, 'should'), countOf(total, 'on-time'), rateOf(total, 'on-time-rate').share];
});

/** The definitions with the numbers of this period, as the page has them. */
function howRows({ lang, site }: FileCtx, asked: Asked, { now }: Tallies): Cell[][] {
  const period = periodWord(asked.now.period, lang);
  const say = (measure: Parameters<typeof countOf>[1]) => countOf(now.total, measure);
  return [
    m.fileHead(lang, { period, time: dateTime(lang, site.zone, countedTo(asked)), zone: site.zone, counted: asked.counted === 'all' ? m.countedAll : m.countedPublic }),
    `${m.onTimeRate(lang)} = ${m.over2(lang)} / (${m.under2(lang)})`, m.howOnTime(lang, { period, due: say('due'), suspended: say('suspended'), should: say('should'), onTime: say('on-time'), overdue: say('overdue'), pending: say('pending'), exempt: say('exempt') }),
    `${m.reworkRate(lang)} = ${m.overRework(lang)} / ${m.underClosed(lang)}`, m.howRework(lang, { period }), `${m.solvedRate(lang)} = ${m.overSolved(lang)} / ${m.underRated(lang)}`, m.howSolved(lang, { period }),
    m.howHandling(lang, { period }), m.howCounts(lang), m.howClocks(lang), m.howSmall(lang),
  ].map((line) => [line]);
}

export const figuresRoutes: readonly Route[] = [api, csv, workbook];
