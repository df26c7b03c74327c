// What the fields of all steps share: their properties, what was typed, and the field of words with its templates.
import { Field } from '#ground/pages/parts.tsx';
import type { FormState } from '#ground/http/context.ts';
import type { Viewer } from '#ground/identity/index.ts';
import { pick, type Message } from '#ground/i18n/index.ts';
import type { ActionVerb } from './actions.ts';
import { d } from './desk-messages.ts';
import { templatesFor, templateText } from './desk-templates.ts';
import type { Desk } from './desk-view.ts';
import type { CaseFile } from './reading.ts';

export interface PanelProps {
  file: CaseFile; desk: Desk; viewer: Viewer; form: FormState;
  /** The step whose form is open, by the address or because it was refused. */
  asked: string | undefined; refused: ActionVerb | undefined;
  template: string | undefined; allUnits: boolean; back: string | undefined;
}
export type FieldsProps = PanelProps & { verb: ActionVerb; state: FormState };

export const typedText = (state: FormState, name: string): string => { const value = state.values[name]; return typeof value === 'string' ? value : ''; };

/** Words, with the city's templates as links that fill them in (they work without JavaScript). */
export function TextField({ verb, state, desk, file, template, name, label, required, hint }: FieldsProps & { name: string; label: Message; required?: boolean; hint?: string }) {
  const { lang } = desk;
  const offered = templatesFor(desk.templates, verb, file.class);
  const chosen = offered.find((one) => one.id === template);
  return (
    <>
      <Field as="textarea" name={name} label={label(lang)} note={required ? undefined : d.mayBeEmpty(lang)} hint={hint} required={required} maxLength={2000} rows={3} error={state.errors[name]}
        value={typedText(state, name) || (chosen ? templateText(chosen, lang) : '')} />
      {offered.length > 0 && <p class="chips" role="group" aria-label={d.template(lang)}>{offered.slice(0, 5).map((one) => <a key={one.id} class="chip" href={`?do=${verb}&template=${one.id}#act`} aria-current={one === chosen ? 'true' : undefined}>{pick(lang, one.name)}</a>)}</p>}
    </>
  );
}
