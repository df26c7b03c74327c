// Bikes registered and changed by their operators. The operator's own device_id is the key; a bike of somebody else does not exist for them.
import { z } from 'zod';
import { json, sql, type Db } from '#ground/db/index.ts';
import { bulkOf, failure, sift, type Bulk } from './bulk.ts';
import { Vehicle } from './contract.ts';
import type { Operator } from './operators.ts';

const Id = z.object({ device_id: z.string() });
const ofOperator = (operator: Operator) => (item: { provider_id: string }): string[] => (item.provider_id === operator.provider_id ? [] : ['provider_id: not that of the key']);

/** Registers bikes. An id that is known already fails as already_registered, whoever registered it; the same id twice in a list is registered once. */
export async function registerVehicles(db: Db, operator: Operator, items: readonly unknown[], now: Date): Promise<Bulk> {
  const { good, failures } = sift(Vehicle, items, ofOperator(operator));
  const first = [...new Map(good.toReversed().map((one) => [one.item.device_id, one])).values()];
  const added = first.length === 0 ? [] : await db.rows(Id, sql`
    insert into sense.bike_vehicles (device_id, operator, vehicle_id, vehicle_type, propulsion, doc, registered_at, changed_at)
    select device_id, ${operator.code}, vehicle_id, vehicle_type, propulsion, doc, ${now}, ${now}
    from jsonb_to_recordset(${json(first.map(({ item }) => rowOf(item)))}::text::jsonb) as v(device_id uuid, vehicle_id text, vehicle_type text, propulsion text, doc jsonb)
    on conflict (device_id) do nothing returning device_id::text as device_id`);
  const fresh = new Set(added.map((row) => row.device_id));
  return bulkOf(items.length, [...failures, ...good.flatMap(({ item, raw }) => (fresh.delete(item.device_id) ? [] : [failure(raw, 'already_registered', [item.device_id])]))]);
}

/** Changes what was registered; unknown ids fail as unregistered. */
export async function changeVehicles(db: Db, operator: Operator, items: readonly unknown[], now: Date): Promise<Bulk> {
  const { good, failures } = sift(Vehicle, items, ofOperator(operator));
  const last = [...new Map(good.map((one) => [one.item.device_id, one])).values()];
  const changed = last.length === 0 ? [] : await db.rows(Id, sql`
    update sense.bike_vehicles b set vehicle_id = v.vehicle_id, vehicle_type = v.vehicle_type, propulsion = v.propulsion, doc = v.doc, changed_at = ${now}
    from jsonb_to_recordset(${json(last.map(({ item }) => rowOf(item)))}::text::jsonb) as v(device_id uuid, vehicle_id text, vehicle_type text, propulsion text, doc jsonb)
    where b.device_id = v.device_id and b.operator = ${operator.code} returning b.device_id::text as device_id`);
  const known = new Set(changed.map((row) => row.device_id));
  return bulkOf(items.length, [...failures, ...good.flatMap(({ item, raw }) => (known.has(item.device_id) ? [] : [failure(raw, 'unregistered', [item.device_id])]))]);
}

const rowOf = (item: Vehicle) => ({ device_id: item.device_id, vehicle_id: item.vehicle_id, vehicle_type: item.vehicle_type, propulsion: item.propulsion_types[0] ?? 'human', doc: item });

const Doc = z.object({ device_id: z.string(), doc: z.record(z.string(), z.unknown()) });
const Status = z.object({ device_id: z.string(), last_event: z.record(z.string(), z.unknown()), last_telemetry: z.record(z.string(), z.unknown()) });
export interface Page { readonly after?: string | undefined; readonly limit: number; readonly device?: string | undefined }
const narrowed = (operator: string, page: Page) => sql`operator = ${operator} ${page.device ? sql`and device_id = ${page.device}::uuid` : sql``} ${page.after ? sql`and device_id > ${page.after}::uuid` : sql``}`;

/** Bikes of an operator as registered, by id: `limit` after `after`. */
export const listVehicles = (db: Db, operator: string, page: Page): Promise<z.output<typeof Doc>[]> => db.rows(Doc, sql`
  select device_id::text as device_id, doc from sense.bike_vehicles where ${narrowed(operator, page)} order by device_id limit ${page.limit}`);
/** Those of them of which an event and telemetry are known, with both. */
export const listStatus = (db: Db, operator: string, page: Page): Promise<z.output<typeof Status>[]> => db.rows(Status, sql`
  select device_id::text as device_id, last_event, last_telemetry from sense.bike_vehicles where ${narrowed(operator, page)} and last_event is not null and last_telemetry is not null order by device_id limit ${page.limit}`);
