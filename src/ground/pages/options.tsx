// Choices of a <select>. Long ones that are the same for everyone (classes, areas) are kept as text, once for the index they are made of: a list with a
// hundred and fifty classes beside it is half of its page, and only the chosen one differs.
import { Fragment } from 'preact';
import { jsxTemplate } from 'preact/jsx-runtime';
import { renderPage } from './render.ts';

export interface Option { value: string; label: string; disabled?: boolean | undefined }
export interface OptionGroup { label: string; options: readonly Option[] }
/** Options as text, and where the word "selected" belongs for each value. */
export interface KeptOptions { readonly text: string; readonly places: ReadonlyMap<string, number> }

const MOST = 50; // texts of one index: languages, uses, the days on which they were made
const kept = new WeakMap<object, Map<string, KeptOptions>>();

/** `make` asked once for each `key` as long as `of` lives: an index in memory that is made anew when what it holds changes. The key names the use, the language, the day. */
export function keptOptions(of: object, key: string, make: () => readonly (Option | OptionGroup)[]): KeptOptions {
  let mine = kept.get(of);
  if (!mine) kept.set(of, (mine = new Map()));
  let found = mine.get(key);
  if (!found) {
    if (mine.size >= MOST) mine.clear();
    mine.set(key, (found = written(make())));
  }
  return found;
}

/** Marks the end of each option's attributes while the text is written; no text of a page has it. */
const MARK = '\u{F0000}';

function written(options: readonly (Option | OptionGroup)[]): KeptOptions {
  const values = options.flatMap((item) => ('options' in item ? item.options : [item])).map(({ value }) => value);
  // The mark goes in as an attribute's value and takes the attribute with it.
  const [first = '', ...rest] = renderPage(<>{options.map((item) => shown(item, (option) => <option value={option.value} disabled={option.disabled} data-at={MARK}>{option.label}</option>))}</>).split(` data-at="${MARK}"`);
  let text = first;
  const places = new Map<string, number>();
  rest.forEach((part, i) => {
    const value = values[i] ?? '';
    if (!places.has(value)) places.set(value, text.length);
    text += part;
  });
  return { text, places };
}

const shown = (item: Option | OptionGroup, one: (option: Option) => preact.JSX.Element) => ('options' in item ? <optgroup key={item.label} label={item.label}>{item.options.map(one)}</optgroup> : <Fragment key={item.value}>{one(item)}</Fragment>);

/** The options, the one of `value` selected. `empty` is the first, empty choice. */
export function Choices({ options, empty, value }: { options: readonly (Option | OptionGroup)[] | KeptOptions; empty?: string | undefined; value?: string | number | null | undefined }) {
  const chosen = String(value ?? '');
  return (
    <>
      {empty !== undefined && <option value="">{empty}</option>}
      {'text' in options ? jsxTemplate([selected(options, chosen)]) : options.map((item) => shown(item, (option) => <option value={option.value} disabled={option.disabled} selected={chosen === option.value}>{option.label}</option>))}
    </>
  );
}

function selected({ text, places }: KeptOptions, value: string): string {
  const at = places.get(value);
  return at === undefined ? text : `${text.slice(0, at)} selected${text.slice(at)}`;
}
