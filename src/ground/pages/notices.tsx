// Notices, toasts, dialogs, and what a region shows when it has nothing, not yet, or not any more.
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icons.tsx';
import { fieldId } from './fields.tsx';

/** plain: something stands differently (offline); info: news; done: it worked; stop: not here, go there. */
export type NoticeTone = 'plain' | 'info' | 'done' | 'stop';

/** A box in the page. `live` for one that appears while the page is open: it is then read out. */
export function Notice({ tone = 'plain', icon, title, live, id, children }: {
  tone?: NoticeTone | undefined; icon?: IconName | undefined; title?: ComponentChildren; live?: boolean | undefined; id?: string | undefined; children?: ComponentChildren;
}) {
  const signs = { plain: 'info', info: 'info', done: 'check', stop: 'phone' } as const;
  return (
    <div class={tone === 'plain' ? 'notice' : `notice notice-${tone}`} role={live ? 'status' : undefined} id={id}>
      <Icon name={icon ?? signs[tone]} />
      {title && <p class="strong">{title}</p>}
      {children && <div>{children}</div>}
    </div>
  );
}

/** What is wrong in a form, each linked to its field. Stands first in the page and takes the focus. */
export function ErrorSummary({ title, errors, quiet }: { title: string; errors: readonly { field?: string | undefined; text: string }[]; /** Takes no focus: a sample. */ quiet?: boolean | undefined }) {
  if (errors.length === 0) return null;
  return (
    <div class="errors" role={quiet ? undefined : 'alert'} tabIndex={-1} autofocus={!quiet}>
      <h2><Icon name="warn" size="s" />{title}</h2>
      <ul>{errors.map(({ field, text }) => <li key={`${field}${text}`}>{field ? <a class="link" href={`#${fieldId(field)}`}>{text}</a> : text}</li>)}</ul>
    </div>
  );
}

/** What was just done, for `seconds`, with the way back in `children` (a form with one quiet button). */
export function Toast({ words, seconds = 30, dismiss, children }: { words: ComponentChildren; seconds?: number | undefined; dismiss?: string | undefined; children?: ComponentChildren }) {
  return (
    <div class="toasts" data-passing={seconds}>
      <div class="toast" role="status">
        <span class="grow">{words}</span>
        {children}
        {dismiss && <button class="btn btn-i btn-d" type="button" aria-label={dismiss} data-dismiss=""><Icon name="x" size="s" /></button>}
      </div>
    </div>
  );
}

/** The undo of a toast: sends `action` with the hidden fields; Z presses it. */
export function Undo({ action, words, fields = {}, hotkey = 'z' }: { action: string; words: string; fields?: Readonly<Record<string, string>> | undefined; hotkey?: string | undefined }) {
  return (
    <form method="post" action={action}>
      {Object.entries(fields).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
      <button class="link" data-key={hotkey}>{words}</button> <kbd class="kbd" aria-hidden="true">{hotkey.toUpperCase()}</kbd>
    </form>
  );
}

/** Names what will be lost or who is told at once. Put the safe answer first with autofocus. `opens={id}` of a button shows it. */
export function Dialog({ id, title, children, actions, open }: { id: string; title: ComponentChildren; children: ComponentChildren; actions: ComponentChildren; open?: boolean | undefined }) {
  return (
    <dialog id={id} class="dialog" aria-labelledby={`${id}-title`} open={open}>
      <h2 id={`${id}-title`}>{title}</h2>
      <div class="dialog-b stack-s">{children}</div>
      <div class="dialog-a">{actions}</div>
    </dialog>
  );
}

/** Nothing here: why, and one thing to do. Also for errors (icon warn): what failed, what is safe, try again. */
export function Empty({ icon = 'inbox', title, children, action }: { icon?: IconName | undefined; title: ComponentChildren; children?: ComponentChildren; action?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <p class="strong">{title}</p>
      {children && <div class="meta">{children}</div>}
      {action}
    </div>
  );
}

/** The shape of what is coming: lines with or without a photo. `words` is read out. */
export function Skeleton({ lines = 3, photo, words }: { lines?: number | undefined; photo?: boolean | undefined; words: string }) {
  return (
    <div role="status">
      <span class="vh">{words}</span>
      <ul class="items" aria-hidden="true">
        {Array.from({ length: lines }, (_, at) => (
          <li class="item" key={at}>{photo && <span class="sk sk-p" />}<span class="grow stack-s"><span class="sk sk-m" /><span class="sk sk-s" /></span></li>
        ))}
      </ul>
    </div>
  );
}
