// /bikes: what everyone may see of the shared bikes.
import type { Ctx } from '#ground/http/context.ts';
import { page, type Route } from '#ground/http/route.ts';
import { duration, number, shortTime } from '#ground/i18n/format.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { residentPage } from '#ground/pages/frame.tsx';
import { Card, Clock, Empty, Item, Items, Notice, PartHead, Stat, Table, Tag } from '#ground/pages/parts.tsx';
import { cityMap } from '#city/areas/index.ts';
import { feedUrl } from './gbfs-feeds.ts';
import { m } from './messages.ts';
import { operatorsOf, type Operator } from './operators.ts';
import { latestOrders, type Order } from './orders.ts';
import { operatorsNow, placesNow, type OperatorNow, type PlaceNow } from './overview.ts';
import { everyGeography, publishedPolicies } from './policies.ts';
import { inForce } from './rules.ts';
import { latestScores, type Score } from './scores.ts';
import { SHARES, WEIGHTS } from './scoring.ts';
import { Swatch } from './swatch.tsx';
import { kindWord, ruleInWords } from './words.ts';

export const operatorName = (lang: Lang, operators: readonly Operator[], code: string): string => {
  const found = operators.find((o) => o.code === code);
  return found ? pick(lang, { zh: found.name, en: found.name_en }) : code;
};

const publicPage = page({
  path: '/bikes', who: 'everyone', summary: 'Shared bikes now (共享单车)',
  async view(ctx) {
    const { db, lang } = ctx;
    const operators = await operatorsOf(db);
    if (operators.length === 0) return residentPage(ctx, { title: m.title(lang), main: 'wrap page' }, <><h1>{m.title(lang)}</h1><Empty icon="bike" title={m.notYet(lang)}>{m.notYetLead(lang)}</Empty></>);
    const [now, places, orders, scores] = [await operatorsNow(db), await placesNow(db, 100, ctx.now), await latestOrders(db, 10), await latestScores(db)];
    const map = await cityMap(ctx, { label: m.mapLabel(lang), url: '/api/bikes/frames-points' });
    return residentPage(ctx, { title: m.title(lang), main: 'wrap page', description: m.lead(lang) }, (
      <div class="stack">
        <div class="stack-s"><h1>{m.title(lang)}</h1><p class="meta">{m.lead(lang)}</p><Freshness ctx={ctx} rows={now} /></div>
        {operators.some((o) => o.synthetic) && <Notice title={m.synthetic(lang)}>{m.syntheticLead(lang)}</Notice>}
        <Sums lang={lang} rows={now} />
        {map}
        <PartHead title={m.byOperator(lang)} />
        <Card><OperatorTable lang={lang} operators={operators} rows={now} scores={scores} /></Card>
        <PartHead title={m.byZone(lang)} />
        <Card><PlaceTable lang={lang} places={places.slice(0, 12)} /></Card>
        <PartHead title={m.policies(lang)} />
        <Rules lang={lang} said={await rulesInForce(ctx)} />
        <PartHead title={m.orders(lang)} />
        {orders.length > 0 ? <Items label={m.orders(lang)}>{orders.map((order) => <OrderLine key={order.id} ctx={ctx} operators={operators} order={order} />)}</Items> : <Empty icon="inbox" title={m.noOrders(lang)} />}
        <PartHead title={m.formula(lang)} />
        <Card pad><p>{m.formulaLead(lang)}</p></Card>
        <Card><FormulaTable lang={lang} /></Card>
        <PartHead title={m.openData(lang)} />
        <OpenData ctx={ctx} operators={operators} />
      </div>
    ));
  },
});

function Freshness({ ctx, rows }: { ctx: Ctx; rows: readonly OperatorNow[] }) {
  const at = rows.find((row) => row.at !== null)?.at;
  return at ? <p class="meta">{m.asOf(ctx.lang, { at: shortTime(ctx.lang, ctx.site.zone, at, ctx.now) })}</p> : null;
}

function Sums({ lang, rows }: { lang: Lang; rows: readonly OperatorNow[] }) {
  const sum = (name: 'standing' | 'available' | 'wrong' | 'unsure' | 'orders') => number(lang, rows.reduce((total, row) => total + row[name], 0));
  return (
    <ul class="card fig-sums">
      <li><Stat value={sum('standing')}>{m.standing(lang, { n: sum('available') })}</Stat></li><li><Stat value={sum('wrong')}>{m.wrongNow(lang)}</Stat></li><li><Stat value={sum('unsure')}>{m.unsure(lang)}</Stat></li><li><Stat value={sum('orders')}>{m.openOrders(lang)}</Stat></li>
    </ul>
  );
}

