// /wall: the whole wall from the server, with the ground of its map; the island only keeps it true. Without JavaScript it is fetched anew every half minute.
import type { z } from 'zod';
import { clockTime } from '#ground/i18n/format.ts';
import { pick } from '#ground/i18n/index.ts';
import type { Ctx } from '#ground/http/context.ts';
import { Document } from '#ground/pages/document.tsx';
import { Island } from '#ground/pages/island.tsx';
import { Icon } from '#ground/pages/icons.tsx';
import { WallShell } from '#ground/pages/shells-other.tsx';
import { deskOf, today, type Desk } from '#city/cases/index.ts';
import type { WallView } from './contract.ts';
import type { ShownName } from './drawings.tsx';
import type { Drawing, MapName } from './ground.ts';
import { m } from './messages.ts';
import { MAP_HEIGHT, MAP_WIDTH } from './rules.ts';
import type { WallQuery } from './routes.ts';
import { scopeOf, type Scope } from './scope.ts';
import { snapshotOf, type Snapshot } from './snapshot.ts';
import { viewInWords } from './view.ts';
import WallLive from './wall-live.island.tsx';

type Asked = Ctx<undefined, z.output<typeof WallQuery>>;
export interface Wall { readonly desk: Desk; readonly scope: Scope; readonly snapshot: Snapshot; readonly view: WallView }

/** Everything a wall shows, for the area and class asked for. Throws 404 for what the viewer may not see. */
export async function wallOf(ctx: Asked): Promise<Wall> {
  const desk = await deskOf(ctx);
  const scope = scopeOf(ctx.viewer, desk.tools, ctx.query.area);
  const snapshot = await snapshotOf(ctx, desk.tools, scope, ctx.query.class);
  return { desk, scope, snapshot, view: viewInWords(ctx, desk, scope, snapshot, ctx.query.class) };
}

export async function wallPage(ctx: Asked) {
  const { lang, site } = ctx;
  const { desk, scope, snapshot, view } = await wallOf(ctx);
  const name = scope.area.kind === 'city' ? site.name[lang] : pick(lang, { zh: scope.area.name, en: scope.area.name_en });
  const words = ctx.query.class === undefined ? m.title(lang) : `${m.title(lang)} · ${desk.className(ctx.query.class) ?? ''}`;
  return (
    <Document lang={lang} title={`${m.title(lang)} · ${name}`} theme="wall" head={<noscript><meta http-equiv="refresh" content="30" /></noscript>}>
      <WallShell title={`${name} ${words}`} demo={site.demo ? m.demo(lang) : undefined} live={{ words: m.live(lang, { n: 0 }) }} time={clockTime(lang, site.zone, ctx.now)} date={view.date}>
        <Ground drawing={snapshot.drawing} />
        <Island name="wall-live" props={{ view, names: snapshot.drawing.names.map((one) => nameIn(one, lang)), lang, zone: site.zone, url: `/api/wall${addressOf(view.area, ctx.query.class, lang)}` }} of={WallLive} />
        <Ways ctx={ctx} desk={desk} scope={scope} />
      </WallShell>
    </Document>
  );
}

const addressOf = (area: string, classCode: string | undefined, lang?: string): string => `?${new URLSearchParams([['area', area], ...(classCode === undefined ? [] : [['class', classCode]]), ...(lang === undefined ? [] : [['lang', lang]])]).toString()}`;
const nameIn = ({ x, y, kind, turn, zh, en }: MapName, lang: 'zh' | 'en'): ShownName => ({ x, y, kind, turn, text: lang === 'zh' ? zh : en });

/** The still ground under the living dots. */
function Ground({ drawing }: { drawing: Drawing }) {
  return (
    <section class="w-ground" aria-hidden="true">
      <svg viewBox={`0 0 ${MAP_WIDTH} ${MAP_HEIGHT}`} preserveAspectRatio="xMidYMid slice">
        <path class="m-block" d={drawing.block} /><path class="m-park" d={drawing.park} /><path class="m-water" d={drawing.water} /><path class="w-stream" d={drawing.stream} /><path class="w-rail" d={drawing.rail} />
        <path class="w-road-3" d={drawing.roads[2]} /><path class="w-road-2" d={drawing.roads[1]} /><path class="w-road-1" d={drawing.roads[0]} />
        <path class="w-outside" d={drawing.outside} fill-rule="evenodd" /><path class="w-border" d={drawing.borders} />
      </svg>
    </section>
  );
}

/** Where else one can go from here: up, another class, how it is counted. For whoever stands at a desk; the wall itself is not touched. */
function Ways({ ctx, desk, scope }: { ctx: Asked; desk: Desk; scope: Scope }) {
  const { lang, query } = ctx;
  const mains = desk.tools.classes.mains(today(ctx.now, desk.tools));
  return (
    <nav class="w-ways" aria-label={m.title(lang)}>
      {scope.up && <a href={`/wall${addressOf(scope.up.code, query.class)}`}><Icon name="prev" size="s" />{m.upTo(lang, { area: desk.area(scope.up.code) })}</a>}
      <details><summary>{m.chooseClass(lang)}</summary>
        <p><a href={`/wall${addressOf(scope.area.code, undefined)}`} aria-current={query.class === undefined ? 'true' : undefined}>{m.allClasses(lang)}</a>
          {mains.map((one) => <a key={one.code} href={`/wall${addressOf(scope.area.code, one.code)}`} aria-current={query.class === one.code ? 'true' : undefined}>{desk.className(one.code)}</a>)}</p>
      </details>
      <a href={`/wall/formulas${addressOf(scope.area.code, query.class)}`}>{m.howCounted(lang)}</a>
    </nav>
  );
}
