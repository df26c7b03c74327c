import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BadQuery } from './bad.ts';
import type { Expression } from './ast.ts';
import { parseFilter } from './filter.ts';
import { parseOptions } from './options.ts';
import { parsePath } from './path.ts';

/** An expression on one line, every level in brackets. */
function show(e: Expression): string {
  switch (e.kind) {
    case 'null': return 'null';
    case 'string': return `'${e.value}'`;
    case 'datetime': return e.value.toISOString();
    case 'interval': return `${e.from.toISOString()}/${e.to.toISOString()}`;
    case 'path': return e.steps.join('/');
    case 'call': return `${e.name}(${e.args.map(show).join(' ')})`;
    case 'compare': case 'calculate': return `(${show(e.left)} ${e.op} ${show(e.right)})`;
    case 'and': case 'or': return `(${show(e.left)} ${e.kind} ${show(e.right)})`;
    case 'not': return `${e.kind}(${show(e.of)})`;
    case 'in': return `(${show(e.left)} in ${e.list.map(show).join(' ')})`;
    case 'any': return `${e.steps.join('/')}/any(${e.variable ?? ''}: ${e.of ? show(e.of) : ''})`;
    default: return `${e.kind} ${e.value}`;
  }
}

describe('filters', () => {
  const table: [string, string][] = [
    ['result gt 20', '(result gt number 20)'],
    ['result gt -2.5e3', '(result gt number -2500)'],
    ["name eq 'it''s'", "(name eq 'it's')"],
    ['a eq 1 or b eq 2 and c eq 3', '((a eq number 1) or ((b eq number 2) and (c eq number 3)))'],
    ['not a eq 1 and b eq 2', '(not((a eq number 1)) and (b eq number 2))'],
    ['(a eq 1 or b eq 2) and c eq 3', '(((a eq number 1) or (b eq number 2)) and (c eq number 3))'],
    ['result add 5 mul 2 sub 1 eq 10', '(((result add (number 5 mul number 2)) sub number 1) eq number 10)'],
    ['Datastream/Thing/properties/colour/0 ne null', '(Datastream/Thing/properties/colour/0 ne null)'],
    ['properties/颜色 eq true', '(properties/颜色 eq boolean true)'],
    ['@iot.id in (1, 2)', '(@iot.id in number 1 number 2)'],
    ["st_within(location, geography'POINT (1 2)')", 'st_within(location geometry POINT (1 2))'],
    ["geo.distance(location,geography'POINT (1 2)') lt 5", '(geo.distance(location geometry POINT (1 2)) lt number 5)'],
    ['phenomenonTime ge 2026-11-20T08:00:00+08:00', '(phenomenonTime ge 2026-11-20T00:00:00.000Z)'],
    ['phenomenonTime ge 2026-11-20T08:00Z', '(phenomenonTime ge 2026-11-20T08:00:00.000Z)'],
    ['during(phenomenonTime,2026-01-01T00:00:00Z/2026-02-01T00:00:00Z)', 'during(phenomenonTime 2026-01-01T00:00:00.000Z/2026-02-01T00:00:00.000Z)'],
    ["phenomenonTime gt now() sub duration'PT1H'", '(phenomenonTime gt (now() sub duration PT1H))'],
    ['date(resultTime) eq 2026-11-20', '(date(resultTime) eq date 2026-11-20)'],
    ['time(resultTime) lt 12:30:00', '(time(resultTime) lt time 12:30:00)'],
    ["Datastreams/any(d: d/name eq 'x')", "Datastreams/any(d: (d/name eq 'x'))"],
    ['Datastreams/any()', 'Datastreams/any(: )'],
    ["substringof('a', tolower(name))", "substringof('a' tolower(name))"],
  ];
  for (const [text, tree] of table) test(text, () => assert.equal(show(parseFilter(text)), tree));

  for (const text of ['', 'a eq', 'eq 1', '(a eq 1', 'a eq 1)', "name eq 'x", 'nothing(a)', 'length()', 'length(a, b)', 'a eq 2026-02-30T00:00:00Z', "location eq geography'x'", 'a in ()', 'a in (b)', 'a ; b', '\u0000', "duration'x' eq 1", `${'('.repeat(5000)}1`, `${'not '.repeat(5000)}a`])
    test(`refused: ${JSON.stringify(text.slice(0, 40))}`, () => assert.throws(() => parseFilter(text), BadQuery));
});

