// Headers of tables as people write them: English or Chinese, any case, with or without blanks.
import type { Message, Params } from '#ground/i18n/index.ts';
import { answers } from './header-messages.ts';
import type { Sheet } from './sheet.ts';

/** What is not right in a row: where, what stands there, and why it is wrong. Row 1 is the header. */
export interface RowProblem { readonly row: number; readonly column: string; readonly value: string; readonly what: Message; readonly params?: Params | undefined }

const plain = (header: string): string => header.toLowerCase().replace(/[\s_*-]+/g, '');

/** For each of our columns the header of the file that means it; and headers that mean none. */
export function columnsOf<K extends string>({ columns }: Pick<Sheet, 'columns'>, headers: Readonly<Record<K, Message>>): { readonly at: Partial<Record<K, string>>; readonly unused: readonly string[]; readonly doubled: readonly (readonly [header: string, first: string])[] } {
  const at: Partial<Record<K, string>> = {};
  const unused: string[] = [];
  const doubled: [string, string][] = [];
  for (const header of columns) {
    const key = (Object.keys(headers) as K[]).find((one) => wordsOf(headers[one]).some((word) => plain(word) === plain(header)));
    if (key === undefined) unused.push(header);
    else if (at[key] === undefined) at[key] = header;
    else doubled.push([header, at[key]]);
  }
  return { at, unused, doubled };
}

/** What a header may be called, in both languages. */
export const wordsOf = ({ pair }: Message): string[] => pair.flatMap((words) => words.split('|'));
const [YES, NO] = [new Set(wordsOf(answers.yes)), new Set(wordsOf(answers.no))];
/** Yes, no, or undefined for anything else. */
export const yesNo = (text: string): boolean | undefined => { const word = text.toLowerCase(); return YES.has(word) ? true : NO.has(word) ? false : undefined; };
