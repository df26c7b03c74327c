// /traffic: how roads flow and where they are closed, for everyone. The map says what the lists say.
import type { Ctx } from '#ground/http/context.ts';
import { page, type Route } from '#ground/http/route.ts';
import { number, shortTime } from '#ground/i18n/format.ts';
import { pick } from '#ground/i18n/index.ts';
import { residentPage } from '#ground/pages/frame.tsx';
import { Island } from '#ground/pages/island.tsx';
import { Card, Empty, Item, Items, MapFrame, PartHead, Table } from '#ground/pages/parts.tsx';
import { mapStart } from '#city/areas/index.ts';
import { flowsNow, type Flow } from './flow.ts';
import { m } from './messages.ts';
import { ClosureLine, LevelSign } from './parts.tsx';
import { FREE_FROM, SLOW_FROM, stateOf, USUAL_SPEED } from './rules.ts';
import { closuresTold } from './store.ts';
import type { TrafficMapProps } from './traffic-map.island.tsx';

const SHOWN = 50;
const PART = 'traffic-now';
const ORDER = { jammed: 0, slow: 1, free: 2, unknown: 3 } as const;

const traffic = page({
  path: '/traffic', who: 'everyone', summary: 'Traffic and road closures now (路况与封路)',
  async view(ctx) {
    const { db, lang, now } = ctx;
    const flows = [...await flowsNow(db, now)].sort((a, b) => ORDER[a.level] - ORDER[b.level] || (a.speed ?? 0) / a.freeSpeed - (b.speed ?? 0) / b.freeSpeed || a.id - b.id);
    const closures = (await closuresTold(db, { now, limit: 500 })).filter((c) => ['planned', 'active'].includes(stateOf(c, now)));
    return residentPage(ctx, { title: m.title(lang), main: 'wrap page', description: m.lead(lang) }, (
      <div class="stack">
        <div class="stack-s"><h1>{m.title(lang)}</h1><p class="meta">{m.lead(lang)}</p></div>
        {await trafficMap(ctx)}
        <p class="meta">{m.mapKey(lang)}</p>
        <div class="stack" id={PART}>
          <PartHead title={m.closuresNow(lang)} />
          {closures.length ? <Items label={m.closuresNow(lang)}>{[...closures].sort((a, b) => Number(stateOf(a, now) === 'planned') - Number(stateOf(b, now) === 'planned')).map((c) => <ClosureLine key={c.id} ctx={ctx} closure={c} />)}</Items> : <Empty icon="route" title={m.noClosures(lang)}>{m.noClosuresLead(lang)}</Empty>}
          <PartHead title={m.flowNow(lang)} />
          {flows.length > SHOWN && <p class="meta">{m.slowest(lang, { n: flows.length, shown: SHOWN })}</p>}
          <Card><FlowTable ctx={ctx} flows={flows.slice(0, SHOWN)} /></Card>
        </div>
        <PartHead title={m.rule(lang)} />
        <Card pad><p>{m.ruleText(lang, { free: FREE_FROM * 100, slow: SLOW_FROM * 100, usual: USUAL_SPEED })}</p></Card>
        <PartHead title={m.openData(lang)} />
        <Items label={m.openData(lang)}>{FILES.map(([href, words]) => <Item key={href} href={href} title={words(lang)} meta={href} />)}</Items>
        <p class="meta">{m.licence(lang, { city: ctx.site.name[lang] })}</p>
      </div>
    ));
  },
});

const FILES = [['/api/traffic/flow.geojson', m.flowFile], ['/api/traffic/closures.geojson', m.closuresFile], ["/sta/v1.1/Things?$filter=properties/closure/id ne ''&$expand=Locations", m.thingsFile]] as const;

async function trafficMap({ db, lang, site }: Ctx) {
  const start = await mapStart(db, lang);
  const props: TrafficMapProps = {
    base: start.base, lang, center: start.center, zoom: start.zoom, bounds: start.bounds, flow: '/api/traffic/flow.geojson', closures: '/api/traffic/closures.geojson', part: PART, seconds: 60, zone: site.zone,
    words: { label: m.mapLabel(lang), loading: m.mapLoading(lang), failed: m.mapFailed(lang), rest: m.rest(lang), done: m.renewed(lang), away: m.notRenewed(lang), levels: { free: m.free(lang), slow: m.slow(lang), jammed: m.jammed(lang), unknown: m.unknown(lang) }, kinds: { closed: m.closed(lang), lane: m.lane(lang), restricted: m.restricted(lang) }, states: { planned: m.planned(lang), active: m.active(lang), ended: m.ended(lang), withdrawn: m.withdrawn(lang) } },
  };
  return <MapFrame label={m.mapLabel(lang)} height="l"><Island name="traffic-map" props={props} when="visible" /></MapFrame>;
}

function FlowTable({ ctx: { lang, site, now }, flows }: { ctx: Ctx; flows: readonly Flow[] }) {
  const at = (f: Flow) => (f.observed_at === null ? '—' : f.stale ? m.staleValue(lang, { at: shortTime(lang, site.zone, f.observed_at, now) }) : shortTime(lang, site.zone, f.observed_at, now));
  return (
    <Table caption={m.flowNow(lang)} rows={flows} rowKey={(f) => f.id} empty={<Empty icon="route" title={m.noFlow(lang)}>{m.noFlowLead(lang)}</Empty>} columns={[
      { head: m.level(lang), cell: (f) => <LevelSign level={f.level} lang={lang} /> }, { head: m.section(lang), cell: (f) => <a class="link" href={`/sensors/${f.id}`}>{pick(lang, { zh: f.name, en: f.name_en })}</a> },
      { head: m.speed(lang), num: true, cell: (f) => (f.speed === undefined ? '—' : number(lang, Math.round(f.speed))) }, { head: m.vehicles(lang), num: true, cell: (f) => (f.vehicles === undefined ? '—' : number(lang, Math.round(f.vehicles))) }, { head: m.seen(lang), cell: (f) => <span class="nowrap">{at(f)}</span> },
    ]} />
  );
}

export const publicPages: readonly Route[] = traffic;
