// The keyboard of the desks: `/` finds, and every element with data-key can be pressed by that key.

/** Starts listening. Plain keys are left to fields; those with Ctrl or Alt work everywhere. */
export function listenForKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return; // isComposing: an input method is choosing characters
    const key = spell(event);
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    if (plain && (typing(event.target) || document.querySelector('dialog[open]'))) return;
    const hit = key === '/' ? document.querySelector<HTMLElement>('[data-search]') : find(key);
    if (!hit) return;
    event.preventDefault();
    if (hit.matches('input, textarea, select')) hit.focus();
    else hit.click();
  });
}

function spell(event: KeyboardEvent): string {
  const base = event.altKey && event.code.startsWith('Digit') ? event.code.slice(5) : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${base}`;
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])'));
}

function find(key: string): HTMLElement | undefined {
  const all = document.querySelectorAll<HTMLElement>('[data-key]');
  return [...all].find((el) => el.dataset.key?.toLowerCase() === key.toLowerCase() && el.checkVisibility());
}
