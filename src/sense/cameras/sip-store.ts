// SQL of what devices say by GB/T 28181: registrations, signs of life, catalogues, positions.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import type { Point } from '#ground/geo/points.ts';

const Device = z.object({ gb_id: z.string(), address: z.string(), port: z.number(), registered: z.boolean() });
export type Device = z.output<typeof Device>;
export const deviceBy = (db: Db, gbId: string, now: Date): Promise<Device | undefined> => db.maybe(Device, sql`select gb_id, address, port, registered_until > ${now} as registered from sense.camera_devices where gb_id = ${gbId}`);

/** Registers a device until then; a camera with its own code stands behind itself. */
export const register = (db: Db, d: { gbId: string; address: string; port: number; until: Date; now: Date }): Promise<number> => db.run(sql`
  with own as (update sense.cameras set device = ${d.gbId}, said_off = false where gb_id = ${d.gbId} and (device is distinct from ${d.gbId} or said_off))
  insert into sense.camera_devices (gb_id, address, port, registered_until, heard_at) values (${d.gbId}, ${d.address}, ${d.port}, ${d.until}, ${d.now})
  on conflict (gb_id) do update set address = excluded.address, port = excluded.port, registered_until = excluded.registered_until, heard_at = excluded.heard_at`);
/** Ends a registration: its cameras are offline. */
export const unregister = (db: Db, gbId: string, now: Date): Promise<number> => db.run(sql`
  with off as (update sense.cameras set said_off = true where device = ${gbId}) update sense.camera_devices set registered_until = ${now} where gb_id = ${gbId}`);
export const keepAlive = (db: Db, gbId: string, now: Date): Promise<number> => db.run(sql`update sense.camera_devices set heard_at = ${now} where gb_id = ${gbId}`);

export interface Channel { readonly gbId: string; readonly name: string; readonly on: boolean; readonly at: Point | null; readonly address: string | null }
/** Items of a catalogue: kept for whoever makes cameras of them; cameras that exist learn their device and whether they are on. One that stands behind a device that is registered now is not taken from it. */
export const noteChannels = (db: Db, device: string, items: readonly Channel[], now: Date): Promise<number> => db.run(sql`
  with told as (select * from jsonb_to_recordset(${JSON.stringify(items.map((i) => ({ gb_id: i.gbId, name: i.name, is_on: i.on, lon: i.at?.lon ?? null, lat: i.at?.lat ?? null, address: i.address })))}::text::jsonb) as t(gb_id text, name text, is_on boolean, lon float8, lat float8, address text)),
    behind as (update sense.cameras c set device = ${device}, said_off = not t.is_on from told t where c.gb_id = t.gb_id and (c.device is distinct from ${device} or c.said_off = t.is_on)
      and (c.device is null or c.device = ${device} or not exists (select 1 from sense.camera_devices o where o.gb_id = c.device and o.registered_until > ${now}::timestamptz)))
  insert into sense.camera_channels (gb_id, device, name, is_on, lon, lat, address, told_at) select gb_id, ${device}, name, is_on, lon, lat, address, ${now} from told
  on conflict (gb_id) do update set device = excluded.device, name = excluded.name, is_on = excluded.is_on, lon = excluded.lon, lat = excluded.lat, address = excluded.address, told_at = excluded.told_at`);

const ChannelRow = z.object({ gb_id: z.string(), device: z.string(), name: z.string(), is_on: z.boolean(), lon: z.number().nullable(), lat: z.number().nullable(), address: z.string().nullable() });
export type ChannelRow = z.output<typeof ChannelRow>;
/** Channels that are no cameras yet, at most 100. */
export const newChannels = (db: Db): Promise<ChannelRow[]> => db.rows(ChannelRow, sql`
  select h.gb_id, h.device, h.name, h.is_on, h.lon, h.lat, h.address from sense.camera_channels h where not exists (select 1 from sense.cameras c where c.gb_id = h.gb_id) order by h.gb_id limit 100`);
export const channelBy = (db: Db, gbId: string): Promise<ChannelRow | undefined> => db.maybe(ChannelRow, sql`select gb_id, device, name, is_on, lon, lat, address from sense.camera_channels where gb_id = ${gbId}`);

/** Whether a device may speak for a camera: its own code, or one behind it. */
const Behind = z.object({ code: z.string(), mobile: z.boolean() });
export const cameraBehind = (db: Db, device: string, gbId: string): Promise<z.output<typeof Behind> | undefined> => db.maybe(Behind, sql`select code, mobile from sense.cameras where gb_id = ${gbId} and (gb_id = ${device} or device = ${device})`);
export const mobileBehind = async (db: Db, device: string): Promise<string[]> => (await db.rows(z.object({ gb_id: z.string() }), sql`select gb_id from sense.cameras where mobile and gb_id is not null and (gb_id = ${device} or device = ${device}) order by code limit 50`)).map((row) => row.gb_id);
