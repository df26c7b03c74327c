// The design sheet: every part in every state, in either language and every theme. It is a page for developers and a
// subject for tests: what looks wrong here looks wrong everywhere.
import type { Lang } from '#ground/i18n/index.ts';
import { htmlLang, type Theme } from './document.tsx';
import { Mark } from './icons.tsx';
import type { BaseMap } from './map/basemap.ts';
import { m } from './sheet/messages.ts';
import { ButtonSection, NoticeSection, StateSection } from './sheet/acts.tsx';
import { FieldSection } from './sheet/forms.tsx';
import { ListSection, StepSection } from './sheet/lists.tsx';
import { ColourSection, IconSection, SignSection } from './sheet/signs.tsx';
import { MediaSection } from './sheet/media.tsx';
import { SECTIONS } from './sheet/frame.tsx';

export interface SheetProps {
  lang: Lang;
  theme?: Theme | undefined;
  /** Address of this sheet; `?theme=` and `?lang=` are added to it. */
  href: string;
  /** What its maps stand on, and where. Without one the maps are left out. */
  map?: { base: BaseMap; center: [lon: number, lat: number]; zoom: number } | undefined;
}

export function DesignSheet({ lang, theme, href, map }: SheetProps) {
  const themes: [Theme | '', string][] = [['', m.asSystem(lang)], ['light', m.light(lang)], ['dark', m.dark(lang)], ['sun', m.sun(lang)], ['wall', m.wall(lang)]];
  const other = lang === 'zh' ? 'en' : 'zh';
  const address = (changes: { theme?: string; lang?: string }) => `${href}?${new URLSearchParams({ lang, ...(theme && { theme }), ...changes })}`;
  return (
    <div class="shell sheet">
      <a class="skip" href="#main">{m.skip(lang)}</a>
      <header class="bar sh-bar">
        <Mark /><span class="bar-name">COMIS<small>{m.title(lang)}</small></span>
        <nav class="row row-wrap" aria-label={m.themes(lang)}>
          {themes.map(([value, word]) => <a key={value} class="chip" href={address({ theme: value })} aria-current={(theme ?? '') === value ? 'true' : undefined}>{word}</a>)}
          <a class="btn btn-q" href={address({ lang: other })} lang={htmlLang(other)} hreflang={htmlLang(other)}>{m.other(lang)}</a>
        </nav>
      </header>
      <main id="main" class="wrap sheet-g" tabIndex={-1}>
        <div class="stack-s">
          <h1>{m.title(lang)}</h1>
          <p class="text">{m.lead(lang)}</p>
          <nav class="row row-wrap sh-nav" aria-label={m.title(lang)}>{SECTIONS.map((name) => <a key={name} class="link" href={`#${name}`}>{m[name](lang)}</a>)}</nav>
        </div>
        <ButtonSection lang={lang} />
        <SignSection lang={lang} />
        <FieldSection lang={lang} />
        <NoticeSection lang={lang} />
        <StateSection lang={lang} />
        <StepSection lang={lang} />
        <ListSection lang={lang} />
        <MediaSection lang={lang} map={map} />
        <ColourSection lang={lang} />
        <IconSection lang={lang} />
      </main>
    </div>
  );
}
