// What a rule means, and why something was decided, in words. Pure; the browser says the same while somebody types.
import type { Lang } from '#ground/i18n/index.ts';
import type { Condition, Definition, Fact, Leaf, Schedule, Severity, Trace } from './contract.ts';
import { m } from './messages.ts';

/** Names that the sentence needs from outside: of the class and of the area watched. */
export interface Names { readonly class: string; readonly area?: string | undefined }
/** How a moment is written: in the city's zone. */
export type TimeWords = (at: number) => string;

/** The sentence of a rule: what it watches, when it raises, what follows. */
export const ruleSentence = (rule: Definition, names: Names, lang: Lang): string =>
  m.sentence(lang, { watch: watchWords(rule, names, lang), when: conditionWords(rule.when, lang), schedule: rule.schedule ? scheduleWords(rule.schedule, lang) : '', severity: severityWord(rule.severity, lang), class: names.class });

/** What else it says, a sentence each: clearing, levels, waiting, pauses. */
export function restSentences(rule: Definition, lang: Lang): string[] {
  return [
    rule.clear && m.clearWhen(lang, { when: conditionWords(rule.clear, lang) }), rule.clearFor > 0 && m.clearFor(lang, { span: spanWords(rule.clearFor, lang) }),
    ...rule.ladder.map((step) => m.ladderStep(lang, { limit: step.limit, severity: severityWord(step.severity, lang) })),
    rule.escalate > 0 && m.escalates(lang, { span: spanWords(rule.escalate, lang) }), rule.suppress > 0 && m.pauses(lang, { span: spanWords(rule.suppress, lang) }),
    rule.tolerance > 0 && m.tolerates(lang, { span: spanWords(rule.tolerance, lang) }), { thing: m.perThing, stream: m.perStream, rule: m.perRule }[rule.per](lang),
  ].filter((text) => typeof text === 'string');
}

export const severityWord = (severity: Severity, lang: Lang): string => (lang === 'zh' ? m[severity](lang) : m[severity](lang).toLowerCase());

/** 1800 seconds: 30 minutes. The largest unit that says it exactly. */
export function spanWords(seconds: number, lang: Lang): string {
  const [unit, size] = seconds % 86_400 === 0 ? ([m.days, 86_400] as const) : seconds % 3600 === 0 ? ([m.hourSpan, 3600] as const) : seconds % 60 === 0 ? ([m.minutes, 60] as const) : ([m.seconds, 1] as const);
  return unit(lang, { n: seconds / size });
}

function watchWords({ watch }: Definition, { area }: Names, lang: Lang): string {
  const kinds = watch.kinds.map((kind) => kindWord(kind, lang)).join(lang === 'zh' ? '、' : ', ');
  const what = watch.things.length ? m.ofThings(lang, { n: watch.things.length }) : kinds ? m.ofKinds(lang, { kinds }) : m.allThings(lang);
  return area ? m.inArea(lang, { area, what }) : what;
}

const KINDS = ['air', 'noise', 'water', 'bin', 'light', 'charger', 'parking', 'traffic', 'people'] as const;
export const kindWord = (kind: string, lang: Lang): string => { const known = KINDS.find((one) => one === kind); return known ? m[known](lang) : kind; };
export { KINDS };

function conditionWords(condition: Condition, lang: Lang): string {
  if (condition.kind !== 'group') return leafWords(condition, lang);
  const words = condition.of.map((one) => (one.kind === 'group' && one.of.length > 1 ? `(${conditionWords(one, lang)})` : conditionWords(one, lang))).join(condition.join === 'all' ? m.and(lang) : m.or(lang));
  return condition.not ? m.notAll(lang, { what: words }) : words;
}

function leafWords(leaf: Leaf, lang: Lang): string {
  const words = bareWords(leaf, lang);
  return leaf.not ? m.not(lang, { what: words }) : words;
}

function bareWords(leaf: Leaf, lang: Lang): string {
  const input = spaced(leaf.input, lang);
  const amount = (value: number): string => inUnit(value, leaf.unit, lang);
  switch (leaf.kind) {
    case 'threshold': {
      const past = m[leaf.op](lang, { input, limit: leaf.op === 'outside' ? leaf.limit : amount(leaf.limit), limit2: amount(leaf.limit2 ?? leaf.limit) });
      const held = leaf.for > 0 ? m.lasting(lang, { what: past, span: spanWords(leaf.for, lang) }) : past;
      return leaf.clear === undefined ? held : m.withClear(lang, { what: held, clear: amount(leaf.clear) });
    }
    case 'repeat': return m.repeat(lang, { what: m[leaf.op](lang, { input, limit: leaf.op === 'outside' ? leaf.limit : amount(leaf.limit), limit2: amount(leaf.limit2 ?? leaf.limit) }), n: leaf.times, span: spanWords(leaf.within, lang) });
    case 'rate': return m[leaf.direction](lang, { input, limit: amount(leaf.change), span: spanWords(leaf.within, lang) });
    case 'silence': return m.silence(lang, { input: leaf.input, span: spanWords(leaf.for, lang) });
    case 'place': return m[leaf.how](lang, { input: leaf.how === 'count' ? leaf.input : input, area: leaf.areaName || m.drawnArea(lang), span: spanWords(leaf.for, lang), n: leaf.count });
  }
}

