// /map: filters above, the map, the same in words beside or under it. Works without a map: the list follows the address.
import { z } from 'zod';
import type { Ctx } from '#ground/http/context.ts';
import { readBbox } from '#ground/geo/read.ts';
import { many, page, route, type Route } from '#ground/http/route.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { navOf, residentPage } from '#ground/pages/frame.tsx';
import { Island } from '#ground/pages/island.tsx';
import { Button, CheckBox, Empty, Field, Items, LinkButton, MapFrame, Pagination, type Option, type OptionGroup } from '#ground/pages/parts.tsx';
import { mapStart } from '#city/areas/index.ts';
import { casesInMemory, cityTools, findPublicCases, today, type CityTools, type PublicCase } from '#city/cases/index.ts';
import { CaseItem, pointsOf, type Seen } from '../home/index.ts';
import type { CityMapProps } from './city-map.island.tsx';
import { m } from './messages.ts';
import { boxInSight, cursorOf, layerUrl, mapHref, MapQuery, readCursor, tilesOf } from './view.ts';

const LISTED = 30;
const LIST = 'map-list';

const mapPage = page({
  path: '/map', who: 'everyone', summary: 'The one map', query: MapQuery,
  async view(ctx) {
    const { lang, db, query, now } = ctx;
    const [tools, start] = await Promise.all([cityTools(db), mapStart(db, lang)]);
    const at = query.lon !== undefined && query.lat !== undefined ? { lon: query.lon, lat: query.lat } : undefined;
    const bbox = query.bbox !== undefined ? readBbox(query.bbox) : at && query.z !== undefined ? boxInSight(at, query.z) : undefined;
    const classes = query.class === undefined ? undefined : [query.class, ...tools.classes.children(query.class).map((one) => one.code)];
    const found = await findPublicCases(db, { limit: LISTED + 1, bbox, area: query.area, classes, open: query.stage && query.stage === 'open', before: readCursor(query.before) });
    const seen: Seen = { lang, now, tools };
    const center = at ?? centreOf(tools, query.area);
    const layers = ctx.ground.rooms.flatMap((room) => room.layers ?? []);
    const wanted = layers.filter((layer) => (query.layers.length ? query.layers.includes(layer.name) : layer.on));
    const shown = wanted.map((layer) => ({ url: layerUrl(layer.url, query), tiles: tilesOf(layer.name, start.base, query) }));
    if (shown.some((layer) => layer.tiles)) void casesInMemory(ctx.ground).catch(() => undefined);   // while the page travels; a failure shows at the tiles
    const props: CityMapProps = {
      base: start.base, lang, center: center ? [center.lon, center.lat] : start.center, zoom: query.z ?? (center ? 14.5 : start.zoom), bounds: start.bounds,
      layers: shown, points: pointsOf(shown.some((layer) => layer.tiles) ? [] : found.slice(0, LISTED), seen), list: LIST, counts: { word: m.many(lang), unit: lang === 'zh' ? 10_000 : 1000 },
      words: { label: m.label(lang), loading: m.loading(lang), failed: m.failed(lang), more: m.more(lang), close: m.close(lang), locate: m.locate(lang) },
    };
    return residentPage(ctx, { title: m.title(lang), page: 'map', main: 'wrap map-page', current: '/map', actions: <LinkButton kind="quiet" icon="search" label={m.search(lang)} href="/search" /> }, (
      <>
        <h1 class="vh">{m.title(lang)}</h1>
        <Filters ctx={ctx} tools={tools} query={query} layers={layers.map((layer) => ({ name: layer.name, label: layer.title(lang), on: wanted.includes(layer) }))} doors={await navOf(ctx, 'now')} />
        <MapFrame label={m.label(lang)} height="fill" list={<List lang={lang} query={query} found={found} seen={seen} />}><Island name="city-map" props={props} /></MapFrame>
      </>
    ));
  },
});

/** What a pressed point says: tiles carry ids and signs only. Answers what is public, as GeoJSON; others are left out. */
const pointsRoute = route({
  method: 'GET', path: '/map/points', who: 'everyone', open: true, summary: 'Points of the map by id, with what they say', query: z.object({ id: many(z.coerce.number().int().min(1).max(2 ** 53 - 1)).pipe(z.array(z.number()).min(1).max(20)) }),
  async handle({ db, query, lang, now }) {
    const [tools, found] = await Promise.all([cityTools(db), findPublicCases(db, { limit: query.id.length, ids: query.id })]);
    return new Response(JSON.stringify(pointsOf(found, { lang, now, tools })), { headers: { 'content-type': 'application/geo+json; charset=utf-8' } });
  },
});

export const mapRoutes: readonly Route[] = [...mapPage, pointsRoute];

