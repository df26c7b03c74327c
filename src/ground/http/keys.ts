// Who holds an API key, remembered for some seconds: a sensor that reports ten times a second costs no statement each time. By the digest of the
// key, so that no key stands in memory; a key that is taken back opens nothing more after that time. Unknown keys are not remembered.
import type { Db } from '../db/types.ts';
import { viewerOfKey } from '../identity/sessions.ts';
import { digest } from '../identity/tokens.ts';
import type { Viewer } from '../identity/viewer.ts';

export const REMEMBERED_MS = 3000;
/** Keys in memory at a time, of one database. */
const MOST = 10_000;
interface Held { readonly viewer: Promise<Viewer | undefined>; readonly until: number }
const held = new WeakMap<Db, Map<string, Held>>();

/** As viewerOfKey, at most REMEMBERED_MS old. Those who ask at the same time share one statement. */
export function rememberedViewerOfKey(db: Db, key: string, now: Date): Promise<Viewer | undefined> {
  const known = held.get(db) ?? new Map<string, Held>();
  held.set(db, known);
  const name = digest(key).toString('base64');
  const found = known.get(name);
  if (found && found.until > performance.now()) return found.viewer;
  const viewer = viewerOfKey(db, key, now);
  const fresh: Held = { viewer, until: performance.now() + REMEMBERED_MS };
  known.delete(name);
  known.set(name, fresh);
  const forget = () => { if (known.get(name) === fresh) known.delete(name); };
  viewer.then((who) => { if (!who) forget(); }, forget);
  if (known.size > MOST) for (const oldest of known.keys()) { known.delete(oldest); break; }
  return viewer;
}
