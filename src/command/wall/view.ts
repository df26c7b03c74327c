// A snapshot in words: names of areas, classes and units, what has been done about a late case. What is private stays unnamed on a screen in a hall.
import { assets } from '#ground/pages/assets.ts';
import { clockTime } from '#ground/i18n/format.ts';
import type { Lang, Message } from '#ground/i18n/index.ts';
import { VERSION } from '#ground/system/version.ts';
import type { Ctx } from '#ground/http/context.ts';
import { pick } from '#ground/i18n/index.ts';
import { natureWord, stepGlyph, VERBS, type Desk, type Verb } from '#city/cases/index.ts';
import type { LateCase, Moved, WallView } from './contract.ts';
import { m } from './messages.ts';
import { FLOW, FLOW_STAGES, foretell, ranked, withoutCommonEnd } from './rules.ts';
import type { Scope } from './scope.ts';
import type { Snapshot } from './snapshot.ts';
import type { LateRow, MovedRow } from './store.ts';

const TARGET = 0.96;

/** What the page and its island show. `classCode` is the filter in the address. */
export function viewInWords(ctx: Pick<Ctx, 'lang' | 'site'>, desk: Desk, scope: Scope, snapshot: Snapshot, classCode: string | undefined): WallView {
  const { lang, site: { zone } } = ctx;
  const { now, past, at } = snapshot;
  const moved = (row: MovedRow) => movedInWords(row, desk, zone, scope.area.kind === 'city' || scope.area.kind === 'district' ? ['street', 'district'] : ['community', 'street']);
  return {
    at: at.now.toISOString(), day: at.day.toISOString(), date: dateOf(lang, zone, at.now), release: `${VERSION} ${assets().js.join(' ')}`, area: scope.area.code, class: classCode ?? null,
    late: now.late, longest: now.longest?.toISOString() ?? null, soon: now.soon, open: now.open, yesterday: now.yesterday, received: now.received, closed: now.closed, tenMinutes: now.ten_minutes,
    flow: FLOW.map((key) => ({ key, n: FLOW_STAGES[key].reduce((total, stage) => total + (now.stages[stage] ?? 0), 0) })),
    dots: now.dots, hidden: now.hidden, lates: now.lates.map((row) => lateInWords(row, desk)), arrived: now.arrived.map(moved), stream: now.stream.map(moved),
    hours: Array.from({ length: 24 }, (_, hour) => now.hours[hour] ?? 0), hour: Number(new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(at.now)),
    forecast: foretell(weeksOf(past)) ?? null, month: new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: zone, month: lang === 'zh' ? 'long' : 'short' }).format(at.now),
    target: targetOf(now.target), ranks: ranksOf(scope, snapshot, lang),
  };
}

/** The city's target share, its setting `wall.target`; 96 % unless said otherwise. */
function targetOf(setting: unknown): number {
  const target = typeof setting === 'object' && setting !== null && 'target' in setting ? Number(setting.target) : TARGET;
  return target > 0 && target <= 1 ? target : TARGET;
}

function weeksOf({ weeks }: Snapshot['past']): number[][] {
  const rows: number[][] = Array.from({ length: 8 }, () => Array.from({ length: 24 }, () => 0));
  for (const { week, hour, n } of weeks) { const row = rows[week - 1]; if (row) row[hour] = n; }
  return rows;
}

function ranksOf(scope: Scope, { now, past }: Snapshot, lang: Lang): WallView['ranks'] {
  const names = withoutCommonEnd(scope.below.map((area) => pick(lang, { zh: area.name, en: area.name_en })));
  return ranked(scope.below.map((area, index) => {
    const [before, today, open] = [past.closed[area.code], now.closed_today[area.code], now.children[area.code]];
    return {
      code: area.code, name: names[index] ?? area.code, closed: (before?.closed ?? 0) + (today?.closed ?? 0), onTime: (before?.on_time ?? 0) + (today?.on_time ?? 0),
      open: open?.open ?? 0, late: open?.late ?? 0,
    };
  }));
}

function lateInWords(row: LateRow, desk: Desk): LateCase {
  const { lang } = desk;
  const done = doneAbout(row);
  const unit = row.holder ?? row.lead;
  return {
    number: row.public ? row.number : null, title: row.public ? titleOf(row, desk) : m.confidential(lang), place: row.public ? nearest(row.path, desk, ['community', 'street', 'district']) : '', unit: unit ? desk.unit(unit) : '',
    due: row.due.toISOString(), done: done.words(lang), untouched: done.untouched, x: row.x, y: row.y,
  };
}

const WAITING: Readonly<Record<string, { word: Message; untouched: boolean }>> = {
  received: { word: m.notAccepted, untouched: true }, verifying: { word: m.verifying, untouched: false }, filed: { word: m.notDispatched, untouched: true }, handled: { word: m.toCheck, untouched: false },
  checking: { word: m.toCheck, untouched: false }, checked: { word: m.toClose, untouched: false }, answering: { word: m.toAnswer, untouched: true },
};

/** What stands still, and whether somebody has pressed for it. */
function doneAbout(row: LateRow): { words: (lang: Lang) => string; untouched: boolean } {
  const { word, untouched } = WAITING[row.stage] ?? (row.signed ? { word: m.signed, untouched: false } : { word: m.notSigned, untouched: true });
  if (row.urged > 1) return { untouched: false, words: (lang) => m.urgedMore(lang, { n: row.urged, then: word }) };
  if (row.urged === 1) return { untouched: false, words: (lang) => m.urgedAnd(lang, { then: word }) };
  return { untouched, words: word };
}

const DID: Readonly<Record<string, Message>> = {
  receive: m.didReceive, file: m.didFile, dispatch: m.didDispatch, sign: m.didSign, return: m.didReturn, feedback: m.didFeedback, 'order-check': m.didOrder, check: m.didCheck, rework: m.didRework, close: m.didClose,
  answer: m.didAnswer, reopen: m.didReopen, urge: m.didUrge, escalate: m.didEscalate, suspend: m.didSuspend, resume: m.didResume,
};
const verbOf = (text: string): Verb => VERBS.find((verb) => verb === text) ?? 'note';

/** `kinds` of area that say where: those below the wall's own. */
function movedInWords(row: MovedRow, desk: Desk, zone: string, kinds: readonly string[]): Moved {
  return {
    at: row.at.toISOString(), clock: clockTime(desk.lang, zone, row.at), glyph: stepGlyph({ verb: verbOf(row.verb), data: {} }), title: titleOf(row, desk),
    where: nearest(row.path, desk, kinds), word: DID[row.verb]?.(desk.lang) ?? '', arrival: row.verb === 'receive', number: row.number,
  };
}

/** What a case is called where everyone may hear it: its class, else its nature. Nobody's own words. */
const titleOf = (row: Pick<MovedRow, 'class' | 'nature'>, desk: Desk): string => desk.className(row.class) ?? natureWord(row.nature)(desk.lang);

/** The name of the first of these kinds of area on the path. */
function nearest(path: readonly string[], desk: Desk, kinds: readonly string[]): string {
  const found = kinds.flatMap((kind) => path.find((code) => desk.tools.areas.get(code)?.kind === kind) ?? [])[0];
  return found === undefined ? '' : desk.area(found);
}

const dateOf = (lang: Lang, zone: string, at: Date): string => new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: zone, month: lang === 'zh' ? 'long' : 'short', day: 'numeric', weekday: 'short' }).format(at);
