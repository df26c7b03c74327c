// The options of a query: `$filter=…&$expand=Datastreams($top=1;$orderby=…)`. One reader for both levels; `&` separates outside, `;` inside.
import { BadQuery } from './bad.ts';
import type { Expansion, Options, Ordering, ResultFormat } from './ast.ts';
import { readExpression } from './filter.ts';
import { Lexer } from './lexer.ts';

type Draft = { -readonly [K in keyof Options]: Options[K] };
const FORMATS: Readonly<Record<string, ResultFormat>> = { dataarray: 'dataArray', csv: 'CSV', geojson: 'GeoJSON', json: 'default' };
const DEEPEST = 10;
/** A page asked for with more is cut, not refused. */
export const MOST = 10_000;

/** The part of an address after `?`, still encoded. Unknown or repeated options and wrong values throw BadQuery. */
export function parseOptions(query: string): Options {
  const draft: Draft = {};
  for (const part of query.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = decode(at < 0 ? part : part.slice(0, at));
    const lexer = new Lexer(decode(at < 0 ? '' : part.slice(at + 1)));
    readOption(draft, name, lexer, 0);
    if (lexer.peek().kind !== 'end') throw lexer.wrong(`${name}: nothing more expected`);
  }
  return draft;
}

/**
 * Percent decoding in which `+` is a space, as forms and Java clients write it, but stays a plus in the zone of a time
 * (`12:00:00+08:00`), which clients forget to encode.
 */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/(\d)\+(\d\d(?::|%3A)?\d\d)/gi, '$1%2B$2').replaceAll('+', ' '));
  } catch {
    throw new BadQuery('the query is not percent-encoded UTF-8');
  }
}

function readOption(draft: Draft, name: string, lexer: Lexer, depth: number): void {
  const once = (key: keyof Options) => { if (draft[key] !== undefined) throw new BadQuery(`${name} stands twice`); };
  switch (name) {
    case '$filter': once('filter'); draft.filter = readExpression(lexer); return;
    case '$orderby': once('orderby'); draft.orderby = orderings(lexer); return;
    case '$top': once('top'); draft.top = whole(lexer, name); return;
    case '$skip': once('skip'); draft.skip = whole(lexer, name); return;
    case '$count': once('count'); draft.count = truth(lexer); return;
    case '$select': once('select'); select(draft, lexer); return;
    case '$expand': once('expand'); draft.expand = expansions(lexer, depth); return;
    case '$resultFormat': case '$resultformat': once('resultFormat'); draft.resultFormat = format(lexer, depth); return;
    case '$skiptoken': once('after'); draft.after = text(lexer); return;
    default: throw new BadQuery(`there is no query option '${name.slice(0, 40)}'`);
  }
}

function orderings(lexer: Lexer): Ordering[] {
  const list: Ordering[] = [];
  do {
    const by = readExpression(lexer);
    const down = lexer.take('desc');
    if (!down) lexer.take('asc');
    list.push({ by, down });
  } while (lexer.take(','));
  return list;
}

function whole(lexer: Lexer, name: string): number {
  const token = lexer.next();
  const value = Number(token.text);
  if (token.kind !== 'number' || !/^\d{1,15}$/.test(token.text)) throw lexer.wrong(`${name} wants a whole number that is not negative`, token);
  return value;
}

function truth(lexer: Lexer): boolean {
  if (lexer.take('true')) return true;
  if (lexer.take('false')) return false;
  throw lexer.wrong('$count wants true or false');
}

function select(draft: Draft, lexer: Lexer): void {
  const paths: string[][] = [];
  if (lexer.take('distinct')) { lexer.expect(':'); draft.distinct = true; }
  do paths.push(steps(lexer)); while (lexer.take(','));
  draft.select = paths;
}

function steps(lexer: Lexer): string[] {
  const list = [lexer.name()];
  while (lexer.take('/')) {
    const token = lexer.next();
    if (token.kind !== 'word' && token.kind !== 'number') throw lexer.wrong('a name expected', token);
    list.push(token.text);
  }
  return list;
}

function expansions(lexer: Lexer, depth: number): Expansion[] {
  if (depth >= DEEPEST) throw new BadQuery(`$expand nests at most ${DEEPEST} deep`);
  const list: Expansion[] = [];
  do list.push({ steps: steps(lexer), options: lexer.take('(') ? nested(lexer, depth + 1) : {} }); while (lexer.take(','));
  return list;
}

function nested(lexer: Lexer, depth: number): Options {
  const draft: Draft = {};
  do {
    if (lexer.peek().text === ')') break;
    const name = lexer.name();
    lexer.expect('=');
    const from = lexer.peek().at;
    readOption(draft, name, lexer, depth);
    if (name !== '$top' && name !== '$skip') draft.written = [...draft.written ?? [], `${name}=${lexer.text.slice(from, lexer.peek().at).trim()}`];
  } while (lexer.take(';'));
  lexer.expect(')');
  return draft;
}

function format(lexer: Lexer, depth: number): ResultFormat {
  const token = lexer.next();
  const found = FORMATS[token.text.toLowerCase()];
  if (!found || depth > 0) throw lexer.wrong('$resultFormat is dataArray, CSV or GeoJSON, and stands outside of $expand', token);
  return found;
}

/** The rest of an option as it is. */
function text(lexer: Lexer): string {
  const token = lexer.next();
  if (token.kind !== 'string' && token.kind !== 'word' && token.kind !== 'number') throw lexer.wrong('a token expected', token);
  return token.text;
}
