import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Fragment, h, type ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { renderPage } from './render.ts';

const Twice = ({ children, of }: { children?: ComponentChildren; of: string }) => <p class={of}>{children}{children}</p>;

describe('a page is written as preact-render-to-string writes it', () => {
  const table: Record<string, ComponentChildren> = {
    'text is escaped, also in attributes': <p title={'"<&>\''}>{'a < b && "c"'}</p>,
    'nothing, false and true leave nothing': <p>{null}{undefined}{false}{true}{0}{''}{'x'}</p>,
    'lists, fragments and components': <><Twice of="a"><b>1</b>2</Twice>{[1, 2].map((n) => <i key={n}>{n}</i>)}<Fragment>z</Fragment></>,
    'attributes that are there or not': <input disabled checked={false} required={true} value="" name="n" readOnly maxLength={3} autoFocus />,
    'what says false': <div aria-hidden={false} aria-current={undefined} data-x={true} data-y="" draggable={false} />,
    'names of properties': <label class="l" for="x"><input class="c" tabIndex={-1} inputMode="tel" autocomplete="off" /></label>,
    'svg': <svg viewBox="0 0 1 1" preserveAspectRatio="none" stroke-width="2" fill-rule="evenodd"><path d="M0 0" vector-effect="non-scaling-stroke" /><text text-anchor="middle">x</text></svg>,
    'elements without content': <><br /><img src="a" alt="" /><hr /><link rel="x" /><meta charset="utf-8" /></>,
    'text areas and choices': <><textarea name="t" value={'a\n<b>'} /><select><option value="1" selected>1</option><option selected={false}>2</option></select></>,
    'html given as it is': <p dangerouslySetInnerHTML={{ __html: '<b>1</b>' }} />,
    'handlers and keys do not go out': <button type="button" onClick={() => {}} key="k">x</button>,
  };
  for (const [name, node] of Object.entries(table)) test(name, () => assert.equal(renderPage(node), renderToString(<>{node}</>)));

  test('but for the properties of islands, which stand between apostrophes', () => {
    const json = `{"a":"it's <b> & \\"c\\""}`;
    assert.equal(renderPage(<div data-props={json} />), `<div data-props='{"a":"it&#39;s &lt;b> &amp; \\"c\\""}'></div>`);
  });

  test('whatever tree', () => {
    const text = fc.string({ unit: 'binary', maxLength: 8 });
    const leaf: fc.Arbitrary<ComponentChildren> = fc.oneof(text, fc.integer(), fc.constant(null), fc.boolean());
    const { tree } = fc.letrec<{ tree: ComponentChildren }>((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, leaf, fc.tuple(fc.constantFrom('p', 'div', 'a', 'ul', 'span'), fc.dictionary(fc.constantFrom('class', 'id', 'title', 'href', 'hidden', 'aria-label', 'data-n'), fc.oneof(text, fc.boolean(), fc.integer(), fc.constant(undefined)), { maxKeys: 3 }), fc.array(tie('tree'), { maxLength: 4 })).map(([type, props, children]) => h(type, props, ...children))),
    }));
    fc.assert(fc.property(tree, (node) => assert.equal(renderPage(node), renderToString(<>{node}</>))), { numRuns: 500 });
  });
});

test('a sign that names all it depends on is written once for each of its kinds', () => {
  let written = 0;
  const Sign = ({ name }: { name: string }) => { written++; return <b class={name}>{name}</b>; };
  Sign.keyOf = ({ name }: { name: string }) => name;
  const page = <>{['a', 'b', 'a', 'b"', 'a'].map((name) => <Sign key={name} name={name} />)}</>;
  assert.equal(renderPage(page), renderToString(page));
  assert.equal(written, 3 + 5, 'three by us, five by the other renderer');
});
