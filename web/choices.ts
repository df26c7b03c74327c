// Choosing rows of a list: one box for all of them, and a bar that shows while any is chosen.
// Without this script the bar always stands, and the boxes are sent with the form just the same.

/** Watches the boxes of every `data-all="name"`; `[data-bulk="name"]` gets hidden and its `[data-count]` counted. */
export function watchChoices(): void {
  for (const all of document.querySelectorAll<HTMLInputElement>('input[data-all]')) {
    const name = all.dataset.all ?? '';
    document.addEventListener('change', (event) => {
      const box = event.target;
      if (!(box instanceof HTMLInputElement)) return;
      if (box === all) boxes(name).forEach((other) => { other.checked = all.checked; });
      if (box === all || box.name === name) show(all, name);
    });
    document.addEventListener('click', (event) => {
      if (!(event.target instanceof Element) || !event.target.closest(`[data-none="${CSS.escape(name)}"]`)) return;
      boxes(name).forEach((box) => { box.checked = false; });
      show(all, name);
    });
    show(all, name);
  }
}

const boxes = (name: string) => [...document.querySelectorAll<HTMLInputElement>(`input[type=checkbox][name="${CSS.escape(name)}"]`)];

function show(all: HTMLInputElement, name: string): void {
  const list = boxes(name);
  const chosen = list.filter((box) => box.checked).length;
  all.checked = chosen > 0 && chosen === list.length;
  all.indeterminate = chosen > 0 && chosen < list.length;
  for (const bar of document.querySelectorAll<HTMLElement>(`[data-bulk="${CSS.escape(name)}"]`)) {
    bar.hidden = chosen === 0;
    bar.querySelectorAll('[data-count]').forEach((el) => { el.textContent = String(chosen); });
  }
}
