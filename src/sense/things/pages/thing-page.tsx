// /sensors/:id: what a thing is and where, its streams with their latest values, and what they measured over any span.
import type { ComponentChildren, VNode } from 'preact';
import { refuse } from '#ground/http/refusal.ts';
import { page, type Route } from '#ground/http/route.ts';
import { duration } from '#ground/i18n/format.ts';
import { residentPage } from '#ground/pages/frame.tsx';
import { Card, Empty, Kv, PartHead, Table, Tag } from '#ground/pages/parts.tsx';
import { cityMap } from '#city/areas/index.ts';
import { organisationIndex, organisationName } from '#city/organisations/index.ts';
import { sensingLists, type SensingLists } from '../provisioning/lists.ts';
import { callerOf } from '../sta/caller.ts';
import { readSpan, ThingId, thingHref, ThingQuery, type ThingCtx } from './address.ts';
import { MISSED } from './freshness.ts';
import { m } from './messages.ts';
import { momentText } from './moment.ts';
import { Age, newestOf } from './parts.tsx';
import { SpanBar } from './span-bar.tsx';
import { spanOf, type Span } from './spans.ts';
import { sensorById, streamsOf, type StreamRow } from './store.ts';
import { StreamFigure } from './stream-figure.tsx';
import { kindWord, latestText, resultText, streamWord, thingName, unitOf } from './words.ts';

/** Streams of a thing that its page shows, and those it draws at once. */
const [MOST_STREAMS, DRAWN] = [100, 4];

type Thing = NonNullable<Awaited<ReturnType<typeof sensorById>>>;

export const thingPage: readonly Route[] = page({
  path: '/sensors/:id', who: 'everyone', summary: 'One sensor: latest values and charts over any span', params: ThingId, query: ThingQuery,
  async view(ctx) {
    const { db, lang, params, query, viewer, now, site } = ctx;
    const thing = await sensorById(db, params.id, callerOf(viewer, false).sees);
    if (!thing) throw refuse(404, m.gone);
    const [lists, streams] = await Promise.all([sensingLists(db), streamsOf(db, [thing.id], MOST_STREAMS, now)]);
    if (query.stream.some((id) => !streams.some((stream) => stream.id === id))) throw refuse(404, m.goneStream);
    const read = readSpan(query, now, site.zone);
    const span = 'span' in read ? read.span : defaultSpan(ctx);
    const drawn = query.stream.length ? streams.filter(({ id }) => query.stream.includes(id)) : streams.slice(0, DRAWN);
    const name = thingName(lang, thing);
    const problem = 'problem' in read ? { field: read.field, text: read.problem(lang) } : undefined;
    return residentPage(ctx, { title: name, page: 'sensor', main: 'wrap page', back: '/sensors', current: '/map' }, (
      <>
        <div class="page-h"><h1>{name}</h1><span class="row row-wrap">{thing.kind && <Tag>{kindWord(lang, lists, thing.kind)}</Tag>}{!thing.public && <Tag tone="back">{m.hidden(lang)}</Tag>}</span></div>
        {thing.synthetic ? <p class="text">{m.invented(lang)}</p> : tells(thing, lists) && <p class="text">{thing.description}</p>}
        <div class="cols">
          <div class="stack sensor-main">
            {streams.length === 0 ? <Card><Empty icon="feed" title={m.noStreams(lang)}>{m.noStreamsHint(lang)}</Empty></Card> : (
              <>
                <Latest ctx={ctx} thing={thing} streams={streams} lists={lists} span={span} drawn={drawn} />
                <section class="stack" id="charts" aria-labelledby="charts-h">
                  <PartHead id="charts-h" title={m.chart(lang)} note={m.fromTo(lang, { from: momentText(lang, site.zone, span.from, now), to: momentText(lang, site.zone, span.to, now) })} href={query.stream.length > 0 && streams.length > 1 ? `${thingHref(thing.id, [], span)}#charts` : undefined} more={m.allStreams(lang)} />
                  <SpanBar ctx={ctx} thing={thing.id} streams={query.stream} span={span} problem={problem} />
                  {await figures(ctx, thing, drawn, span, lists)}
                  {drawn.length < streams.length && query.stream.length === 0 && <p class="meta">{m.moreStreams(lang, { n: drawn.length })}</p>}
                </section>
              </>
            )}
          </div>
          <div class="stack">{await aboutThing(ctx, thing, lists)}{await panels(ctx, thing.id)}</div>
        </div>
      </>
    ));
  },
});

/** Whether its description says more than its name and its kind. */
const tells = ({ name, name_en, kind, description }: Thing, lists: SensingLists): boolean => !['', name, name_en, kind === null ? '' : lists.kinds.get(kind)?.name_en].includes(description);

