// The home page: one thing to do first, then what is mine, what happens near, how last month went.
import { z } from 'zod';
import type { Ctx } from '#ground/http/context.ts';
import { page } from '#ground/http/route.ts';
import { number } from '#ground/i18n/format.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { navOf, residentPage } from '#ground/pages/frame.tsx';
import { Island } from '#ground/pages/island.tsx';
import { Empty, Icon, Items, LinkButton, PartHead, Stat } from '#ground/pages/parts.tsx';
import type { MapViewProps } from '#ground/pages/map/map-view.island.tsx';
import { mapStart } from '#city/areas/index.ts';
import { cityTools, countPublicCases, findPublicCases, type PublicCase } from '#city/cases/index.ts';
import { glance, type Glance } from '#supervise/figures/index.ts';
import { CaseItem, pointsOf, type Seen } from './items.tsx';
import { m } from './messages.ts';
import type { NearMeProps } from './near-me.island.tsx';

const RADIUS = 500;
const LISTED = 6;
const PINNED = 60;

const Near = z.string().max(40).regex(/^-?\d{1,3}(\.\d+)?,-?\d{1,2}(\.\d+)?$/).transform((text): { lon: number; lat: number } => {
  const [lon = 0, lat = 0] = text.split(',').map(Number);
  return { lon, lat };
});

export const homeRoutes = page({
  path: '/', who: 'everyone', summary: 'Home', query: z.object({ near: Near.optional() }),
  async view(ctx) {
    const { lang, db, now, query } = ctx;
    const tools = await cityTools(db);
    const seen: Seen = { lang, now, tools };
    // Outside of the city there is nothing near: the whole city is shown instead.
    const near = query.near && tools.areas.locate(query.near.lon, query.near.lat) ? { ...query.near, radius: RADIUS } : undefined;
    const [found, counts, figures, mine] = await Promise.all([
      findPublicCases(db, { limit: PINNED, near }), countPublicCases(db, { near }, new Date(now.getTime() - 7 * 86_400_000)), glance(db, now), minePanels(ctx),
    ]);
    return residentPage(ctx, {
      title: m.do(lang), page: 'home', main: 'wrap home', current: '/', description: m.sub(lang), actions: <LinkButton kind="quiet" icon="search" label={m.search(lang)} href="/search" />, footer: <Foot ctx={ctx} />,
      head: <link rel="alternate" type="application/atom+xml" href="/feeds/cases.atom" title={m.listLabel(lang)} />,
    }, (
      <>
        <Do ctx={ctx} emergency={tools.settings.emergency.map((one) => ({ phone: one.phone, name: pick(lang, one.name) }))} />
        {mine.length > 0 && <section class="home-mine stack-s">{mine}</section>}
        <NearMap ctx={ctx} seen={seen} near={near} found={found} counts={counts} start={await mapStart(db, lang)} />
        <section class="home-list" aria-label={m.listLabel(lang)}>
          {found.length === 0
            ? <div class="card"><Empty icon="map" title={m.none(lang)} action={<LinkButton href="/report">{m.report(lang)}</LinkButton>}>{m.noneLead(lang)}</Empty></div>
            : <Items>{found.slice(0, LISTED).map((one) => <CaseItem key={one.number} one={one} seen={seen} />)}</Items>}
        </section>
        <Now lang={lang} doors={await navOf(ctx, 'now')} />
        <Sums ctx={ctx} figures={figures} />
      </>
    ));
  },
});

/** What rooms say of the visitor's own: 'home.mine'. A panel that has nothing answers null. */
async function minePanels(ctx: Ctx) {
  const panels = ctx.ground.rooms.flatMap((room) => room.panels ?? []).filter((panel) => panel.slot === 'home.mine').sort((a, b) => a.place - b.place);
  const shown = await Promise.all(panels.map((panel) => panel.show(ctx, ctx.viewer.person)));
  return shown.filter((part) => part !== null && part !== undefined && part !== false);
}

function Do({ ctx: { lang }, emergency }: { ctx: Ctx; emergency: readonly { phone: string; name: string }[] }) {
  return (
    <section class="home-do" aria-labelledby="do">
      <h1 id="do">{m.do(lang)}</h1>
      <p class="home-sub">{m.sub(lang)}</p>
      <LinkButton kind="1" size="l" wide icon="camera" href="/report?photo=1">{m.report(lang)}</LinkButton>
      <div class="home-two">
        <LinkButton icon="msg" href="/report?nature=question">{m.question(lang)}</LinkButton>
        <LinkButton icon="search" href="/r">{m.find(lang)}</LinkButton>
      </div>
      {emergency.length > 0 && (
        <p class="meta home-sos">
          {m.sos(lang)} {emergency.map(({ phone, name }, at) => <span key={phone}>{at > 0 && m.sosSeparator(lang)}<a class="link" href={`tel:${phone}`} aria-label={`${name} ${phone}`}>{phone}</a></span>)}
        </p>
      )}
    </section>
  );
}

