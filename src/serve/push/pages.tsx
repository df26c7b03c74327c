// /follow: the wish; /following/TOKEN: where letters lead (confirm, stop, again); /admin/deliveries: letters that stopped.
// Opening a letter's link changes nothing by itself: mail scanners open links too. The mail program's own button posts to …/end.
import { z } from 'zod';
import type { Ctx } from '#ground/http/context.ts';
import { page, route, see } from '#ground/http/route.ts';
import { refuse } from '#ground/http/refusal.ts';
import { notFound } from '#ground/http/answer.tsx';
import { dateTime } from '#ground/i18n/format.ts';
import { adminPage, plainPage } from '#ground/pages/frame.tsx';
import { Button, Card, Empty, ErrorSummary, Field, Icon, LinkButton, Notice, Table, Toast } from '#ground/pages/parts.tsx';
import { refuseUnlessCity } from '#city/admin/index.ts';
import { areaIndex } from '#city/areas/index.ts';
import { dropParked, parked, queueState, retryParked } from './administering.ts';
import { ManageForm, parseTopic, SubscribeForm, TokenParams, TopicQuery, topicText, type Topic } from './contract.ts';
import { m } from './messages.ts';
import { sentenceOf, TRIES } from './rules.ts';
import { accountEmail, caseIsPublic } from './store.ts';
import { confirmSubscription, endByToken, subscribe, subscriptionOfToken } from './subscribing.ts';
import { topicWords } from './words.ts';

