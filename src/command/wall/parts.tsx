// The wall's sections, drawn by the server and again by the island with every new view: figures, flow, late list, what happens, ranking.
import { duration, number } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { Glyph, GLYPHS, Icon, type GlyphName, type IconName } from '#ground/pages/icons.tsx';
import type { LateCase, Moved, Ranked, WallView } from './contract.ts';
import { f, m } from './messages.ts';
import { FLOW_STAGES, OPEN_STAGES, rankFloor, share, shownRanks, type Flow } from './rules.ts';

export interface PartProps { readonly view: WallView; readonly lang: Lang; /** The moment that durations are counted to. */ readonly now: Date }

/** The list behind a number: open cases of the area (and class) in these stages. */
export function listHref(view: Pick<WallView, 'area' | 'class'>, stages: readonly string[], more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams([['area', view.area], ...(view.class === null ? [] : [['class', view.class]]), ...stages.map((stage) => ['stage', stage]), ...Object.entries(more)]);
  return `/cases?${query.toString()}`;
}

/** Whole minutes from a moment to now, never below zero. */
export const minutesSince = (from: string, now: Date): number => Math.max(0, Math.floor((now.getTime() - Date.parse(from)) / 60_000));

export function Figures({ view, lang, now }: PartProps) {
  return (
    <section class="w-left">
      <Big tone={view.late > 0 ? 'w-late-b' : 'w-calm-b'} icon={view.late > 0 ? 'warn' : 'check'} href={listHref(view, OPEN_STAGES, { late: 'red', sort: 'due' })} word={m.late(lang)} title={f.late(lang)} n={view.late} lang={lang}
        aside={view.longest === null ? m.noneLate(lang) : m.longest(lang, { time: duration(lang, minutesSince(view.longest, now)) })} />
      <Big tone={view.soon > 0 ? 'w-warn-b' : 'w-soon-b'} icon="clock" href={listHref(view, OPEN_STAGES, { late: 'amber', sort: 'due' })} word={m.soon(lang)} title={f.soon(lang)} n={view.soon} lang={lang} />
      <Big tone="w-open-b" href={listHref(view, OPEN_STAGES)} word={m.open(lang)} title={f.open(lang)} n={view.open} lang={lang} aside={m.yesterday(lang, { n: number(lang, view.yesterday) })} asideTitle={f.yesterday(lang)} />
      <ol class="w-flow" aria-label={m.flow(lang)} title={f.flow(lang)}>{view.flow.map(({ key, n }) => <FlowRow key={key} name={key} n={n} most={Math.max(...view.flow.map((one) => one.n))} view={view} lang={lang} />)}</ol>
      <div class="w-pair">
        <a href={listHref(view, [], { sort: 'received', from: view.day })} title={f.received(lang)}><span>{m.received(lang)}</span><b>{number(lang, view.received)}</b></a>
        <a href={listHref(view, ['closed'], { sort: 'received', closed: view.day })} title={f.closed(lang)}><span>{m.closed(lang)}</span><b>{number(lang, view.closed)}</b></a>
      </div>
    </section>
  );
}

function Big({ tone, icon, href, word, title, n, aside, asideTitle, lang }: { tone: string; icon?: IconName; href: string; word: string; title: string; n: number; aside?: string; asideTitle?: string; lang: Lang }) {
  const digits = number(lang, n);
  return (
    <a class={`w-big ${tone}${digits.length > 4 ? ' w-long' : ''}`} href={href} title={title}>
      <span>{icon && <Icon name={icon} />}{word}</span><b>{digits}</b>{aside && <em title={asideTitle}>{aside}</em>}
    </a>
  );
}

const FLOW_GLYPH: Readonly<Record<Flow, GlyphName>> = { accepting: 'new', dispatching: 'filed', handling: 'work', checking: 'fed', closing: 'check', answering: 'sent' };
function FlowRow({ name, n, most, view, lang }: { name: Flow; n: number; most: number; view: WallView; lang: Lang }) {
  const length = n === 0 ? 0 : Math.max(6, Math.round((240 * n) / Math.max(most, 1)));
  return (
    <li><a href={listHref(view, FLOW_STAGES[name])}>
      <Glyph name={FLOW_GLYPH[name]} /><span>{m[name](lang)}</span>
      <svg viewBox="0 0 240 16" preserveAspectRatio="none" aria-hidden="true"><rect class="w-fb" width={length} height="16" rx="2" /></svg><b>{number(lang, n)}</b>
    </a></li>
  );
}

const MOST_LATE = 4;
const MOST_ARRIVED = 2;

