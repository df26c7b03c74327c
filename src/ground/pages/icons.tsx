// Icons come from one sprite file (web/public/icons.svg): one request, cached, allowed by a policy of 'self'.
// Inside it shapes carry no colour of their own but currentColor; strokes of icons come from the class `i`.

export const SPRITE = '/assets/icons.svg';

export const ICONS = [
  'back', 'bell', 'bike', 'book', 'building', 'calendar', 'camera', 'chart', 'check', 'clock', 'cloud', 'copy', 'cup', 'desk', 'down', 'edit',
  'eye', 'eyeoff', 'feed', 'filter', 'flag', 'gear', 'globe', 'grip', 'home', 'image', 'inbox', 'info', 'key', 'layers', 'link', 'list', 'load',
  'locate', 'lock', 'logout', 'mail', 'map', 'market', 'me2', 'menu', 'merge', 'mic', 'minus', 'moon', 'more', 'msg', 'next', 'note', 'offline',
  'park', 'pause', 'phone', 'pin', 'plus', 'prev', 'print', 'refresh', 'route', 'search', 'send', 'shield', 'split', 'star', 'sun', 'toilet',
  'trash', 'tree', 'up', 'user', 'users', 'warn', 'wrench', 'x',
] as const;
export type IconName = (typeof ICONS)[number];

/** Stages by how full the circle is: dashed, 1/6 … 5/6, a tick; back, paused and void have their own shapes. */
export const GLYPHS = ['new', 'filed', 'sent', 'work', 'fed', 'check', 'done', 'back', 'paused', 'void'] as const;
export type GlyphName = (typeof GLYPHS)[number];

export interface IconProps { name: IconName; size?: 's' | 'xs' | undefined; /** Only where no word stands beside it. */ label?: string | undefined }

/** A 24 px line icon; s 20 px, xs 16 px. */
export function Icon({ name, size, label }: IconProps) {
  const voice = label ? { role: 'img' as const, 'aria-label': label } : { 'aria-hidden': 'true' as const };
  return <svg class={size ? `i i-${size}` : 'i'} {...voice}><use href={`${SPRITE}#i-${name}`} /></svg>;
}

Icon.keyOf = ({ name, size, label }: IconProps) => `${name} ${size} ${label}`;

/** The circle of a stage, 18 px, in the colour of its surroundings. */
export function Glyph({ name, class: extra }: { name: GlyphName; class?: string | undefined }) {
  return <svg class={extra ? `g ${extra}` : 'g'} viewBox="0 0 16 16" aria-hidden="true"><use href={`${SPRITE}#g-${name}`} /></svg>;
}

Glyph.keyOf = (props: { name: GlyphName; class?: string | undefined }) => `${props.name} ${props.class}`;

/** The mark of the product. With a label it speaks, else a name stands beside it. */
export function Mark({ label }: { label?: string | undefined }) {
  const voice = label ? { role: 'img' as const, 'aria-label': label } : { 'aria-hidden': 'true' as const };
  return (
    <svg class="mark" viewBox="0 0 32 32" {...voice}>
      <rect width="32" height="32" rx="8" />
      <path d="M7 12c4-3.5 7-3.5 10 0s5 3 8 0M7 19c4-3.5 7-3.5 10 0s5 3 8 0" />
    </svg>
  );
}

/** The hatching of rulers and charts. A pattern must stand in the page itself, once. */
export function Hatch() {
  return (
    <svg class="defs" aria-hidden="true">
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="hatch-bg" width="6" height="6" />
          <path class="hatch-ln" d="M1 0V6" />
        </pattern>
      </defs>
    </svg>
  );
}
