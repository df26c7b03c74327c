// The form of a rule as a definition, and back. Up to three conditions and one of clearing; richer trees come in by the API and are shown, not edited.
import { z } from 'zod';
import type { Message } from '#ground/i18n/index.ts';
import { Definition, Polygon, SEVERITIES, type Condition, type Leaf } from './contract.ts';
import { m } from './messages.ts';
import { clock } from './words.ts';

/** What a form sends: each field once or several times. */
export const Typed = z.record(z.string().max(40), z.union([z.string().max(60_000), z.array(z.string().max(200)).max(50)]));
export type Typed = z.output<typeof Typed>;
/** Prefixes of the conditions in the form; x is the one of clearing. */
export const SLOTS = ['c1', 'c2', 'c3', 'x'] as const;
export type Slot = (typeof SLOTS)[number];
export const LEAF_KINDS = ['threshold', 'repeat', 'rate', 'silence', 'place'] as const;

interface Problem { readonly field: string; readonly message: Message }
export type Draft = { readonly definition: Definition } | { readonly problems: readonly Problem[] };

/** The definition that a form means, or what is wrong at which field. `usable` says whether a class may be used. */
export function draftOf(typed: Typed, usable: (code: string) => boolean): Draft {
  const problems: Problem[] = [];
  const form = reader(typed, problems);
  const leaves = (['c1', 'c2', 'c3'] as const).flatMap((slot) => leafOf(slot, form) ?? []);
  const clear = leafOf('x', form);
  if (leaves.length === 0 && !problems.length) problems.push({ field: 'c1_kind', message: m.needCondition });
  if (!form.text('name')) problems.push({ field: 'name', message: m.needName });
  if (!usable(form.text('class'))) problems.push({ field: 'class', message: m.needClass });
  const [first] = leaves;
  const schedule = scheduleOf(form);
  const given = {
    name: { zh: form.text('name'), ...(form.text('name_en') ? { en: form.text('name_en') } : {}) },
    watch: { kinds: form.text('kind') ? [form.text('kind')] : [], ...(form.text('area') ? { area: form.text('area') } : {}) },
    per: form.text('per') || 'thing', when: leaves.length === 1 && first ? first : { kind: 'group', join: form.text('join') || 'all', of: leaves }, ...(clear ? { clear } : {}),
    clearFor: form.minutes('clear_for', 0), ...(schedule ? { schedule } : {}), severity: form.text('severity') || 'warning',
    ladder: SEVERITIES.flatMap((severity) => { const limit = form.number(`level_${severity}`); return limit === undefined ? [] : [{ severity, limit }]; }),
    suppress: form.minutes('suppress', 3600), escalate: form.minutes('escalate', 0), tolerance: form.minutes('tolerance', 0), class: form.text('class'),
  };
  if (problems.length) return { problems };
  const parsed = Definition.safeParse(given);
  return parsed.success ? { definition: parsed.data } : { problems: parsed.error.issues.map((issue) => ({ field: fieldOf(issue.path), message: m.badNumber })) };
}

type Reader = ReturnType<typeof reader>;
function reader(typed: Typed, problems: Problem[]) {
  const text = (name: string): string => { const value = typed[name]; return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim(); };
  const number = (name: string): number | undefined => {
    const written = text(name);
    if (written === '') return undefined;
    const value = Number(written);
    if (Number.isFinite(value) && Math.abs(value) <= 1e12) return value;
    problems.push({ field: name, message: m.badNumber });
    return undefined;
  };
  return {
    text, number, problem: (field: string, message: Message) => { problems.push({ field, message }); },
    list: (name: string): string[] => [typed[name] ?? []].flat(),
    /** Minutes of the form as seconds. */
    minutes: (name: string, otherwise: number): number => { const value = number(name); return value === undefined ? otherwise : Math.round(value * 60); },
  };
}

/** A measured value and its unit in one choice of the form: `µg/m³|PM10`; a bare name is in any unit. */
export const measured = ({ input, unit }: { input: string; unit?: string | null | undefined }): string => (unit && !unit.includes('|') ? `${unit}|${input}` : input.includes('|') ? `|${input}` : input);
function readMeasured(chosen: string): { input: string; unit?: string } {
  const bar = chosen.indexOf('|');
  return bar < 0 ? { input: chosen } : { input: chosen.slice(bar + 1), ...(bar > 0 && { unit: chosen.slice(0, bar) }) };
}