const EMAIL = /^[^\s@<>"(),:;\\[\]]{1,64}@([\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]{2,}$/u;
const Key = ({ ctx }: { ctx: Pick<Ctx, 'viewer'> }) => (ctx.viewer.formKey ? <input type="hidden" name="_key" value={ctx.viewer.formKey} /> : null);

/** The topic of the address, which must exist for this reader; 404 otherwise. */
async function wanted(ctx: Ctx, text: string | undefined): Promise<{ topic: Topic; words: string }> {
  const topic = text === undefined ? undefined : parseTopic(text);
  const words = topic && (await topicWords(ctx.db, ctx.lang, topic));
  if (!topic || !words) throw refuse(404, m.badTopic);
  if (topic.kind === 'case' && !(await caseIsPublic(ctx.db, topic.number))) throw notFound();
  return { topic, words };
}

const follow = page({
  path: '/follow', who: 'everyone', summary: 'Follow a case, an area, a class or a circle', query: TopicQuery, body: SubscribeForm,
  async view(ctx, form) {
    const { lang, query } = ctx;
    const typed = form.values['topic'];
    const { topic, words } = await wanted(ctx, query.topic ?? (typeof typed === 'string' ? typed : undefined));
    if (query.done) return said(ctx, query.done === 'asked' ? 'asked' : 'following', words, topic);
    const mine = ctx.viewer.person ? await accountEmail(ctx.db, ctx.viewer.person) : undefined;
    return plainPage(ctx, { title: m.followTitle(lang) }, (
      <Card pad>
        <div class="stack">
          <h1>{m.followTitle(lang)}</h1>
          <p>{(topic.kind === 'case' ? m.followLead : m.followNews)(lang, { topic: words })}</p>
          {form.problem && <ErrorSummary title={form.problem} errors={Object.entries(form.errors).map(([field, text]) => ({ field, text }))} />}
          <form method="post" action="/follow" class="form">
            <Key ctx={ctx} />
            <input type="hidden" name="topic" value={topicText(topic)} />
            {mine ? <p class="meta">{m.emailYours(lang, { email: mine })}</p>
              : <Field name="email" type="email" label={m.email(lang)} hint={m.emailHint(lang)} value={typeof form.values['email'] === 'string' ? form.values['email'] : undefined} error={form.errors['email']} required autoComplete="email" />}
            <Button kind="1" wide icon="bell" busyWords={m.sending(lang)}>{m.follow(lang)}</Button>
          </form>
          <p class="meta row"><Icon name="feed" size="s" /><a class="link" href={feedOf(topic)} type="application/atom+xml">{m.feed(lang)}</a></p>
        </div>
      </Card>
    ));
  },
  async submit(ctx) {
    const { body, viewer, db, lang, now } = ctx;
    const { topic } = await wanted(ctx, body.topic);
    const mine = viewer.person ? await accountEmail(db, viewer.person) : undefined;
    if (!mine && (!body.email || !EMAIL.test(body.email))) throw refuse(422, m.badEmail, { field: 'email' });
    const made = await subscribe(db, { topic, lang, now, ...(mine ? { person: viewer.person } : { email: body.email?.toLowerCase() }) });
    await ctx.ground.jobs.send('push.deliver', {}, { key: 'now' });
    // Whether this address followed already is its owner's business: strangers see the same page.
    return see(`/follow?topic=${encodeURIComponent(topicText(topic))}&done=${mine && made.confirmed ? 'following' : 'asked'}`);
  },
});

/** The feed with the same content as a topic. */
export function feedOf(topic: Topic): string {
  const key = topic.kind === 'near' ? 'near' : topic.kind;
  return `/feeds/cases.atom?${key}=${encodeURIComponent(topicText(topic).slice(topic.kind.length + 1))}`;
}

function said(ctx: Ctx, kind: 'asked' | 'following', words: string, topic: Topic) {
  const { lang } = ctx;
  const [title, lead] = kind === 'asked' ? [m.askedTitle(lang), m.askedLead(lang)] : [m.followingTitle(lang), m.followingLead(lang, { topic: words })];
  const back = topic.kind === 'case' ? `/reports/${encodeURIComponent(topic.number)}` : '/';
  return plainPage(ctx, { title }, <Card pad><div class="stack"><h1>{title}</h1><Notice tone="done" icon={kind === 'asked' ? 'mail' : 'check'} title={lead} /><LinkButton href={back}>{topic.kind === 'case' ? topic.number : m.home(lang)}</LinkButton></div></Card>);
}

const following = page({
  path: '/following/:token', who: 'everyone', summary: 'Confirm or end a subscription by the link of a letter', params: TokenParams, body: ManageForm,
  async view(ctx) {
    const { lang } = ctx;
    const found = await subscriptionOfToken(ctx.db, ctx.params.token);
    if (!found) throw notFound();
    const topic = (await topicWords(ctx.db, lang, found.topic, found.own)) ?? topicText(found.topic);
    const state = found.ended ? 'ended' : found.confirmed ? 'on' : 'asked';
    const [title, lead] = { ended: [m.endedTitle(lang), m.endedLead(lang, { topic })], on: [m.manageTitle(lang), m.manageLead(lang, { topic })], asked: [m.confirmTitle(lang), m.confirmLead(lang, { topic })] }[state];
    return plainPage(ctx, { title: title ?? '', head: <meta name="robots" content="noindex" /> }, (
      <Card pad>
        <div class="stack">
          <h1>{title}</h1>
          <p>{lead}</p>
          <form method="post" class="row row-wrap">
            <Key ctx={ctx} />
            {state === 'asked' && <Button kind="1" name="act" value="confirm" icon="check">{m.confirm(lang)}</Button>}
            {state !== 'ended' && <Button kind={state === 'on' ? 'outlined' : 'quiet'} name="act" value="end">{m.end(lang)}</Button>}
            {state === 'ended' && <LinkButton href={found.own ? '/' : `/follow?topic=${encodeURIComponent(topicText(found.topic))}`}>{found.own ? m.home(lang) : m.again(lang)}</LinkButton>}
          </form>
        </div>
      </Card>
    ));
  },
  async submit(ctx) {
    const { token } = ctx.params;
    if (!(await subscriptionOfToken(ctx.db, token))) throw notFound();
    if (ctx.body.act === 'confirm') await confirmSubscription(ctx.db, token, ctx.now);
    if (ctx.body.act === 'end') await endByToken(ctx.db, token, ctx.now);
    return see(`/following/${token}`);
  },
});

const oneClick = route({
  method: 'POST', path: '/following/:token/end', who: 'everyone', summary: 'End a subscription with one click (RFC 8058)', params: TokenParams, body: z.unknown(), takes: ['form'], open: true,
  async handle({ db, params, now }) {
    if (!(await subscriptionOfToken(db, params.token))) throw notFound();
    await endByToken(db, params.token, now);
  },
});
/** The same address opened in a browser leads to the page. */
const oneClickPage = page({ path: '/following/:token/end', who: 'everyone', summary: 'To the page of a subscription', params: TokenParams, view: async (ctx) => see(`/following/${ctx.params.token}`) });

const Act = z.object({ retry: z.union([z.literal('all'), z.coerce.number().int().positive()]).optional(), drop: z.coerce.number().int().positive().optional() });
const deliveries = page({
  path: '/admin/deliveries', who: ['administrator'], summary: 'Letters that could not be sent', query: z.object({ done: z.string().optional() }), body: Act,
  async view(ctx) {
    const { lang, db, site, now, ground } = ctx;
    refuseUnlessCity(ctx.viewer, await areaIndex(db));
    const [rows, state] = await Promise.all([parked(db), queueState(db, new Date(now.getTime() - 86_400_000))]);
    const act = rows.length > 1 ? <form method="post"><Key ctx={ctx} /><Button size="d" name="retry" value="all" icon="refresh">{m.retryAll(lang)}</Button></form> : undefined;
    return adminPage(ctx, { title: m.deliveries(lang), lead: m.deliveriesLead(lang, { n: TRIES, ...state }), act }, (
      <>
        {ctx.query.done && <Toast words={m.acted(lang)} seconds={5} />}
        {ground.mailer.kind === 'folder' && <Notice>{m.toFolder(lang)}</Notice>}
        <Card>
          <Table caption={m.deliveries(lang)} rows={rows} rowKey={(row) => row.id} empty={<Empty icon="mail" title={m.parkedNone(lang)}>{m.parkedNoneMeta(lang, { n: TRIES })}</Empty>}
            columns={[
              { head: m.colTime(lang), cell: (row) => dateTime(lang, site.zone, row.at) },
              { head: m.colWhat(lang), cell: (row) => [row.verb === 'confirm' ? m.confirmation(lang) : (sentenceOf(row.verb)?.(lang) ?? row.verb), row.case_number].filter(Boolean).join(' · ') },
              { head: m.colTo(lang), cell: (row) => [row.topic, row.subject].filter(Boolean).join(':') },
              { head: m.colTries(lang), num: true, cell: (row) => row.tries },
              { head: m.colError(lang), cell: (row) => row.error },
              { head: m.colAct(lang), cell: (row) => <form method="post" class="row"><Key ctx={ctx} /><Button size="d" name="retry" value={String(row.id)}>{m.retry(lang)}</Button><Button size="d" kind="quiet" name="drop" value={String(row.id)}>{m.drop(lang)}</Button></form> },
            ]} />
        </Card>
      </>
    ));
  },
  async submit(ctx) {
    const { retry, drop } = ctx.body;
    refuseUnlessCity(ctx.viewer, await areaIndex(ctx.db));
    if (drop !== undefined) await dropParked(ctx.db, drop);
    if (retry !== undefined) {
      await retryParked(ctx.db, retry === 'all' ? undefined : retry, ctx.now);
      await ctx.ground.jobs.send('push.deliver', {}, { key: 'now' });
    }
    return see('/admin/deliveries?done=1');
  },
});

export const pageRoutes = [...follow, ...following, oneClick, ...oneClickPage, ...deliveries];
