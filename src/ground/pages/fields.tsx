// Fields: label above, its hint under it, the error between them and the field, what was typed kept.
import { h, type ComponentChildren, type LooseInputHTMLAttributes } from 'preact';
import { Icon, type IconName } from './icons.tsx';
import { Kbd } from './buttons.tsx';
import { Choices, type KeptOptions, type Option, type OptionGroup } from './options.tsx';

export type { Option, OptionGroup };

export interface FieldProps {
  /** Name in the form; its id is `fieldId(name)` unless `id` is given. */
  name: string;
  label: ComponentChildren;
  id?: string | undefined;
  as?: 'input' | 'textarea' | 'select' | undefined;
  type?: 'text' | 'search' | 'email' | 'tel' | 'url' | 'password' | 'number' | 'date' | 'time' | 'datetime-local' | undefined;
  value?: string | number | null | undefined;
  /** Small words beside the label: "may be empty". */
  note?: ComponentChildren;
  hint?: ComponentChildren;
  /** What is wrong, why, and how to mend it. */
  error?: string | undefined;
  required?: boolean | undefined;
  disabled?: boolean | undefined;
  readOnly?: boolean | undefined;
  placeholder?: string | undefined;
  autoComplete?: string | undefined;
  inputMode?: 'text' | 'numeric' | 'decimal' | 'tel' | 'email' | 'search' | 'url' | undefined;
  maxLength?: number | undefined;
  min?: string | number | undefined;
  max?: string | number | undefined;
  step?: string | number | undefined;
  rows?: number | undefined;
  /** For `as="select"`: options, or groups of them; `empty` is the first, empty choice. */
  options?: readonly (Option | OptionGroup)[] | KeptOptions | undefined;
  empty?: string | undefined;
  /** Codes, coordinates, numbers to compare: the monospaced face. */
  code?: boolean | undefined;
  /** A key that brings the cursor here ("Alt+3"). */
  hotkey?: string | undefined;
  /** Sends the form when changed (filters). */
  auto?: boolean | undefined;
  autoFocus?: boolean | undefined;
  spellCheck?: boolean | undefined;
  class?: string | undefined;
}

/** The id of a field of a form, so that an error summary can link to it. */
export const fieldId = (name: string): string => `f-${name}`;

export function Field(props: FieldProps) {
  const id = props.id ?? fieldId(props.name);
  return (
    <div class={frame(props.error, props.class)}>
      <label class="label" for={id}>{props.label}{props.note && <> <small>{props.note}</small></>}{props.hotkey && <> <Kbd>{props.hotkey}</Kbd></>}</label>
      <Hint id={id}>{props.hint}</Hint>
      <FieldError id={id} error={props.error} />
      <Control {...props} id={id} />
    </div>
  );
}

function Control(props: FieldProps & { id: string }) {
  const { as = 'input', id, name, error, hint, value, required, disabled, readOnly, placeholder, autoComplete, inputMode, maxLength } = props;
  const common = {
    id, name, required, disabled, placeholder, autocomplete: autoComplete, class: props.code ? 'input code' : 'input', autofocus: props.autoFocus, spellcheck: props.spellCheck,
    'aria-invalid': error ? ('true' as const) : undefined, 'aria-describedby': describedBy(id, hint, error), 'data-key': props.hotkey, 'data-auto': props.auto,
  };
  if (as === 'textarea') return <textarea {...common} readOnly={readOnly} rows={props.rows ?? 3} maxLength={maxLength}>{value ?? ''}</textarea>;
  if (as === 'select') return <select {...common}><Choices options={props.options ?? []} empty={props.empty} value={value} /></select>;
  const more: LooseInputHTMLAttributes<HTMLInputElement> = { type: props.type ?? 'text', value: value ?? undefined, readOnly, inputMode, maxLength, min: props.min, max: props.max, step: props.step };
  return h('input', { ...common, ...more });
}

/** The hint line of a field or group, found by its `aria-describedby`. */
export function Hint({ id, children }: { id: string; children?: ComponentChildren }) {
  return children ? <p class="hint" id={`${id}-hint`}>{children}</p> : null;
}

/** The error of a field: a sign, then the sentence. */
export function FieldError({ id, error }: { id: string; error?: string | undefined }) {
  return error ? <p class="error" id={`${id}-error`}><Icon name="warn" size="s" /><span>{error}</span></p> : null;
}

/** The ids a control must name in aria-describedby: its hint, then its error. */
export function describedBy(id: string, hint: ComponentChildren, error: string | undefined): string | undefined {
  return [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined;
}

/** The class of a field's frame. */
export const frame = (error: string | undefined, extra?: string): string => `field${error ? ' field-bad' : ''}${extra ? ` ${extra}` : ''}`;

export interface SearchFieldProps {
  name?: string | undefined;
  label: string;
  placeholder?: string | undefined;
  value?: string | undefined;
  /** The one field that `/` finds. */
  main?: boolean | undefined;
  icon?: IconName | undefined;
  class?: string | undefined;
}

/** A search field with its sign; its label is spoken, not shown. The form around it belongs to the page. */
export function SearchField({ name = 'q', label, placeholder, value, main, icon = 'search', class: extra }: SearchFieldProps) {
  return (
    <span class={`input-with${extra ? ` ${extra}` : ''}`}>
      <Icon name={icon} size="s" />
      <input class="input" type="search" name={name} aria-label={label} placeholder={placeholder} value={value} data-search={main} />
      {main && <Kbd>/</Kbd>}
    </span>
  );
}

export interface PhotoFieldProps {
  name: string;
  label: string;
  /** On the button: "Take a photo". */
  words: string;
  note?: ComponentChildren;
  hint?: ComponentChildren;
  error?: string | undefined;
  id?: string | undefined;
  multiple?: boolean | undefined;
  /** Opens the camera at once on phones. */
  camera?: boolean | undefined;
  required?: boolean | undefined;
  /** Photos already here. */
  children?: ComponentChildren;
}

/** Photos: a large square to press, the ones already chosen beside it. Without script the browser's own field shows the names. */
export function PhotoField({ name, label, words, note, hint, error, id = fieldId(name), multiple, camera, required, children }: PhotoFieldProps) {
  return (
    <div class={frame(error, 'photo-field')}>
      <label class="label" for={id}>{label}{note && <> <small>{note}</small></>}</label>
      <Hint id={id}>{hint}</Hint>
      <FieldError id={id} error={error} />
      <div class="photo-row">
        {children}
        <div class="ph-add">
          <Icon name="camera" /><span aria-hidden="true">{words}</span>
          <input class="ph-file" id={id} type="file" name={name} accept="image/*" capture={camera ? 'environment' : undefined} multiple={multiple} required={required}
            aria-invalid={error ? 'true' : undefined} aria-describedby={describedBy(id, hint, error)} />
        </div>
      </div>
    </div>
  );
}
