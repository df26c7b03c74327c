// Parts of a frame that say the same to everyone: the head, the navigation of residents. Their text is kept by everything that goes into it, so
// that a page renders what is its own. Only for the server, and only for what depends on nobody: what a viewer or a record brings is never kept.
import { h, type ComponentType, type VNode } from 'preact';
import { jsxTemplate } from 'preact/jsx-runtime';
import { renderPage } from './render.ts';

const MOST = 500; // texts of one component; a language, a page's place in the navigation and a theme make one

/** The same component with its text kept. Its props are plain JSON and all it depends on. */
export function still<P extends object>(of: ComponentType<P>): (props: P) => VNode {
  const kept = new Map<string, string>();
  return (props) => {
    const key = JSON.stringify(props);
    let text = kept.get(key);
    if (text === undefined) {
      if (kept.size >= MOST) kept.clear();
      kept.set(key, (text = renderPage(h(of, props))));
    }
    return jsxTemplate([text]);
  };
}
