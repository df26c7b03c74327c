// What a handler gets. Everything it may use stands here; nothing is global.
import type { Config } from '../config/index.ts';
import type { Clock } from '../clock/index.ts';
import type { Database } from '../db/types.ts';
import type { Lang } from '../i18n/index.ts';
import type { Viewer } from '../identity/viewer.ts';
import type { FileStore } from '../files/index.ts';
import type { Jobs } from '../jobs/index.ts';
import type { Mailer } from '../channels/index.ts';
import type { Pump } from '../events/pump.ts';
import type { Room } from '../room.ts';
import type { Log } from './log.ts';

/** What every page says of the city; ground does not know where it comes from. */
export interface Site {
  readonly name: { readonly zh: string; readonly en: string };
  readonly zone: string;
  readonly lang: Lang;
  /** An invented city: said on every page. */
  readonly demo: boolean;
  /** One or two letters of the mark, for its label. */
  readonly mark: string;
}

/** The running program. One a process (tests make many). */
export interface Ground {
  readonly config: Config;
  readonly clock: Clock;
  readonly db: Database;
  readonly files: FileStore;
  readonly jobs: Jobs;
  readonly mailer: Mailer;
  readonly pump: Pump;
  readonly rooms: readonly Room[];
  readonly log: Log;
  /** Where people reach the city, without a slash at the end. */
  readonly baseUrl: string;
  site(): Promise<Site>;
  /** Where somebody of the staff works, as the top bar of a desk names it. */
  workplace(viewer: Viewer, lang: Lang): Promise<string | undefined>;
  /** Origins of the city's base maps, for the content security policy. */
  tileOrigins(): readonly string[];
}

export interface Ctx<P = unknown, Q = unknown, B = unknown> {
  readonly ground: Ground;
  readonly db: Database;
  readonly request: Request;
  readonly url: URL;
  readonly route: string;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly viewer: Viewer;
  readonly lang: Lang;
  readonly site: Site;
  readonly now: Date;
  /** Address of the visitor, for limits only. */
  readonly address: string;
  /** Cookies as they came. */
  readonly cookies: Readonly<Record<string, string>>;
}
export type AnyCtx = Ctx;

/** A form as it stands on the page: what was typed, and what is wrong with it. */
export interface FormState {
  readonly values: Readonly<Record<string, string | readonly string[]>>;
  readonly errors: Readonly<Record<string, string>>;
  /** The sentence for the whole form, when it was refused. */
  readonly problem: string | undefined;
}
export const EMPTY_FORM: FormState = { values: {}, errors: {}, problem: undefined };
