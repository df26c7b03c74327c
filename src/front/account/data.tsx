// /account/subscriptions and /account/data: see, copy, correct and erase what is held about me.
import { z } from 'zod';
import { keysOf } from '#ground/identity/index.ts';
import type { Ctx } from '#ground/http/context.ts';
import { page, route, see } from '#ground/http/route.ts';
import { refuse } from '#ground/http/refusal.ts';
import { json } from '#ground/http/answer.tsx';
import { dateTime, fullDate } from '#ground/i18n/format.ts';
import { pick } from '#ground/i18n/index.ts';
import { plainPage } from '#ground/pages/frame.tsx';
import { Button, Card, Empty, Field, Icon, Item, Items, Kv, LinkButton, Notice, PartHead, Tag } from '#ground/pages/parts.tsx';
import { organisationIndex } from '#city/organisations/index.ts';
import { endSubscription, forgetPerson, subscriptionsOf, topicText, topicWords } from '#serve/push/index.ts';
import { Erase, Unfollow } from './contract.ts';
import { noSessionCookie, seeWith, sessionToken } from './cookies.ts';
import { m } from './messages.ts';
import { panels } from './panels.ts';
import { accountPage, Done, Form, personOf, Problems } from './parts.tsx';
import { erasePerson, grantHistory, identityOf, looksAt, sessionsOf } from './store.ts';

const subscriptions = page({
  path: '/account/subscriptions', who: 'signed-in', summary: 'What I follow', query: z.object({ done: z.string().optional() }), body: Unfollow,
  async view(ctx) {
    const { lang, db, site } = ctx;
    const list = await subscriptionsOf(db, personOf(ctx));
    const titles = await Promise.all(list.map((one) => topicWords(db, lang, one.topic, one.own)));
    return accountPage(ctx, m.subscriptions(lang), (
      <>
        <Done ctx={ctx} words={m.ended(lang)} />
        <p class="meta">{m.subsLead(lang)}</p>
        {list.length === 0 ? <Card><Empty icon="bell" title={m.subsNone(lang)}>{m.subsNoneMeta(lang)}</Empty></Card> : (
          <Items>
            {list.map((one, at) => (
              <Item key={one.id} lead={<Icon name="bell" size="s" />} title={titles[at] ?? topicText(one.topic)}
                meta={fullDate(lang, site.zone, one.created_at)} signs={one.confirmed ? undefined : <Tag>{m.subUnconfirmed(lang)}</Tag>}
                end={<Form ctx={ctx} class="row"><Button kind="quiet" name="subscription" value={String(one.id)}>{m.unfollow(lang)}</Button></Form>} />
            ))}
          </Items>
        )}
      </>
    ));
  },
  async submit(ctx) {
    await endSubscription(ctx.db, personOf(ctx), ctx.body.subscription, ctx.now);
    return see('/account/subscriptions?done=1');
  },
});

