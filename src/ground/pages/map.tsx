// The server's part of a map: the frame an island fills, words on it, and the list that says the same.
import type { ComponentChildren } from 'preact';

export interface MapFrameProps {
  /** What the map shows; names the group. */
  label: string;
  /** s 128, m 192, l 384 px; fill takes the place it is given. */
  height?: 's' | 'm' | 'l' | 'fill' | undefined;
  /** In a corner: "rounded to 50 m". */
  note?: ComponentChildren;
  /** The island. */
  children: ComponentChildren;
  /** The same content as a list; beside or under the map, always there. */
  list?: ComponentChildren;
}

export function MapFrame({ label, height = 'm', note, children, list }: MapFrameProps) {
  return (
    <div class={list ? 'map-frame map-both' : 'map-frame'} role="group" aria-label={label}>
      <div class={`map map-${height}`}>{children}{note && <span class="map-note">{note}</span>}</div>
      {list && <div class="map-list">{list}</div>}
    </div>
  );
}

/** The fixed pin in the middle: the map moves beneath it. */
export function Cross() {
  return (
    <svg class="cross" viewBox="0 0 40 52" aria-hidden="true">
      <ellipse cx="20" cy="49" rx="7" ry="2.5" class="pin-sh" />
      <path class="cross-b" d="M20 49C14 40 4 32 4 19a16 16 0 0 1 32 0c0 13-10 21-16 30z" />
      <circle class="cross-d" cx="20" cy="19" r="5.5" />
    </svg>
  );
}