/** What stands in one slot, unchecked where a field is missing: the problem is noted. */
function leafOf(slot: Slot, form: Reader): Leaf | undefined {
  const at = (name: string) => `${slot}_${name}`;
  const kind = LEAF_KINDS.find((one) => one === form.text(at('kind')));
  if (!kind) return undefined;
  const { input, unit } = readMeasured(form.text(at('input')));
  if (!input) form.problem(at('input'), m.needInput);
  const common = { input, ...(unit && { unit }), not: form.text(at('not')) !== '' };
  const need = (name: string, message: Message): number => { const value = form.number(at(name)); if (value === undefined && form.text(at(name)) === '') form.problem(at(name), message); return value ?? 0; };
  const seconds = (): number => { const value = form.number(at('minutes')); if (!value || value < 0) form.problem(at('minutes'), m.needMinutes); return Math.round((value ?? 1) * 60); };
  const op = form.text(at('op')) === 'below' ? ('below' as const) : form.text(at('op')) === 'outside' ? ('outside' as const) : ('above' as const);
  const limits = () => ({ op, limit: need('limit', m.needLimit), ...(op === 'outside' ? { limit2: need('limit2', m.needLimit2) } : {}) });
  switch (kind) {
    case 'threshold': { const clear = form.number(at('clear')); const limit = limits(); if (clear !== undefined && Number.isFinite(Number(form.text(at('limit')) || NaN)) && (op === 'above' ? clear > limit.limit : op === 'below' && clear < limit.limit)) form.problem(at('clear'), m.badClear); return { kind, ...common, ...limit, for: Math.max(0, form.minutes(at('minutes'), 0)), gap: 7200, ...(clear === undefined ? {} : { clear }) }; }
    case 'repeat': { const times = need('times', m.needTimes); if (!Number.isInteger(times) || times < 2 || times > 500) form.problem(at('times'), m.needTimes); return { kind, ...common, ...limits(), times, within: seconds() }; }
    case 'rate': { const change = need('limit', m.needLimit); if (change <= 0) form.problem(at('limit'), m.needLimit); const direction = form.text(at('direction')); return { kind, ...common, direction: direction === 'down' || direction === 'either' ? direction : 'up', change, within: seconds() }; }
    case 'silence': return { kind, ...common, for: seconds() };
    case 'place': return placeOf(slot, form, common, seconds);
  }
}

function placeOf(slot: Slot, form: Reader, common: { input: string; unit?: string; not: boolean }, seconds: () => number): Leaf {
  const how = form.text(`${slot}_how`);
  const area = polygonOf(form.text(`${slot}_polygon`));
  if (!area) form.problem(`${slot}_polygon`, m.needPolygon);
  const kind = { kind: 'place' as const, ...common, area: area ?? { type: 'Polygon' as const, coordinates: [] }, areaName: '', gap: 7200, for: how === 'dwell' ? seconds() : 0 };
  return { ...kind, how: how === 'leave' || how === 'dwell' || how === 'count' ? how : 'enter', count: Math.max(1, Math.round(form.number(`${slot}_times`) ?? 1)) };
}

/** A polygon as people paste it: alone, or in a feature. */
function polygonOf(text: string): Polygon | undefined {
  try {
    const given: unknown = JSON.parse(text);
    const inner = z.object({ geometry: z.unknown() }).safeParse(given);
    return Polygon.safeParse(inner.success ? inner.data.geometry : given).data;
  } catch { return undefined; }
}

function scheduleOf(form: Reader): Definition['schedule'] {
  const days = form.list('days').map(Number).filter((day) => Number.isInteger(day) && day >= 1 && day <= 7);
  const calendar = form.text('calendar');
  const [from, to] = [timeOf(form, 'from'), timeOf(form, 'to')];
  if ((days.length === 0 || days.length === 7) && from === to && calendar !== 'work' && calendar !== 'rest') return undefined;
  return { days: days.length ? [...new Set(days)].sort((a, b) => a - b) : [1, 2, 3, 4, 5, 6, 7], from, to, calendar: calendar === 'work' || calendar === 'rest' ? calendar : 'any' };
}

