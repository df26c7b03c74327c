// /sensors: where the city measures and what it reads now, as a map and as the list beside it; both go on by themselves while they are looked at.
import { z } from 'zod';
import type { Ctx } from '#ground/http/context.ts';
import { page, type Route } from '#ground/http/route.ts';
import { clockTime } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { residentPage } from '#ground/pages/frame.tsx';
import { Island } from '#ground/pages/island.tsx';
import { Button, Empty, Field, Item, Items, LinkButton, Pagination, Tag } from '#ground/pages/parts.tsx';
import { cityMap } from '#city/areas/index.ts';
import { sensingLists, type SensingLists } from '../provisioning/lists.ts';
import { MISSED } from './freshness.ts';
import { m } from './messages.ts';
import { Age, newestOf, Reading } from './parts.tsx';
import { choices, listSensors, streamsOf, type StreamRow, type ThingRow } from './store.ts';
import { kindWord, propertyWord, thingName } from './words.ts';

/** Things on a page, and readings of each in the list. */
const [PAGE, READINGS] = [50, 4];
/** Seconds between two looks of an open page. */
const EVERY = 30;
const LIST = 'sensor-list';

export const FilterQuery = { kind: z.string().max(60).optional(), property: z.string().max(200).optional(), q: z.string().trim().max(80).optional() };
const Query = z.object({ ...FilterQuery, after: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional(), lang: z.string().optional() });
type Query = z.output<typeof Query>;

export const sensorMap: readonly Route[] = page({
  path: '/sensors', who: 'everyone', summary: 'Sensors now, as a map and a list', query: Query,
  async view(ctx) {
    const { db, lang, query, now } = ctx;
    const want = { sees: 'public' as const, kind: query.kind, property: query.property, text: query.q };
    const [lists, offered, rows] = await Promise.all([sensingLists(db), choices(db, 'public'), listSensors(db, { ...want, after: query.after, limit: PAGE + 1 })]);
    const shown = rows.slice(0, PAGE);
    const streams = Map.groupBy(await streamsOf(db, shown.map(({ id }) => id), READINGS, now), ({ thing }) => thing);
    const list = <List ctx={ctx} rows={rows} streams={streams} lists={lists} />;
    return residentPage(ctx, { title: m.title(lang), page: 'sensors', main: 'wrap page', description: m.lead(lang), current: '/map' }, (
      <>
        <div class="page-h"><div class="stack-s"><h1>{m.title(lang)}</h1><p class="text">{m.lead(lang)}</p></div><Freshness ctx={ctx} /></div>
        <Filters lang={lang} query={query} offered={offered} lists={lists} />
        {await cityMap(ctx, { label: m.map(lang), url: `/api/sensors.geojson?bbox={bbox}${filterParams(query, '&')}`, every: EVERY, height: 'l', list })}
        <p class="meta">{m.staleRule(lang, { n: MISSED })}</p>
      </>
    ));
  },
});

const Freshness = ({ ctx: { lang, now, site } }: { ctx: Ctx }) => (
  <Island name="fresh-part" props={{ part: LIST, seconds: EVERY, at: clockTime(lang, site.zone, now), locale: lang === 'zh' ? 'zh-CN' : 'en-GB', zone: site.zone, words: { rest: m.refreshes(lang, { n: EVERY }), done: m.refreshed(lang, { n: EVERY }), failed: m.refreshFailed(lang) } }}>
    <p class="meta script-only">{m.refreshes(lang, { n: EVERY })}</p>
  </Island>
);

function Filters({ lang, query, offered, lists }: { lang: Lang; query: Query; offered: { kinds: readonly string[]; properties: readonly { name: string; listed: string | null }[] }; lists: SensingLists }) {
  return (
    <form class="sensor-filters" method="get" action="/sensors" role="search" aria-label={m.filters(lang)}>
      <Field as="select" name="kind" label={m.kind(lang)} empty={m.anyKind(lang)} value={query.kind} options={offered.kinds.map((kind) => ({ value: kind, label: kindWord(lang, lists, kind) ?? kind }))} auto />
      <Field as="select" name="property" label={m.property(lang)} empty={m.anyProperty(lang)} value={query.property} options={offered.properties.map((one) => ({ value: one.name, label: propertyWord(lang, lists, one) }))} auto />
      <Field name="q" type="search" label={m.search(lang)} placeholder={m.searchHint(lang)} value={query.q} maxLength={80} />
      <Button>{m.apply(lang)}</Button>
    </form>
  );
}

function List({ ctx: { lang, query, now }, rows, streams, lists }: { ctx: Ctx<unknown, Query>; rows: readonly ThingRow[]; streams: ReadonlyMap<number, readonly StreamRow[]>; lists: SensingLists }) {
  const shown = rows.slice(0, PAGE);
  const filtered = filterParams(query, '') !== '';
  return (
    <section id={LIST} class="stack-s" aria-label={m.listed(lang)}>
      {shown.length === 0
        ? <div class="card"><Empty icon="feed" title={filtered ? m.none(lang) : m.noneYet(lang)} action={filtered ? <LinkButton href="/sensors">{m.clear(lang)}</LinkButton> : undefined}>{filtered ? m.noneHint(lang) : m.noneYetHint(lang)}</Empty></div>
        : <><p class="meta">{m.shown(lang, { n: shown.length })}</p><Items label={m.listed(lang)}>{shown.map((thing) => <Line key={thing.id} thing={thing} streams={streams.get(thing.id) ?? []} lists={lists} lang={lang} now={now} />)}</Items></>}
      <Pagination label={m.pages(lang)} newer={query.after === undefined ? undefined : `/sensors${filterParams(query, '?')}`} newerWords={m.first(lang)} older={rows.length > PAGE ? `/sensors?${new URLSearchParams([...filters(query), ['after', String(shown.at(-1)?.id)]]).toString()}` : undefined} olderWords={m.more(lang)} />
    </section>
  );
}

function Line({ thing, streams, lists, lang, now }: { thing: ThingRow; streams: readonly StreamRow[]; lists: SensingLists; lang: Lang; now: Date }) {
  const newest = newestOf(streams);
  return (
    <Item href={`/sensors/${thing.id}`} title={thingName(lang, thing)} meta={[kindWord(lang, lists, thing.kind), thing.place === thing.name ? undefined : thing.place].filter(Boolean).join(' · ') || undefined} aside={newest && <Age at={newest} now={now} lang={lang} />}
      signs={newest ? streams.map((stream) => <Reading key={stream.id} stream={stream} lists={lists} lang={lang} />) : <Tag>{m.noValue(lang)}</Tag>} />
  );
}

const filters = ({ kind, property, q }: Query): [string, string][] => [['kind', kind], ['property', property], ['q', q]].filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '');
function filterParams(query: Query, before: '' | '?' | '&'): string {
  const text = new URLSearchParams(filters(query)).toString();
  return text === '' ? '' : before + text;
}
