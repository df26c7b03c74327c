// Who can see the reporter, and how to reach those who want to be known; what kind of thing it is.
import type { Lang } from '#ground/i18n/index.ts';
import { Field, Seal, Seg } from '#ground/pages/parts.tsx';
import { f } from '../form-messages.ts';
import { errorOf, valueOf, type ReportFormProps } from './props.ts';

const HINTS = { anonymous: f.anonymousHint, confidential: f.confidentialHint, named: f.namedHint } as const;
const isMode = (value: string): value is keyof typeof HINTS => value in HINTS;

/** `live`: the contact stands only where it is needed; without script it is folded away. */
export function Reporter({ lang, mode, values, errors, person, live }: Pick<ReportFormProps, 'lang' | 'values' | 'errors' | 'person'> & { mode: string; live: boolean }) {
  const chosen = isMode(mode) ? mode : 'anonymous';
  const wrong = ['name', 'phone', 'email'].some((name) => errors[name]);
  const contact = person && !wrong ? <p class="hint">{f.signedIn(lang, { name: person })}</p> : <Contact lang={lang} values={values} errors={errors} />;
  return (
    <>
      <Seg name="reporter" legend={f.who(lang)} value={chosen} error={errorOf(errors, 'reporter')} hint={live ? HINTS[chosen](lang) : f.anonymousHint(lang)} choices={[
        { value: 'anonymous', label: f.anonymous(lang) }, { value: 'confidential', label: f.confidential(lang), icon: 'lock' }, { value: 'named', label: f.named(lang) },
      ]} />
      {live ? chosen !== 'anonymous' && contact : <details open={wrong || chosen !== 'anonymous'}><summary class="meta">{f.contact(lang)} · {f.contactNote(lang)}</summary>{contact}</details>}
    </>
  );
}

function Contact({ lang, values, errors }: { lang: Lang; values: ReportFormProps['values']; errors: ReportFormProps['errors'] }) {
  return (
    <div class="stack">
      <Field name="name" label={f.name(lang)} note={f.optional(lang)} value={valueOf(values, 'name')} error={errors['name']} autoComplete="name" maxLength={80} />
      <Field name="phone" label={f.phone(lang)} type="tel" inputMode="tel" value={valueOf(values, 'phone')} error={errors['phone']} autoComplete="tel" maxLength={25} />
      <Field name="email" label={f.email(lang)} type="email" inputMode="email" hint={f.emailHint(lang)} value={valueOf(values, 'email')} error={errors['email']} autoComplete="email" maxLength={120} />
    </div>
  );
}

/** The other axis: a complaint, a question, thanks. Folded: most reports are reports. */
export function NatureChoice({ lang, natures, nature, error }: Pick<ReportFormProps, 'lang' | 'natures'> & { nature: string; error: string | undefined }) {
  const chosen = natures.find((n) => n.value === nature) ?? natures[0];
  return (
    <details open={error !== undefined}>
      <summary class="meta">{f.natureIs(lang, { nature: chosen?.word ?? '' })}</summary>
      <Seg wrap name="nature" legend={<span class="vh">{f.nature(lang)}</span>} value={chosen?.value} error={error}
        choices={natures.map((n) => ({ value: n.value, label: n.word, sign: <Seal nature={n.tone as 'report'} char={n.seal} /> }))} />
    </details>
  );
}
