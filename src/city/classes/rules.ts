// What a class asks, and whether it may be used. Pure: the browser checks the same answers by the same rules.
import type { Message, Params } from '#ground/i18n/index.ts';
import type { Class, Question } from './contract.ts';
import { m } from './messages.ts';

export type Answer = string | number | string[];
/** What is wrong with the answer to a question. */
export interface AnswerProblem { readonly code: string; readonly message: Message; readonly params?: Params }
type Checked = Answer | { problem: Message; params?: Params } | undefined;

const LONGEST = { string: 255, text: 4000 } as const;

/**
 * Checks answers by question code as they came from a form, JSON or GeoReport. Blank is absent. Returns clean values
 * (numbers as numbers, lists as keys in the order of the question) and a problem for each wrong, missing or unasked one.
 */
export function checkAnswers(questions: readonly Question[], answers: Readonly<Record<string, unknown>>): { values: Record<string, Answer>; problems: AnswerProblem[] } {
  const values: Record<string, Answer> = {};
  const problems: AnswerProblem[] = [];
  for (const code of Object.keys(answers)) {
    if (!isBlank(answers[code]) && !questions.some((q) => q.code === code)) problems.push({ code, message: m.answerUnknown, params: { code: code.slice(0, 40) } });
  }
  for (const question of questions) {
    const given = Object.hasOwn(answers, question.code) ? answers[question.code] : undefined;
    const checked: Checked = isBlank(given) ? (question.required ? { problem: m.answerNeeded } : undefined) : check(question, given);
    if (checked === undefined) continue;
    if (typeof checked === 'object' && 'problem' in checked) problems.push({ code: question.code, message: checked.problem, ...(checked.params ? { params: checked.params } : {}) });
    else values[question.code] = checked;
  }
  return { values, problems };
}

/** May a report of this day (YYYY-MM-DD in the city's zone) carry the class? */
export function isValid(cls: Pick<Class, 'valid_from' | 'valid_to'>, on: string): boolean {
  return cls.valid_from <= on && (cls.valid_to === null || on <= cls.valid_to);
}

function check(question: Question, given: unknown): Checked {
  switch (question.datatype) {
    case 'string': case 'text': return text(given, LONGEST[question.datatype]);
    case 'number': return numeric(given);
    case 'datetime': return moment(given);
    case 'singlevaluelist': return single(question, given);
    case 'multivaluelist': return several(question, given);
  }
}

function text(given: unknown, max: number): Checked {
  if (typeof given !== 'string' && typeof given !== 'number') return { problem: m.answerText };
  const clean = String(given).trim();
  return clean.length > max ? { problem: m.answerLong, params: { max } } : clean;
}

function numeric(given: unknown): Checked {
  const value = typeof given === 'number' ? given : typeof given === 'string' && /^\s*[+-]?(\d{1,15}(\.\d{1,10})?|\.\d{1,10})\s*$/.test(given) ? Number(given) : Number.NaN;
  return Number.isFinite(value) ? value : { problem: m.answerNumber };
}

function moment(given: unknown): Checked {
  if (typeof given !== 'string') return { problem: m.answerDate };
  const parts = /^(\d{4})-(\d{2})-(\d{2})(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(given.trim());
  if (!parts) return { problem: m.answerDate };
  const day = new Date(`${parts[1]}-${parts[2]}-${parts[3]}T00:00:00Z`);
  return Number.isNaN(day.getTime()) || day.getUTCDate() !== Number(parts[3]) ? { problem: m.answerDate } : given.trim();
}

function single(question: Question, given: unknown): Checked {
  const list = asList(given);
  if (list === undefined) return { problem: m.answerText };
  if (list.length > 1) return { problem: m.answerOne };
  return list[0] !== undefined && keysOf(question).includes(list[0]) ? list[0] : choice(question);
}

function several(question: Question, given: unknown): Checked {
  const list = asList(given);
  if (list === undefined) return { problem: m.answerText };
  const keys = keysOf(question);
  return list.every((key) => keys.includes(key)) ? keys.filter((key) => list.includes(key)) : choice(question);
}

const keysOf = (question: Question): string[] => (question.values ?? []).map((v) => v.key);
const choice = (question: Question) => ({ problem: m.answerChoice, params: { values: keysOf(question).slice(0, 20).join(', ') } });

function asList(given: unknown): string[] | undefined {
  const list = Array.isArray(given) ? given : [given];
  if (!list.every((item) => typeof item === 'string' || typeof item === 'number')) return undefined;
  return list.map((item) => String(item).trim()).filter((item) => item !== '');
}

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '') || (Array.isArray(value) && value.every(isBlank));
