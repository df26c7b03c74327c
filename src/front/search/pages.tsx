// /search: one field for everything. Staff see it in their frame with what their rooms add; each source answers for itself.
import { z } from 'zod';
import type { Ctx } from '#ground/http/context.ts';
import { page } from '#ground/http/route.ts';
import { is, STAFF } from '#ground/identity/index.ts';
import { Button, Card, Empty, Icon, Item, Items, LinkButton, PartHead, SearchField } from '#ground/pages/parts.tsx';
import type { SearchHit } from '#ground/room.ts';
import { framed } from '../account/index.ts';
import { m } from './messages.ts';

export const searchRoutes = page({
  path: '/search', who: 'everyone', summary: 'Find', query: z.object({ q: z.string().trim().max(100).optional() }),
  async view(ctx) {
    const { lang, query } = ctx;
    const staff = is(ctx.viewer, ...STAFF);
    const q = query.q ?? '';
    const hits = q === '' ? [] : await findAll(ctx, q);
    const body = (
      <>
        {!staff && (
          <form action="/search" role="search" class="row">
            <SearchField main label={m.label(lang)} placeholder={m.hint(lang)} value={q} class="grow" />
            <Button kind="1">{m.go(lang)}</Button>
          </form>
        )}
        <Results ctx={ctx} q={q} hits={hits} />
      </>
    );
    return framed(ctx, { title: q === '' ? m.title(lang) : m.of(lang, { q }), head: <meta name="robots" content="noindex" /> }, body);
  },
});

/** Asks every source; one that fails is logged and left out, so that a fault in one room does not silence the rest. The same page is shown once. */
async function findAll(ctx: Ctx, text: string): Promise<SearchHit[]> {
  const sources = ctx.ground.rooms.flatMap((room) => room.search ?? []);
  const answers = await Promise.all(sources.map((source) => source.find(ctx, text).catch((error: unknown): SearchHit[] => {
    ctx.ground.log.error(error, `searching ${source.name}`);
    return [];
  })));
  const seen = new Set<string>();
  return answers.flat().filter((hit) => !seen.has(hit.href) && seen.add(hit.href));
}

function Results({ ctx: { lang }, q, hits }: { ctx: Ctx; q: string; hits: readonly SearchHit[] }) {
  if (q === '') return <Card><Empty icon="search" title={m.start(lang)}>{m.startLead(lang)}</Empty></Card>;
  if (hits.length === 0) return <Card><Empty icon="search" title={m.none(lang, { q })} action={<LinkButton href="/map">{m.onMap(lang)}</LinkButton>}>{m.noneLead(lang)}</Empty></Card>;
  return (
    <>
      {[...Map.groupBy(hits, (hit) => hit.kind)].map(([kind, list], at) => (
        <section key={kind} class="stack-s" aria-labelledby={`kind-${at}`}>
          <PartHead id={`kind-${at}`} title={kind} />
          <Items>{list.map((hit) => <Item key={hit.href} href={hit.href} title={hit.title} meta={hit.detail} end={<Icon name="next" size="s" />} />)}</Items>
        </section>
      ))}
    </>
  );
}
