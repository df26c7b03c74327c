// /account/password, /account/sessions, /account/keys: who can act as me.
import { z } from 'zod';
import type { VNode } from 'preact';
import { html } from '#ground/http/answer.tsx';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { EMPTY_FORM } from '#ground/http/context.ts';
import { page, see } from '#ground/http/route.ts';
import { refuse } from '#ground/http/refusal.ts';
import { checkPassword, endKey, hashPassword, issueKey, keysOf } from '#ground/identity/index.ts';
import { dateTime, fullDate } from '#ground/i18n/format.ts';
import { Button, Card, Empty, Field, Icon, Item, Items, LinkButton, Notice, Tag } from '#ground/pages/parts.tsx';
import { EndSession, Key, NewPassword } from './contract.ts';
import { sessionToken } from './cookies.ts';
import { counterOf, stopGuessing } from './failures.ts';
import { m } from './messages.ts';
import { accountPage, Done, Form, personOf, Problems, valueOf } from './parts.tsx';
import { deviceOf } from './rules.ts';
import { endOneSession, endOtherSessions, identityOf, passwordOf, sessionsOf, writePassword } from './store.ts';

const DoneQuery = z.object({ done: z.string().optional() });

const password = page({
  path: '/account/password', who: 'signed-in', summary: 'Change my password', query: DoneQuery, body: NewPassword,
  async view(ctx, form) {
    const { lang } = ctx;
    const { has_password, login, email } = await identityOf(ctx.db, personOf(ctx));
    return accountPage(ctx, m.passwordTitle(lang), (
      <>
        <Done ctx={ctx} words={m.passwordSaved(lang)} />
        <p class="meta">{m.passwordLead(lang)}</p>
        <Problems ctx={ctx} form={form} />
        <Form ctx={ctx}>
          <input class="vh" type="text" name="username" value={login ?? email ?? ''} autocomplete="username" tabIndex={-1} aria-hidden="true" readOnly />
          {has_password && <Field name="old" type="password" label={m.passwordOld(lang)} error={form.errors['old']} required autoComplete="current-password" />}
          <Field name="password" type="password" label={m.passwordNew(lang)} hint={m.passwordHint(lang)} error={form.errors['password']} required autoComplete="new-password" />
          <Button kind="1" busyWords={m.saving(lang)}>{has_password ? m.passwordSave(lang) : m.passwordSet(lang)}</Button>
        </Form>
      </>
    ));
  },
  async submit(ctx) {
    const { db, body, ground, now } = ctx;
    const person = personOf(ctx);
    const counter = counterOf(ground);
    const key = `password of ${person}`;
    stopGuessing(counter, [key], ground.config.SIGN_INS_PER_HOUR, now.getTime());
    const stored = await passwordOf(db, person);
    if (stored !== null && !(await checkPassword(stored, body.old ?? ''))) {
      counter.add(key, now.getTime());
      throw refuse(422, m.passwordOldWrong, { field: 'old' });
    }
    await writePassword(db, person, await hashPassword(body.password));
    await endOtherSessions(db, person, sessionToken(ctx));
    return see('/account/password?done=1');
  },
});

const sessions = page({
  path: '/account/sessions', who: 'signed-in', summary: 'Where I am signed in', query: DoneQuery, body: EndSession,
  async view(ctx) {
    const { lang, site, now } = ctx;
    const list = await sessionsOf(ctx.db, personOf(ctx), sessionToken(ctx), now);
    return accountPage(ctx, m.sessions(lang), (
      <>
        <Done ctx={ctx} words={m.ended(lang)} />
        <Items>
          {list.map((session) => (
            <Item key={session.id} lead={<Icon name="desk" size="s" />}
              title={<>{deviceOf(session.agent) ?? m.unknownDevice(lang)} {session.here && <Tag tone="info">{m.thisDevice(lang)}</Tag>}</>}
              meta={m.lastSeen(lang, { at: dateTime(lang, site.zone, session.seen_at) })} signs={<span class="meta">{m.since(lang, { at: fullDate(lang, site.zone, session.created_at) })}</span>}
              end={session.here ? undefined : <Form ctx={ctx} class="row"><Button kind="quiet" name="session" value={session.id}>{m.end(lang)}</Button></Form>} />
          ))}
        </Items>
        {list.length > 1 ? <Form ctx={ctx}><Button name="session" value="others">{m.endOthers(lang)}</Button></Form> : <p class="meta">{m.onlyThis(lang)}</p>}
      </>
    ));
  },
  async submit(ctx) {
    const { session } = ctx.body;
    if (session === 'others') await endOtherSessions(ctx.db, personOf(ctx), sessionToken(ctx));
    else await endOneSession(ctx.db, personOf(ctx), session);
    return see('/account/sessions?done=1');
  },
});

async function keysPage(ctx: Ctx, form: FormState, fresh?: string): Promise<VNode> {
  const { lang, site } = ctx;
  const list = await keysOf(ctx.db, personOf(ctx));
  return accountPage(ctx, m.keys(lang), (
    <>
      <Done ctx={ctx} words={m.ended(lang)} />
      <p class="meta">{m.keysLead(lang)} <a class="link" href="/api">{m.apiPage(lang)}</a></p>
      {fresh && (
        <Notice tone="done" icon="lock" title={m.keyNew(lang)}>
          <p class="code">{fresh}</p>
          <p>{m.keyOnce(lang)}</p>
          <Button type="button" icon="copy" copy={fresh} copied={m.copied(lang)}>{m.copy(lang)}</Button>
        </Notice>
      )}
      <Problems ctx={ctx} form={form} />
      {list.length === 0
        ? <Card><Empty icon="link" title={m.keysNone(lang)} action={<LinkButton href="/api">{m.apiPage(lang)}</LinkButton>}>{m.keysNoneMeta(lang)}</Empty></Card>
        : (
          <Items>
            {list.map((key) => (
              <Item key={key.id} lead={<Icon name="link" size="s" />} title={key.name}
                meta={m.keyIssued(lang, { at: fullDate(lang, site.zone, key.created_at) })} signs={<span class="meta">{key.last_used_at ? m.keyUsed(lang, { at: dateTime(lang, site.zone, key.last_used_at) }) : m.keyNever(lang)}</span>}
                end={<Form ctx={ctx} class="row"><Button kind="quiet" name="end" value={String(key.id)}>{m.end(lang)}</Button></Form>} />
            ))}
          </Items>
        )}
      <Form ctx={ctx}>
        <Field name="name" label={m.keyName(lang)} value={fresh ? undefined : valueOf(form, 'name')} error={form.errors['name']} required maxLength={80} autoComplete="off" />
        <Button kind="1">{m.keyIssue(lang)}</Button>
      </Form>
    </>
  ));
}

const keys = page({
  path: '/account/keys', who: 'signed-in', summary: 'My API keys', query: DoneQuery, body: Key,
  view: (ctx, form) => keysPage(ctx, form),
  async submit(ctx) {
    const { db, body, now } = ctx;
    const person = personOf(ctx);
    if (body.end !== undefined) {
      await endKey(db, person, body.end, now);
      return see('/account/keys?done=1');
    }
    if (!body.name) throw refuse(422, m.keyName, { field: 'name' });
    // Shown in the answer itself: the key must not stand in an address or be kept anywhere.
    return html(await keysPage(ctx, EMPTY_FORM, await issueKey(db, person, body.name)));
  },
});

export const securityRoutes = [...password, ...sessions, ...keys];
