// Buttons. One filled (kind 1) a page; outlined for the rest, quiet for what is seldom needed.
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icons.tsx';

export type ButtonKind = '1' | 'outlined' | 'quiet' | 'stop';

interface Look {
  kind?: ButtonKind | undefined;
  /** l: the page's main act, 56 px; d: desks, 32 px. Without one 44 px. */
  size?: 'l' | 'd' | undefined;
  wide?: boolean | undefined;
  icon?: IconName | undefined;
  /** A key of the keyboard that presses it ("F", "Ctrl+Enter"); shown in the button. */
  hotkey?: string | undefined;
  /** Shown alone, without words: then `label` is what it says. */
  label?: string | undefined;
  class?: string | undefined;
  children?: ComponentChildren;
}

export interface ButtonProps extends Look {
  type?: 'submit' | 'button' | 'reset' | undefined;
  name?: string | undefined;
  value?: string | undefined;
  id?: string | undefined;
  disabled?: boolean | undefined;
  /** Working now: the same width, a spinner, and the words that say what is going on. */
  busy?: boolean | undefined;
  /** What it says while its form is on the way. */
  busyWords?: string | undefined;
  /** Opens the dialog of this id, or closes the one it stands in. */
  opens?: string | undefined;
  closes?: boolean | undefined;
  dismisses?: boolean | undefined;
  /** Copies this text and says `copied`. */
  copy?: string | undefined;
  copied?: string | undefined;
  form?: string | undefined;
  formAction?: string | undefined;
  formNoValidate?: boolean | undefined;
  onClick?: ((event: MouseEvent) => void) | undefined;
}

export function Button(props: ButtonProps) {
  const { type = 'submit', name, value, id, disabled, busy, form, formAction, formNoValidate, onClick } = props;
  return (
    <button type={type} id={id} name={name} value={value} class={look(props)} disabled={disabled} aria-busy={busy ? 'true' : undefined} aria-label={props.label}
      form={form} formAction={formAction} formNoValidate={formNoValidate} onClick={onClick}
      data-busy={props.busyWords} data-key={props.hotkey} data-opens={props.opens} data-closes={props.closes} data-dismiss={props.dismisses}
      data-copy={props.copy} data-copied={props.copied}>
      {busy ? <><i class="spin" /><span>{props.children}</span></> : <Face {...props} />}
    </button>
  );
}

export interface LinkButtonProps extends Look {
  href: string;
  download?: string | boolean | undefined;
  rel?: string | undefined;
  lang?: string | undefined;
  hrefLang?: string | undefined;
}

/** A link that looks like a button: it goes somewhere, it changes nothing. */
export function LinkButton(props: LinkButtonProps) {
  const { href, download, rel, lang, hrefLang, label } = props;
  return (
    <a href={href} class={look(props)} download={download} rel={rel} lang={lang} hreflang={hrefLang} aria-label={label} data-key={props.hotkey}>
      <Face {...props} />
    </a>
  );
}

function Face({ icon, size, hotkey, label, children }: Look) {
  const iconSize = size === 'd' ? 'xs' : size === 'l' || label ? undefined : 's';
  return (
    <>
      {icon && <Icon name={icon} size={label && size === 'd' ? 's' : iconSize} />}
      {children && <span>{children}</span>}
      {hotkey && !label && <Kbd>{hotkey}</Kbd>}
    </>
  );
}

function look({ kind = 'outlined', size, wide, label, class: extra }: Look): string {
  const kinds: Record<ButtonKind, string> = { '1': ' btn-1', outlined: '', quiet: ' btn-q', stop: ' btn-stop' };
  return `btn${kinds[kind]}${size ? ` btn-${size}` : ''}${wide ? ' btn-w' : ''}${label ? ' btn-i' : ''}${extra ? ` ${extra}` : ''}`;
}

/** A key as it is printed on the keyboard. Not read aloud: the way there is announced by aria-keyshortcuts or help. */
export function Kbd({ children }: { children: ComponentChildren }) {
  return <kbd class="kbd" aria-hidden="true">{children}</kbd>;
}
