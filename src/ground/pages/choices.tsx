// Choosing: one of a few (Seg, OptionList), suggestions and filters (Chips), yes or no (CheckBox).
import type { ComponentChildren } from 'preact';
import { describedBy, FieldError, fieldId, frame, Hint } from './fields.tsx';
import { Icon, type IconName } from './icons.tsx';
import { Kbd } from './buttons.tsx';

export interface Choice {
  value: string;
  label: ComponentChildren;
  icon?: IconName | undefined;
  /** A seal or glyph before the word. */
  sign?: ComponentChildren;
  /** A second line (OptionList only). */
  hint?: ComponentChildren;
  /** At the end of the line (OptionList only). */
  end?: ComponentChildren;
  disabled?: boolean | undefined;
}

interface Group {
  name: string;
  legend: ComponentChildren;
  choices: readonly Choice[];
  value?: string | undefined;
  note?: ComponentChildren;
  hint?: ComponentChildren;
  error?: string | undefined;
  required?: boolean | undefined;
  auto?: boolean | undefined;
  hotkey?: string | undefined;
  class?: string | undefined;
}

/** Two to six exclusive answers side by side; on narrow screens they wrap in threes when `wrap`. */
export function Seg({ wrap, ...group }: Group & { wrap?: boolean | undefined }) {
  return (
    <Choosing {...group}>
      <div class={wrap ? 'seg seg-wrap' : 'seg'}>
        {group.choices.map((choice, at) => <label key={choice.value}><Radio {...group} choice={choice} at={at} /><Sign {...choice} />{choice.label}</label>)}
      </div>
    </Choosing>
  );
}

/** Suggestions to take: round, with a tick on the chosen one. `multiple` makes them check boxes; children stand after them. */
export function Chips({ multiple, values, children, ...group }: Group & { multiple?: boolean | undefined; values?: readonly string[] | undefined; children?: ComponentChildren }) {
  return (
    <Choosing {...group}>
      <div class="chips">
        {group.choices.map((choice, at) => (
          <label class="chip" key={choice.value}>
            {multiple
              ? <input type="checkbox" name={group.name} value={choice.value} checked={values?.includes(choice.value)} id={at === 0 ? fieldId(group.name) : undefined} data-auto={group.auto} />
              : <Radio {...group} choice={choice} at={at} />}
            <Icon name="check" size="xs" />{choice.sign}{choice.label}
          </label>
        ))}
        {children}
      </div>
    </Choosing>
  );
}

/** One of several that need a line of explanation: units, addresses, duplicates. */
export function OptionList(group: Group) {
  return (
    <Choosing {...group}>
      <div class="opt-list">
        {group.choices.map((choice, at) => (
          <label class="opt" key={choice.value}>
            <Radio {...group} choice={choice} at={at} /><Sign {...choice} />
            <span class="grow"><b>{choice.label}</b>{choice.hint && <span class="meta">{choice.hint}</span>}</span>{choice.end}
          </label>
        ))}
      </div>
    </Choosing>
  );
}

function Choosing({ name, legend, note, hint, error, hotkey, class: extra, children }: Group & { children: ComponentChildren }) {
  const id = fieldId(name);
  return (
    <fieldset class={frame(error, extra)} aria-describedby={describedBy(id, hint, error)}>
      <legend class="label">{legend}{note && <> <small>{note}</small></>}{hotkey && <> <Kbd>{hotkey}</Kbd></>}</legend>
      <FieldError id={id} error={error} />
      {children}
      <Hint id={id}>{hint}</Hint>
    </fieldset>
  );
}

// The first answer carries the id of the group, so that the error summary's link puts the cursor there.
function Radio({ name, value, required, auto, hotkey, choice, at }: Group & { choice: Choice; at: number }) {
  return (
    <input type="radio" name={name} value={choice.value} checked={value === choice.value} disabled={choice.disabled} required={required}
      id={at === 0 ? fieldId(name) : undefined} data-auto={auto} data-key={at === 0 ? hotkey : undefined} />
  );
}

function Sign({ icon, sign }: Choice) {
  return <>{icon && <Icon name={icon} size="xs" />}{sign}</>;
}

export interface CheckBoxProps {
  name: string;
  label: ComponentChildren;
  value?: string | undefined;
  checked?: boolean | undefined;
  hint?: ComponentChildren;
  error?: string | undefined;
  required?: boolean | undefined;
  auto?: boolean | undefined;
  id?: string | undefined;
}

/** Yes or no, with its words beside it; the whole line can be pressed. */
export function CheckBox({ name, label, value = 'yes', checked, hint, error, required, auto, id = fieldId(name) }: CheckBoxProps) {
  return (
    <div class={frame(error)}>
      <FieldError id={id} error={error} />
      <label class="check-row">
        <input class="check" type="checkbox" id={id} name={name} value={value} checked={checked} required={required} data-auto={auto}
          aria-invalid={error ? 'true' : undefined} aria-describedby={describedBy(id, hint, error)} />
        <span>{label}</span>
      </label>
      <Hint id={id}>{hint}</Hint>
    </div>
  );
}

/** The box of a row in a list, alone in a target of its own. `all` makes it the box that chooses every box of `name`. */
export function RowBox({ name, value, label, checked, all }: { name: string; value?: string | undefined; label: string; checked?: boolean | undefined; all?: boolean | undefined }) {
  return (
    <label class="check-hit">
      <input class="check" type="checkbox" name={all ? undefined : name} value={value} aria-label={label} checked={checked} data-all={all ? name : undefined} />
    </label>
  );
}
