// Choosing who handles it: the responsible units with their reason and their open load, or the whole list.
import { Chips, Field, Icon, OptionList } from '#ground/pages/parts.tsx';
import { d } from './desk-messages.ts';
import { candidates, handlingUnits, type Candidate } from './desk-units.ts';
import type { Desk } from './desk-view.ts';
import { TextField, typedText, type FieldsProps } from './page-text.tsx';

export function UnitFields(props: FieldsProps) {
  const { verb, desk, file, state, allUnits } = props;
  const { lang } = desk;
  const proposed = candidates(desk.tools.organisations, file);
  if (verb === 'assist') return <><Assisting {...props} name="units" proposed={proposed} /><TextField {...props} name="note" label={d.request} /></>;
  const chosen = typedText(state, 'unit') || proposed[0]?.unit;
  const whole = allUnits || proposed.length === 0;
  return (
    <>
      {whole
        ? <Field as="select" name="unit" label={d.unitField(lang)} required empty={d.chooseUnit(lang)} value={chosen} error={state.errors['unit']} options={everyone(desk)} />
        : <OptionList name="unit" legend={d.unitField(lang)} required value={chosen} error={state.errors['unit']} choices={proposed.map((one) => ({ value: one.unit, label: desk.unit(one.unit), hint: why(one, desk), end: <span class="meta nowrap">{d.openLoad(lang, { n: file.loads[one.unit] ?? 0 })}</span> }))} />}
      {proposed.length > 0 && <p><a class="link meta" href={`?do=${verb}${whole ? '' : '&all=1'}#act`}>{(whole ? d.fewUnits : d.allUnits)(lang)}</a></p>}
      {verb === 'dispatch' && <Assisting {...props} name="assisting" proposed={proposed} />}
      <TextField {...props} name="note" label={d.request} />
      {verb === 'dispatch' && <Due {...props} />}
    </>
  );
}

function Assisting({ desk, state, file, name, proposed }: FieldsProps & { name: string; proposed: readonly Candidate[] }) {
  const { lang } = desk;
  const given = state.values[name];
  const values = given === undefined ? [...(name === 'assisting' ? (proposed[0]?.assisting ?? []) : [])] : [given].flat();
  const units = [...new Set([...values, ...proposed.map((one) => one.unit), ...handlingUnits(desk.tools.organisations).filter((one) => one.kind === 'street' && file.path.includes(one.area)).map((one) => one.code)])].filter((code) => name === 'assisting' || (code !== file.lead && !file.assisting.includes(code)));
  if (units.length === 0) return null;
  return <Chips name={name} legend={d.assisting(lang)} note={name === 'assisting' ? d.mayBeEmpty(lang) : undefined} multiple values={values} choices={units.slice(0, 8).map((code) => ({ value: code, label: desk.unit(code) }))} error={state.errors[name]} />;
}

/** By when, said before the button is pressed. */
function Due({ file, desk }: FieldsProps) {
  const { lang, now, tools } = desk;
  const standard = file.standard ? tools.classes.standard(file.standard) : undefined;
  if (!standard) return null;
  const limit = { value: standard.limit_value, unit: standard.limit_unit };
  const kept = file.dispatched_at !== null && file.due_at !== null && file.reopened === 0;
  const due = kept && file.due_at ? file.due_at : tools.timer.due(now, limit);
  return <p class="due"><Icon name="clock" size="s" /><span><b>{d.dueAt(lang, { time: desk.time(due) })}</b><br /><span class="meta">{kept ? d.dueKept(lang) : d.dueWhy(lang, { limit: desk.limit(limit) })}</span></span></p>;
}

function why(one: Candidate, desk: Desk): string {
  const { lang } = desk;
  switch (one.why.kind) {
    case 'line': return one.why.note ?? d.byLine(lang, { line: `${desk.className(one.why.class) ?? d.lineAny(lang)} × ${one.why.area ? desk.area(one.why.area) : d.lineAny(lang)}` });
    case 'fallback': return d.byFallback(lang);
    case 'returned': return d.byReturn(lang);
    case 'before': return d.byLast(lang);
  }
}

const everyone = (desk: Desk) => handlingUnits(desk.tools.organisations).map((one) => ({ value: one.code, label: desk.unit(one.code) }));
