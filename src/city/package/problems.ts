// What is wrong with a package: a sentence that names the file and the item. All of them are collected before anything is refused.
import type { Lang, Message, Params } from '#ground/i18n/index.ts';
import { m } from './messages.ts';

export interface Problem { readonly file: string; readonly item?: string | undefined; readonly field?: string | undefined; readonly message: Message; readonly params?: Params | undefined }

/** "areas.geojson, 990101: There is no parent 990100" in the wanted language. */
export function sayProblem(lang: Lang, { file, item, field, message, params }: Problem): string {
  const what = field ? m.field(lang, { field, what: message(lang, params) }) : message(lang, params);
  return item === undefined ? m.atFile(lang, { file, what }) : m.at(lang, { file, item, what });
}

/** Thrown by `readPackage` with every problem found; nothing was written. */
export class PackageRefused extends Error {
  override name = 'PackageRefused';
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super([m.problems('en', { n: problems.length }), ...problems.slice(0, 50).map((p) => sayProblem('en', p))].join('\n'));
    this.problems = problems;
  }
}
