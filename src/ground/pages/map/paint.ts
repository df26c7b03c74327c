// Colours of the map, read from the page's custom properties, so that a map is never of another theme than its page.
// MapLibre and canvas know neither light-dark() nor oklch(): the browser resolves them, one pixel at a time.

const NAMES = {
  land: '--m-land', block: '--m-block', built: '--m-built', park: '--m-park', water: '--m-water', road: '--m-road', casing: '--m-case',
  label: '--m-label', halo: '--m-halo', waterLabel: '--m-water-label', border: '--ink-3', surface: '--surface', accent: '--accent', onAccent: '--on-accent',
  done: '--done', amber: '--amber', onAmber: '--on-amber', red: '--red', onRed: '--on-red', ink: '--ink',
} as const;
export type MapPaint = Record<keyof typeof NAMES, string>;

/** Every colour as rgb(…), as it stands at `el` now. */
export function readPaint(el: HTMLElement): MapPaint {
  const probe = document.createElement('span');
  el.append(probe);
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const colour = (property: string) => {
    probe.style.color = `var(${property})`;
    return pen ? plain(pen, getComputedStyle(probe).color) : getComputedStyle(probe).color;
  };
  const paint = mapValues(NAMES, colour);
  probe.remove();
  return paint;
}

function plain(pen: CanvasRenderingContext2D, colour: string): string {
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = pen.getImageData(0, 0, 1, 1).data;
  return `rgb(${r}, ${g}, ${b})`;
}

function mapValues<K extends string>(names: Readonly<Record<K, string>>, change: (value: string) => string): Record<K, string> {
  const out: Partial<Record<K, string>> = {};
  for (const key in names) out[key] = change(names[key]);
  return out as Record<K, string>; // every key was just set
}

/** Calls back when the page's theme changes, by the system or by data-theme. Returns the way to stop. */
export function onTheme(changed: () => void): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const watcher = new MutationObserver(changed);
  dark.addEventListener('change', changed);
  watcher.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => {
    dark.removeEventListener('change', changed);
    watcher.disconnect();
  };
}