function centreOf(tools: CityTools, code: string | undefined): { lon: number; lat: number } | undefined {
  const area = code === undefined ? undefined : tools.areas.get(code);
  return area?.lon !== null && area?.lon !== undefined && area.lat !== null ? { lon: area.lon, lat: area.lat } : undefined;
}

interface LayerChoice { readonly name: string; readonly label: string; readonly on: boolean }
type Door = Awaited<ReturnType<typeof navOf>>[number];
function Filters({ ctx: { lang, now }, tools, query, layers, doors }: { ctx: Ctx; tools: CityTools; query: MapQuery; layers: readonly LayerChoice[]; doors: readonly Door[] }) {
  const areas = tools.areas.all().filter((area) => area.kind === 'district' || area.kind === 'street').map((area): Option => ({ value: area.code, label: pick(lang, { zh: area.name, en: area.name_en }) }));
  return (
    <form class="map-filters" method="get" action="/map" role="search" aria-label={m.filters(lang)}>
      <Field as="select" name="class" label={m.class(lang)} empty={m.classAll(lang)} options={classOptions(tools, today(now, tools), lang)} value={query.class} auto />
      <Field as="select" name="area" label={m.area(lang)} empty={m.areaAll(lang)} options={areas} value={query.area} auto />
      <Field as="select" name="stage" label={m.stage(lang)} empty={m.stageAll(lang)} options={[{ value: 'open', label: m.open(lang) }, { value: 'closed', label: m.closed(lang) }]} value={query.stage} auto />
      <div class="map-layers">
        {layers.length > 1 && layers.map((layer) => <CheckBox key={layer.name} name="layers" id={`layer-${layer.name}`} value={layer.name} label={layer.label} checked={layer.on} auto />)}
        {doors.length > 0 && <nav class="row row-wrap meta push" aria-label={m.ownPages(lang)}>{m.ownPages(lang)} {doors.map(({ href, label }) => <a key={href} class="link" href={href}>{label}</a>)}</nav>}
      </div>
      {(['lon', 'lat', 'z'] as const).map((name) => <input key={name} type="hidden" name={name} data-view="" value={query[name] ?? ''} />)}
      <Button class="no-js">{m.apply(lang)}</Button>
    </form>
  );
}

/** Main classes with their small ones, for a list with groups. A main class itself comes first in its group. */
function classOptions(tools: CityTools, on: string, lang: Lang): OptionGroup[] {
  const label = (one: { name: string; name_en: string | null }) => pick(lang, { zh: one.name, en: one.name_en });
  const open = new Set(tools.classes.usable(on).filter((one) => one.visibility === 'public').map((one) => one.code));
  return tools.classes.mains(on).map((main) => ({
    label: label(main), options: [{ value: main.code, label: label(main) }, ...tools.classes.children(main.code).filter((one) => open.has(one.code)).map((one) => ({ value: one.code, label: `　${label(one)}` }))],
  })).filter((group) => group.options.length > 1);
}

function List({ lang, query, found, seen }: { lang: Lang; query: MapQuery; found: readonly PublicCase[]; seen: Seen }) {
  const shown = found.slice(0, LISTED);
  const last = shown.at(-1);
  const filtered = query.class !== undefined || query.area !== undefined || query.stage !== undefined;
  const topic = query.area !== undefined && query.class === undefined ? `area:${query.area}` : query.class !== undefined && query.area === undefined ? `class:${query.class}` : undefined;
  return (
    <section id={LIST} class="stack-s" aria-label={m.here(lang)}>
      {shown.length === 0
        ? <div class="card"><Empty icon="map" title={m.none(lang)} action={filtered ? <LinkButton href={mapHref({ ...query, layers: [] }, { class: undefined, area: undefined, stage: undefined, before: undefined, bbox: undefined })}>{m.clear(lang)}</LinkButton> : undefined}>{m.noneLead(lang)}</Empty></div>
        : (
          <>
            <p class="meta" aria-live="polite">{m.here(lang)} {(found.length > LISTED ? m.shownMore : m.shown)(lang, { n: shown.length })}</p>
            <Items label={m.here(lang)}>{shown.map((one) => <CaseItem key={one.number} one={one} seen={seen} />)}</Items>
          </>
        )}
      <Pagination label={m.pages(lang)} newerWords="" olderWords={m.older(lang)} older={found.length > LISTED && last ? mapHref(query, { before: cursorOf(last) }) : undefined} />
      {topic && <p class="row row-wrap meta"><a class="link" href={`/follow?topic=${encodeURIComponent(topic)}`}>{m.follow(lang)}</a><a class="link" href={`/feeds/cases.atom?${topic.replace(':', '=')}`}>{m.feed(lang)}</a></p>}
    </section>
  );
}