/** What is late, what has just come in, what has just been done: as many rows as the wall is high. */
export function Happening({ view, lang, now }: PartProps) {
  const lates = view.lates.slice(0, MOST_LATE);
  const room = 3 + (MOST_LATE - Math.max(lates.length, 2)) * 2;
  return (
    <section class="w-right">
      <h2 class={lates.length ? 'w-h-late' : undefined}><Icon name="warn" />{m.late(lang)}{view.late > lates.length && <span>{m.moreLate(lang, { n: number(lang, view.late) })}</span>}</h2>
      {lates.length ? <ol class="w-list">{lates.map((one, at) => <Late key={one.number ?? at} one={one} lang={lang} now={now} />)}</ol> : <p class="w-none"><Glyph name="done" /><span>{m.noneLate(lang)}<small>{m.noneLateMore(lang)}</small></span></p>}
      <h2><Icon name="bell" />{m.arrived(lang)}<span>{m.tenMinutes(lang, { n: number(lang, view.tenMinutes) })}</span></h2>
      {view.arrived.length ? <ol class="w-news w-in">{view.arrived.slice(0, MOST_ARRIVED).map((one) => <News key={one.number} one={one} />)}</ol> : <p class="w-quiet">{m.noneArrived(lang)}</p>}
      <h2><Icon name="feed" />{m.moved(lang)}</h2>
      {view.stream.length ? <ol class="w-news">{view.stream.slice(0, room).map((one) => <News key={`${one.number}${one.at}${one.word}`} one={one} />)}</ol> : <p class="w-quiet">{m.noneMoved(lang)}</p>}
    </section>
  );
}

function Late({ one, lang, now }: { one: LateCase; lang: Lang; now: Date }) {
  const comma = lang === 'zh' ? '，' : ', ';
  const body = <><b>{one.title}</b><span class="w-c">{duration(lang, minutesSince(one.due, now))}</span><span class="w-at">{[one.unit, one.place].filter(Boolean).join(comma)}</span><span class={one.untouched ? 'w-a w-no' : 'w-a'}>{one.done}</span></>;
  return <li>{one.number === null ? <div>{body}</div> : <a href={`/cases/${encodeURIComponent(one.number)}`}>{body}</a>}</li>;
}

const glyphOf = (name: string): GlyphName => GLYPHS.find((one) => one === name) ?? 'new';
function News({ one }: { one: Moved }) {
  return <li><a href={`/cases/${encodeURIComponent(one.number)}`}><Glyph name={glyphOf(one.glyph)} /><b>{one.title}</b><span>{one.where}</span>{!one.arrival && <em>{one.word}</em>}<time dateTime={one.at}>{one.clock}</time></a></li>;
}

/** Areas by the share closed within the limit; the first and the last when there are more than fit. */
export function Ranks({ view, lang }: Omit<PartProps, 'now'>) {
  const rows = shownRanks(view.ranks);
  const from = rankFloor(rows.map(share), view.target);
  const aim = along(view.target, from);
  return (
    <section class="w-rank" title={f.rate(lang)}>
      <h2>{m.ranks(lang, { month: view.month })}<span>{m.target(lang, { target: percent(view.target, 0), from: percent(from, 0) })}</span></h2>
      {rows.length === 0 ? <p class="w-quiet">{m.noRanks(lang)}</p> : <ol>{rows.map((one, at) => <RankRow key={one.code} one={one} view={view} from={from} aim={aim} lang={lang} gap={at > 0 && one.place > (rows[at - 1]?.place ?? 0) + 1} />)}</ol>}
    </section>
  );
}

function RankRow({ one, view, from, aim, lang, gap }: { one: Ranked; view: WallView; from: number; aim: number; lang: Lang; gap: boolean }) {
  const rate = share(one);
  const query = new URLSearchParams([['area', one.code], ...(view.class === null ? [] : [['class', view.class]])]);
  return (
    <li class={gap ? 'w-gap' : undefined}><a href={`/wall?${query.toString()}`} title={`${one.onTime} / ${one.closed}`}>
      <i>{one.place || ''}</i><span>{one.name}</span>
      <svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true"><rect class="r-base" width="100" height="12" rx="1" />{rate !== undefined && <rect class={rate < view.target ? 'c-bar-on w-below' : 'c-bar-on'} width={along(rate, from)} height="12" rx="1" />}<path class="c-aim" d={`M${aim} -3V15`} /></svg>
      <b>{rate === undefined ? <small>{m.noClosed(lang)}</small> : `${percent(rate, 1)}%`}</b>
    </a></li>
  );
}

const along = (rate: number, from: number): number => Math.round(Math.max(0, (rate - from) / (1 - from)) * 1000) / 10;
/** A share as percent; never rounded up to a full hundred. */
export const percent = (rate: number, digits: 0 | 1): string => (rate < 1 ? Math.min(rate * 100, digits ? 99.9 : 99) : 100).toFixed(digits);
