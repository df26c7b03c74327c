// The skeleton, islands and shells: what must hold of every page whatever stands in it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { renderToString } from 'preact-render-to-string';
import { renderPage } from './render.ts';
import { setAssets } from './assets.ts';
import { Document, renderDocument } from './document.tsx';
import { Island } from './island.tsx';
import { OfflinePage } from './offline.tsx';
import { DesignSheet } from './sheet.tsx';
import { AdminShell, PlainShell, PrintShell, ResidentShell, StaffShell, WallShell, type NavItem } from './shells.tsx';

before(() => setAssets({ css: ['/assets/hashed/site-1.css'], js: ['/assets/hashed/islands-1.js'] }));
after(() => setAssets(undefined));

const nav: NavItem[] = [
  { href: '/', label: 'Home', icon: 'home', current: true },
  { href: '/report', label: 'Report', icon: 'camera', main: true },
  { href: '/queue', label: 'Queue', icon: 'inbox', badge: 140, badgeLabel: '140 wait' },
];
const brand = { name: 'Linjiang', href: '/' };
const common = { skip: 'Skip', brand, navLabel: 'Main' };

const shells: Record<string, string> = {
  resident: renderToString(<ResidentShell {...common} nav={nav}>x</ResidentShell>),
  staff: renderToString(<StaffShell {...common} rail={nav} search={{ action: '/search', label: 'Search', placeholder: 'number' }} live={{ words: 'Live' }}>x</StaffShell>),
  admin: renderToString(<AdminShell {...common} rail={nav} title="People">x</AdminShell>),
  plain: renderToString(<PlainShell skip="Skip" brand={brand}>x</PlainShell>),
  print: renderToString(<PrintShell brand="Linjiang" title="Case" foot="today">x</PrintShell>),
  wall: renderToString(<WallShell title="Linjiang" live={{ words: 'Live' }} time="09:51" date="18 Nov">x</WallShell>),
};

test('a document names its language, its files and nothing inline', () => {
  const html = renderDocument(<Document lang="zh" title="a < b" theme="dark"><p>x</p></Document>);
  assert.match(html, /^<!doctype html>\n<html lang="zh-CN" data-theme="dark">/);
  assert.match(html, /<title>a &lt; b<\/title>/);
  assert.match(html, /<link rel="stylesheet" href="\/assets\/hashed\/site-1\.css"\/>/);
  assert.match(html, /<script type="module" src="\/assets\/hashed\/islands-1\.js"><\/script>/);
  assert.doesNotMatch(html, /<script(?![^>]* src=)/);
  assert.doesNotMatch(html, /<style/);
});

test('what stands in an island\'s props cannot leave its attribute', () => {
  const props = { text: '</script><script>alert(1)</script>" onx="\'', deep: { n: [1, null] } };
  const html = renderPage(<Island name="x" props={props}>before</Island>);
  assert.doesNotMatch(html, /<script/);
  const attribute = /data-props='([^']*)'/.exec(html)?.[1] ?? '';
  const text = attribute.replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&');
  assert.deepEqual(JSON.parse(text), props);
});

test('an island is rendered by the server too', () => {
  const Hello = ({ name }: { name: string }) => <b>hello {name}</b>;
  assert.match(renderToString(<Island name="hello" when="visible" of={Hello} props={{ name: 'you' }} />), /data-when="visible"[^>]*><b>hello you<\/b>/);
});

