// The bars of the frames. A phone's bar has room for five: of more, the first four stand there and the rest behind the fifth, "more". It is a <details>, so it
// opens without a script; on wide screens every entry stands in its row. Each entry is in the page twice then, and shown once.
import { Icon, type IconName } from './icons.tsx';
import { Badge } from './signs.tsx';
import { still } from './still.ts';

export interface NavItem {
  href: string;
  label: string;
  icon: IconName;
  current?: boolean | undefined;
  /** The standing key of a bottom bar (filled). */
  main?: boolean | undefined;
  /** What waits there for this person; 0 shows nothing. `badgeLabel` says it in words. */
  badge?: number | undefined;
  badgeLabel?: string | undefined;
  /** Not on phones (settings at the end of a rail). */
  deskOnly?: boolean | undefined;
  /** A key that opens it from any page of the rail. */
  hotkey?: string | undefined;
}

/** Entries of a phone's bar, "more" included. */
const ROOM = 5;

interface Bar { nav: readonly NavItem[]; navLabel: string; /** The word for the rest; without it everything stands in the bar. */ more?: string | undefined }

/** Which entries stand in a phone's bar; the others are behind "more". */
function parted(nav: readonly NavItem[], more: string | undefined): { first: readonly NavItem[]; rest: readonly NavItem[] } {
  const here = nav.filter((item) => !item.deskOnly);
  return more === undefined || here.length <= ROOM ? { first: here, rest: [] } : { first: here.slice(0, ROOM - 1), rest: here.slice(ROOM - 1) };
}

/** Entries of a staff bar: a rail beside the page, on phones the bar at the bottom. */
export function RailItems({ nav, more }: Omit<Bar, 'navLabel'>) {
  const { rest } = parted(nav, more);
  return <>{nav.map((item) => <RailLink key={item.href} {...item} later={rest.includes(item)} />)}<Rest items={rest} word={more} /></>;
}

function RailLink({ href, label, icon, current, badge, badgeLabel, deskOnly, hotkey, later }: NavItem & { later: boolean }) {
  return (
    <a href={href} aria-current={current ? 'page' : undefined} class={deskOnly || later ? 'rail-more' : undefined} data-key={hotkey} aria-keyshortcuts={hotkey}>
      <Icon name={icon} />{label}{badge ? <Badge count={badge > 99 ? '99+' : badge} on={current} label={badgeLabel} /> : null}
    </a>
  );
}

/** The bar at the bottom of residents' phones. */
export const Tabbar = still(({ nav, navLabel, more }: Bar) => {
  const { first, rest } = parted(nav, more);
  return <nav class="tabbar" aria-label={navLabel}>{first.map((item) => <Tab key={item.href} {...item} />)}<Rest items={rest} word={more} /></nav>;
});

function Tab({ href, label, icon, current, main, badge, badgeLabel }: NavItem) {
  return (
    <a href={href} aria-current={current ? 'page' : undefined} class={main ? 'tab-main' : undefined}>
      <Icon name={icon} />{label}{badge ? <Badge count={badge} on={current} label={badgeLabel} /> : null}
    </a>
  );
}

/** The bar on top of residents' wide screens. */
export const BarNav = still(({ nav, navLabel }: Omit<Bar, 'more'>) => (
  <nav class="bar-nav" aria-label={navLabel}>{nav.map((item) => <a key={item.href} href={item.href} aria-current={item.current ? 'page' : undefined}>{item.label}</a>)}</nav>
));

/** What found no room, as a list above the bar. Its sign says how much waits there in all, and that the present page is one of them. */
function Rest({ items, word }: { items: readonly NavItem[]; word: string | undefined }) {
  if (items.length === 0) return null;
  const waiting = items.reduce((sum, item) => sum + (item.badge ?? 0), 0);
  return (
    <details class="bar-rest" data-folds>
      <summary class={items.some((item) => item.current) ? 'on' : undefined}><Icon name="more" />{word}{waiting ? <Badge count={waiting > 99 ? '99+' : waiting} /> : null}</summary>
      <ul class="bar-rest-list">
        {items.map((item) => (
          <li key={item.href}><a href={item.href} aria-current={item.current ? 'page' : undefined}><Icon name={item.icon} /><span>{item.label}</span>{item.badge ? <Badge count={item.badge > 99 ? '99+' : item.badge} on={item.current} label={item.badgeLabel} /> : null}</a></li>
        ))}
      </ul>
    </details>
  );
}
