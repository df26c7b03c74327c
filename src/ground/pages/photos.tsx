// Photos: what was seen, and what it looks like now.
import type { ComponentChildren } from 'preact';
import { Icon } from './icons.tsx';

export interface PhotoProps {
  /** Absent: an empty frame with `alt` as its words ("waiting for the photo"). */
  src?: string | undefined;
  alt: string;
  /** On the picture: "before 09:41". */
  caption?: ComponentChildren;
  /** s 72 px wide, xs 48 px; without one it fills its place at 4:3. */
  size?: 's' | 'xs' | undefined;
  /** The large picture, opened by pressing. */
  href?: string | undefined;
  /** A remove button, in place of the link. */
  children?: ComponentChildren;
}

export function Photo({ src, alt, caption, size, href, children }: PhotoProps) {
  const frame = size ? `ph ph-${size}` : 'ph ph-fill';
  if (!src) return <span class={`${frame} ph-none`}><Icon name="image" /><span>{alt}</span></span>;
  const body = <><img src={src} alt={alt} loading="lazy" decoding="async" />{caption && <span class="ph-cap">{caption}</span>}{children}</>;
  return href ? <a class={frame} href={href}>{body}</a> : <span class={frame}>{body}</span>;
}

/** Before and after, the same crop, side by side. */
export function Pair({ before, after, label }: { before: PhotoProps; after: PhotoProps; label: string }) {
  return <figure class="pair" aria-label={label}><Photo {...before} /><Photo {...after} /></figure>;
}