/** A number in its unit; percent stands at the number in Chinese. */
export const inUnit = (value: number, unit: string | null | undefined, lang: Lang): string => (unit ? `${value}${unit === '%' && lang === 'zh' ? '' : ' '}${unit}` : String(value));

/** Chinese set solid, but for a space between Latin letters and what follows. */
const spaced = (input: string, lang: Lang): string => (lang === 'zh' && /[\w.)]$/.test(input) ? `${input} ` : input);

const DAYS = [m.day1, m.day2, m.day3, m.day4, m.day5, m.day6, m.day7];
function scheduleWords({ days, from, to, calendar }: Schedule, lang: Lang): string {
  const [first = 1, last = 1] = [days[0], days.at(-1)];
  const inRow = days.length > 2 && last - first === days.length - 1;
  const named = days.length === 7 ? m.everyDay(lang) : inRow ? m.dayRange(lang, { from: DAYS[first - 1]?.(lang) ?? '', to: DAYS[last - 1]?.(lang) ?? '' }) : days.map((day) => DAYS[day - 1]?.(lang) ?? '').join(lang === 'zh' ? '、' : ', ');
  return m.during(lang, { days: named, hours: from === to ? '' : m.hours(lang, { from: clock(from), to: clock(to) }), calendar: calendar === 'any' ? '' : calendar === 'work' ? m.workHours(lang) : m.restHours(lang) });
}
/** Minutes of the day as 08:30. */
export const clock = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Why, line by line: what each condition asks and what it saw. */
export function traceLines(trace: Trace, time: TimeWords, lang: Lang): string[] {
  const why = { met: undefined, level: m.whyLevel(lang), time: m.whyTime(lang), window: trace.until ? m.whyWindow(lang, { until: time(trace.until) }) : undefined, over: m.whyOver(lang), person: m.whyPerson(lang), case: m.whyCase(lang, { number: trace.number ?? '' }) }[trace.why];
  const uncounted = trace.late + trace.duplicates + trace.ahead > 0 ? m.uncounted(lang, { late: trace.late, duplicates: trace.duplicates, ahead: trace.ahead }) : undefined;
  return [why, ...trace.facts.map((fact) => factLine(fact, time, lang)), uncounted].filter((text) => text !== undefined);
}

const factLine = (fact: Fact, time: TimeWords, lang: Lang): string => m.factLine(lang, { met: fact.truth ? m.factMet(lang) : m.factNotMet(lang), what: factWords(fact, lang), saw: sawWords(fact, time, lang) });

/** What a fact asked, as its condition says it. */
export function factWords(fact: Fact, lang: Lang): string {
  const { input, not } = fact;
  const unit = fact.unit ?? undefined;
  const span = fact.seconds ?? 0;
  const limits = { op: fact.op ?? 'above', limit: fact.limit ?? 0, ...(fact.limit2 === null || fact.limit2 === undefined ? {} : { limit2: fact.limit2 }) };
  switch (fact.kind) {
    case 'threshold': return leafWords({ kind: 'threshold', input, unit, not, ...limits, for: span, gap: 0, ...(fact.clear === null || fact.clear === undefined ? {} : { clear: fact.clear }) }, lang);
    case 'repeat': return leafWords({ kind: 'repeat', input, unit, not, ...limits, times: fact.need ?? 0, within: span }, lang);
    case 'rate': return leafWords({ kind: 'rate', input, unit, not, direction: fact.direction ?? 'either', change: fact.limit ?? 0, within: span }, lang);
    case 'silence': return leafWords({ kind: 'silence', input, unit, not, for: span }, lang);
    case 'place': return leafWords({ kind: 'place', input, unit, not, how: fact.how ?? 'enter', areaName: fact.area ?? '', area: { type: 'Polygon', coordinates: [] }, for: span, count: fact.need ?? 1, gap: 0 }, lang);
  }
}

function sawWords(fact: Fact, time: TimeWords, lang: Lang): string {
  if (fact.time === null || fact.time === undefined) return m.neverHeard(lang);
  const value = fact.value === null || fact.value === undefined ? undefined : m.saw(lang, { time: time(fact.time), value: inUnit(fact.value, fact.unit, lang) });
  const parts = [
    fact.kind === 'silence' || value === undefined ? m.lastHeard(lang, { time: time(fact.time) }) : value,
    fact.since && fact.kind !== 'silence' ? m.sinceTime(lang, { time: time(fact.since) }) : '',
    fact.from === null || fact.from === undefined ? '' : m.fromValue(lang, { from: fact.from }),
    fact.n === null || fact.n === undefined ? '' : (fact.kind === 'place' ? m.nInside : m.nTimes)(lang, { n: fact.n }),
  ];
  return parts.join('');
}
