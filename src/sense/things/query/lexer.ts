// Characters into tokens, one at a time and only when asked: what a word means depends on where it stands.
import { BadQuery } from './bad.ts';

export type Token =
  | { readonly kind: 'word'; readonly text: string; readonly at: number }        // names, operators, $options, @iot.id, properties/x is three tokens
  | { readonly kind: 'string'; readonly text: string; readonly at: number }      // quotes taken off
  | { readonly kind: 'number'; readonly text: string; readonly at: number }
  | { readonly kind: 'time'; readonly text: string; readonly at: number }        // an instant, a date, a time of day or an interval, as written
  | { readonly kind: 'mark'; readonly text: string; readonly at: number }        // ( ) , ; / = : *
  | { readonly kind: 'end'; readonly text: ''; readonly at: number };

const SPACE = /[ \t\r\n]*/y;
const STRING = /'((?:[^']|'')*)'/y;
const DATE = String.raw`\d{4}-\d\d-\d\d`;
const CLOCK = String.raw`\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?`;
const INSTANT = String.raw`${DATE}T${CLOCK}(?:Z|[+-]\d\d:?\d\d)?`;
const TIME = new RegExp(String.raw`${INSTANT}/${INSTANT}|${INSTANT}|${DATE}(?![\w-])|${CLOCK}(?![\w:])`, 'iy');
const NUMBER = /-?(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w])/y;
// Names of SensorThings, JSON keys in paths, geo.distance, $filter, @iot.id; any letter of any script, since JSON keys are Chinese too.
const WORD = /[$@\p{L}_][\p{L}\p{M}\p{N}_.\-$@]*/uy;
const MARK = /[(),;/=:*]/y;

/** A reader of one query. Positions are offsets in the decoded text. */
export class Lexer {
  #at = 0;
  #peeked: Token | undefined;
  readonly text: string;
  constructor(text: string) { this.text = text; }

  peek(): Token { return (this.#peeked ??= this.#read()); }

  next(): Token {
    const token = this.peek();
    this.#peeked = undefined;
    return token;
  }

  /** Takes the next token when it is this mark or word. */
  take(text: string): boolean {
    const token = this.peek();
    if ((token.kind !== 'mark' && token.kind !== 'word') || token.text !== text) return false;
    this.next();
    return true;
  }

  expect(text: string): void {
    if (!this.take(text)) throw this.wrong(`'${text}' expected`);
  }

  /** A name: the next word, whatever it says. */
  name(): string {
    const token = this.next();
    if (token.kind !== 'word') throw this.wrong('a name expected', token);
    return token.text;
  }

  wrong(what: string, token: Token = this.peek()): BadQuery {
    return new BadQuery(`${what} at position ${token.at + 1}${token.kind === 'end' ? ', where the query ends' : `, found '${token.text.slice(0, 40)}'`}`);
  }

  #read(): Token {
    this.#match(SPACE);
    const at = this.#at;
    if (at >= this.text.length) return { kind: 'end', text: '', at };
    const string = this.#match(STRING);
    if (string) return { kind: 'string', text: (string[1] ?? '').replaceAll("''", "'"), at };
    // Dates before numbers and times before both: 2020-01-01 is no subtraction.
    for (const [kind, pattern] of [['time', TIME], ['number', NUMBER], ['word', WORD], ['mark', MARK]] as const) {
      const found = this.#match(pattern);
      if (found) return { kind, text: found[0], at };
    }
    throw new BadQuery(`'${[...this.text.slice(at)][0] ?? ''}' at position ${at + 1} belongs to nothing`);
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text);
    if (found) this.#at = pattern.lastIndex;
    return found ?? undefined;
  }
}
