// Addresses: the same page with something changed, and the list behind one number.
import type { Question } from './contract.ts';
import type { Asked } from './asking.ts';
import type { Measure } from './rules.ts';

type Changes = Readonly<Partial<Record<keyof Question, string | undefined>>>;
const ORDER = ['by', 'cols', 'measure', 'set', 'area', 'class', 'unit', 'source', 'nature'] as const;

function queryOf(question: Question, changes: Changes, more: readonly (readonly [string, string])[] = []): string {
  const all: Record<string, string | undefined> = { ...question, ...changes };
  const query = new URLSearchParams([...ORDER.flatMap((name) => { const value = all[name]; return value === undefined ? [] : [[name, value]]; }), ...more.map((pair) => [...pair])]).toString();
  return query && `?${query}`;
}

/** The page (or a file of it) of another period or question. `file`: 'table.csv', 'table.xlsx'. */
export const pageHref = ({ question, now }: Pick<Asked, 'question' | 'now'>, changes: Changes = {}, period = now.period.text, file = ''): string => `/figures/${period}${file && `/${file}`}${queryOf(question, changes)}`;
/** The same question to the API. */
export const apiHref = (asked: Pick<Asked, 'question' | 'now'>): string => `/api${pageHref(asked, { set: undefined })}`;

/** The cases behind a number: of a row, a cell, or of the total when neither is given. */
export function casesHref({ question, now, by }: Pick<Asked, 'question' | 'now' | 'by'>, measure: Measure, row?: string, col?: string): string {
  const place: [string, string][] = [...(row === undefined ? [] : [['key', row] as [string, string]]), ...(col === undefined ? [] : [['col', col] as [string, string]])];
  return `/figures/${now.period.text}/cases${queryOf(question, { by, set: undefined, measure }, place)}`;
}
