// Parts of the receipt: rating, code, adding, urging, letters, what was sent.
import type { ComponentChildren } from 'preact';
import type { FormState } from '#ground/http/context.ts';
import { dateTime } from '#ground/i18n/format.ts';
import { Button, Card, Chips, Field, Kv, LinkButton, PhotoField } from '#ground/pages/parts.tsx';
import { pick } from '#ground/i18n/index.ts';
import type { Subscription } from '../push/index.ts';
import { p } from './page-messages.ts';
import type { ReceiptRow } from './receipt-store.ts';
import type { View } from './report-view.tsx';

export interface Receipt extends View { readonly code: string; readonly row: ReceiptRow; readonly form: FormState; readonly mail: Subscription | undefined; readonly not: boolean }
const at = (code: string, act = '') => `/r/${code}${act ? `/${act}` : ''}`;
const typed = (form: FormState, name: string): string => { const value = form.values[name]; return typeof value === 'string' ? value : ''; };

/** 解决了吗: yes is one press; no opens the reason and reopens it. */
export function Rating({ receipt }: { receipt: Receipt }) {
  const { ctx: { lang, now }, tools, row, code, form, not } = receipt;
  if (row.stage !== 'closed' || !row.closed_at) return null;
  const days = tools.settings.reopenDays;
  const inTime = now.getTime() - row.closed_at.getTime() <= days * 86_400_000;
  const hint = <p class="hint">{p.rateHint(lang)}{inTime && ` ${p.reopenDays(lang, { days })}`}</p>;
  if (not || form.errors['reason']) return <Card class="card-p rc-rate" id="reopen"><h2>{p.notYet(lang)}</h2><ReopenForm receipt={receipt} inTime={inTime} />{hint}</Card>;
  if (row.solved === true) return <Card class="card-p rc-rate"><h2>{row.stars ? p.rated(lang) : p.stars(lang)}</h2>{!row.stars && <Stars receipt={receipt} />}{inTime && <p class="hint">{p.reopenDays(lang, { days })} <a class="link" href={`${at(code)}?not=solved#reopen`}>{p.reopen(lang)}</a></p>}</Card>;
  return (
    <Card class="card-p rc-rate">
      <h2>{p.solved(lang)}</h2>
      <div class="rc-yn">
        <form method="post" action={at(code, 'rating')}><Button icon="check" wide name="solved" value="yes">{p.yes(lang)}</Button></form>
        <LinkButton href={`${at(code)}?not=solved#reopen`} icon="back" wide>{p.notYet(lang)}</LinkButton>
      </div>
      {hint}
    </Card>
  );
}

function Stars({ receipt: { ctx: { lang }, code } }: { receipt: Receipt }) {
  return (
    <form class="stack" method="post" action={at(code, 'rating')}>
      <input type="hidden" name="solved" value="yes" />
      <Chips name="stars" legend={<span class="vh">{p.stars(lang)}</span>} required choices={[5, 4, 3, 2, 1].map((n) => ({ value: String(n), label: p.star(lang, { n }) }))} />
      <Field as="textarea" rows={2} name="words" label={p.words(lang)} note={p.optional(lang)} maxLength={1000} />
      <Button>{p.rate(lang)}</Button>
    </form>
  );
}

function ReopenForm({ receipt: { ctx: { lang }, code, form }, inTime }: { receipt: Receipt; inTime: boolean }) {
  return (
    <form class="stack" method="post" action={at(code, inTime ? 'reopening' : 'rating')}>
      <input type="hidden" name="solved" value="no" />
      <Field as="textarea" rows={3} name={inTime ? 'reason' : 'words'} label={p.why(lang)} value={typed(form, 'reason')} error={form.errors['reason']} maxLength={1000} />
      <span class="row row-wrap">{inTime && <Button kind="1">{p.reopen(lang)}</Button>}<Button formAction={at(code, 'rating')} formNoValidate>{p.onlyRate(lang)}</Button></span>
    </form>
  );
}

