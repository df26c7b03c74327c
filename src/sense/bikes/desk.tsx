// /desk/bikes: what a dispatcher can order, how the orders stand, how the operators' feeds are.
import { z } from 'zod';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { page, see, type Route } from '#ground/http/route.ts';
import { number, shortTime } from '#ground/i18n/format.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { deskPage } from '#ground/pages/frame.tsx';
import { Button, Card, Empty, Item, Items, LinkButton, Notice, PartHead, Table, Tag } from '#ground/pages/parts.tsx';
import { FINDINGS, Uuid } from './contract.ts';
import { feedStates, isStale, type FeedState } from './gbfs-reading.ts';
import { m } from './messages.ts';
import { operatorsOf, type Operator } from './operators.ts';
import { latestOrders, sendOrder } from './orders.ts';
import { openGroups, type Group } from './overview.ts';
import { operatorName, OrderLine } from './pages.tsx';

const DISPATCHERS = ['dispatcher'] as const;
const Order = z.object({ operator: z.string().max(60), kind: z.enum(FINDINGS), place: Uuid.optional() });

const desk = page({
  path: '/desk/bikes', who: DISPATCHERS, summary: 'Orders to bike operators (单车调度)', query: z.object({ sent: z.string().max(60).optional() }), body: Order,
  view: (ctx, form) => shown(ctx, form),
  async submit(ctx) {
    const sent = await sendOrder(ctx.db, ctx.viewer, { operator: ctx.body.operator, kind: ctx.body.kind, place: ctx.body.place }, ctx.now);
    return see(`/desk/bikes?sent=${encodeURIComponent(sent)}`);
  },
});

async function shown(ctx: Ctx<unknown, { sent?: string | undefined }>, form: FormState) {
  const { db, lang } = ctx;
  const [operators, groups, orders, feeds] = [await operatorsOf(db), await openGroups(db), await latestOrders(db, 20), await feedStates(db)];
  return deskPage(ctx, { title: m.deskTitle(lang), page: 'queue', main: 'admin', actions: <LinkButton href="/desk/bikes/rules" size="d" icon="note">{m.policies(lang)}</LinkButton> }, (
    <div class="stack">
      <div class="stack-s"><h1>{m.deskTitle(lang)}</h1><p class="meta">{m.deskLead(lang)}</p></div>
      {form.problem && <Notice live>{form.problem}</Notice>}
      {ctx.query.sent && <Notice tone="done" live><a class="link" href={`/cases/${encodeURIComponent(ctx.query.sent)}`}>{m.sent(lang, { number: ctx.query.sent })}</a></Notice>}
      <PartHead title={m.toOrder(lang)} />
      <Card><GroupTable ctx={ctx} operators={operators} groups={groups} /></Card>
      <PartHead title={m.orders(lang)} />
      {orders.length ? <Items label={m.orders(lang)}>{orders.map((order) => <OrderLine key={order.id} ctx={ctx} operators={operators} order={order} staff />)}</Items> : <Empty icon="inbox" title={m.noOrders(lang)} />}
      {feeds.length > 0 && <><PartHead title={m.feeds(lang)} /><Items label={m.feeds(lang)}>{feeds.map((feed) => <FeedLine key={feed.operator} ctx={ctx} operators={operators} feed={feed} />)}</Items></>}
    </div>
  ));
}

function GroupTable({ ctx, operators, groups }: { ctx: Ctx; operators: readonly Operator[]; groups: readonly Group[] }) {
  const { lang, site, now } = ctx;
  return (
    <Table caption={m.toOrder(lang)} rows={groups} rowKey={(g) => `${g.operator} ${g.kind} ${g.place ?? ''}`} empty={<Empty icon="check" title={m.nothing(lang)}>{m.nothingLead(lang)}</Empty>} columns={[
      { head: m.what(lang), cell: (g) => <span class="nowrap">{m[g.kind](lang)}</span> }, { head: m.certain(lang), num: true, cell: (g) => certain(g, lang) }, { head: m.send(lang), cell: (g) => (g.certain > 0 ? <SendForm ctx={ctx} group={g} /> : null) },
      { head: m.operator(lang), cell: (g) => <span class="nowrap">{operatorName(lang, operators, g.operator)}</span> }, { head: m.place(lang), cell: (g) => <span class="nowrap">{g.name === null ? m.wholeCity(lang) : pick(lang, { zh: g.name, en: g.name_en })}</span> },
      { head: m.uncertain(lang), num: true, cell: (g) => number(lang, g.unsure) }, { head: m.ordered(lang), num: true, cell: (g) => number(lang, g.ordered) }, { head: m.since(lang), cell: (g) => shortTime(lang, site.zone, g.since, now) },
    ]} />
  );
}

/** Bikes; of caps and frames how many of how many. */
const certain = (g: Group, lang: Lang): string => (g.kind === 'over_cap' || g.kind === 'frame_full' ? `${number(lang, g.amount ?? 0)} / ${number(lang, g.allowed ?? 0)}` : number(lang, g.certain));

function SendForm({ ctx, group }: { ctx: Ctx; group: Group }) {
  return (
    <form method="post" action="/desk/bikes">
      <input type="hidden" name="_key" value={ctx.viewer.formKey} /><input type="hidden" name="operator" value={group.operator} /><input type="hidden" name="kind" value={group.kind} />{group.place && <input type="hidden" name="place" value={group.place} />}
      <Button size="d" icon="send" class="nowrap" busyWords={m.sending(ctx.lang)}>{m.send(ctx.lang)}</Button>
    </form>
  );
}

function FeedLine({ ctx, operators, feed }: { ctx: Ctx; operators: readonly Operator[]; feed: FeedState }) {
  const { lang, now, site } = ctx;
  const stale = feed.told_at !== null && isStale(feed.told_at, feed.ttl ?? 0, now);
  const state = feed.problem !== null ? <Tag tone="back">{m.feedProblem(lang, { problem: feed.problem })}</Tag> : feed.told_at === null ? <Tag>{m.feedNever(lang)}</Tag>
    : stale ? <Tag tone="back">{m.feedStale(lang, { at: shortTime(lang, site.zone, feed.told_at, now) })}</Tag> : <Tag>{m.feedFine(lang, { n: feed.bikes ?? 0 })}</Tag>;
  return (
    <Item title={operatorName(lang, operators, feed.operator)} meta={feed.gbfs_url} aside={feed.read_at && shortTime(lang, site.zone, feed.read_at, now)}
      signs={<>{state}{!!feed.swapped && <Tag tone="back">{m.feedSwapped(lang, { n: feed.swapped })}</Tag>}{!!feed.outside && <Tag>{m.feedOutside(lang, { n: feed.outside })}</Tag>}{!!feed.wrong && <Tag>{m.feedWrong(lang, { n: feed.wrong })}</Tag>}</>} />
  );
}

export const deskPages: readonly Route[] = desk;
