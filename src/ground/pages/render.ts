// Pages into text. The server's components are plain functions without hooks, context or classes, so that a page is a tree of elements to be written down,
// and nothing has to be kept for a later change: preact-render-to-string keeps it, and takes twice as long. Islands, which do have hooks, are
// rendered by that one (island.tsx). Same output, which render.test.tsx holds against it; escaping as HTML §13.3 has it.
import { Fragment, isValidElement, type ComponentChildren, type VNode } from 'preact';

type Props = Readonly<Record<string, unknown>>;

/** Throws what a component throws. */
export function renderPage(node: ComponentChildren): string {
  if (node === null || node === undefined || typeof node === 'boolean' || node === '') return '';
  if (typeof node === 'string') return escaped(node);
  if (typeof node === 'number' || typeof node === 'bigint') return String(node);
  if (Array.isArray(node)) {
    let out = '';
    for (const child of node) out += renderPage(child as ComponentChildren);
    return out;
  }
  return isValidElement(node) ? rendered(node) : '';
}

function rendered({ type, props }: VNode): string {
  const given = props as Props;
  if (typeof type === 'string') return element(type, given);
  if (type === Fragment) return 'tpl' in given ? template(given) : renderPage(given['children'] as ComponentChildren);
  const component = type as Component;
  return component.keyOf ? kept(component, component.keyOf(given), given) : renderPage(component(given));
}

/** `keyOf`: all that a component's text depends on, so that a sign which stands a hundred times on a page is written once. */
interface Component { (props: Props): ComponentChildren; keyOf?(props: Props): string }
const texts = new WeakMap<Component, Map<string, string>>();
const MOST = 500; // texts of one component

function kept(component: Component, key: string, props: Props): string {
  let mine = texts.get(component);
  if (!mine) texts.set(component, (mine = new Map()));
  let text = mine.get(key);
  if (text === undefined) {
    if (mine.size >= MOST) mine.clear();
    mine.set(key, (text = renderPage(component(props))));
  }
  return text;
}

/** Text that was rendered before (jsxTemplate): it goes out as it is. */
function template({ tpl, exprs }: Props): string {
  const between = (exprs ?? []) as readonly ComponentChildren[];
  return (tpl as readonly string[]).reduce((out, text, i) => out + text + (i < between.length ? renderPage(between[i]) : ''), '');
}

const VOID = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr']);

function element(type: string, props: Props): string {
  let open = `<${type}`;
  let inner = '';
  for (const name in props) {
    const value = props[name];
    if (name === 'children') { if (inner === '') inner = type === 'textarea' && props['value'] !== undefined ? inner : renderPage(value as ComponentChildren); }
    else if (name === 'dangerouslySetInnerHTML') inner = (value as { __html: string } | undefined)?.__html ?? '';
    else if (type === 'textarea' && name === 'value') inner = escaped(String(value ?? ''));
    else open += attribute(name, value);
  }
  return VOID.has(type) ? `${open}/>` : `${open}>${inner}</${type}>`;
}

/** Names of attributes that components write as properties are called. */
const NAMES: Readonly<Record<string, string>> = { className: 'class', htmlFor: 'for', defaultValue: 'value', defaultChecked: 'checked', acceptCharset: 'accept-charset', httpEquiv: 'http-equiv' };
/** False is said, not left out. */
const SAYS_FALSE = /^(?:aria-|data-|draggable$|spellcheck$|contenteditable$)/i;

function attribute(name: string, value: unknown): string {
  if (value === null || value === undefined || name === 'key' || name === 'ref' || typeof value === 'function') return '';
  if (value === false && !SAYS_FALSE.test(name)) return '';
  const known = NAMES[name] ?? (name === name.toLowerCase() || name === 'viewBox' || name === 'preserveAspectRatio' ? name : lowered(name));
  if (value === true && !SAYS_FALSE.test(name)) return ` ${known}`;
  if (value === '') return ` ${known}`;
  return name === JSON_NAME && typeof value === 'string' ? ` ${known}='${apostrophed(value)}'` : ` ${known}="${escaped(String(value))}"`;
}

/** JSON is full of quotes, so it stands between apostrophes (HTML §13.1.2.3): a third shorter, and written in a fifth of the time. */
const JSON_NAME = 'data-props';
const apostrophed = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&#39;');


const lowers = new Map<string, string>();
/** `maxLength` is maxlength in HTML; SVG's `strokeWidth` is stroke-width. There are some dozens of names. */
function lowered(name: string): string {
  let known = lowers.get(name);
  if (known === undefined) lowers.set(name, (known = SVG_NAMES.test(name) ? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) : name.toLowerCase()));
  return known;
}
const SVG_NAMES = /^(?:stroke|fill|clip|text|font|dominant|alignment|baseline|stop|marker|vector)[A-Z]/;

const SPECIAL = /["&<]/;
const SPECIALS = /["&<]/g;
const escaped = (text: string): string => (SPECIAL.test(text) ? text.replace(SPECIALS, (one) => (one === '&' ? '&amp;' : one === '<' ? '&lt;' : '&quot;')) : text);