export function CodeCard({ receipt: { ctx: { lang }, code, row } }: { receipt: Receipt }) {
  return (
    <section class="card rc-code" aria-labelledby="rc-code">
      <div class="row"><div class="grow"><h2 class="meta" id="rc-code">{p.code(lang)}</h2><p class="code rc-big">{code}</p></div><Button type="button" icon="copy" copy={code} copied={p.copied(lang)}>{p.copy(lang)}</Button></div>
      <p class="hint">{p.keep(lang)} {!row.follows && p.onlyYou(lang)}</p>
      <p class="hint">{p.number(lang)} <span class="code">{row.number}</span></p>
    </section>
  );
}

/** More words and photos, as long as it is open. */
export function Adding({ receipt: { ctx: { lang }, code, row, form, tools } }: { receipt: Receipt }) {
  const zone = tools.settings.zone;
  const error = form.errors['words'] ?? Object.entries(form.errors).find(([name]) => name.startsWith('photos'))?.[1];
  return (
    <details class="card card-p" open={error !== undefined}>
      <summary>{p.add(lang)}</summary>
      <form class="stack" method="post" action={at(code, 'additions')} encType="multipart/form-data">
        <Field as="textarea" rows={2} name="words" label={p.addWords(lang)} note={p.optional(lang)} value={typed(form, 'words')} error={error} maxLength={2000} />
        <PhotoField name="photos" label={p.allPhotos(lang)} words={p.addPhotos(lang)} multiple />
        <Button>{p.addSend(lang)}</Button>
      </form>
      {row.additions.map((one, i) => <p class="meta" key={i}>{dateTime(lang, zone, one.at)} {p.addedBy(lang)}: {one.words} {one.photos > 0 && p.photo(lang, { n: `× ${one.photos}` })}</p>)}
    </details>
  );
}

export function Urging({ receipt: { ctx: { lang, now }, code, row, form } }: { receipt: Receipt }) {
  if (row.closed_at) return null;
  const today = row.urged_at !== null && now.getTime() - row.urged_at.getTime() < 86_400_000;
  return (
    <form method="post" action={at(code, 'urging')}>
      {today ? <p class="hint">{p.urged(lang)}</p> : <Button icon="bell" wide>{p.urge(lang)} <small>{p.urgeHint(lang)}</small></Button>}
      {form.values['urge'] && form.problem && <p class="error">{form.problem}</p>}
    </form>
  );
}

/** Letters at every step: on with an address, off with one press. */
export function Mail({ receipt: { ctx: { lang }, code, mail, form } }: { receipt: Receipt }) {
  return (
    <details class="card card-p" open={form.errors['email'] !== undefined}>
      <summary>{p.mail(lang)}</summary>
      <form class="stack" method="post" action={at(code, 'mail')}>
        {mail ? <><p>{p.mailOn(lang, { email: mail.email ?? '' })}</p><input type="hidden" name="on" value="no" /><Button>{p.mailStop(lang)}</Button></>
          : <><Field name="email" type="email" inputMode="email" autoComplete="email" label={p.mailField(lang)} value={typed(form, 'email')} error={form.errors['email']} maxLength={120} /><input type="hidden" name="on" value="yes" /><Button icon="mail">{p.mailStart(lang)}</Button></>}
      </form>
    </details>
  );
}

/** What this person wrote and answered, word for word. */
export function Sent({ receipt: { ctx: { lang }, row, tools } }: { receipt: Receipt }) {
  const questions = row.answered_class ? (tools.classes.get(row.answered_class)?.questions ?? []) : [];
  const answers = questions.flatMap((q): [ComponentChildren, ComponentChildren][] => {
    const value = row.answers[q.code];
    if (value === undefined) return [];
    const said = (key: unknown) => { const known = q.values?.find((v) => v.key === key); return known ? pick(lang, known) : String(key); };
    return [[pick(lang, q.label), Array.isArray(value) ? value.map(said).join(lang === 'zh' ? '、' : ', ') : said(value)]];
  });
  const changed = row.written !== null && row.written !== row.description;
  if (answers.length === 0 && !changed) return null;
  return (
    <Card title={p.mine(lang)} id="rc-mine" pad>
      {changed && <><p class="hint">{p.asWritten(lang)}</p><p class="say">{row.written}</p></>}
      {answers.length > 0 && <Kv rows={answers} />}
    </Card>
  );
}
