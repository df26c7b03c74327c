// What aedes keeps of clients: subscriptions of lasting sessions go to the database, acknowledgements to whom they belong. Nothing is queued in aedes: what a
// session missed is read from the stream. The rest (wills, QoS 2 halfway) stays in its memory.
import type { Aedes, Client, PublishPacket } from 'aedes';
import type { Database } from '#ground/db/index.ts';
import type { Peer } from './peer.ts';
import { endSessionNamed, sessionNamed } from './sessions.ts';

/** The part of aedes-persistence that is ours. */
interface Kept {
  addSubscriptions(client: Client, subscriptions: readonly unknown[]): Promise<void>;
  removeSubscriptions(client: Client, topics: readonly string[]): Promise<void>;
  subscriptionsByClient(client: Pick<Client, 'id'>): Promise<{ topic: string; qos: number }[]>;
  cleanSubscriptions(client: Client): Promise<void>;
  outgoingClearMessageId(client: Client, packet: { messageId?: number }): Promise<undefined>;
  incomingGetPacket(client: Client, packet: PublishPacket): Promise<unknown>;
}

export function persistSessions(broker: Aedes, db: Database, peerNamed: (id: string) => Peer | undefined): { has(client: Client, packet: PublishPacket): Promise<boolean> } {
  const kept = Reflect.get(broker, 'persistence') as Kept;
  const incoming = kept.incomingGetPacket.bind(kept);
  Object.assign(kept, {
    addSubscriptions: async ({ id }) => peerNamed(id)?.keep(),
    async removeSubscriptions({ id }, topics) { peerNamed(id)?.unsubscribe(topics); await peerNamed(id)?.keep(); },
    async subscriptionsByClient({ id }) {
      const session = await sessionNamed(db, id);
      const topics = Object.entries(session?.topics ?? {});
      if (session && topics.length) peerNamed(id)?.resume(session);
      return topics.map(([topic, qos]) => ({ topic, qos }));
    },
    cleanSubscriptions: async ({ id }) => { if (!id.startsWith('visitor ')) await endSessionNamed(db, id); },
    outgoingClearMessageId: ({ id }, { messageId }) => { if (messageId !== undefined) peerNamed(id)?.outlet.acked(messageId); return Promise.resolve(undefined); },
  } satisfies Partial<Kept>);
  return { has: (client, packet) => incoming(client, packet).then(() => true, () => false) };
}
