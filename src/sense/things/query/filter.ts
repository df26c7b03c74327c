// $filter and $orderby expressions: recursive descent, one function a level of precedence, the loosest first.
// Source: OGC 18-088 §9.3.3.5, OData 4.0 part 2 §5.1.1; `not` binds looser than a comparison, as clients write it.
import { BadQuery } from './bad.ts';
import { FUNCTIONS, type Arithmetic, type Comparison, type Expression, type FunctionName, type Literal } from './ast.ts';
import { Lexer } from './lexer.ts';
import { timeLiteral } from './times.ts';

/** Deeper than anybody writes, far from the end of the stack. */
const DEEPEST = 60;

/** The whole text as one expression. Throws BadQuery. */
export function parseFilter(text: string): Expression {
  const lexer = new Lexer(text);
  const expression = readExpression(lexer);
  if (lexer.peek().kind !== 'end') throw lexer.wrong('the end of the expression expected');
  return expression;
}

/** One expression from where the reader stands; stops at what cannot continue it (`;`, `,`, `)`). */
export const readExpression = (lexer: Lexer): Expression => either(lexer, 0);

function either(lexer: Lexer, depth: number): Expression {
  if (depth > DEEPEST) throw new BadQuery(`an expression nests at most ${DEEPEST} deep`);
  let left = both(lexer, depth);
  while (lexer.take('or')) left = { kind: 'or', left, right: both(lexer, depth) };
  return left;
}

function both(lexer: Lexer, depth: number): Expression {
  let left = negation(lexer, depth);
  while (lexer.take('and')) left = { kind: 'and', left, right: negation(lexer, depth) };
  return left;
}

function negation(lexer: Lexer, depth: number): Expression {
  if (depth > DEEPEST) throw new BadQuery(`an expression nests at most ${DEEPEST} deep`);
  return lexer.take('not') ? { kind: 'not', of: negation(lexer, depth + 1) } : comparison(lexer, depth);
}

const COMPARISONS: readonly Comparison[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];
function comparison(lexer: Lexer, depth: number): Expression {
  let left = sum(lexer, depth);
  for (;;) {
    const op = COMPARISONS.find((one) => lexer.take(one));
    if (op) left = { kind: 'compare', op, left, right: sum(lexer, depth) };
    else if (lexer.take('in')) left = { kind: 'in', left, list: literalList(lexer) };
    else return left;
  }
}

function literalList(lexer: Lexer): Literal[] {
  lexer.expect('(');
  const list = [literal(lexer)];
  while (lexer.take(',')) list.push(literal(lexer));
  lexer.expect(')');
  return list;
}

function literal(lexer: Lexer): Literal {
  const token = lexer.peek();
  const found = primary(lexer, DEEPEST);
  if (found.kind === 'string' || found.kind === 'number' || found.kind === 'boolean' || found.kind === 'null' || found.kind === 'datetime' || found.kind === 'date' || found.kind === 'time') return found;
  throw lexer.wrong('a plain value expected', token);
}

const SUMS: readonly Arithmetic[] = ['add', 'sub'];
function sum(lexer: Lexer, depth: number): Expression {
  let left = product(lexer, depth);
  for (let op = SUMS.find((one) => lexer.take(one)); op; op = SUMS.find((one) => lexer.take(one))) left = { kind: 'calculate', op, left, right: product(lexer, depth) };
  return left;
}

const PRODUCTS: readonly Arithmetic[] = ['mul', 'div', 'mod'];
function product(lexer: Lexer, depth: number): Expression {
  let left = primary(lexer, depth);
  for (let op = PRODUCTS.find((one) => lexer.take(one)); op; op = PRODUCTS.find((one) => lexer.take(one))) left = { kind: 'calculate', op, left, right: primary(lexer, depth) };
  return left;
}

function primary(lexer: Lexer, depth: number): Expression {
  if (lexer.take('(')) {
    const inner = either(lexer, depth + 1);
    lexer.expect(')');
    return inner;
  }
  const token = lexer.next();
  switch (token.kind) {
    case 'string': return { kind: 'string', value: token.text };
    case 'number': return { kind: 'number', value: Number(token.text) };
    case 'time': return timeLiteral(token.text);
    case 'word': return worded(lexer, token.text, depth);
    default: throw lexer.wrong('a value expected', token);
  }
}

function worded(lexer: Lexer, word: string, depth: number): Expression {
  const next = lexer.peek();
  if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true' };
  if (word === 'null') return { kind: 'null' };
  if (next.kind === 'string' && (word === 'geography' || word === 'geometry')) return { kind: 'geometry', value: wellKnown(lexer.next().text) };
  if (next.kind === 'string' && word === 'duration') return { kind: 'duration', value: duration(lexer.next().text) };
  if (next.text === '(' && next.kind === 'mark') return call(lexer, word, depth);
  return path(lexer, word, depth);
}

function call(lexer: Lexer, word: string, depth: number): Expression {
  if (!isFunction(word)) throw new BadQuery(`there is no function '${word.slice(0, 40)}'`);
  lexer.expect('(');
  const args: Expression[] = [];
  if (!lexer.take(')')) {
    do args.push(either(lexer, depth + 1)); while (lexer.take(','));
    lexer.expect(')');
  }
  const [least, most] = FUNCTIONS[word];
  if (args.length < least || args.length > most) throw new BadQuery(`${word} takes ${least === most ? least : `${least} to ${most}`} argument${most === 1 ? '' : 's'}, found ${args.length}`);
  return { kind: 'call', name: word, args };
}

const isFunction = (word: string): word is FunctionName => Object.hasOwn(FUNCTIONS, word);

function path(lexer: Lexer, first: string, depth: number): Expression {
  const steps = [first];
  while (lexer.take('/')) {
    const step = stepOf(lexer);
    if (step === 'any' && lexer.take('(')) return any(lexer, steps, depth);
    steps.push(step);
  }
  return { kind: 'path', steps };
}

/** A step may be a number too: `result/0`, a key of an array. */
function stepOf(lexer: Lexer): string {
  const token = lexer.next();
  if (token.kind === 'word' || (token.kind === 'number' && /^\d+$/.test(token.text))) return token.text;
  throw lexer.wrong('a name expected', token);
}

function any(lexer: Lexer, steps: readonly string[], depth: number): Expression {
  if (lexer.take(')')) return { kind: 'any', steps, variable: undefined, of: undefined };
  const variable = lexer.name();
  lexer.expect(':');
  const of = either(lexer, depth + 1);
  lexer.expect(')');
  return { kind: 'any', steps, variable, of };
}

const KINDS = /^(?:SRID=4326;)?\s*(?:POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON|GEOMETRYCOLLECTION)\s*(?:Z\s*)?\(/i;
/** Well-known text that could be one; PostGIS has the last word (sql/ answers its error with 400). */
function wellKnown(text: string): string {
  if (!KINDS.test(text) || text.length > 100_000) throw new BadQuery('a geometry is well-known text: geography\'POINT (116.4 39.9)\'');
  return text.replace(/^SRID=4326;/i, '');
}

function duration(text: string): string {
  if (!/^-?P(?=.)(?:\d{1,6}Y)?(?:\d{1,6}M)?(?:\d{1,6}W)?(?:\d{1,6}D)?(?:T(?=.)(?:\d{1,6}H)?(?:\d{1,6}M)?(?:\d{1,6}(?:\.\d{1,9})?S)?)?$/.test(text)) throw new BadQuery("a duration is written duration'P1DT2H'");
  return text;
}
