// How a device speaks to the city, with the numbers of a thing that was just made: copied into its program, they work.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { duration } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { Card, LinkButton, Table } from '#ground/pages/parts.tsx';
import type { Service } from '../sta/service.ts';
import { listedName, type SensingLists } from './lists.ts';
import { m } from './messages.ts';

const Stream = z.object({ id: z.number(), thing: z.string(), property: z.string().nullable(), listed: z.string().nullable(), unit: z.string().nullable(), interval: z.number().nullable(), type: z.string() });
export interface DeviceInfo { readonly name: string; readonly streams: readonly z.output<typeof Stream>[] }

/** The streams of a thing, undefined when there is none. */
export async function deviceOf(db: Db, thing: number): Promise<DeviceInfo | undefined> {
  const streams = await db.rows(Stream, sql`
    select d.id, t.name as thing, p.name as property, p.listed, d.unit->>'symbol' as unit, case when jsonb_typeof(d.properties->'interval') = 'number' then (d.properties->>'interval')::float8 end as interval, d.observation_type as type
    from sense.things t join sense.datastreams d on d.thing_id = t.id left join sense.observed_properties p on p.id = d.observed_property_id where t.id = ${thing} order by d.id limit 20`);
  const [first] = streams;
  return first && { name: first.thing, streams };
}

const EXAMPLES: readonly (readonly [ending: string, result: string])[] = [['OM_TruthObservation', 'true'], ['OM_CategoryObservation', '"free"'], ['OM_CountObservation', '12']];
const exampleOf = (type: string): string => EXAMPLES.find(([ending]) => type.endsWith(ending))?.[1] ?? '12.5';

export function Device({ lang, device, lists, service }: { lang: Lang; device: DeviceInfo; lists: SensingLists; service: Pick<Service, 'root' | 'endpoints'> }) {
  const [first] = device.streams;
  if (!first) return null;
  const body = `{"result": ${exampleOf(first.type)}}`;
  const mqtt = service.endpoints.map((address) => (URL.canParse(address) ? new URL(address) : undefined)).find((address) => address !== undefined);
  return (
    <Card title={m.device(lang)} id="device" pad>
      <p>{m.deviceKey(lang)} <LinkButton href="/account/keys" size="d">{m.keyPage(lang)}</LinkButton></p>
      <p class="label">{m.byHttp(lang)}</p>
      <pre class="call-s" tabIndex={0}>{`curl -X POST '${service.root}/Datastreams(${first.id})/Observations' \\\n  -H 'Authorization: Bearer KEY' -H 'Content-Type: application/json' \\\n  -d '${body}'`}</pre>
      <p class="label">{m.byMqtt(lang)}</p>
      {mqtt ? <pre class="call-s" tabIndex={0}>{`mosquitto_pub -h ${mqtt.hostname} -p ${mqtt.port || '1883'}${mqtt.protocol === 'mqtts:' ? ' --tls-use-os-certs' : ''} -q 1 -u device -P KEY \\\n  -t 'v1.1/Datastreams(${first.id})/Observations' -m '${body}'`}</pre> : <p class="meta">{m.mqttOff(lang)}</p>}
      <Table caption={m.streamsOf(lang, { name: device.name })} rows={device.streams} rowKey={(stream) => stream.id} columns={[
        { head: m.stream(lang), cell: (stream) => <span class="code">Datastreams({stream.id})</span> }, { head: m.property(lang), cell: (stream) => (stream.listed === null ? stream.property : listedName(lang, lists.properties, stream.listed)) },
        { head: m.unit(lang), cell: (stream) => stream.unit }, { head: m.interval(lang), cell: (stream) => stream.interval !== null && duration(lang, stream.interval / 60) },
      ]} />
    </Card>
  );
}
