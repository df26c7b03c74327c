import type { Message, Params } from '../i18n/index.ts';
import { Refusal } from '../http/refusal.ts';

/** Where in a file: `row` as a person counts it (the header is 1), `column` by the name in the header. */
export interface TablePlace { readonly row?: number | undefined; readonly column?: string | undefined }

/** A table file that is not taken, or a table that cannot be written: a refusal (422) with a sentence in both languages (`say(lang)`) and the place in the file. */
export class TableError extends Refusal {
  override name = 'TableError';
  readonly row: number | undefined;
  readonly column: string | undefined;

  constructor(message: Message, params: Params = {}, at: TablePlace = {}) {
    super(422, message, { params: { ...(at.row === undefined ? {} : { row: at.row }), ...params } });
    this.row = at.row;
    this.column = at.column;
  }
}
