// The editor of a rule: four questions, and beside them the sentence the answers mean. Works without JavaScript: a press shows the sentence, another saves.
import type { ComponentChildren } from 'preact';
import type { FormState } from '#ground/http/context.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { Island } from '#ground/pages/island.tsx';
import { Button, Card, CheckBox, Chips, Field, Notice, Seg } from '#ground/pages/parts.tsx';
import { FormErrors, standing, ticks } from '#city/admin/index.ts';
import { SEVERITIES } from './contract.ts';
import { LEAF_KINDS, measured, type Slot } from './form.ts';
import { m } from './messages.ts';
import RuleSentence from './rule-sentence.island.tsx';
import type { Called } from './names.ts';
import { kindWord, KINDS } from './words.ts';

export interface EditorProps {
  lang: Lang; form: FormState;
  /** What is stored, as the form holds it. */
  stored: Readonly<Record<string, string>>;
  inputs: readonly { input: string; unit: string | null; n: number }[];
  /** How they are called. */
  called: Called;
  areas: readonly { value: string; label: string }[];
  classes: readonly { value: string; label: string }[];
  /** What the rule means as it stands, when it means something. */
  meaning: readonly string[];
  /** It is a change: it asks why. */
  change: boolean;
}

export function Editor(props: EditorProps) {
  const { lang, form, change } = props;
  return (
    <form method="post" class="adm-two" id="rule" noValidate>
      <div class="stack">
        <FormErrors lang={lang} form={form} />
        <Watching {...props} />
        <Card title={m.part2(lang)} id="when" pad>
          <div><Condition {...props} slot="c1" n={1} /><Condition {...props} slot="c2" n={2} /><Condition {...props} slot="c3" n={3} /></div>
          <div class="cond-join"><Seg name="join" legend={m.join(lang)} value={at(props, 'join') || 'all'} choices={[{ value: 'all', label: m.joinAll(lang) }, { value: 'any', label: m.joinAny(lang) }]} /></div>
          <Hours {...props} />
        </Card>
        <Card title={m.part3(lang)} id="clear" pad><Condition {...props} slot="x" n={0} /><div class="grid"><Text {...props} name="clear_for" label={m.clearForField(lang)} /></div></Card>
        <After {...props} />
      </div>
      <div class="stack">
        <Card title={m.meaning(lang)} id="meaning" pad>
          <Island name="rule-sentence" of={RuleSentence} props={{ form: 'rule', url: '/admin/rules/sentence', lines: [...props.meaning] }} />
          <Button name="act" value="preview" size="d">{m.preview(lang)}</Button>
        </Card>
        <Card pad><div class="stack">
          {change && <Text {...props} name="note" label={m.note(lang)} note />}
          <Button kind="1" name="act" value="save">{m.save(lang)}</Button>
          <Notice>{m.rulesLead(lang)}</Notice>
        </div></Card>
      </div>
    </form>
  );
}

const at = ({ form, stored }: EditorProps, name: string): string => standing(form, name, stored[name]);

function Watching(props: EditorProps) {
  const { lang, areas } = props;
  return (
    <Card title={m.part1(lang)} id="watch" pad>
      <div class="grid"><Text {...props} name="name" label={m.nameZh(lang)} required /><Text {...props} name="name_en" label={m.nameEn(lang)} note /></div>
      <div class="grid">
        <Field name="kind" label={m.kind(lang)} as="select" empty={m.anyKind(lang)} value={at(props, 'kind')} options={KINDS.map((value) => ({ value, label: kindWord(value, lang) }))} />
        <Field name="area" label={m.area(lang)} as="select" empty={m.wholeCity(lang)} value={at(props, 'area')} options={areas} />
      </div>
      <Seg name="per" legend={m.per(lang)} value={at(props, 'per') || 'thing'} choices={[{ value: 'thing', label: m.eachThing(lang) }, { value: 'stream', label: m.eachStream(lang) }, { value: 'rule', label: m.eachRule(lang) }]} />
    </Card>
  );
}

const KIND_WORDS = { threshold: m.kThreshold, repeat: m.kRepeat, rate: m.kRate, silence: m.kSilence, place: m.kPlace };

/** Fields that only some kinds of condition ask for; styles hide the others (web/styles/pages/rules.css). Browsers that cannot show all of them, which is as right. */
const of = (...kinds: readonly (typeof LEAF_KINDS)[number][]): string => ['asks', ...kinds.map((kind) => `asks-${kind}`)].join(' ');
const Asks = ({ words }: { words: readonly (readonly [kinds: string, label: string])[] }) => <>{words.map(([kinds, label]) => <span key={label} class={kinds}>{label}</span>)}</>;