function defaultSpan({ now, site }: ThingCtx): Span {
  const span = spanOf({}, now, site.zone);
  if ('why' in span) throw new Error('the usual span is none');
  return span;
}

/** One after the other on the embedded database, which has one session; each is one bounded read. */
async function figures(ctx: ThingCtx, thing: Thing, drawn: readonly StreamRow[], span: Span, lists: SensingLists): Promise<VNode[]> {
  return Promise.all(drawn.map((stream) => StreamFigure({ ctx, thing: thing.id, stream, span, lists, alone: drawn.length === 1 })));
}

function Latest({ ctx: { lang, now, site, query }, thing, streams, lists, span, drawn }: { ctx: ThingCtx; thing: Thing; streams: readonly StreamRow[]; lists: SensingLists; span: Span; drawn: readonly StreamRow[] }) {
  const newest = newestOf(streams);
  const word = (stream: StreamRow) => streamWord(lang, lists, stream);
  // Where not all are drawn at once, its name leads to what it told.
  const name = (stream: StreamRow) => (streams.length === drawn.length && query.stream.length === 0 ? word(stream)
    : <a class="link" href={`${thingHref(thing.id, [stream.id], span)}#charts`} aria-label={`${word(stream)}: ${(stream.numeric ? m.seeChart : m.seeList)(lang)}`}>{word(stream)}</a>);
  return (
    <Card title={m.latest(lang)} id="latest" actions={newest && <span class="meta"><Age at={newest} now={now} lang={lang} /></span>}>
      <Table class="sr-latest" caption={m.latest(lang)} rows={streams} rowKey={(stream) => stream.id} selected={(stream) => query.stream.includes(stream.id)} columns={[
        { head: m.stream(lang), cell: (stream) => <>{name(stream)}{streams.some((other) => other !== stream && word(other) === word(stream)) && <small class="meta sr-of">{stream.name}</small>}</> },
        { head: m.value(lang), num: true, cell: (stream) => (stream.number === null ? <span class="sr-word">{latestText(lang, stream)}</span> : <span class="nowrap"><b>{resultText(lang, stream.number, null)}</b> {unitOf(stream)}</span>) },
        { head: m.time(lang), cell: (stream) => stream.last_time && <time class="nowrap" datetime={stream.last_time.toISOString()}>{momentText(lang, site.zone, stream.last_time, now)}</time> },
        { head: m.age(lang), cell: (stream) => (stream.last_time ? <><Age at={stream.last_time} now={now} lang={lang} />{stream.stale && <> <Tag>{m.stale(lang)}</Tag></>}</> : <span class="meta">{m.noValue(lang)}</span>) },
      ]} />
      <p class="meta card-p">{m.staleRule(lang, { n: MISSED })}</p>
    </Card>
  );
}

async function aboutThing(ctx: ThingCtx, thing: Thing, lists: SensingLists): Promise<ComponentChildren> {
  const { lang } = ctx;
  const unit = thing.organisation === null ? undefined : (await organisationIndex(ctx.db)).get(thing.organisation);
  const at = thing.lon === null || thing.lat === null ? undefined : { lon: thing.lon, lat: thing.lat };
  return (
    <Card title={m.about(lang)} id="about" pad>
      {at && await cityMap(ctx, { label: m.placeMap(lang, { name: thingName(lang, thing) }), at, height: 'm', zoom: 16, points: { type: 'FeatureCollection', features: [{ type: 'Feature', geometry: { type: 'Point', coordinates: [at.lon, at.lat] }, properties: { id: String(thing.id), title: thingName(lang, thing), glyph: 'check', clock: 'ok' } }] } })}
      <Kv rows={[
        [m.kind(lang), kindWord(lang, lists, thing.kind)], [m.place(lang), thing.place === thing.name ? undefined : (thing.place ?? m.noPlace(lang))], [m.coordinates(lang), at && <span class="code">{at.lon.toFixed(5)}, {at.lat.toFixed(5)}</span>],
        [m.unitOf(lang), unit && organisationName(lang, unit)], [m.code(lang), thing.code && <span class="code">{thing.code}</span>], [m.asset(lang), thing.asset && <span class="code">{thing.asset}</span>],
        [m.silentRule(lang), duration(lang, thing.silent_s / 60)], [m.thing(lang), <a class="link code" href={`/sta/v1.1/Things(${thing.id})`}>{`Things(${thing.id})`}</a>],
      ]} />
    </Card>
  );
}

/** What later rooms say of a thing: its alarms. */
async function panels(ctx: ThingCtx, thing: number): Promise<ComponentChildren[]> {
  const all = ctx.ground.rooms.flatMap((room) => room.panels ?? []).filter((panel) => panel.slot === 'sensor.side').sort((a, b) => a.place - b.place);
  return Promise.all(all.map((panel) => panel.show(ctx, { thing })));
}
