// /sign-in by name and password, /sign-out, and /first for the first administrator.
// An unknown name takes as long and gets the same words as a wrong password; there is no puzzle, only a limit.
import { isDuplicate } from '#ground/db/index.ts';
import { page, see } from '#ground/http/route.ts';
import { refuse } from '#ground/http/refusal.ts';
import { accountBy, checkPassword, createPerson, grant, hashPassword, redeemCode } from '#ground/identity/index.ts';
import { plainPage } from '#ground/pages/frame.tsx';
import { Button, Card, Empty, Field, LinkButton } from '#ground/pages/parts.tsx';
import { areaIndex } from '#city/areas/index.ts';
import { signInAs, signOut } from './beginning.ts';
import { First, FirstQuery, SignIn, To } from './contract.ts';
import { counterOf, stopGuessing } from './failures.ts';
import { m } from './messages.ts';
import { Form, Problems, valueOf } from './parts.tsx';
import { handleOf, localPath } from './rules.ts';
import { linkIssuedTo, writePassword } from './store.ts';

export const withTo = (path: string, to: string | undefined): string => {
  const local = localPath(to);
  return local ? `${path}?to=${encodeURIComponent(local)}` : path;
};

const signIn = page({
  path: '/sign-in', who: 'everyone', summary: 'Sign in with a password', query: To, body: SignIn,
  async view(ctx, form) {
    const { lang, query } = ctx;
    if (ctx.viewer.person && !form.problem) return see(localPath(query.to) ?? '/account');
    const to = localPath(query.to) ?? (typeof form.values['to'] === 'string' ? localPath(form.values['to']) : undefined);
    return plainPage(ctx, { title: m.signIn(lang) }, (
      <Card pad>
        <div class="stack">
          <h1>{m.signIn(lang)}</h1>
          <p class="meta">{m.signInLead(lang)}</p>
          <Problems ctx={ctx} form={form} />
          <Form ctx={ctx} action="/sign-in">
            {to && <input type="hidden" name="to" value={to} />}
            <Field name="handle" label={m.handle(lang)} value={valueOf(form, 'handle')} error={form.errors['handle']} required autoComplete="username" autoFocus={!form.problem} spellCheck={false} />
            <Field name="password" type="password" label={m.password(lang)} error={form.errors['password']} required autoComplete="current-password" />
            <Button kind="1" wide busyWords={m.signingIn(lang)}>{m.signIn(lang)}</Button>
          </Form>
          <p><a class="link" href={withTo('/sign-in/code', to)}>{m.byCode(lang)}</a></p>
        </div>
      </Card>
    ));
  },
  async submit(ctx) {
    const { ground, db, body } = ctx;
    const at = ctx.now.getTime();
    const handle = handleOf(body.handle).value;
    const keys = [`address ${ctx.address}`, `account ${handle}`];
    const counter = counterOf(ground);
    stopGuessing(counter, keys, ground.config.SIGN_INS_PER_HOUR, at);
    // Counted before the password is looked at: many tries at once do not get more of them.
    for (const key of keys) counter.add(key, at);
    const account = await accountBy(db, handle);
    if (!(await checkPassword(account?.password, body.password)) || !account) throw refuse(422, m.wrong, { field: 'password' });
    for (const key of keys) counter.takeBack(key);
    return signInAs(ctx, account, body.to);
  },
});

const signOutPage = page({
  path: '/sign-out', who: 'everyone', summary: 'Sign out',
  view: async (ctx) => plainPage(ctx, { title: m.signOut(ctx.lang) }, (
    <Card pad>
      <div class="stack">
        <h1>{m.signOut(ctx.lang)}</h1>
        <p>{m.signOutLead(ctx.lang)}</p>
        <Form ctx={ctx} class="row row-wrap">
          <Button kind="1">{m.signOut(ctx.lang)}</Button>
          <LinkButton href="/account" kind="quiet">{m.stay(ctx.lang)}</LinkButton>
        </Form>
      </div>
    </Card>
  )),
  submit: signOut,
});

const first = page({
  path: '/first', who: 'everyone', summary: 'The first administrator, by a single-use link', query: FirstQuery, body: First,
  async view(ctx, form) {
    const { lang } = ctx;
    const code = ctx.query.code ?? (typeof form.values['code'] === 'string' ? form.values['code'] : undefined);
    const good = code !== undefined && (await linkIssuedTo(ctx.db, code, ctx.now)) !== undefined;
    const head = [<meta key="r" name="referrer" content="no-referrer" />, <meta key="i" name="robots" content="noindex" />];
    if (!good) return plainPage(ctx, { title: m.firstTitle(lang), head }, <Card pad><Empty icon="lock" title={m.firstBad(lang)} action={<LinkButton href="/sign-in">{m.signIn(lang)}</LinkButton>} /></Card>);
    return plainPage(ctx, { title: m.firstTitle(lang), head }, (
      <Card pad>
        <div class="stack">
          <h1>{m.firstTitle(lang)}</h1>
          <p>{m.firstLead(lang)}</p>
          <Problems ctx={ctx} form={form} />
          <Form ctx={ctx} action="/first">
            <input type="hidden" name="code" value={code} />
            <Field name="login" label={m.login(lang)} hint={m.loginHint(lang)} value={valueOf(form, 'login')} error={form.errors['login']} required autoComplete="username" spellCheck={false} />
            <Field name="name" label={m.name(lang)} note={m.optional(lang)} value={valueOf(form, 'name')} error={form.errors['name']} autoComplete="name" />
            <Field name="password" type="password" label={m.password(lang)} hint={m.passwordHint(lang)} error={form.errors['password']} required autoComplete="new-password" />
            <Button kind="1" busyWords={m.saving(lang)}>{m.firstDo(lang)}</Button>
          </Form>
        </div>
      </Card>
    ));
  },
  async submit(ctx) {
    const { db, now, body, lang } = ctx;
    const sentTo = await linkIssuedTo(db, body.code, now);
    if (sentTo === undefined) throw refuse(410, m.firstBad);
    const root = (await areaIndex(db)).all().find((area) => area.parent === null)?.code ?? null;
    const { login, name } = body;
    const password = await hashPassword(body.password);
    // The name is tried first, so that a taken one does not use up the link; both are undone together.
    const id = await db.begin(async (tx) => {
      const person = await createPerson(tx, { login, lang, ...(name ? { name } : {}) });
      await writePassword(tx, person, password);
      await grant(tx, person, { role: 'administrator', organisation: null, area: root });
      if (!(await redeemCode(tx, { purpose: 'administrator-link', sentTo, code: body.code, now }))) throw refuse(410, m.firstBad);
      return person;
    }).catch((error: unknown) => { throw isDuplicate(error) ? refuse(409, m.loginTaken, { field: 'login' }) : error; });
    return signInAs(ctx, { id, staff: true }, '/');
  },
});

export const signInRoutes = [...signIn, ...signOutPage, ...first];
