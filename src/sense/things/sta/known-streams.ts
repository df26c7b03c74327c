// Streams that have taken an observation, and of which kind each is, which never changes: so that `POST /Datastreams(1)/Observations` is one statement.
import type { Db } from '#ground/db/index.ts';

type Kind = 'Datastreams' | 'MultiDatastreams';
const MOST = 200_000;
const known = new WeakMap<Db, Map<number, Kind>>();

/** What is remembered of a database (its root handle), for the life of the process. */
export function knownStreams(root: Db): { get(id: number): Kind | undefined; add(id: number, kind: Kind): void; delete(id: number): void } {
  const streams = known.get(root) ?? new Map<number, Kind>();
  known.set(root, streams);
  return {
    get: (id) => streams.get(id), delete: (id) => { streams.delete(id); },
    add: (id, kind) => { if (streams.size >= MOST) streams.clear(); streams.set(id, kind); },
  };
}
