// What zod found wrong, in the reader's words and at the right field.
import type { z } from 'zod';
import type { Message, Params } from '../i18n/index.ts';
import type { FieldProblem } from './refusal.ts';
import { m } from './messages.ts';

type Issue = z.core.$ZodIssue;

export const explain = (issues: readonly Issue[], prefix = ''): FieldProblem[] => issues.flatMap((issue) => one(issue, prefix));

function one(issue: Issue, prefix: string): FieldProblem[] {
  const field = [prefix, ...issue.path.map(String)].filter(Boolean).join('.');
  const [message, params] = words(issue);
  return [{ field, message, ...(params ? { params } : {}) }];
}

function words(issue: Issue): [Message, Params?] {
  switch (issue.code) {
    case 'invalid_type': return issue.input === undefined ? [m.required] : [expected(issue.expected)];
    case 'too_big': return large(issue);
    case 'too_small': return small(issue);
    case 'invalid_value': return issue.input === undefined ? [m.required] : [m.notOneOf, { values: issue.values.map(String).join(', ') }];
    case 'unrecognized_keys': return [m.unknownField, { values: issue.keys.join(', ').slice(0, 200) }];
    case 'invalid_format': return [{ url: m.notUrl, email: m.notEmail, uuid: m.notUuid, datetime: m.notDate, date: m.notDate }[issue.format as 'url'] ?? m.pattern];
    case 'custom': return said(issue.params) ?? [m.wrong];
    default: return [m.wrong];
  }
}

function expected(type: string): Message {
  const known: Record<string, Message> = { string: m.notText, number: m.notNumber, int: m.notWhole, date: m.notDate, array: m.notList, object: m.notObject, boolean: m.notYesNo };
  return known[type] ?? m.wrong;
}

function large(issue: Extract<Issue, { code: 'too_big' }>): [Message, Params] {
  const max = Number(issue.maximum);
  return [issue.origin === 'string' ? m.tooLong : issue.origin === 'array' ? m.tooMany : m.tooBig, { max }];
}

function small(issue: Extract<Issue, { code: 'too_small' }>): [Message, Params?] {
  const min = Number(issue.minimum);
  if (issue.origin === 'string') return min <= 1 ? [m.required] : [m.tooShort, { min }];
  return [issue.origin === 'array' ? m.tooFew : m.tooSmall, { min }];
}

function said(params: Record<string, unknown> | undefined): [Message, Params?] | undefined {
  const message = params?.['say'];
  return typeof message === 'function' ? [message as Message, (params?.['with'] ?? {}) as Params] : undefined;
}

/** For `refine` and `addIssue`: a custom issue that speaks the room's own words. */
export const say = (message: Message, params: Params = {}) => ({ params: { say: message, with: params } });
