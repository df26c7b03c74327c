// A broker outside that the city's sensors and subscribers use. The city is one of its clients, with a lasting session: what sensors publish there is taken
// and acknowledged when it is durable; what was added or changed, by whatever door, is published there as everybody may see it. One process of the city
// speaks with it; its place in the stream is kept, so after any break it goes on where it was.
import { randomUUID } from 'node:crypto';
import { connect, type IPublishPacket, type MqttClient } from 'mqtt';
import { z } from 'zod';
import type { Ground } from '#ground/http/context.ts';
import { sql } from '#ground/db/index.ts';
import { SETS } from '../model.ts';
import { HOUSE, type Caller } from '../sta/caller.ts';
import { serviceOf } from '../sta/service-of.ts';
import type { Feed, Listener } from './feed.ts';
import { pending } from './pending.ts';
import { holdOutside, letGoOutside, OUTSIDE, savePlaces, type Session } from './sessions.ts';
import { take } from './taking.ts';
import { interestOf, topicOf, type Interest } from './topics.ts';
import type { Told } from './telling.ts';

export interface Outside { /** For people and the service root: without name and password. */ readonly url: string; stop(): Promise<void> }

const HOLD_MS = 20_000;
const RENEW_MS = 2000;
/** Messages without acknowledgement from which on no more are read. */
const FULL = 500;
const AGAIN_MS = 1000;
/** After a refused subscription. */
const REFUSED_MS = 5000;
/** Who publishes there the broker outside decides: values are taken, entities are not made on its word. */
const SENSORS: Caller = { sees: 'public', entities: false, observations: 'all', unknown: false };

export function openOutside(ground: Ground, feed: Feed, address: string): Outside {
  const holder = randomUUID();
  let current: { end(): Promise<void> } | undefined;
  let stopped = false;
  let working: Promise<void> | undefined;

  async function hold(): Promise<void> {
    const now = ground.clock.now();
    const session = await holdOutside(ground.db, holder, { place: feed.place, now, until: new Date(now.getTime() + HOLD_MS) });
    if (session && !current && !stopped) current = speak(ground, feed, address, session);
    if (!session && current) { const before = current; current = undefined; await before.end(); }
  }
  const round = () => { working ??= hold().catch((error: unknown) => { ground.log.error(error, 'MQTT outside'); }).finally(() => { working = undefined; }); };
  round();
  const timer = setInterval(round, RENEW_MS);
  return {
    url: plain(address),
    async stop() {
      stopped = true;
      clearInterval(timer);
      await working;
      await current?.end();
      await letGoOutside(ground.db, holder).catch(() => {});
    },
  };
}

function plain(address: string): string {
  const url = new URL(address);
  [url.username, url.password] = ['', ''];
  return url.href.replace(/\/$/, '');
}

function speak(ground: Ground, feed: Feed, address: string, session: Session): { end(): Promise<void> } {
  const client = connect(address, { clientId: `comis-${new URL(ground.baseUrl).host}`.slice(0, 60), clean: false, protocolVersion: 4, resubscribe: false, reconnectPeriod: AGAIN_MS, queueQoSZero: false });
  const onError = (error: unknown) => { ground.log.line(`MQTT outside: ${error instanceof Error ? error.message : String(error)}`); };
  client.on('error', onError);
  const subscribing = subscribedAgain(client, [...subscriptions(ground.config.STA_OPEN_WRITE)], onError);
  const incoming = taking(ground, client, onError);
  const listener = telling(ground, client, session);
  feed.join(listener, session);
  const save = () => savePlaces(ground.db, [{ name: OUTSIDE, ...listener.safe() }], ground.clock.now());
  const saving = setInterval(() => void save().catch(onError), RENEW_MS);
  return {
    async end() {
      clearInterval(saving);
      subscribing.stop();
      listener.close();
      feed.leave(listener);
      incoming.stop();
      await client.endAsync(true).catch(() => {});
      await save().catch(onError);
    },
  };
}

/** Subscribes on each connection, and again while that broker refuses: else no value would come any more, and nobody would notice. */
function subscribedAgain(client: MqttClient, topics: string[], onError: (error: unknown) => void): { stop(): void } {
  let later: NodeJS.Timeout | undefined;
  const subscribe = () => {
    clearTimeout(later);
    if (client.connected) client.subscribe(topics, { qos: 1 }, (error) => { if (error) { onError(error); later = setTimeout(subscribe, REFUSED_MS); } });
  };
  client.on('connect', subscribe);
  return { stop: () => { client.off('connect', subscribe); clearTimeout(later); } };
}

