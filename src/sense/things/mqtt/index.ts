// SensorThings over MQTT (OGC 18-088 §13, §14): the broker inside (MQTT_PORT), the broker outside (MQTT_URL), both, or neither.
import type { Ground } from '#ground/http/context.ts';
import type { Started } from '#ground/room.ts';
import { announceEndpoints, serviceOf } from '../sta/service-of.ts';
import { openBroker, type Broker, type BrokerOptions } from './broker.ts';
import { openFeed } from './feed.ts';
import { openOutside } from './outside.ts';

export interface Mqtt extends Started { readonly broker: Broker | undefined }

/** Undefined where the settings keep it closed. Rejects when the port is taken or a certificate cannot be read. */
export async function startMqtt(ground: Ground, options: BrokerOptions = {}): Promise<Mqtt | undefined> {
  const { MQTT_PORT, MQTT_URL } = ground.config;
  if (MQTT_PORT === undefined && MQTT_URL === undefined) return undefined;
  const feed = await openFeed({ db: ground.db, root: serviceOf(ground).root, now: () => ground.clock.now(), onError: (error) => ground.log.error(error, 'MQTT') });
  const broker = MQTT_PORT === undefined ? undefined : await openBroker(ground, feed, options).catch(async (error: unknown) => { await feed.stop(); throw error; });
  const outside = MQTT_URL === undefined ? undefined : openOutside(ground, feed, MQTT_URL);
  const host = new URL(ground.baseUrl).hostname;
  announceEndpoints(ground, [...(broker ? [`${broker.secure ? 'mqtts' : 'mqtt'}://${host}:${broker.port}`] : []), ...(outside ? [outside.url] : [])]);
  return {
    broker,
    async stop() {
      announceEndpoints(ground, []);
      await broker?.close();
      await outside?.stop();
      await feed.stop();
    },
  };
}
