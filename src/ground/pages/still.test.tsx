import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderToString } from 'preact-render-to-string';
import { renderPage } from './render.ts';
import { still } from './still.ts';

test('a still part is rendered once for the same words, and again for any other', () => {
  let rendered = 0;
  const Part = ({ words, links }: { words: string; links: readonly string[] }) => {
    rendered++;
    return <nav aria-label={words}>{links.map((href) => <a key={href} href={href}>{words}</a>)}</nav>;
  };
  const Still = still(Part);
  const page = (words: string, links: readonly string[]) => renderPage(<div><Still words={words} links={links} /><p>after</p></div>);
  const plain = (words: string, links: readonly string[]) => renderToString(<div><Part words={words} links={links} /><p>after</p></div>);
  assert.equal(page('导航 <"&>', ['/a']), plain('导航 <"&>', ['/a']), 'the same text as without, escaped once');
  rendered = 0;
  assert.equal(page('导航 <"&>', ['/a']), plain('导航 <"&>', ['/a']));
  assert.equal(rendered, 1, 'only the plain one');
  assert.equal(page('导航', ['/a', '/b?x=1&y']), plain('导航', ['/a', '/b?x=1&y']));
  assert.equal(rendered, 3);
});

test('it may stand twice in one page, inside of another and beside what is rendered anew', () => {
  const Inner = still(({ n }: { n: number }) => <b>{n}</b>);
  const Outer = still(({ n }: { n: number }) => <p><Inner n={n} /><Inner n={n + 1} /></p>);
  for (let i = 0; i < 2; i++) assert.equal(renderPage(<><Outer n={1} /><i>{i}</i><Outer n={1} /></>), `<p><b>1</b><b>2</b></p><i>${i}</i><p><b>1</b><b>2</b></p>`);
});
