// The broker inside, over aedes: it speaks the protocol (MQTT 3.1.1 and 3.1), what is published and who hears what is decided here. aedes acknowledges
// when authorizePublish has called back (its `published` comes too late), so a message of QoS 1 or 2 is acknowledged when its row is durable.
// aedes' own delivery is not used: it hands one message to all and waits for the slowest of them.
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { Aedes, type AuthenticateError, type Client, type ConnectPacket, type PublishPacket, type Subscription } from 'aedes';
import type { Ground } from '#ground/http/context.ts';
import type { Feed } from './feed.ts';
import { LARGEST, sizeGuard } from './frames.ts';
import { openPace } from './pace.ts';
import { openPeer, type Peer } from './peer.ts';
import { persistSessions } from './persisting.ts';
import { savePlaces } from './sessions.ts';
import { take } from './taking.ts';
import { openDoorkeeper } from './who.ts';

export interface Broker { readonly port: number; readonly secure: boolean; /** Connections that have signed in. */ readonly peers: ReadonlySet<Peer>; close(): Promise<void> }
/** `stuckMs`: who takes nothing for so long is disconnected. */
export interface BrokerOptions { readonly stuckMs?: number }

const CONNECT_WITHIN_MS = 10_000;
/** Largest packet of somebody who has not signed in yet. */
const FIRST_LARGEST = 65_536;
const MOST_CONNECTIONS = 20_000;
const SAVE_MS = 2000;
const STUCK_MS = 20_000;
/** CONNACK codes. Source: MQTT 3.1.1 §3.2.2.3. */
const CODES = { later: 3, wrong: 4 } as const;