function timeOf(form: Reader, name: string): number {
  const written = form.text(name);
  const found = /^([01]?\d|2[0-4]):([0-5]\d)$/.exec(written);
  if (written !== '' && !found) form.problem(name, m.badTime);
  return Math.min(1440, found ? Number(found[1]) * 60 + Number(found[2]) : 0);
}

/** The field of the form that a part of the definition came from. */
function fieldOf([part, inner]: readonly PropertyKey[]): string {
  if (part === 'name') return inner === 'en' ? 'name_en' : 'name';
  if (part === 'when') return 'c1_kind';
  if (part === 'clear') return 'x_kind';
  return part === 'clearFor' ? 'clear_for' : typeof part === 'string' ? part : 'name';
}

/** Can the form show this rule whole? Groups within groups, chosen things and several kinds it cannot. */
export const fitsForm = ({ when, clear, watch }: Definition): boolean =>
  flat(when) !== undefined && (clear === undefined || clear.kind !== 'group') && watch.things.length === 0 && watch.kinds.length <= 1;

const flat = (when: Condition): readonly Leaf[] | undefined => {
  if (when.kind !== 'group') return [when];
  const leaves = when.of.filter((one): one is Leaf => one.kind !== 'group');
  return !when.not && leaves.length === when.of.length && leaves.length <= 3 ? leaves : undefined;
};

/** The form of a definition: what each field holds. */
export function typedOf(rule: Definition): Record<string, string> {
  const minutes = (seconds: number) => String(seconds / 60);
  const leaves = flat(rule.when) ?? [];
  const slots = [...leaves.map((leaf, i): [Slot, Leaf] => [SLOTS[i] ?? 'c3', leaf]), ...(rule.clear && rule.clear.kind !== 'group' ? [['x', rule.clear] as [Slot, Leaf]] : [])];
  return {
    name: rule.name.zh, name_en: rule.name.en ?? '', kind: rule.watch.kinds[0] ?? '', area: rule.watch.area ?? '', per: rule.per, join: rule.when.kind === 'group' ? rule.when.join : 'all', severity: rule.severity, class: rule.class,
    clear_for: minutes(rule.clearFor), suppress: minutes(rule.suppress), escalate: minutes(rule.escalate), tolerance: minutes(rule.tolerance), ...Object.fromEntries(rule.ladder.map((step) => [`level_${step.severity}`, String(step.limit)])),
    ...(rule.schedule ? { days: rule.schedule.days.join(','), from: clock(rule.schedule.from), to: clock(rule.schedule.to), calendar: rule.schedule.calendar } : {}),
    ...Object.fromEntries(slots.flatMap(([slot, leaf]) => Object.entries(leafFields(leaf)).map(([name, value]) => [`${slot}_${name}`, value]))),
  };
}

function leafFields(leaf: Leaf): Record<string, string> {
  const common = { kind: leaf.kind, input: measured(leaf), not: leaf.not ? 'yes' : '' };
  const minutes = (seconds: number) => (seconds ? String(seconds / 60) : '');
  switch (leaf.kind) {
    case 'threshold': return { ...common, op: leaf.op, limit: String(leaf.limit), limit2: String(leaf.limit2 ?? ''), minutes: minutes(leaf.for), clear: String(leaf.clear ?? '') };
    case 'repeat': return { ...common, op: leaf.op, limit: String(leaf.limit), limit2: String(leaf.limit2 ?? ''), minutes: minutes(leaf.within), times: String(leaf.times) };
    case 'rate': return { ...common, direction: leaf.direction, limit: String(leaf.change), minutes: minutes(leaf.within) };
    case 'silence': return { ...common, minutes: minutes(leaf.for) };
    case 'place': return { ...common, how: leaf.how, polygon: JSON.stringify(leaf.area), minutes: minutes(leaf.for), times: String(leaf.count) };
  }
}
