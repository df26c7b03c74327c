// The parts: wiring for assistive technology, escaping, and the arithmetic of rulers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { renderToString } from 'preact-render-to-string';
import {
  Button, CheckBox, Chips, Clock, ErrorSummary, Field, GLYPHS, Glyph, Icon, ICONS, Kv, Pagination, PhotoField, Ruler, Seal, Seg, Step, Table, Undo,
} from './parts.tsx';

test('an error stands between label and field, and the field names hint and error', () => {
  const html = renderToString(<Field name="phone" label="Telephone" hint="With area code" error="Two digits are missing" value={'1"3'} />);
  assert.match(html, /<label class="label" for="f-phone">/);
  assert.match(html, /aria-invalid="true" aria-describedby="f-phone-hint f-phone-error"/);
  assert.ok(html.indexOf('f-phone-error"') < html.indexOf('<input'), 'error comes before the field');
  assert.match(html, /value="1&quot;3"/);
});

test('a field without hint and error describes itself by nothing', () => {
  const html = renderToString(<Field name="a" label="A" />);
  assert.doesNotMatch(html, /aria-describedby|aria-invalid/);
});

test('what was typed is kept in every kind of field', () => {
  assert.match(renderToString(<Field name="a" label="A" as="textarea" value="</textarea><b>" />), /&lt;\/textarea>&lt;b><\/textarea>|&lt;\/textarea&gt;&lt;b&gt;<\/textarea>/);
  const select = renderToString(<Field name="a" label="A" as="select" value="2" empty="all" options={[{ value: '1', label: 'one' }, { label: 'more', options: [{ value: '2', label: 'two' }] }]} />);
  assert.match(select, /<option selected value="2">|<option value="2" selected>/);
  assert.equal(select.match(/selected/g)?.length, 1);
});

test('the link of an error summary finds the first answer of a group', () => {
  const summary = renderToString(<ErrorSummary title="1 thing" errors={[{ field: 'who', text: 'Choose one' }]} />);
  const group = renderToString(<Seg name="who" legend="Who" error="Choose one" choices={[{ value: 'a', label: 'A' }, { value: 'b', label: 'B' }]} />);
  assert.match(summary, /href="#f-who"/);
  assert.equal(group.match(/id="f-who"/g)?.length, 1);
  assert.match(group, /<fieldset class="field field-bad" aria-describedby="f-who-error">/);
  assert.equal(renderToString(<ErrorSummary title="none" errors={[]} />), '');
});

test('one answer of a group is chosen, several of check boxes', () => {
  const choices = [{ value: 'a', label: 'A' }, { value: 'b', label: 'B' }, { value: 'c', label: 'C' }];
  assert.equal(renderToString(<Seg name="x" legend="X" value="b" choices={choices} />).match(/ checked/g)?.length, 1);
  assert.equal(renderToString(<Chips name="y" legend="Y" multiple values={['a', 'c']} choices={choices} />).match(/ checked/g)?.length, 2);
  assert.match(renderToString(<CheckBox name="z" label="Z" error="Tick it" />), /aria-describedby="f-z-error"/);
});

test('a photo field asks for pictures and keeps its own name and error', () => {
  const html = renderToString(<PhotoField name="photos" label="Photos" words="Take" error="Too large" multiple camera />);
  assert.match(html, /type="file" name="photos" accept="image\/\*" capture="environment" multiple/);
  assert.match(html, /aria-describedby="f-photos-error"/);
});

for (const [used, state, width] of [[0.42, 'ok', 42], [0.86, 'warn', 86], [3, 'late', 120], [-1, 'ok', 0]] as const) {
  test(`a ruler used to ${used} is ${width} long`, () => {
    const html = renderToString(<Ruler used={used} state={state} label="2 h" />);
    assert.match(html, new RegExp(`<rect class="r-(?:fill|hatch|late)" width="${width}"`));
    assert.match(html, /role="img" aria-label="2 h"/);
  });
}

test('a ruler without a tick ends at its limit', () => {
  const html = renderToString(<Ruler used={3} state="late" tick={false} label="2 h" />);
  assert.match(html, /viewBox="0 0 100 8".*class="r-late" width="100"/);
  assert.doesNotMatch(html, /r-tick/);
});

test('signs speak once', () => {
  assert.match(renderToString(<Seal nature="report" char="举" word="举报" />), /role="img" aria-label="举报" title="举报">举</);
  assert.match(renderToString(<Seal nature="report" char="举" />), /aria-hidden="true">举</);
  assert.match(renderToString(<Clock state="late" words="9 late" spoken="9 minutes late" />), /clock clock-late.*<span aria-hidden="true">9 late<\/span><span class="vh">9 minutes late<\/span>/);
  assert.match(renderToString(<Icon name="bell" label="News" />), /role="img" aria-label="News"/);
});

test('a busy button keeps its words and says that it is busy', () => {
  const html = renderToString(<Button kind="1" busy>Sending</Button>);
  assert.match(html, /aria-busy="true"/);
  assert.match(html, /class="spin".*<span>Sending<\/span>/);
  assert.match(renderToString(<Button label="More" icon="more" />), /class="btn btn-i"[^>]* aria-label="More"/);
});

test('undo sends its hidden fields, escaped', () => {
  assert.match(renderToString(<Undo action="/undo" words="Undo" fields={{ csrf: 'a"b' }} />), /<input type="hidden" name="csrf" value="a&quot;b"\/>/);
});

test('lists leave out what is not there', () => {
  assert.equal(renderToString(<Kv rows={[['a', 'x'], ['b', ''], ['c', null], ['d', 0]]} />).match(/<dt>/g)?.length, 2);
  assert.equal(renderToString(<Pagination label="p" newerWords="n" olderWords="o" />), '');
  assert.match(renderToString(<Step glyph="back" tone="back" title="Returned" say="not ours" />), /<li class="step step-back">.*<p class="say">not ours<\/p>/);
});

test('the first cell of a row is its header; numbers are end-aligned in head, body and foot', () => {
  const html = renderToString(<Table caption="By area" rows={[{ n: 'a', v: 1 }]} rowKey={(row) => row.n} columns={[{ head: 'Area', cell: (row) => row.n, foot: 'Sum' }, { head: 'Cases', num: true, cell: (row) => row.v, foot: 1 }]} />);
  assert.match(html, /<th scope="row">a<\/th><td class="num">1<\/td>/);
  assert.equal(html.match(/class="num"/g)?.length, 3);
  assert.match(html, /tabindex="0"/i);
});

test('every icon and glyph is in the sprite, once, and the sprite has no others', () => {
  const sprite = readFileSync(new URL('../../../web/public/icons.svg', import.meta.url), 'utf8');
  const there = [...sprite.matchAll(/<symbol id="([^"]+)"/g)].map((hit) => hit[1]).sort();
  assert.deepEqual(there, [...ICONS.map((name) => `i-${name}`), ...GLYPHS.map((name) => `g-${name}`)].sort());
  assert.match(renderToString(<Glyph name="done" />), /<use href="\/assets\/icons\.svg#g-done"/);
});