export async function openBroker(ground: Ground, feed: Feed, { stuckMs = STUCK_MS }: BrokerOptions = {}): Promise<Broker> {
  const { config, db } = ground;
  const doorkeeper = openDoorkeeper(ground);
  const pace = openPace();
  const peers = new Map<Client, Peer>();
  // Also of connections that are gone: their last will is still to be published.
  const met = new WeakMap<Client, Peer>();
  const asked = new WeakMap<Client, ConnectPacket>();
  const complain = complaining((line) => ground.log.line(line));
  const broker = new Aedes({ connectTimeout: CONNECT_WITHIN_MS, maxInflightInbound: 1000 });
  await broker.listen();
  // What a client publishes is a request, not a message to others: they are told what came of it, by the feed.
  const own = broker.publish.bind(broker);
  broker.publish = (packet: PublishPacket, by: unknown, done?: () => void) => { if (typeof by === 'function') own(packet, by as () => void); else done?.(); };
  const names = new Map<string, Peer>();
  const incoming = persistSessions(broker, db, (id) => names.get(id));

  broker.preConnect = (client, packet, done) => { asked.set(client, packet); done(null, true); };
  broker.authenticate = (client, name, password, done) => {
    const refuse = (returnCode: AuthenticateError['returnCode']) => done(Object.assign(new Error('not signed in'), { returnCode }), null);
    const address = (client.conn as Socket).remoteAddress ?? '';
    void doorkeeper.signIn({ name, password: password?.toString(), address }).then((guest) => {
      if (typeof guest === 'string') return refuse(CODES[guest]);
      const packet = asked.get(client);
      // Visitors leave nothing behind: anybody could fill the city's memory.
      const clean = !guest.viewer.person || (packet?.clean ?? true);
      if (packet) packet.clean = clean;
      // Sessions are an account's own, whatever client id somebody else gives.
      const id = `${guest.viewer.person ?? 'visitor'} ${client.id}`;
      Object.assign(client, { id, clean });
      const peer = openPeer({ ground, feed, guest, conn: client.conn as Socket, name: clean ? undefined : id, end: () => client.close() });
      if (client.closed) { void peer.leave(); return; }
      peers.set(client, peer);
      met.set(client, peer);
      names.set(id, peer);
      done(null, true);
    }).catch((error: unknown) => { ground.log.error(error, 'MQTT sign-in'); refuse(CODES.later); });
  };

  broker.authorizePublish = (client, packet, done) => {
    const peer = client && met.get(client);
    if (!client || !peer) return done(new Error('nobody publishes'));
    void published(client, peer, packet).then(() => done(null), (error: unknown) => {
      if (!(error instanceof NotTaken)) ground.log.error(error, 'MQTT');
      done(error instanceof Error ? error : new Error(String(error)));
    });
  };

  /** Rejects without an acknowledgement: the connection is closed, and the client sends again when it is back. */
  async function published(client: Client, peer: Peer, packet: PublishPacket): Promise<void> {
    const caller = await peer.caller();
    if (!caller) throw new NotTaken('the key or account is no more');
    if (!caller.entities && caller.observations.length === 0) throw new NotTaken('may not publish');
    // QoS 2 sent again before it was completed: it is stored already.
    if (packet.qos === 2 && await incoming.has(client, packet)) return;
    if (!config.STA_OPEN_WRITE && !(await pace.turn(peer.guest.limit.who, peer.guest.limit.perMinute))) throw new NotTaken('too fast');
    const refused = await take(ground, { topic: packet.topic, payload: packet.payload, caller, person: peer.guest.viewer.person });
    if (!refused) return;
    peer.refused(packet.topic, refused);
    complain(`MQTT: refused ${refused.status} on ${JSON.stringify(packet.topic.slice(0, 100))}: ${refused.message.slice(0, 200)}`);
  }

  broker.authorizeSubscribe = (client, subscription: Subscription, done) => {
    const peer = peers.get(client);
    void (peer?.subscribe(subscription.topic, subscription.qos) ?? Promise.resolve(false)).then((yes) => done(null, yes ? subscription : null), (error: unknown) => { ground.log.error(error, 'MQTT subscription'); done(null, null); });
  };
  broker.on('unsubscribe', (topics, client) => { if (!client.closed) peers.get(client)?.unsubscribe(topics); });
  broker.on('clientReady', (client) => peers.get(client)?.ready());
  broker.on('clientError', () => { /* the connection is closed; why, was said where it happened */ });
  broker.on('connectionError', () => { /* somebody who speaks something else */ });

  function gone(client: Client): void {
    const peer = peers.get(client);
    if (!peer) return;
    peers.delete(client);
    if (names.get(client.id) === peer) names.delete(client.id);
    const place = peer.moved();
    void Promise.all([place && savePlaces(db, [place], ground.clock.now()), peer.leave()]).catch((error: unknown) => ground.log.error(error, 'MQTT session'));
  }
  const save = async () => { const places = [...peers.values()].flatMap((peer) => peer.moved() ?? []); if (places.length) await savePlaces(db, places, ground.clock.now()); };
  const saving = setInterval(() => void save().catch((error: unknown) => ground.log.error(error, 'MQTT sessions')), SAVE_MS);
  const watching = setInterval(() => { for (const [client, peer] of peers) if (peer.outlet.stuck()) { complain('MQTT: disconnected a subscriber that takes nothing'); client.close(); } }, stuckMs);

  const sockets = new Set<Socket>();
  const meet = (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    const client = broker.handle(socket);
    const fits = sizeGuard(() => (peers.has(client) ? LARGEST : FIRST_LARGEST));
    const readOn = socket.read.bind(socket);
    socket.read = (size?: number): Buffer | null => {
      const chunk = readOn(size) as Buffer | null;
      if (!chunk || fits(chunk)) return chunk;
      complain('MQTT: disconnected a client whose packet is too large');
      socket.destroy();
      return null;
    };
    socket.once('close', () => { sockets.delete(socket); gone(client); });
  };
  const { server, secure } = await listening(ground, meet);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0, secure,
    get peers() { return new Set(peers.values()); },
    async close() {
      clearInterval(saving);
      clearInterval(watching);
      const ended = new Promise<void>((resolve) => { server.close(() => resolve()); });
      await save().catch(() => {});
      const leaving = [...peers.values()].map((peer) => peer.leave().catch(() => {}));
      peers.clear();
      await new Promise<void>((resolve) => { broker.close(() => resolve()); });
      // Those who connected and said nothing.
      for (const socket of sockets) socket.destroy();
      await Promise.all([ended, ...leaving]);
    },
  };
}

/** Said to whoever publishes by closing the connection. */
class NotTaken extends Error { override name = 'NotTaken'; }

async function listening({ config }: Ground, meet: (socket: Socket) => void): Promise<{ server: Server; secure: boolean }> {
  const { MQTT_CERT, MQTT_KEY, MQTT_PORT, HOST } = config;
  if ((MQTT_CERT === undefined) !== (MQTT_KEY === undefined)) throw new Error('MQTT_CERT and MQTT_KEY belong together: set both or none.');
  const secure = MQTT_CERT !== undefined && MQTT_KEY !== undefined;
  const server = secure ? createSecureServer({ cert: await readFile(MQTT_CERT), key: await readFile(MQTT_KEY), handshakeTimeout: CONNECT_WITHIN_MS }, meet) : createServer(meet);
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? new Error(`Port ${MQTT_PORT} is taken; set MQTT_PORT to another.`) : error));
    server.listen(MQTT_PORT, HOST, resolve);
  });
  return { server, secure };
}

/** A line a second at most, with how many were left out: a client that sends nonsense does not fill the log. */
function complaining(write: (line: string) => void): (line: string) => void {
  let [quietUntil, left] = [0, 0];
  return (line) => {
    if (performance.now() < quietUntil) { left++; return; }
    write(left ? `${line} (and ${left} more)` : line);
    [quietUntil, left] = [performance.now() + 1000, 0];
  };
}