type Start = Awaited<ReturnType<typeof mapStart>>;
function NearMap({ ctx, seen, near, found, counts, start }: { ctx: Ctx; seen: Seen; near: { lon: number; lat: number } | undefined; found: readonly PublicCase[]; counts: { open: number; closed: number }; start: Start }) {
  const { lang } = ctx;
  const points = pointsOf(found, seen);
  const bounded = (n: number) => (n >= 1000 ? m.thousand(lang) : number(lang, n));
  const first = points.features[0]?.geometry.coordinates;
  const props: MapViewProps = {
    base: start.base, lang, center: near ? [near.lon, near.lat] : (first ?? start.center), zoom: near ? 15.2 : first ? 13.2 : start.zoom, bounds: start.bounds, points,
    words: { label: m.mapLabel(lang, { n: points.features.length }), loading: m.mapLoading(lang), failed: m.mapFailed(lang), more: m.mapMore(lang), close: m.mapClose(lang), locate: m.mapLocate(lang) },
  };
  const ask: NearMeProps = { href: '/', words: { ask: m.useHere(lang), busy: m.locating(lang), denied: m.hereDenied(lang) } };
  return (
    <section class="home-map" aria-labelledby="near">
      <PartHead id="near" title={near ? m.near(lang, { m: RADIUS }) : m.recent(lang)} note={m.counts(lang, { open: bounded(counts.open), closed: bounded(counts.closed) })}
        href={near ? `/map?lon=${near.lon}&lat=${near.lat}&z=15` : '/map'} more={m.map(lang)} />
      <div class="map"><Island name="map-view" props={props} when="visible" /></div>
      <div class="home-here">{near ? <a class="link meta" href="/">{m.whole(lang)}</a> : <Island name="near-me" props={ask} />}</div>
    </section>
  );
}

function Sums({ ctx: { lang }, figures }: { ctx: Ctx; figures: Glance | undefined }) {
  if (!figures) return <section class="home-sums"><PartHead title={m.figures(lang)} href="/figures" more={m.allFigures(lang)} /><p class="card card-p meta">{m.counting(lang)}</p></section>;
  const month = new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: 'UTC', month: 'long' }).format(figures.first);
  const { onTime, hours, solved } = figures;
  const counted = (one: { n: number; all: number }) => ({ n: number(lang, one.n), all: number(lang, one.all) });
  return (
    <section class="home-sums" aria-labelledby="sums">
      <PartHead id="sums" title={m.sums(lang, { month })} href={`/figures/${figures.period}`} more={m.allFigures(lang)} />
      {figures.closed === 0 ? <p class="card card-p meta">{m.sumsNone(lang)}</p> : (
        <ul class="sums card">
          <li><Stat value={percent(onTime)} unit={onTime.all ? '%' : undefined}>{m.onTime(lang)}<br />{m.ofCases(lang, counted(onTime))}</Stat></li>
          <li><Stat value={hours.median?.toFixed(1) ?? '—'} unit={hours.median === undefined ? undefined : m.hours(lang)}>{m.median(lang)}<br />{m.medianOf(lang, { all: number(lang, hours.all) })}</Stat></li>
          <li><Stat value={percent(solved)} unit={solved.all ? '%' : undefined}>{m.solved(lang)}<br />{solved.all ? m.solvedOf(lang, counted(solved)) : m.noAnswer(lang)}</Stat></li>
        </ul>
      )}
    </section>
  );
}

/** What goes on in the city now, a tile a page. */
function Now({ lang, doors }: { lang: Lang; doors: Awaited<ReturnType<typeof navOf>> }) {
  if (doors.length === 0) return null;
  return (
    <section class="home-places" aria-labelledby="now">
      <PartHead id="now" title={m.cityNow(lang)} />
      <ul class="tiles card">{doors.map(({ href, label, icon }) => <li key={href}><a href={href}><Icon name={icon} /><b>{label}</b></a></li>)}</ul>
    </section>
  );
}

/** A share in percent with one decimal. */
const percent = ({ n, all }: { n: number; all: number }): string => (all === 0 ? '—' : ((n / all) * 100).toFixed(1));

function Foot({ ctx: { lang, site, viewer } }: { ctx: Ctx }) {
  return (
    <p class="meta row row-wrap">
      {site.demo && <span>{m.about(lang, { name: site.name[lang] })}</span>}
      <a class="link" href="/feeds/cases.atom">{m.footFeed(lang)}</a><a class="link" href="/api">{m.footApi(lang)}</a><a class="link" href="/account/display">{m.footLook(lang)}</a>
      {!viewer.person && <a class="link" href="/sign-in">{m.footStaff(lang)}</a>}
    </p>
  );
}