function OperatorTable({ lang, operators, rows, scores }: { lang: Lang; operators: readonly Operator[]; rows: readonly OperatorNow[]; scores: readonly Score[] }) {
  const scoreOf = (code: string) => scores.find((score) => score.operator === code);
  const share = (code: string, name: (typeof SHARES)[number]) => { const [of, all] = scoreOf(code)?.parts[name] ?? [0, 0]; return all > 0 ? `${number(lang, of)} / ${number(lang, all)}` : '—'; };
  return (
    <Table caption={m.byOperator(lang)} rows={rows} rowKey={(row) => row.operator} columns={[
      { head: m.operator(lang), cell: (row) => <span class="row nowrap"><Swatch colour={operators.find((o) => o.code === row.operator)?.colour} /> {operatorName(lang, operators, row.operator)}</span> }, { head: m.bikes(lang), num: true, cell: (row) => number(lang, row.standing) },
      { head: m.cap(lang), num: true, cell: (row) => { const cap = operators.find((o) => o.code === row.operator)?.cap; return cap === null || cap === undefined ? '—' : number(lang, cap); } },
      { head: m.wrong(lang), num: true, cell: (row) => number(lang, row.wrong) }, { head: m.uncertain(lang), num: true, cell: (row) => number(lang, row.unsure) },
      ...SHARES.map((name) => ({ head: m[`${name}_share`](lang), num: true, cell: (row: OperatorNow) => share(row.operator, name) })),
      { head: m.score(lang), num: true, cell: (row) => <b>{scoreOf(row.operator)?.score?.toFixed(1) ?? '—'}</b> },
    ]} />
  );
}

function PlaceTable({ lang, places }: { lang: Lang; places: readonly PlaceNow[] }) {
  return (
    <Table caption={m.byZone(lang)} rows={places} rowKey={(place) => place.id} empty={<Empty icon="park" title={m.noPolicies(lang)} />} columns={[
      { head: m.place(lang), cell: (place) => pick(lang, { zh: place.name, en: place.name_en }) }, { head: m.zoneKind(lang), cell: (place) => <span class="nowrap">{place.kind === 'frame' ? m.frame(lang) : m.zone(lang)}</span> },
      { head: m.certain(lang), num: true, cell: (place) => number(lang, place.sure) }, { head: m.uncertain(lang), num: true, cell: (place) => number(lang, place.uncertain) },
      { head: m.capacity(lang), num: true, cell: (place) => (place.capacity === null ? '—' : number(lang, place.capacity)) },
    ]} />
  );
}

async function rulesInForce({ db, now, lang }: Ctx): Promise<string[]> {
  const areas = await everyGeography(db);
  return inForce(await publishedPolicies(db, now), now).flatMap((policy) => policy.doc.rules.map((rule) => ruleInWords(rule, areas, lang)));
}

function Rules({ lang, said }: { lang: Lang; said: readonly string[] }) {
  return said.length ? <Items label={m.policies(lang)}>{said.map((words) => <Item key={words} title={words} />)}</Items> : <Empty icon="note" title={m.noPolicies(lang)} />;
}

/** An order: what, where, whose, how far. */
export function OrderLine({ ctx, operators, order, staff }: { ctx: Pick<Ctx, 'lang' | 'now' | 'site'>; operators: readonly Operator[]; order: Order; staff?: boolean }) {
  const { lang, now, site } = ctx;
  const late = (order.cleared_at ?? now) > order.due_at;
  const took = order.cleared_at && duration(lang, (order.cleared_at.getTime() - order.made_at.getTime()) / 60_000);
  return (
    <Item href={`${staff ? '/cases' : '/reports'}/${encodeURIComponent(order.case_number)}`} title={m.orderLine(lang, { kind: kindWord(order.kind, lang), place: order.place === null ? m.wholeCity(lang) : pick(lang, { zh: order.place, en: order.place_en }), n: order.bikes })}
      meta={`${operatorName(lang, operators, order.operator)} · ${order.case_number}`} aside={shortTime(lang, site.zone, order.made_at, now)}
      signs={took ? <Tag tone={late ? 'back' : undefined}>{late ? `${m.clearedLate(lang)} · ${m.clearedIn(lang, { t: took })}` : m.clearedIn(lang, { t: took })}</Tag>
        : <><Clock state={late ? 'late' : 'ok'} words={late ? m.late(lang) : m.dueAt(lang, { at: shortTime(lang, site.zone, order.due_at, now) })} /><Tag>{m.stillThere(lang, { n: order.open })}</Tag></>} />
  );
}

function FormulaTable({ lang }: { lang: Lang }) {
  return (
    <Table caption={m.formula(lang)} rows={SHARES} rowKey={(name) => name} columns={[
      { head: m.share(lang), cell: (name) => m[`${name}_share`](lang) }, { head: m.weightHead(lang), num: true, cell: (name) => WEIGHTS[name] }, { head: m.counts(lang), cell: (name) => m[`${name}_count`](lang) },
    ]} />
  );
}

function OpenData({ ctx, operators }: { ctx: Ctx; operators: readonly Operator[] }) {
  const { lang } = ctx;
  const files: readonly (readonly [string, string])[] = [
    ['/api/bikes/bikes.geojson', m.bikesNow(lang)], ['/api/bikes/frames.geojson', m.framesNow(lang)], ['/api/bikes/zones.geojson', m.zonesNow(lang)], ['/mds/policies', m.mdsPolicies(lang)],
    ...operators.map((o) => [feedUrl('', o.code, 'gbfs'), `${m.gbfs(lang)} · ${pick(lang, { zh: o.name, en: o.name_en })}`] as const),
  ];
  return <Items label={m.openData(lang)}>{files.map(([href, words]) => <Item key={href} href={href} title={words} meta={href} />)}</Items>;
}

export const publicPages: readonly Route[] = publicPage;
