// /api: the OpenAPI document for people; /design: every part of the interface in every state.
import { z } from 'zod';
import type { Ctx } from '#ground/http/context.ts';
import { openapi } from '#ground/http/openapi.ts';
import { page } from '#ground/http/route.ts';
import { ROLES } from '#ground/identity/roles.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { Document } from '#ground/pages/document.tsx';
import { residentPage } from '#ground/pages/frame.tsx';
import { Button, Card, Empty, Kv, LinkButton, PartHead, SearchField, Table, Tag } from '#ground/pages/parts.tsx';
import { DesignSheet } from '#ground/pages/sheet.tsx';
import { mapStart } from '#city/areas/index.ts';
import { roleWord } from '../account/index.ts';
import { m } from './messages.ts';
import { findCalls, readCalls, type Call } from './reading.ts';

const api = page({
  path: '/api', who: 'everyone', summary: 'The API, readable', query: z.object({ q: z.string().trim().max(100).optional() }),
  async view(ctx) {
    const { lang, ground, query } = ctx;
    const q = query.q ?? '';
    const calls = findCalls(readCalls(openapi(ground.rooms.flatMap((room) => room.routes ?? []), { title: '', version: '', server: ground.baseUrl })), q);
    const groups = [...Map.groupBy(calls, (call) => call.group)];
    return residentPage(ctx, { title: m.title(lang), page: 'api', main: 'wrap page', description: m.lead(lang) }, (
      <>
        <div class="page-h"><div class="stack-s"><h1>{m.title(lang)}</h1><p class="meta">{m.lead(lang)}</p></div><LinkButton href="/api/openapi.json" icon="link">{m.document(lang)}</LinkButton></div>
        <HowTo lang={lang} />
        <form action="/api" role="search" class="row"><SearchField main label={m.find(lang)} placeholder={m.findHint(lang)} value={q} class="grow" /><Button>{m.go(lang)}</Button></form>
        {groups.length === 0 && <Card><Empty icon="search" title={m.none(lang, { q })} action={<LinkButton href="/api">{m.all(lang)}</LinkButton>} /></Card>}
        {q === '' && <nav class="row row-wrap" aria-label={m.groups(lang)}>{groups.map(([group]) => <a key={group} class="chip" href={`#${anchor(group)}`}>{group}</a>)}</nav>}
        {groups.map(([group, list]) => (
          <section key={group} class="stack-s" aria-labelledby={anchor(group)}>
            <PartHead id={anchor(group)} title={<span class="code">/{group}</span>} note={String(list.length)} />
            <div class="card items">{list.map((call) => <CallPart key={call.id} call={call} lang={lang} open={q !== '' && list.length === 1} />)}</div>
          </section>
        ))}
      </>
    ));
  },
});

const anchor = (group: string): string => `g-${group.replace(/[^\w]+/g, '-')}`;

function HowTo({ lang }: { lang: Lang }) {
  return (
    <Card title={m.how(lang)} id="how" pad>
      <Kv rows={[[m.key(lang), <>{m.keyText(lang)} <a class="link" href="/account/keys">{m.keyGet(lang)}</a></>], [m.errors(lang), m.errorsText(lang)], [m.times(lang), m.timesText(lang)]]} />
    </Card>
  );
}

/** One call, folded: method, address and summary; opened, everything about it. */
function CallPart({ call, lang, open }: { call: Call; lang: Lang; open: boolean }) {
  return (
    <details class="call" id={call.id} open={open}>
      <summary class="item"><span class="tag call-m">{call.method}</span><span class="grow item-b"><span class="code call-p">{call.path}</span><span class="meta">{call.summary}</span></span></summary>
      <div class="call-b stack">
        <p class="row row-wrap"><Tag>{whoWords(call.who, lang)}</Tag></p>
        {call.about && <p class="text">{call.about}</p>}
        {call.parameters.length > 0 && (
          <Table caption={m.parameters(lang)} rows={call.parameters} rowKey={(one) => `${one.where}${one.name}`}
            columns={[{ head: m.name(lang), cell: (one) => <span class="code">{one.name}</span> }, { head: m.where(lang), cell: (one) => (one.where === 'path' ? m.path(lang) : m.query(lang)) },
              { head: m.type(lang), cell: (one) => <span class="code call-t">{one.type}</span> }, { head: m.about(lang), cell: (one) => [one.required && m.required(lang), one.about].filter(Boolean).join(' · ') }]} />
        )}
        {call.body && <Shape title={m.body(lang)} note={call.body.media.join(', ')} shape={call.body.shape} />}
        {call.answer && <Shape title={m.answer(lang, { status: call.answer.status })} shape={call.answer.shape} />}
      </div>
    </details>
  );
}

function Shape({ title, note, shape }: { title: string; note?: string; shape: string }) {
  return <div class="stack-s"><p><b class="strong">{title}</b> {note && <span class="meta">{note}</span>}</p><pre class="call-s" tabIndex={0}>{shape}</pre></div>;
}

function whoWords(who: Call['who'], lang: Lang): string {
  if (who === 'everyone') return m.everyone(lang);
  if (typeof who === 'string') return m.signedIn(lang);
  return m.roles(lang, { roles: ROLES.filter((role) => who.includes(role)).map((role) => roleWord(role)(lang)).join(lang === 'zh' ? '、' : ', ') });
}

const design = page({
  path: '/design', who: 'everyone', summary: 'The design sheet', query: z.object({ theme: z.enum(['light', 'dark', 'sun', 'wall']).optional() }),
  async view(ctx: Ctx<unknown, { theme?: 'light' | 'dark' | 'sun' | 'wall' | undefined }>) {
    const { lang, site, query, db } = ctx;
    const { base, center } = await mapStart(db, lang);
    return <Document lang={lang} title={`COMIS · ${site.name[lang]}`} theme={query.theme}><DesignSheet lang={lang} theme={query.theme} href="/design" map={{ base, center, zoom: 14 }} /></Document>;
  },
});

export const apiRoutes = [...api, ...design];
