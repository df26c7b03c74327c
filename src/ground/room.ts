// What a room is: the values it contributes. app.ts lists the rooms in floor order and hands the contributions down.
import type { Route } from './http/route.ts';
import type { Happened } from './events/event.ts';
import type { Listener } from './events/listeners.ts';
import type { Job } from './jobs/index.ts';
import type { Message } from './i18n/index.ts';
import type { Role } from './identity/roles.ts';
import type { Db } from './db/types.ts';
import type { Viewer } from './identity/viewer.ts';
import type { AnyCtx, Ground } from './http/context.ts';
import type { IconName } from './pages/icons.tsx';
import type { ComponentChildren } from 'preact';
import type { TileLayer } from './tiles/layer.ts';

/** An entry of a navigation bar; `now`: a page of what goes on in the city, to which the home page and the map lead. `badge` counts only what this viewer can act
 * on, at most 99, by an index. */
export interface NavEntry {
  readonly bar: 'resident' | 'desk' | 'admin' | 'now';
  readonly roles?: readonly Role[];
  readonly href: string; readonly title: Message; readonly icon: IconName; readonly place: number; readonly main?: boolean;
  /** A key that opens it from anywhere in the bar ("n"). */
  readonly key?: string;
  readonly badge?: (db: Db, viewer: Viewer, now: Date) => Promise<number>;
  /** Where the role alone does not open the page: whether it stands in the bar for this viewer. */
  readonly shown?: (db: Db, viewer: Viewer) => Promise<boolean>;
}

/** Part of another room's page, named by its place: 'case.actions', 'map.layers', 'account.sections'. */
export interface Panel { readonly slot: string; readonly place: number; show(ctx: AnyCtx, subject: unknown): Promise<ComponentChildren> }

/** One kind of thing the search field finds. */
export interface SearchSource { readonly name: string; find(ctx: AnyCtx, text: string): Promise<readonly SearchHit[]> }
export interface SearchHit { readonly href: string; readonly title: string; readonly detail?: string; readonly kind: string }

/** A layer of the one map: GeoJSON by bounding box. */
export interface MapLayer { readonly name: string; readonly title: Message; readonly url: string; readonly on: boolean }

/** What can be subscribed to. `subjects` of an event decide whom it reaches (see serve/push). */
export interface Topic { readonly name: string; readonly title: Message }

/** News for open pages: `of` gives what this viewer is told of an event, or undefined when it is not for them. Only what an event carries: no database.
 * With `paceMs` events are told as their number (`{ n }`), one message in so many milliseconds at most: for pages that look for themselves, whatever happens. */
export interface LiveFeed { readonly name: string; readonly roles: readonly Role[]; readonly paceMs?: number; of(viewer: Viewer, event: Happened): object | undefined }

/** A verb of the command line: `comis NAME …`. */
export interface Command { readonly name: string; readonly about: string; run(args: readonly string[], tools: CommandTools): Promise<void> }
export interface CommandTools { readonly db: Db; print(line: string): void; readonly env: Record<string, string | undefined> }

/** Something that goes on as long as the process: a door of its own, a reader of a stream. Only where work is done (ROLE `all` or `worker`); `undefined` where
 * the settings keep it closed. Rejects when it cannot begin (a port that is taken), which stops the start. `stop` ends what it began before the database closes. */
export type Start = (ground: Ground) => Promise<Started | undefined>;
export interface Started { stop(): Promise<void> }

/** What a process that answers people (ROLE `all` or `web`) reads before the first of them asks for it. Begun once it listens, waited for by nobody; what
 * fails is logged, and whoever asks then has it read again. */
export type ReadAhead = (ground: Ground) => Promise<unknown>;

export interface Room {
  readonly name: `${string}/${string}`;
  readonly routes?: readonly Route[];
  readonly listens?: readonly Listener[];
  readonly jobs?: readonly Job[];
  readonly starts?: readonly Start[];
  readonly readsAhead?: readonly ReadAhead[];
  readonly nav?: readonly NavEntry[];
  readonly panels?: readonly Panel[];
  readonly search?: readonly SearchSource[];
  readonly layers?: readonly MapLayer[];
  readonly tiles?: readonly TileLayer[];
  readonly topics?: readonly Topic[];
  readonly commands?: readonly Command[];
  readonly feeds?: readonly LiveFeed[];
  /** Folders of migrations, default: `migrations` beside the room's index.ts. */
  readonly migrations?: string;
}
