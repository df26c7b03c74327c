// What everyone sees: the list of cameras, and one camera with what it covers and what it saw lately.
import { z } from 'zod';
import { refuse } from '#ground/http/refusal.ts';
import { page, type Route } from '#ground/http/route.ts';
import { shortTime } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { residentPage } from '#ground/pages/frame.tsx';
import { Button, Card, Empty, Item, Items, Kv, Pagination, PartHead, Photo, SearchField, Tabs, Tag } from '#ground/pages/parts.tsx';
import { cityMap } from '#city/areas/index.ts';
import { cityTools } from '#city/cases/index.ts';
import { organisationName } from '#city/organisations/index.ts';
import { CameraCode, STATES, type CameraState } from './contract.ts';
import { listEvents, type EventRow } from './events-store.ts';
import { m } from './messages.ts';
import { Sketch, sketchWidth } from './sketch.tsx';
import { cameraByCode, listCameras, type CameraRow } from './store.ts';
import { kindWord, stateWord } from './words.ts';

const PAGE = 50;

export const StateTag = ({ state, lang }: { state: CameraState; lang: Lang }) => <Tag tone={state === 'online' ? 'info' : state === 'offline' ? 'back' : undefined}>{stateWord(state, lang)}</Tag>;

const list = page({
  path: '/cameras', who: 'everyone', summary: 'Cameras', query: z.object({ q: z.string().max(80).optional(), state: z.enum(STATES).optional(), after: CameraCode.optional(), lang: z.string().optional() }),
  async view(ctx) {
    const { lang, db, query, now, site } = ctx;
    const rows = await listCameras(db, { public: true, text: query.q, state: query.state, after: query.after, limit: PAGE + 1, now });
    const shown = rows.slice(0, PAGE);
    return residentPage(ctx, { title: m.title(lang), main: 'wrap page' }, (
      <>
        <div class="page-h"><h1>{m.title(lang)}</h1></div>
        <p class="text">{m.lead(lang)}</p>
        <form class="row row-wrap" role="search">
          <SearchField label={m.search(lang)} placeholder={m.searchHint(lang)} value={query.q} class="grow" />
          {query.state && <input type="hidden" name="state" value={query.state} />}
          <Button size="d">{m.search(lang)}</Button>
        </form>
        <Tabs label={m.state(lang)} tabs={[undefined, ...STATES].map((state) => ({ href: stateHref(query.q, state), label: state ? stateWord(state, lang) : m.anyState(lang), current: query.state === state }))} />
        {shown.length === 0 ? <Empty icon="eye" title={m.none(lang)}>{m.noneHint(lang)}</Empty> : (
          <>
            {await cityMap(ctx, { label: m.mapAll(lang), url: '/api/cameras.geojson?bbox={bbox}', height: 'l' })}
            <Items label={m.title(lang)}>{shown.map((row) => <Item key={row.code} href={`/cameras/${row.code}`} title={row.name} meta={row.place ?? row.code} end={<StateTag state={row.state} lang={lang} />} aside={row.heard_at ? shortTime(lang, site.zone, row.heard_at, now) : undefined} />)}</Items>
          </>
        )}
        <Pagination label={m.pages(lang)} newer={query.after === undefined ? undefined : at(ctx.url, undefined)} newerWords={m.newer(lang)} older={rows.length > PAGE ? at(ctx.url, shown.at(-1)?.code) : undefined} olderWords={m.older(lang)} />
      </>
    ));
  },
});

function stateHref(text: string | undefined, state: CameraState | undefined): string {
  const search = new URLSearchParams({ ...(text ? { q: text } : {}), ...(state ? { state } : {}) }).toString();
  return search === '' ? '/cameras' : `/cameras?${search}`;
}

function at(address: URL, after: string | undefined): string {
  const url = new URL(address);
  if (after === undefined) url.searchParams.delete('after');
  else url.searchParams.set('after', after);
  return url.pathname + url.search;
}

const one = page({
  path: '/cameras/:code', who: 'everyone', summary: 'One camera', params: z.object({ code: CameraCode }),
  async view(ctx) {
    const { lang, db, params, now, site } = ctx;
    const camera = await cameraByCode(db, params.code, { public: true }, now);
    if (!camera) throw refuse(404, m.gone);
    const [tools, events] = [await cityTools(db), await listEvents(db, { camera: camera.code, limit: 12 })];
    const unit = camera.organisation === null ? undefined : tools.organisations.get(camera.organisation);
    return residentPage(ctx, { title: camera.name, back: '/cameras', main: 'wrap page' }, (
      <>
        <div class="page-h"><h1>{camera.name}</h1><StateTag state={camera.state} lang={lang} /></div>
        <div class="cols">
          <div class="stack">
            {await cameraMap(ctx, camera)}
            <PartHead title={m.events(lang)} />
            {events.length === 0 ? <Empty icon="eye" title={m.noEvents(lang)}>{m.noEventsHint(lang)}</Empty> : <div class="grid">{events.map((event) => <Seen key={event.id} event={event} lang={lang} zone={site.zone} now={now} />)}</div>}
          </div>
          <div><Card class="card-p stack">
            <Kv rows={[[m.place(lang), camera.place], [m.heard(lang), camera.heard_at && shortTime(lang, site.zone, camera.heard_at, now)], [m.unit(lang), unit && organisationName(lang, unit)], [m.code(lang), <span class="code">{camera.code}</span>], [m.gb(lang), camera.gb_id && <span class="code">{camera.gb_id}</span>], [m.thing(lang), camera.thing !== null && <span class="code">Things({camera.thing})</span>]]} />
            {camera.covered && <div class="stack-s"><h2>{m.covers(lang)}</h2><Sketch covered={camera.covered} at={camera} label={m.covers(lang)} /><p class="meta">{m.sketch(lang, { metres: sketchWidth(camera.covered) })}</p></div>}
          </Card></div>
        </div>
      </>
    ));
  },
});

/** Where a camera stands. */
export const cameraMap = (ctx: Parameters<typeof cityMap>[0], camera: CameraRow) => cityMap(ctx, {
  label: m.map(ctx.lang, { name: camera.name }), at: camera, height: 'm', zoom: 16,
  points: { type: 'FeatureCollection', features: [{ type: 'Feature', geometry: { type: 'Point', coordinates: [camera.lon, camera.lat] }, properties: { id: camera.code, title: camera.name, glyph: 'check', clock: camera.state === 'offline' ? 'late' : 'ok' } }] },
});

/** An event for everyone: the coarse or the released picture, what and when. */
function Seen({ event, lang, zone, now }: { event: EventRow; lang: Lang; zone: string; now: Date }) {
  const src = event.blurred === null ? undefined : `/cameras/${event.camera}/events/${event.id}/picture`;
  const what = kindWord(event.kind, lang);
  const copy = event.released === null ? m.blurred(lang) : m.maskedPicture(lang);
  return (
    <figure class="stack-s">
      <Photo src={src} alt={src ? `${what}: ${copy}` : m.noPicture(lang)} caption={src ? copy : undefined} />
      <figcaption class="row row-base"><b class="grow">{what}</b><span class="meta">{shortTime(lang, zone, event.at, now)}</span></figcaption>
    </figure>
  );
}

export const publicPages: readonly Route[] = [...list, ...one];
