// The page the service worker shows without a network. It is fetched in advance, without any session, so it says
// nothing about anybody. In both languages: nobody knows who will read it.
import { LANGS } from '#ground/i18n/index.ts';
import { htmlLang } from './document.tsx';
import { m } from './messages.ts';
import { LinkButton, Notice } from './parts.tsx';
import { PlainShell } from './shells.tsx';

/** Mounted at /offline, outside sessions, and linked from no page. `city` is the city's own name. */
export function OfflinePage({ city }: { city: string }) {
  return (
    <PlainShell skip={LANGS.map((lang) => m.skip(lang)).join(' · ')} brand={{ name: city, href: '/' }}>
      {LANGS.map((lang, at) => (
        <section class="stack" lang={htmlLang(lang)} key={lang}>
          {at === 0 ? <h1>{m.offlineTitle(lang)}</h1> : <h2>{m.offlineTitle(lang)}</h2>}
          <p class="text">{m.offlineText(lang)}</p>
          <Notice tone="stop">{m.offlineCall(lang)}</Notice>
          <LinkButton href="/" icon="refresh">{m.offlineAgain(lang)}</LinkButton>
        </section>
      ))}
    </PlainShell>
  );
}
