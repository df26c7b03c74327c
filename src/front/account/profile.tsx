// /account/profile, /account/email and /account/display: correct what is known of me, choose a language and a look.
import { z } from 'zod';
import { page, see } from '#ground/http/route.ts';
import { refuse } from '#ground/http/refusal.ts';
import { issueCode, redeemCode } from '#ground/identity/index.ts';
import { LANGS } from '#ground/i18n/index.ts';
import { residentPage } from '#ground/pages/frame.tsx';
import { Button, Empty, Field, LinkButton, Notice, Seg } from '#ground/pages/parts.tsx';
import { Display, EnterCode, Profile } from './contract.ts';
import { langCookie, seeWith, themeCookie, THEME_COOKIE } from './cookies.ts';
import { counterOf, stopGuessing } from './failures.ts';
import { m } from './messages.ts';
import { sendCodeLetter } from './one-time.tsx';
import { accountPage, Done, Form, personOf, Problems, valueOf } from './parts.tsx';
import { LANG_NAMES, phoneOf } from './rules.ts';
import { identityOf, pendingEmail, saveEmail, saveLang, saveProfile } from './store.ts';

const DoneQuery = z.object({ done: z.string().optional() });

const profile = page({
  path: '/account/profile', who: 'signed-in', summary: 'My name and contact', query: DoneQuery, body: Profile,
  async view(ctx, form) {
    const { lang } = ctx;
    const identity = await identityOf(ctx.db, personOf(ctx));
    const checked = (at: Date | null, value: string | null) => (value ? (at ? m.verified(lang) : m.unverified(lang)) : m.optional(lang));
    return accountPage(ctx, m.profile(lang), (
      <>
        <Done ctx={ctx} words={m.saved(lang)} />
        <Problems ctx={ctx} form={form} />
        <Form ctx={ctx}>
          <Field name="name" label={m.name(lang)} note={m.optional(lang)} value={valueOf(form, 'name', identity.name)} error={form.errors['name']} autoComplete="name" maxLength={80} />
          <Field name="phone" type="tel" label={m.phone(lang)} note={checked(identity.phone_verified_at, identity.phone)} value={valueOf(form, 'phone', identity.phone)} error={form.errors['phone']} autoComplete="tel" />
          <Field name="email" type="email" label={m.email(lang)} note={checked(identity.email_verified_at, identity.email)} hint={m.emailHint(lang)} value={valueOf(form, 'email', identity.email)} error={form.errors['email']} autoComplete="email" />
          <Button kind="1" busyWords={m.saving(lang)}>{m.save(lang)}</Button>
        </Form>
      </>
    ));
  },
  async submit(ctx) {
    const { db, now, body } = ctx;
    const person = personOf(ctx);
    const phone = body.phone === undefined ? null : (phoneOf(body.phone) ?? null);
    if (!(await saveProfile(db, person, { name: body.name || null, phone }))) throw refuse(409, m.phoneTaken, { field: 'phone' });
    const before = await identityOf(db, person);
    const email = body.email?.toLowerCase() ?? null;
    if (email === null) {
      if (before.email !== null) await saveEmail(db, person, null, now);
      return see('/account/profile?done=1');
    }
    if (email === before.email?.toLowerCase() && before.email_verified_at) return see('/account/profile?done=1');
    const counter = counterOf(ctx.ground);
    const key = `letters of ${person}`;
    stopGuessing(counter, [key], 8, now.getTime());
    counter.add(key, now.getTime());
    sendCodeLetter(ctx, email, await issueCode(db, { purpose: 'verify', sentTo: email, person, now }), m.verifySubject);
    return see('/account/email');
  },
});

const email = page({
  path: '/account/email', who: 'signed-in', summary: 'Confirm a new e-mail address', body: EnterCode,
  async view(ctx, form) {
    const { lang } = ctx;
    const to = await pendingEmail(ctx.db, personOf(ctx), ctx.now);
    if (!to) return accountPage(ctx, m.verifyTitle(lang), <Empty icon="mail" title={m.verifyNone(lang)} action={<LinkButton href="/account/profile">{m.profile(lang)}</LinkButton>} />);
    return accountPage(ctx, m.verifyTitle(lang), (
      <>
        <Notice tone="info" icon="mail" title={m.verifyLead(lang, { to })} />
        <Problems ctx={ctx} form={form} />
        <Form ctx={ctx}>
          <Field name="code" label={m.code(lang)} error={form.errors['code']} required code inputMode="numeric" autoComplete="one-time-code" maxLength={12} autoFocus={!form.problem} />
          <Button kind="1">{m.confirm(lang)}</Button>
        </Form>
      </>
    ));
  },
  async submit(ctx) {
    const { db, now } = ctx;
    const person = personOf(ctx);
    const sentTo = await pendingEmail(db, person, now);
    const redeemed = sentTo && (await redeemCode(db, { purpose: 'verify', sentTo, code: ctx.body.code, now }));
    // The same address may have been asked for by somebody else a moment later: a code counts for its own person only.
    if (!sentTo || !redeemed || redeemed.person !== person) throw refuse(422, m.codeWrong, { field: 'code' });
    if (!(await saveEmail(db, person, sentTo, now))) throw refuse(409, m.emailTaken, { field: 'code' });
    return see('/account/profile?done=1');
  },
});

const display = page({
  path: '/account/display', who: 'everyone', summary: 'Language and look', query: DoneQuery, body: Display,
  async view(ctx, form) {
    const { lang, cookies } = ctx;
    const title = m.display(lang);
    const content = (
      <>
        <Done ctx={ctx} words={m.saved(lang)} />
        <Form ctx={ctx}>
          <Seg name="lang" legend={m.language(lang)} hint={m.languageHint(lang)} value={valueOf(form, 'lang', lang)} error={form.errors['lang']} choices={LANGS.map((value) => ({ value, label: LANG_NAMES[value] }))} />
          <Seg name="theme" legend={m.theme(lang)} hint={m.themeHint(lang)} value={valueOf(form, 'theme', cookies[THEME_COOKIE] || 'auto')} error={form.errors['theme']}
            choices={[{ value: 'auto', label: m.themeAuto(lang) }, { value: 'light', label: m.themeLight(lang), icon: 'sun' }, { value: 'dark', label: m.themeDark(lang), icon: 'moon' }]} />
          <Button kind="1" busyWords={m.saving(lang)}>{m.save(lang)}</Button>
        </Form>
      </>
    );
    return ctx.viewer.person ? accountPage(ctx, title, content) : residentPage(ctx, { title, main: 'wrap page', back: '/account' }, <><h1 class="in-bar">{title}</h1>{content}</>);
  },
  async submit(ctx) {
    const { lang, theme } = ctx.body;
    if (ctx.viewer.person) await saveLang(ctx.db, ctx.viewer.person, lang);
    return seeWith('/account/display?done=1', [langCookie(ctx.ground, lang), themeCookie(ctx.ground, theme === 'auto' ? '' : theme)]);
  },
});

export const profileRoutes = [...profile, ...email, ...display];
