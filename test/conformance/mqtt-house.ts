// The city as a sensor meets it over MQTT: a real port, mosquitto's own programs as clients, accounts and keys of those who may.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { startMqtt, type Mqtt } from '#sense/things/index.ts';
import { sensing, THING, type Sensing } from './sensorthings-house.ts';

export interface MqttHouse extends Sensing {
  readonly mqtt: Mqtt; readonly port: number;
  /** mosquitto_pub: `text` at QoS 1 unless `args` say otherwise; its exit code and what it said. */
  pub(topic: string, text: string, args?: readonly string[]): Promise<{ code: number; said: string }>;
  /** mosquitto_sub, when its subscription is granted. */
  sub(topic: string, args?: readonly string[]): Promise<Subscriber>;
  /** mqtt.js at this broker. */
  client(options?: IClientOptions): Promise<MqttClient>;
}
/** An entity as it is told. */
export type Heard = Record<string, unknown>;
export interface Subscriber {
  /** The next message as JSON; fails when none comes. */
  next(): Promise<Heard>;
  /** Messages that came and were not asked for yet. */
  readonly waiting: number;
  readonly granted: boolean;
  /** All that mosquitto_sub printed. */
  readonly said: string;
  stop(): void;
}

/** `env` as in sensing(); there STA_OPEN_WRITE is on unless it says otherwise. */
export async function mqttHouse(t: TestContext, env: Record<string, string> = {}, options: { stuckMs?: number } = {}): Promise<MqttHouse> {
  const children: ChildProcess[] = [];
  const clients: MqttClient[] = [];
  const begun: Mqtt[] = [];
  // Hooks run in the order they were given: the door closes before its city does.
  t.after(async () => { for (const child of children) child.kill('SIGKILL'); for (const client of clients) client.end(true); for (const one of begun) await one.stop(); });
  const house = await sensing(t, { MQTT_PORT: '0', HOST: '127.0.0.1', ...env });
  const mqtt = (await startMqtt(house.app.ground, options)) ?? assert.fail('closed');
  begun.push(mqtt);
  const port = mqtt.broker?.port ?? 0;
  // Line by line, though it goes into a pipe: else nothing is seen before the first message.
  const run = (program: string, args: readonly string[]) => { const child = spawn('stdbuf', ['-oL', program, '-h', '127.0.0.1', '-p', String(port), ...args], { stdio: ['ignore', 'pipe', 'pipe'] }); children.push(child); return child; };
  return {
    ...house, mqtt, port,
    async pub(topic, text, args = []) {
      const child = run('mosquitto_pub', ['-t', topic, '-q', '1', '-m', text, ...args]);
      const said = read(child);
      const code = await Promise.race([new Promise<number>((resolve) => { child.once('exit', (n) => resolve(n ?? -1)); }), pause(10_000, -2, { ref: false })]);
      child.kill('SIGKILL');
      return { code, said: said() };
    },
    async sub(topic, args = []) {
      const child = run('mosquitto_sub', ['-t', topic, '-q', '1', '-d', ...args]);
      return subscriber(child);
    },
    async client(more = {}) {
      const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0, ...more }, false);
      client.on('error', () => {});
      clients.push(client);
      return client;
    },
  };
}

const read = (child: ChildProcess): (() => string) => {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => { text += chunk.toString(); });
  child.stderr?.on('data', (chunk: Buffer) => { text += chunk.toString(); });
  return () => text;
};

/** mosquitto_sub -d says what comes and goes; lines that are JSON are messages. */
async function subscriber(child: ChildProcess): Promise<Subscriber> {
  const text = read(child);
  let taken = 0;
  const messages = () => text().split('\n').filter((line) => line.startsWith('{'));
  for (let i = 0; i < 500 && !/Subscribed \(mid|denied|refused|Connection error/i.test(text()); i++) await pause(10);
  return {
    async next() {
      for (let i = 0; i < 500 && messages().length <= taken; i++) await pause(10);
      return JSON.parse(messages()[taken++] ?? assert.fail(`no message: ${text()}`)) as Heard;
    },
    get said() { return text(); },
    get waiting() { return messages().length - taken; },
    granted: /Subscribed \(mid: \d+\): [01]\b/.test(text()),
    stop: () => { child.kill('SIGTERM'); },
  };
}

/** The next message of each in turn. */
export const nextOf = (subscriber: Subscriber | undefined): Promise<Heard> => subscriber?.next() ?? Promise.reject(new Error('nobody listens'));
/** A thing with a stream and its two observations; the stream's id is 1 in an empty city. */
export const makeThing = (house: Sensing, more: object = {}): Promise<number> => house.make('/Things', { ...THING, ...more });
/** Longer than news need on a busy machine. */
export const settle = (): Promise<void> => pause(700);