const subscriptions = (open: boolean): readonly string[] => [...(open ? SETS : ['Observations']).flatMap((set) => [topicOf(set), topicOf(`+/${set}`)]), topicOf('CreateObservations')];

const Linked = z.looseObject({ '@iot.selfLink': z.string() });
/** What the city itself published comes back on the same topics. */
function isOurs(payload: Buffer, root: string): boolean {
  if (!payload.includes('@iot.selfLink')) return false;
  try {
    return Linked.safeParse(JSON.parse(payload.toString())).data?.['@iot.selfLink'].startsWith(root) ?? false;
  } catch {
    return false;
  }
}

/** Messages one after another, each acknowledged when it is stored. While the database is away the first one waits, and the broker keeps the rest. */
function taking(ground: Ground, client: MqttClient, onError: (error: unknown) => void): { stop(): void } {
  let connection = 0;
  client.on('close', () => { connection++; });
  const caller = ground.config.STA_OPEN_WRITE ? HOUSE : SENSORS;
  const { root } = serviceOf(ground);
  async function handle(packet: IPublishPacket, acknowledge: (error?: Error) => void): Promise<void> {
    const payload = Buffer.from(packet.payload as Uint8Array);
    if (isOurs(payload, root)) return acknowledge();
    // A lost connection: the broker sends it again over the next one.
    for (const mine = connection; mine === connection;) {
      try {
        const refused = await take(ground, { topic: packet.topic, payload, caller });
        if (refused) ground.log.line(`MQTT outside: refused ${refused.status} on ${JSON.stringify(packet.topic.slice(0, 100))}: ${refused.message.slice(0, 200)}`);
        return acknowledge();
      } catch (error) {
        onError(error);
        await new Promise((resolve) => { setTimeout(resolve, AGAIN_MS); });
      }
    }
  }
  client.handleMessage = (packet, acknowledge) => void handle(packet, acknowledge);
  return { stop: () => { connection = Infinity; } };
}

function telling(ground: Ground, client: MqttClient, session: Session): Listener & { safe(): Session; close(): void } {
  const kept = pending(session);
  const kinds = new Map<number, string>();
  const waiters: (() => void)[] = [];
  let [closed, chain] = [false, Promise.resolve()];

  async function say(topics: readonly string[], payload: Buffer, done: () => void): Promise<void> {
    let left = topics.length;
    for (const topic of topics) client.publish(topic, payload, { qos: 1 }, (error) => {
      // Ended before it was acknowledged: it is told again.
      if (error) return;
      if (--left === 0) { done(); if (kept.size < FULL / 2) for (const go of waiters.splice(0)) go(); }
    });
  }
  async function topicsOf({ interest, id, stream }: Told<Interest>): Promise<string[]> {
    if (interest.set !== 'Observations') return [interest.topic, topicOf(`${interest.set}(${id})`)];
    if (stream === undefined) return [interest.topic];
    let kind = kinds.get(stream);
    if (!kind) {
      const { multi } = await ground.db.one(z.object({ multi: z.boolean() }), sql`select coalesce((select multi from sense.datastreams where id = ${stream}), false) as multi`);
      if (kinds.size > 100_000) kinds.clear();
      kinds.set(stream, (kind = multi ? 'MultiDatastreams' : 'Datastreams'));
    }
    return [interest.topic, topicOf(`${kind}(${stream})/Observations`)];
  }
  return {
    interests: new Map(SETS.map((set) => [topicOf(set), interestOf(topicOf(set), 'public')])),
    mayHear: () => Promise.resolve(true),
    take(told, before) {
      const done = kept.add(before);
      chain = chain.then(async () => { if (!closed) await say(await topicsOf(told), told.payload, done); }).catch((error: unknown) => { ground.log.error(error, 'MQTT outside'); });
    },
    reached: (place) => kept.reached(place),
    get full() { return kept.size >= FULL; },
    room: () => (closed || kept.size < FULL / 2 ? Promise.resolve() : new Promise((resolve) => { waiters.push(resolve); })),
    get closed() { return closed; },
    safe: () => ({ topics: {}, ...kept.safe() }),
    close() { closed = true; for (const go of waiters.splice(0)) go(); },
  };
}
