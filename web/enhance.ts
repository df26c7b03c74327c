// Small helpers for plain pages, found by data attributes. Every page works without them.
//   data-busy="words"      on a submit button: what it says while its form is on the way
//   data-key="j"           pressed outside a field, clicks the element ("Ctrl+Enter", "Alt+1" also inside a field)
//   data-opens="id"        opens the <dialog> of that id; data-closes, inside it, shuts it
//   data-dismiss           hides the closest [data-passing]; data-passing="30" goes by itself after so many seconds
//   data-copy="text"       copies it and says data-copied
//   data-auto              on a select or check box: sends its form when changed
//   data-all="name"        a check box that chooses all boxes of that name; [data-bulk] shows while one is chosen
//   data-folds             on a <details> that lies over the page: a click beside it or Escape closes it
//   data-guard             on a form: asks before leaving with unsent changes (off unless given)
import { listenForKeys } from './keys.ts';
import { watchChoices } from './choices.ts';

const QUIET_MS = 8_000;

document.documentElement.dataset.js = '';
document.addEventListener('submit', (event) => { if (event.target instanceof HTMLFormElement) sending(event, event.target, event.submitter); });
document.addEventListener('click', (event) => { if (event.target instanceof Element) clicked(event, event.target); });
document.addEventListener('keydown', (event) => { if (event.key === 'Escape') fold(document.activeElement); });
document.addEventListener('change', (event) => { if (event.target instanceof HTMLElement) changed(event.target); });
addEventListener('pageshow', (event) => { if (event.persisted) document.querySelectorAll('[aria-busy="true"]').forEach(rest); });
addEventListener('beforeunload', (event) => { if (document.querySelector('form[data-dirty]:not([data-sent])')) event.preventDefault(); });
document.querySelectorAll<HTMLElement>('[data-passing]').forEach(passAway);
listenForKeys();
watchChoices();
addEventListener('load', () => setTimeout(keepOffline, QUIET_MS));

/** The worker that answers without a network is fetched when the page has long been read: it shall not take the line from what is looked at. */
function keepOffline(): void {
  if ('serviceWorker' in navigator && isSecureContext) navigator.serviceWorker.register('/service-worker.js').catch(() => undefined);
}

/** A form is sent once: the second press does nothing, the first button says so and keeps its width. */
function sending(event: SubmitEvent, form: HTMLFormElement, button: HTMLElement | null): void {
  if (form.dataset.sent !== undefined) return event.preventDefault();
  // An island may still stop the event: look after it had its turn.
  setTimeout(() => {
    if (event.defaultPrevented || form.target === '_blank') return;
    if (form.method === 'post') form.dataset.sent = '';
    if (button?.dataset.busy) busy(button, button.dataset.busy);
  });
}

function busy(button: HTMLElement, words: string): void {
  button.style.minInlineSize = `${button.offsetWidth}px`;
  button.dataset.rest = button.innerHTML;
  button.setAttribute('aria-busy', 'true');
  const [spin, says] = [document.createElement('i'), document.createElement('span')];
  spin.className = 'spin';
  says.textContent = words;
  button.replaceChildren(spin, says);
}

/** Back from the page cache: buttons say again what they said. The markup was the server's own. */
function rest(button: Element): void {
  if (!(button instanceof HTMLElement) || button.dataset.rest === undefined) return;
  button.innerHTML = button.dataset.rest;
  button.removeAttribute('aria-busy');
  delete button.closest('form')?.dataset.sent;
}

/** Closes what lies open over the page. From the keyboard inside of it, its own sign has the focus again. */
function fold(inside: Element | null, but?: Element | null): void {
  for (const open of document.querySelectorAll<HTMLDetailsElement>('details[data-folds][open]')) {
    if (open === but) continue;
    open.open = false;
    if (!but && open.contains(inside)) open.querySelector('summary')?.focus();
  }
}

function clicked(event: Event, target: Element): void {
  fold(null, target.closest('details[data-folds]') ?? undefined);
  const opener = target.closest<HTMLElement>('[data-opens]');
  const dialog = opener && document.getElementById(opener.dataset.opens ?? '');
  if (dialog instanceof HTMLDialogElement) {
    event.preventDefault();
    dialog.showModal();
  }
  if (target.closest('[data-closes]')) {
    event.preventDefault();
    target.closest('dialog')?.close();
  }
  if (target.closest('[data-dismiss]')) target.closest('[data-passing]')?.remove();
  const copier = target.closest<HTMLElement>('[data-copy]');
  if (copier) void copy(copier);
}

async function copy(button: HTMLElement): Promise<void> {
  await navigator.clipboard.writeText(button.dataset.copy ?? '');
  const said = button.querySelector(':scope > span') ?? button;
  const before = said.textContent;
  said.textContent = button.dataset.copied ?? before;
  setTimeout(() => { said.textContent = before; }, 2000);
}

function changed(field: HTMLElement): void {
  const form = field.closest('form');
  if (form && field.dataset.auto !== undefined) form.requestSubmit();
  if (form?.dataset.guard !== undefined) form.dataset.dirty = '';
}

/** Goes after its seconds, but never from under a pointer or the keyboard. */
function passAway(el: HTMLElement): void {
  const seconds = Number(el.dataset.passing);
  if (!seconds) return;
  const leave = () => (el.matches(':hover, :focus-within') ? setTimeout(leave, 2000) : el.remove());
  setTimeout(leave, seconds * 1000);
}
