// The class: a list with groups without script; proposals, and a search by everyday words or pinyin, with it. Then what the class asks and where it sends emergencies.
import { useState } from 'preact/hooks';
import type { Lang } from '#ground/i18n/index.ts';
import { CheckBox, Chips, Field, Icon, Notice, OptionList, SearchField } from '#ground/pages/parts.tsx';
import type { AskedQuestion, SuggestedClass } from '../contract.ts';
import { f } from '../form-messages.ts';
import { asked, useAnswer } from './asking.ts';
import { errorOf, valueOf, type ReportFormProps } from './props.ts';

/** Every usable class under its main class. The quiet button shows what the chosen one asks; it needs no script. */
export function PlainClass({ lang, classes, values, errors }: Pick<ReportFormProps, 'lang' | 'classes' | 'values' | 'errors'>) {
  return (
    <>
      <Field as="select" name="class" label={f.clsPick(lang)} note={f.clsSkip(lang)} error={errorOf(errors, 'class')} value={valueOf(values, 'class')} empty={f.clsSkip(lang)}
        options={classes.map(({ main, classes: small }) => ({ label: main, options: small.map(([value, label]) => ({ value, label })) }))} />
      <noscript><button class="btn" formMethod="get" formNoValidate>{f.whatAsks(lang)}</button></noscript>
    </>
  );
}

export interface LiveClassProps { lang: Lang; proposals: readonly SuggestedClass[]; chosen: SuggestedClass | undefined; error: string | undefined; onChoose: (chosen: SuggestedClass | undefined) => void; nature: string }

export function LiveClass({ lang, proposals, chosen, error, onChoose, nature }: LiveClassProps) {
  const [searching, setSearching] = useState(false);
  const [text, setText] = useState('');
  const found = useAnswer<{ suggestions: SuggestedClass[] }>(searching && text.trim() ? asked('/api/reports/suggestions', { text: text.trim().slice(0, 100), nature, limit: 8, lang }) : undefined, 200)?.suggestions;
  const shown = chosen && !proposals.some(({ code }) => code === chosen.code) ? [chosen, ...proposals.slice(0, 2)] : proposals.slice(0, 3);
  const take = (code: string) => {
    onChoose([...shown, ...(found ?? [])].find((c) => c.code === code));
    setSearching(false);
    setText('');
  };
  return (
    <div class="stack-s" onChange={(event) => { if (event.target instanceof HTMLInputElement && event.target.type === 'radio') take(event.target.value); }}>
      <Chips name="class" legend={f.cls(lang)} note={f.clsNote(lang)} error={error} value={chosen?.code} choices={shown.map(({ code, name }) => ({ value: code, label: name }))}>
        <button class="chip chip-q" type="button" aria-expanded={searching} onClick={() => setSearching(!searching)}>{f.other(lang)}</button>
      </Chips>
      {searching && (
        <div class="stack-s">
          <span onInput={(event) => { if (event.target instanceof HTMLInputElement) setText(event.target.value); }}><SearchField name="" label={f.clsSearch(lang)} placeholder={f.clsHint(lang)} value={text} /></span>
          {found && (found.length
            ? <OptionList name="class-found" legend={<span class="vh">{f.clsSearch(lang)}</span>} choices={found.map(({ code, name, main }) => ({ value: code, label: name, hint: main }))} />
            : <p class="hint">{f.nothing(lang)}</p>)}
        </div>
      )}
    </div>
  );
}

/** Where an emergency belongs instead. A blocking one is the end of the form. */
export function StopNotice({ lang, stopper, error, understood }: { lang: Lang; stopper: { text: string; phone: string | null; blocks: boolean }; error: string | undefined; understood: boolean }) {
  const phones = stopper.phone ? [stopper.phone] : [];
  return (
    <Notice tone="stop" title={stopper.text} live id="f-stop">
      <p class="row row-wrap">{phones.map((phone) => <a class="btn" key={phone} href={`tel:${phone}`}><Icon name="phone" size="s" /><span>{f.stopCall(lang, { phone })}</span></a>)}</p>
      {stopper.blocks ? <p class="strong">{f.blocked(lang)}</p> : <CheckBox name="understood" label={f.understood(lang)} error={error} checked={understood} />}
    </Notice>
  );
}

/** The extra questions of a class. */
export function Questions({ lang, questions, values, errors }: { lang: Lang; questions: readonly AskedQuestion[]; values: ReportFormProps['values']; errors: ReportFormProps['errors'] }) {
  return <>{questions.map((question) => <Question key={question.code} lang={lang} question={question} value={values[`answer.${question.code}`]} error={errors[`answer.${question.code}`]} />)}</>;
}

function Question({ lang, question, value, error }: { lang: Lang; question: AskedQuestion; value: string | readonly string[] | undefined; error: string | undefined }) {
  const { code, datatype, label, hint, required, values } = question;
  const common = { name: `answer.${code}`, error, hint, note: required ? f.needed(lang) : f.optional(lang) };
  const one = typeof value === 'string' ? value : value?.[0];
  const choices = values.map((v) => ({ value: v.key, label: v.name }));
  if (datatype === 'multivaluelist') return <Chips {...common} legend={label} choices={choices} multiple values={typeof value === 'string' ? [value] : value} />;
  if (datatype === 'singlevaluelist') return values.length <= 6 ? <Chips {...common} legend={label} choices={choices} value={one} /> : <Field {...common} label={label} as="select" options={choices} empty={f.choose(lang)} value={one} />;
  if (datatype === 'text') return <Field {...common} label={label} as="textarea" rows={2} value={one} maxLength={4000} />;
  if (datatype === 'number') return <Field {...common} label={label} inputMode="decimal" value={one} maxLength={30} />;
  if (datatype === 'datetime') return <Field {...common} label={label} type="datetime-local" value={one} />;
  return <Field {...common} label={label} value={one} maxLength={255} />;
}
