// The skeleton of every page. No inline style, no inline script: it holds under a policy of 'self'.
import type { ComponentChildren, VNode } from 'preact';
import { renderPage } from './render.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { assets } from './assets.ts';
import { Hatch } from './icons.tsx';
import { still } from './still.ts';

/** light, dark: fixed; sun: outdoors; wall: the command wall. Without one the page follows the system. */
export type Theme = 'light' | 'dark' | 'sun' | 'wall';

export interface DocumentProps {
  lang: Lang;
  /** Already complete: "Queue · Linjiang". */
  title: string;
  description?: string | undefined;
  theme?: Theme | undefined;
  /** Stylesheets and module scripts; the built entry files unless given. */
  css?: readonly string[] | undefined;
  js?: readonly string[] | undefined;
  bodyClass?: string | undefined;
  /** More of <head>: feeds, alternates, robots. */
  head?: ComponentChildren;
  children: ComponentChildren;
}

/** The whole <html> element. Use `renderDocument` to get the text with its doctype. */
export function Document({ lang, title, description, theme, css = assets().css, js = assets().js, bodyClass, head, children }: DocumentProps) {
  return (
    <html lang={htmlLang(lang)} data-theme={theme}>
      <head>
        <HeadFirst />
        <title>{title}</title>
        {description && <meta name="description" content={description} />}
        <HeadFiles theme={theme} css={css} js={js} />
        {head}
      </head>
      <body class={bodyClass}>
        <Patterns />
        {children}
      </body>
    </html>
  );
}

const Patterns = still(Hatch);

const HeadFirst = still(() => (
  <>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
  </>
));

const HeadFiles = still(({ theme, css, js }: { theme: Theme | undefined; css: readonly string[]; js: readonly string[] }) => (
  <>
    <meta name="color-scheme" content={theme === 'dark' || theme === 'wall' ? 'dark' : theme ? 'light' : 'light dark'} />
    <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
    <link rel="apple-touch-icon" href="/assets/icon-192.png" />
    <link rel="manifest" href="/assets/manifest.webmanifest" />
    {css.map((href) => <link key={href} rel="stylesheet" href={href} />)}
    {js.map((src) => <script key={src} type="module" src={src} />)}
  </>
));

/** A page as text. The argument is a <Document>. */
export function renderDocument(page: VNode): string {
  return `<!doctype html>\n${renderPage(page)}`;
}

/** The tag browsers and screen readers know: zh-CN picks the mainland forms of shared characters. */
export const htmlLang = (lang: Lang): string => (lang === 'zh' ? 'zh-CN' : lang);