/** One condition: its kind first, then what that kind asks. The first stands open; the others open by themselves when they are used. */
function Condition(props: EditorProps & { slot: Slot; n: number }) {
  const { lang, slot, n, form } = props;
  const name = (field: string) => `${slot}_${field}`;
  const kind = at(props, name('kind'));
  const wrong = Object.keys(form.errors).some((field) => field.startsWith(`${slot}_`));
  const field = (key: string) => ({ name: name(key), value: at(props, name(key)), error: form.errors[name(key)] });
  const number = (key: string, label: ComponentChildren, kinds: string, hint?: string) => <Field {...field(key)} label={label} class={kinds} hint={hint} inputMode="decimal" maxLength={20} />;
  const select = (key: string, label: string, options: readonly { value: string; label: string }[], kinds?: string, empty?: string) => <Field {...field(key)} label={label} as="select" class={kinds} options={options} empty={empty} />;
  return (
    <details class="cond" open={n === 1 || kind !== '' || wrong}>
      <summary class="strong">{n ? m.conditionN(lang, { n }) : m.ownClear(lang)}</summary>
      <div class="cond-fields">
        {select('kind', m.conditionKind(lang), LEAF_KINDS.map((value) => ({ value, label: KIND_WORDS[value](lang) })), 'cond-kind', m.noCondition(lang))}
        {select('input', m.input(lang), inputsWith(props, at(props, name('input'))), of(...LEAF_KINDS), '')}
        {select('op', m.op(lang), [{ value: 'above', label: m.opAbove(lang) }, { value: 'below', label: m.opBelow(lang) }, { value: 'outside', label: m.opOutside(lang) }], of('threshold', 'repeat'))}
        {select('direction', m.direction(lang), [{ value: 'up', label: m.dUp(lang) }, { value: 'down', label: m.dDown(lang) }, { value: 'either', label: m.dEither(lang) }], of('rate'))}
        {select('how', m.how(lang), [{ value: 'enter', label: m.hEnter(lang) }, { value: 'leave', label: m.hLeave(lang) }, { value: 'dwell', label: m.hDwell(lang) }, { value: 'count', label: m.hCount(lang) }], of('place'))}
        {number('limit', <Asks words={[[of('threshold', 'repeat'), m.limit(lang)], [of('rate'), m.limitRate(lang)]]} />, of('threshold', 'repeat', 'rate'))}
        {number('limit2', m.limit2(lang), `${of('threshold', 'repeat')} asks-outside`)}
        {number('times', <Asks words={[[of('repeat'), m.times(lang)], [of('place'), m.timesPlace(lang)]]} />, `${of('repeat', 'place')} asks-count`)}
        {number('minutes', <Asks words={[[of('threshold'), m.minutesThreshold(lang)], [of('repeat', 'rate'), m.minutesWithin(lang)], [of('silence'), m.minutesSilence(lang)], [of('place'), m.minutesPlace(lang)]]} />, `${of(...LEAF_KINDS)} asks-dwell`)}
        {number('clear', m.clearLimit(lang), of('threshold'), m.clearHint(lang))}
      </div>
      <Field {...field('polygon')} label={m.polygon(lang)} hint={m.polygonHint(lang)} as="textarea" rows={2} code spellCheck={false} class={of('place')} />
      <div class={of(...LEAF_KINDS)}><CheckBox name={name('not')} label={m.negate(lang)} checked={at(props, name('not')) !== ''} /></div>
    </details>
  );
}

/** What is measured, in each of its units; what a rule names and nothing measures (yet), or in any unit, stays in the list. */
function inputsWith({ inputs, called, lang }: EditorProps, chosen: string): { value: string; label: string }[] {
  const label = (input: string, unit: string | null | undefined) => (unit ? `${called(input, lang)} (${unit})` : called(input, lang));
  const there = inputs.map((one) => ({ value: measured(one), label: label(one.input, one.unit) }));
  return chosen === '' || there.some(({ value }) => value === chosen) ? there : [{ value: chosen, label: chosen.replace(/^([^|]*)\|(.*)$/, (_, unit: string, input: string) => label(input, unit)) }, ...there];
}

function Hours(props: EditorProps) {
  const { lang, form, stored } = props;
  const days = [m.day1, m.day2, m.day3, m.day4, m.day5, m.day6, m.day7];
  return (
    <>
      <Chips name="days" legend={m.weekdays(lang)} multiple values={ticks(form, 'days', (stored['days'] ?? '').split(','))} choices={days.map((day, i) => ({ value: String(i + 1), label: day(lang) }))} />
      <div class="grid"><Field name="from" label={m.fromHour(lang)} type="time" value={at(props, 'from')} error={form.errors['from']} /><Field name="to" label={m.toHour(lang)} type="time" value={at(props, 'to')} error={form.errors['to']} /></div>
      <Seg name="calendar" legend={m.calendar(lang)} value={at(props, 'calendar') || 'any'} choices={[{ value: 'any', label: m.calAny(lang) }, { value: 'work', label: m.calWork(lang) }, { value: 'rest', label: m.calRest(lang) }]} />
    </>
  );
}

function After(props: EditorProps) {
  const { lang, classes, form } = props;
  return (
    <Card title={m.part4(lang)} id="after" pad>
      <Field name="class" label={m.classField(lang)} as="select" empty="" required value={at(props, 'class')} error={form.errors['class']} options={classes} />
      <Seg name="severity" legend={m.severity(lang)} value={at(props, 'severity') || 'warning'} choices={SEVERITIES.map((value) => ({ value, label: m[value](lang) }))} />
      <fieldset class="field"><legend class="label">{m.ladder(lang)} <small>{m.mayBeEmpty(lang)}</small></legend><div class="grid">{(['serious', 'critical'] as const).map((severity) => <Text key={severity} {...props} name={`level_${severity}`} label={m.ladderLimit(lang, { severity: m[severity](lang) })} />)}</div></fieldset>
      <div class="grid"><Text {...props} name="escalate" label={m.escalateField(lang)} /><Text {...props} name="suppress" label={m.suppressField(lang)} /><Text {...props} name="tolerance" label={m.toleranceField(lang)} /></div>
    </Card>
  );
}

/** A line to fill in. `note`: may be empty. */
function Text(props: EditorProps & { name: string; label: string; note?: boolean; required?: boolean }) {
  const { name, label, note, lang, form, required } = props;
  const words = ['name', 'name_en', 'note'].includes(name);
  return <Field name={name} label={label} note={note ? m.mayBeEmpty(lang) : undefined} required={required} inputMode={words ? undefined : 'decimal'} maxLength={words ? 200 : 20} value={at(props, name)} error={form.errors[name]} />;
}