const data = page({
  path: '/account/data', who: 'signed-in', summary: 'What is held about me', body: Erase,
  async view(ctx, form) {
    const { lang, db, site } = ctx;
    const [identity, looks, units] = await Promise.all([identityOf(db, personOf(ctx)), looksAt(db, personOf(ctx)), organisationIndex(db)]);
    return accountPage(ctx, m.data(lang), (
      <>
        <p class="meta">{m.dataLead(lang)}</p>
        <Problems ctx={ctx} form={form} />
        <Card pad><div class="stack-s">
          <Kv rows={[[m.login(lang), identity.login], [m.name(lang), identity.name], [m.phone(lang), identity.phone], [m.email(lang), identity.email]]} />
          <p class="meta">{m.correctLead(lang)} <a class="link" href="/account/profile">{m.correct(lang)}</a></p>
        </div></Card>
        <Card title={m.dataCopy(lang)} id="copy" pad>
          <p>{m.dataCopyLead(lang)}</p>
          <LinkButton href="/account/data.json" icon="copy" download>{m.download(lang)}</LinkButton>
        </Card>
        <section class="stack-s" aria-labelledby="looks">
          <PartHead id="looks" title={m.looks(lang)} />
          {looks.length === 0 ? <p class="meta">{m.looksNone(lang)}</p> : (
            <Items>
              {looks.map((look, at) => {
                const unit = look.organisation === null ? undefined : units.get(look.organisation);
                const who = look.role === null ? '—' : m[look.role](lang);
                return <Item key={at} lead={<Icon name="eye" size="s" />} title={unit ? m.lookBy(lang, { role: who, unit: pick(lang, { zh: unit.name, en: unit.name_en }) }) : who} meta={look.reason ? m.lookAt(lang, { reason: look.reason }) : undefined} aside={dateTime(lang, site.zone, look.at)} />;
              })}
            </Items>
          )}
        </section>
        <Card title={m.eraseTitle(lang)} id="erase" pad>
          <p>{m.eraseLead(lang)}</p>
          <Form ctx={ctx}>
            <Field name="typed" label={m.eraseType(lang, { word: m.eraseWord })} error={form.errors['typed']} required autoComplete="off" spellCheck={false} maxLength={40} />
            <Button kind="stop">{m.eraseDo(lang)}</Button>
          </Form>
        </Card>
      </>
    ));
  },
  async submit(ctx) {
    const { db, now } = ctx;
    const person = personOf(ctx);
    const typed = ctx.body.typed?.toLowerCase();
    if (!typed || !m.eraseWord.pair.includes(typed)) throw refuse(422, m.eraseMistyped, { field: 'typed' });
    await panels(ctx, 'account.erase', person);
    const erased = await db.begin(async (tx) => {
      const done = await erasePerson(tx, person, now);
      if (done) await forgetPerson(tx, person, now);
      return done;
    });
    if (!erased) throw refuse(409, m.eraseLast);
    return seeWith('/erased', [noSessionCookie(ctx.ground)]);
  },
});

const erased = page({
  path: '/erased', who: 'everyone', summary: 'An identity was erased',
  view: async (ctx) => plainPage(ctx, { title: m.erasedTitle(ctx.lang) }, (
    <Card pad><div class="stack"><h1>{m.erasedTitle(ctx.lang)}</h1><Notice tone="done" title={m.erasedLead(ctx.lang)} /><LinkButton href="/r">{m.look(ctx.lang)}</LinkButton></div></Card>
  )),
});

/** Everything held about a person, with what other rooms add by the slot 'account.data' (each a plain object). */
export async function everythingAbout(ctx: Ctx, person: string): Promise<Record<string, unknown>> {
  const { db, now } = ctx;
  const [identity, grants, sessions, keys, subscriptions, looks, others] = await Promise.all([
    identityOf(db, person), grantHistory(db, person), sessionsOf(db, person, sessionToken(ctx), now), keysOf(db, person), subscriptionsOf(db, person), looksAt(db, person), panels(ctx, 'account.data', person),
  ]);
  return {
    made: now, identity, grants, sessions: sessions.map(({ here, id, ...session }) => session), keys,
    subscriptions: subscriptions.map(({ topic, channel, lang, created_at, confirmed }) => ({ topic: topicText(topic), channel, lang, created_at, confirmed })), looks,
    ...Object.assign({}, ...others.filter((other) => typeof other === 'object' && other !== null && !Array.isArray(other))),
  };
}

const copy = route({
  method: 'GET', path: '/account/data.json', who: 'signed-in', summary: 'Everything held about me, as JSON', answer: z.record(z.string(), z.unknown()),
  handle: async (ctx) => json(await everythingAbout(ctx, personOf(ctx)), 200, { 'content-disposition': 'attachment; filename="my-data.json"' }),
});

export const dataRoutes = [...subscriptions, ...data, ...erased, copy];
