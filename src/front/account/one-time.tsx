// Signing in by a one-time code. A code proves an address, so a new address opens an account; nobody learns who has one.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Ctx } from '#ground/http/context.ts';
import { page, see } from '#ground/http/route.ts';
import { refuse } from '#ground/http/refusal.ts';
import { issueCode, redeemCode } from '#ground/identity/index.ts';
import type { Message } from '#ground/i18n/index.ts';
import { plainPage } from '#ground/pages/frame.tsx';
import { Button, Card, Field, Notice } from '#ground/pages/parts.tsx';
import { signInAs } from './beginning.ts';
import { AskCode, EnterCode, To } from './contract.ts';
import { cookie, HANDLE_COOKIE, seeWith } from './cookies.ts';
import { counterOf, stopGuessing } from './failures.ts';
import { m } from './messages.ts';
import { Form, Problems, valueOf } from './parts.tsx';
import { handleOf, masked, type Handle } from './rules.ts';
import { withTo } from './sign-in.tsx';
import { accountOfEmail, emailOfPhone } from './store.ts';

/** Codes one address may ask for, and be sent, in an hour. */
const CODES_PER_HOUR = 8;

const ask = page({
  path: '/sign-in/code', who: 'everyone', summary: 'Ask for a one-time code', query: To, body: AskCode,
  async view(ctx, form) {
    const { lang, query } = ctx;
    return plainPage(ctx, { title: m.codeTitle(lang) }, (
      <Card pad>
        <div class="stack">
          <h1>{m.codeTitle(lang)}</h1>
          <p class="meta">{m.codeLead(lang)}</p>
          <Problems ctx={ctx} form={form} />
          <Form ctx={ctx}>
            <Field name="handle" label={m.codeHandle(lang)} hint={m.codeHandleHint(lang)} value={valueOf(form, 'handle')} error={form.errors['handle']} required autoComplete="email" autoFocus={!form.problem} spellCheck={false} />
            <Button kind="1" wide busyWords={m.sending(lang)}>{m.sendCode(lang)}</Button>
          </Form>
          <p><a class="link" href={withTo('/sign-in', query.to)}>{m.byPassword(lang)}</a></p>
        </div>
      </Card>
    ));
  },
  async submit(ctx) {
    const handle = handleOf(ctx.body.handle);
    limitCodes(ctx, handle.value);
    await sendCode(ctx, handle);
    return seeWith(withTo('/sign-in/code/enter', ctx.query.to), [cookie(ctx.ground, HANDLE_COOKIE, handle.value, { seconds: 600, path: '/sign-in' })]);
  },
});

const enter = page({
  path: '/sign-in/code/enter', who: 'everyone', summary: 'Sign in with a one-time code', query: To, body: EnterCode,
  async view(ctx, form) {
    const { lang, query } = ctx;
    const handle = askedFor(ctx);
    if (!handle) return see(withTo('/sign-in/code', query.to));
    return plainPage(ctx, { title: m.codeTitle(lang) }, (
      <Card pad>
        <div class="stack">
          <h1>{m.codeTitle(lang)}</h1>
          <Notice tone="info" icon="mail" title={m.codeSent(lang, { to: masked(handle) })}><p>{m.codeNotThere(lang)}</p></Notice>
          <Problems ctx={ctx} form={form} />
          <Form ctx={ctx}>
            <Field name="code" label={m.code(lang)} error={form.errors['code']} required code inputMode="numeric" autoComplete="one-time-code" maxLength={12} autoFocus={!form.problem} />
            <Button kind="1" wide busyWords={m.signingIn(lang)}>{m.signIn(lang)}</Button>
          </Form>
          <p><a class="link" href={withTo('/sign-in/code', query.to)}>{m.another(lang)}</a></p>
        </div>
      </Card>
    ));
  },
  async submit(ctx) {
    const handle = askedFor(ctx);
    if (!handle) return see(withTo('/sign-in/code', ctx.query.to));
    const { db, now, ground } = ctx;
    const counter = counterOf(ground);
    const key = `code address ${ctx.address}`;
    stopGuessing(counter, [key], ground.config.SIGN_INS_PER_HOUR, now.getTime());
    counter.add(key, now.getTime());
    if (!(await redeemCode(db, { purpose: 'sign-in', sentTo: handle.value, code: ctx.body.code, now }))) throw refuse(422, m.codeWrong, { field: 'code' });
    const email = handle.kind === 'phone' ? await emailOfPhone(db, handle.value) : handle.value;
    const account = email && (await accountOfEmail(db, email, randomUUID(), ctx.lang, now));
    if (!account) throw refuse(422, m.codeWrong, { field: 'code' });
    counter.takeBack(key);
    return signInAs(ctx, account, ctx.query.to);
  },
});

function askedFor(ctx: Pick<Ctx, 'cookies'>): Handle | undefined {
  const held = z.string().min(3).max(800).safeParse(ctx.cookies[HANDLE_COOKIE]);
  if (!held.success) return undefined;
  try {
    const handle = handleOf(decodeURIComponent(held.data));
    return handle.kind === 'login' ? undefined : handle;
  } catch {
    return undefined; // a cookie somebody made themselves
  }
}

function limitCodes(ctx: Ctx, handle: string): void {
  const counter = counterOf(ctx.ground);
  const keys = [`codes from ${ctx.address}`, `codes to ${handle}`];
  stopGuessing(counter, keys, CODES_PER_HOUR, ctx.now.getTime());
  for (const key of keys) counter.add(key, ctx.now.getTime());
}

/** The letter is not waited for: how long it takes would tell whether a phone has an account. */
async function sendCode(ctx: Ctx, handle: Handle): Promise<void> {
  const code = await issueCode(ctx.db, { purpose: 'sign-in', sentTo: handle.value, now: ctx.now });
  const to = handle.kind === 'phone' ? await emailOfPhone(ctx.db, handle.value) : handle.value;
  if (to) sendCodeLetter(ctx, to, code, m.letterSubject);
}

/** A letter with a code in its subject and its text; failures go to the log. */
export function sendCodeLetter({ ground, lang, site }: Ctx, to: string, code: string, subject: Message): void {
  const words = { code, city: site.name[lang], url: ground.baseUrl };
  ground.mailer.send({ to, subject: subject(lang, words), text: m.letterBody(lang, words), headers: { 'Auto-Submitted': 'auto-generated' } })
    .catch((error: unknown) => { ground.log.error(error, 'the letter with a code'); });
}

export const oneTimeRoutes = [...ask, ...enter];
