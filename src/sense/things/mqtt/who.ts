// Who is behind a connection. An API key as password or as name, or the name and password of an account; without either a visitor. Connections last, so
// what their owner may is asked again: a key that is taken back, an account that is closed or has other roles is noticed within seconds.
import type { Ground } from '#ground/http/context.ts';
import { rememberedViewerOfKey } from '#ground/http/keys.ts';
import { accountBy, beginSession, checkPassword, endSession, viewerOfSession, VISITOR, type Viewer } from '#ground/identity/index.ts';

export interface Guest {
  readonly viewer: Viewer;
  /** Whose limit messages count towards. */
  readonly limit: { readonly who: string; readonly perMinute: number };
  /** The viewer as of now, some seconds old at most; undefined when there is none any more. */
  now(): Promise<Viewer | undefined>;
  leave(): Promise<void>;
}
export interface Signing { readonly name: string | undefined; readonly password: string | undefined; readonly address: string }
/** `wrong`: name or password; `later`: too many wrong ones from there. */
export type Signed = Guest | 'wrong' | 'later';

/** A connection's session, seen with the others of its account and ended there; a sensor signs in again by itself. */
const SESSION_HOURS = 24 * 30;
const ASKED_AGAIN_MS = 3000;

export interface Doorkeeper { signIn(signing: Signing): Promise<Signed> }
export function openDoorkeeper(ground: Ground): Doorkeeper {
  const failures = hourly();
  return {
    async signIn({ name, password, address }) {
      if (!name && !password) return guest(VISITOR, { who: `address ${address}`, perMinute: ground.config.WRITES_PER_MINUTE }, () => Promise.resolve(VISITOR));
      // A key cannot be guessed, and whoever holds one is not kept out by others' guessing.
      const held = await byKey(ground, [password, name]);
      if (held) return held;
      const keys = [`address ${address}`, ...(name ? [`account ${name}`] : [])];
      if (keys.some((key) => failures.count(key) >= ground.config.SIGN_INS_PER_HOUR)) return 'later';
      // Counted before the password is looked at: many tries at once do not get more of them.
      for (const key of keys) failures.add(key);
      const signed = name && password ? await byPassword(ground, name, password) : undefined;
      if (!signed) return 'wrong';
      for (const key of keys) failures.takeBack(key);
      return signed;
    },
  };
}

async function byKey(ground: Ground, candidates: readonly (string | undefined)[]): Promise<Guest | undefined> {
  const ask = (key: string) => rememberedViewerOfKey(ground.db, key, ground.clock.now());
  for (const key of candidates) {
    const viewer = key ? await ask(key) : undefined;
    if (key && viewer) return guest(viewer, { who: `key ${viewer.key}`, perMinute: ground.config.KEY_WRITES_PER_MINUTE }, () => ask(key));
  }
  return undefined;
}

async function byPassword(ground: Ground, name: string, password: string): Promise<Guest | undefined> {
  const account = await accountBy(ground.db, name.trim());
  if (!(await checkPassword(account?.password, password)) || !account) return undefined;
  const token = await beginSession(ground.db, account.id, { hours: SESSION_HOURS, now: ground.clock.now(), agent: 'MQTT' });
  const ask = () => viewerOfSession(ground.db, token, ground.clock.now());
  const viewer = await ask();
  const end = () => endSession(ground.db, token).then(() => {});
  return viewer && guest(viewer, { who: `person ${viewer.person}`, perMinute: ground.config.KEY_WRITES_PER_MINUTE }, ask, end);
}

function guest(viewer: Viewer, limit: Guest['limit'], ask: () => Promise<Viewer | undefined>, leave: () => Promise<void> = () => Promise.resolve()): Guest {
  let asked: Promise<Viewer | undefined> = Promise.resolve(viewer);
  let until = performance.now() + ASKED_AGAIN_MS;
  return {
    viewer, limit,
    // What was known last holds for a last will.
    leave() { until = Infinity; return leave(); },
    now() {
      if (performance.now() >= until) { asked = ask(); until = performance.now() + ASKED_AGAIN_MS; asked.catch(() => { if (until !== Infinity) until = 0; }); }
      return asked;
    },
  };
}

/** Failed tries of the last hour, by key. A right one is taken back. */
function hourly(): { count(key: string): number; add(key: string): void; takeBack(key: string): void } {
  const tries = new Map<string, number[]>();
  const recent = (key: string) => (tries.get(key) ?? []).filter((at) => at > performance.now() - 3_600_000);
  return {
    count: (key) => recent(key).length,
    add(key) {
      const list = [...recent(key), performance.now()];
      tries.delete(key);
      tries.set(key, list);
      if (tries.size > 50_000) for (const oldest of tries.keys()) { tries.delete(oldest); break; }
    },
    takeBack(key) {
      const list = recent(key).slice(0, -1);
      if (list.length) tries.set(key, list); else tries.delete(key);
    },
  };
}