describe('options', () => {
  test('all of them, nested', () => {
    const options = parseOptions("$filter=name%20eq%20'a%26b'&$expand=Datastreams($select=name,unitOfMeasurement/name;$filter=name eq 'x)';$expand=Observations($top=1;$orderby=phenomenonTime desc,id;$count=true)),Locations/HistoricalLocations&$top=5&$skip=2&$count=true&$select=id,name&$orderby=name&$resultFormat=CSV");
    assert.equal(options.filter && show(options.filter), "(name eq 'a&b')");
    assert.deepEqual([options.top, options.skip, options.count, options.select, options.resultFormat], [5, 2, true, [['id'], ['name']], 'CSV']);
    const [first, second] = options.expand ?? [];
    assert.deepEqual(first?.options.select, [['name'], ['unitOfMeasurement', 'name']]);
    assert.deepEqual(first?.options.expand?.[0]?.options.orderby?.map((o) => [show(o.by), o.down]), [['phenomenonTime', true], ['id', false]]);
    assert.equal(first?.options.expand?.[0]?.options.count, true);
    assert.deepEqual(second, { steps: ['Locations', 'HistoricalLocations'], options: {} });
  });
  test('a plus is a space, but not in a zone', () => assert.equal(show(parseOptions('$filter=phenomenonTime+gt+2026-11-20T08:00:00+08:00').filter ?? { kind: 'null' }), '(phenomenonTime gt 2026-11-20T00:00:00.000Z)'));
  for (const query of ['$top=-1', '$top=x', '$top=1.5', '$skip=', '$count=yes', '$nothing=1', 'x=1', '$top=1&$top=2', '$expand=', '$expand=A(', '$expand=A($top=1', '$expand=A($resultFormat=CSV)', '$orderby=', '$select=', '$filter=%E4', '$resultFormat=xml'])
    test(`refused: ${query}`, () => assert.throws(() => parseOptions(query), BadQuery));
});

describe('paths', () => {
  test('four levels, a property, its value', () => {
    assert.deepEqual(parsePath('/Things(1)/Datastreams(2)/Observations(3)/FeatureOfInterest'), { segments: [{ name: 'Things', id: 1 }, { name: 'Datastreams', id: 2 }, { name: 'Observations', id: 3 }, { name: 'FeatureOfInterest', id: undefined }], ending: undefined });
    assert.deepEqual(parsePath('/Things(1)/name/$value'), { segments: [{ name: 'Things', id: 1 }, { name: 'name', id: undefined }], ending: 'value' });
    assert.equal(parsePath('/')?.segments, undefined);
  });
  for (const path of ['/Things(', '/Things(x)', '/$ref', '/Things(1)(2)', '/Things(-1)', '/%', `/${'Things(1)/'.repeat(50)}`]) test(`refused: ${path.slice(0, 40)}`, () => assert.throws(() => parsePath(path), BadQuery));
});

test('whatever is asked, the answer is a tree or a BadQuery', () => {
  const words = fc.constantFrom('name', 'result', ' eq ', ' and ', ' or ', 'not ', '(', ')', "'", "'a'", ',', ';', '/', '$top', '$filter', '=', '&', '1', '-', '2026-11-20T00:00:00Z', '/2026', 'any', ':', '%', '+', 'geography', "'POINT(1 2)'", '\u{1F6B2}', '颜色', 'st_within', 'in', ' add ', '$expand', 'Datastreams');
  fc.assert(fc.property(fc.array(words, { maxLength: 25 }).map((list) => list.join('')), (text) => {
    for (const parse of [() => parseFilter(text), () => parseOptions(`$filter=${text}`), () => parseOptions(`$expand=${text}`), () => parseOptions(text), () => parsePath(text)]) {
      try { parse(); } catch (error) { if (!(error instanceof BadQuery)) throw error; }
    }
  }), { numRuns: 3000 });
});
