// What a trial shows: its form, its list, its figures by day.
import type { FormState } from '#ground/http/context.ts';
import { dateTime, duration, fullDate, isoTime } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { Button, Card, Empty, Field, Item, Items, Stat, Table } from '#ground/pages/parts.tsx';
import { m } from './messages.ts';
import { SeverityTag } from './parts.tsx';
import { MOST_LISTED, type Raised, type Report } from './trial.ts';
import type { TrialRow } from './trying.ts';

const DAY = 86_400_000;

/** A span of days to try a rule on; the last thirty unless said. */
export function TrialForm({ lang, action, now, zone, form }: { lang: Lang; action: string; now: Date; zone: string; form: FormState }) {
  const day = (back: number) => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(now.getTime() - back * DAY));
  const typed = (name: string, otherwise: string) => { const value = form.values[name]; return typeof value === 'string' ? value : otherwise; };
  return (
    <Card title={m.tryIt(lang)} id="try" pad>
      <form method="post" action={action} class="stack">
        <p class="meta">{m.tryHint(lang)}</p>
        <div class="grid"><Field name="from" type="date" label={m.fromDay(lang)} value={typed('from', day(30))} error={form.errors['from']} required /><Field name="to" type="date" label={m.toDay(lang)} value={typed('to', day(0))} error={form.errors['to']} required /></div>
        <Button>{m.run(lang)}</Button>
      </form>
    </Card>
  );
}

export const spanOf = ({ from_at, to_at }: TrialRow, lang: Lang, zone: string): string => m.trialFrom(lang, { from: fullDate(lang, zone, from_at), to: fullDate(lang, zone, new Date(to_at.getTime() - 1)) });
/** How far it is, in a few words. */
export const stateOf = ({ state, progress, report }: TrialRow, lang: Lang): string =>
  state === 'done' ? m.trialDone(lang, { n: report?.raised ?? 0 }) : state === 'running' ? m.running(lang, { percent: Math.round(progress * 100) }) : m[state](lang);

export function Trials({ trials, lang, zone }: { trials: readonly TrialRow[]; lang: Lang; zone: string }) {
  if (trials.length === 0) return null;
  return <Items label={m.trials(lang)}>{trials.map((trial) => <Item key={trial.id} href={`/admin/trials/${trial.id}`} title={spanOf(trial, lang, zone)} meta={stateOf(trial, lang)} />)}</Items>;
}

/** The report: how many, by day, which. */
export function TrialReport({ report, trial, lang, zone, things }: { report: Report; trial: TrialRow; lang: Lang; zone: string; things: ReadonlyMap<number, string> }) {
  if (report.raised === 0) return <Empty icon="check" title={m.trialEmpty(lang)}>{m.readN(lang, { n: report.observations })}</Empty>;
  const compared = report.alarms.filter((one) => one.overlaps !== null).length;
  return (
    <>
      <div class="grid">
        <Card pad><Stat value={report.raised}>{m.wouldRaise(lang)}</Stat></Card><Card pad><Stat value={`${report.overlaps}/${compared}`}>{m.overlapped(lang)}</Stat></Card>
      </div>
      <p class="meta">{[m.readN(lang, { n: report.observations }), m.longestLine(lang, { span: duration(lang, report.longest / 60_000) }), report.suppressed > 0 && m.heldN(lang, { n: report.suppressed }), report.late > 0 && m.lateN(lang, { n: report.late })].filter(Boolean).join(' · ')}</p>
      <Card title={m.byDay(lang)} id="days" pad><DayChart report={report} trial={trial} lang={lang} zone={zone} /></Card>
      <Card title={m.alarms(lang)} id="alarms">
        <Table<Raised> caption={m.alarms(lang)} rows={report.alarms} rowKey={(one) => `${one.key} ${one.at}`} columns={[
          { head: m.thing(lang), cell: (one) => things.get(one.thing) ?? one.key }, { head: m.severity(lang), cell: (one) => <SeverityTag severity={one.severity} lang={lang} /> },
          { head: m.since(lang), cell: (one) => <time class="nowrap" datetime={isoTime(new Date(one.at))}>{dateTime(lang, zone, new Date(one.at))}</time> }, { head: m.until(lang), cell: (one) => one.cleared && <time class="nowrap" datetime={isoTime(new Date(one.cleared))}>{dateTime(lang, zone, new Date(one.cleared))}</time> },
          { head: m.valueThen(lang), num: true, cell: (one) => one.value }, { head: m.theCase(lang), cell: (one) => one.overlaps && m.nearbyCase(lang) },
        ]} />
      </Card>
      {report.raised > MOST_LISTED && <p class="meta">{m.cappedAlarms(lang, { n: MOST_LISTED })}</p>}
    </>
  );
}

const [WIDE, TALL, FOOT] = [900, 150, 160];

/** A bar a day; over long spans bars grow thin, but every day has its place. */
function DayChart({ report, trial, lang, zone }: { report: Report; trial: TrialRow; lang: Lang; zone: string }) {
  const dayOf = new Intl.DateTimeFormat('en-CA', { timeZone: zone });
  const numberOf = (at: number) => Date.parse(dayOf.format(at)) / DAY;
  const first = numberOf(trial.from_at.getTime());
  const days = Math.max(1, numberOf(trial.to_at.getTime() - 1) - first + 1);
  const most = Math.max(...report.days.map(([, n]) => n));
  const step = WIDE / days;
  return (
    <div class="stack-s"><svg class="chart" viewBox={`0 0 ${WIDE} ${FOOT + 2}`} role="img" aria-label={`${m.byDay(lang)}: ${report.days.slice(0, 60).map(([day, n]) => m.dayN(lang, { day, n })).join(', ')}`}>
      <path class="c-axis" d={`M0 ${FOOT}H${WIDE}`} /><path class="c-grid" d={`M0 ${FOOT - TALL}H${WIDE}`} />
      {report.days.map(([day, n]) => { const height = Math.max(2, (n / most) * TALL); return <rect key={day} class="c-bar-on" x={(Date.parse(day) / DAY - first) * step} y={FOOT - height} width={Math.max(1, step * 0.8)} height={height}><title>{m.dayN(lang, { day, n })}</title></rect>; })}
    </svg>
      <p class="row row-wrap meta"><span>{fullDate(lang, zone, trial.from_at)}</span><span class="push">{m.mostADay(lang, { n: most })}</span><span class="push">{fullDate(lang, zone, new Date(trial.to_at.getTime() - 1))}</span></p>
    </div>
  );
}