for (const [name, html] of Object.entries(shells)) {
  test(`the ${name} shell has one main and at most one heading of the first rank`, () => {
    assert.equal(html.match(/<main/g)?.length, 1);
    assert.ok((html.match(/<h1/g)?.length ?? 0) <= 1);
    assert.doesNotMatch(html, / style="/);
  });
}

for (const name of ['resident', 'staff', 'admin', 'plain']) {
  test(`the ${name} shell begins with a way past its bars`, () => {
    assert.match(shells[name] ?? '', /<div class="shell[^"]*"><a class="skip" href="#main">/);
    assert.match(shells[name] ?? '', /<main id="main"/);
  });
}

test('the current entry is marked, a badge is capped for the eye and whole for the ear', () => {
  assert.match(shells.staff ?? '', /<a href="\/" aria-current="page"/);
  assert.match(shells.staff ?? '', /<span aria-hidden="true">99\+<\/span><span class="vh">140 wait<\/span>/);
});

test('a page one step down has a way back and no bottom bar', () => {
  const html = renderToString(<ResidentShell {...common} nav={nav} back={{ href: '/', label: 'Back', title: 'Report' }}>x</ResidentShell>);
  assert.match(html, /<a class="btn btn-i" href="\/" aria-label="Back">/);
  assert.doesNotMatch(html, /tabbar/);
});

const map = { base: { kind: 'own', areas: '/areas.json', attribution: 'ours' }, center: [120, 30], zoom: 14 } as const;
for (const lang of ['zh', 'en'] as const) {
  test(`the design sheet in ${lang}: no inline style, no id twice, every label finds its field`, () => {
    const html = renderToString(<DesignSheet lang={lang} href="/design" map={{ ...map, center: [120, 30] }} />);
    assert.doesNotMatch(html, / style="/);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((hit) => hit[1] ?? '');
    assert.deepEqual(ids.filter((id, at) => ids.indexOf(id) !== at), []);
    const wanted = [...html.matchAll(/ (?:for|aria-describedby|aria-labelledby)="([^"]+)"/g)].flatMap((hit) => (hit[1] ?? '').split(' '));
    assert.deepEqual(wanted.filter((id) => !ids.includes(id)), []);
  });
}

test('the offline page speaks both languages and names nobody', () => {
  const html = renderToString(<OfflinePage city="临江" />);
  assert.match(html, /lang="zh-CN"/);
  assert.match(html, /lang="en"/);
});

const entries = (n: number): NavItem[] => Array.from({ length: n }, (_, i) => ({ href: `/e${i}`, label: `Entry ${i}`, icon: 'list' as const, badge: i, current: i === n - 1 }));
/** Addresses in the bar itself on a phone, and in the list behind "more". */
function onPhone(html: string, bar: 'rail' | 'tabbar'): { bar: string[]; behind: string[] } {
  const whole = new RegExp(`<nav class="${bar}".*?</nav>`, 's').exec(html)?.[0] ?? '';
  const list = /<details.*<\/details>/s.exec(whole)?.[0] ?? '';
  const hrefs = (text: string) => [...text.matchAll(/<a href="(\/e\d+)"(?![^>]*class="rail-more")/g)].map(([, href]) => href ?? '');
  return { bar: hrefs(whole.replace(list, '')), behind: hrefs(list) };
}

test('a phone\'s bar holds five: of more, four and "more", behind which every other entry stands', () => {
  for (const n of [1, 5, 6, 7, 14]) {
    const all = entries(n).map((item) => item.href);
    const staff = renderToString(<StaffShell {...common} rail={entries(n)} more="More">x</StaffShell>);
    const resident = renderToString(<ResidentShell {...common} nav={entries(n)} more="More">x</ResidentShell>);
    for (const [html, bar] of [[staff, 'rail'], [resident, 'tabbar']] as const) {
      const shown = onPhone(html, bar);
      assert.deepEqual([shown.bar.length, [...shown.bar, ...shown.behind]], [n > 5 ? 4 : n, all], `${bar} of ${n}`);
    }
    const wide = /<nav class="rail".*?(?:<details|<\/nav>)/s.exec(staff)?.[0] ?? '';
    assert.deepEqual([...wide.matchAll(/<a href="(\/e\d+)"/g)].map(([, href]) => href), all, 'a wide screen shows all of them in the rail');
  }
  const seven = renderToString(<StaffShell {...common} rail={entries(7)} more="More">x</StaffShell>);
  assert.match(seven, /<summary class="on">.*More<span class="badge">15<\/span><\/summary>/s, 'what waits behind it is summed up, and it is marked when the present page is there');
});
