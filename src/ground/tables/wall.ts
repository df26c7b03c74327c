// Moments on a city's wall clock, many at a time. The zone's offset is asked once an hour of data, not once a cell: Intl takes microseconds each.
const HOUR = 3_600_000;
const zones = new Map<string, { format: Intl.DateTimeFormat; offsets: Map<number, number> }>();

/** Milliseconds by which the zone is ahead of UTC at this moment. */
export function offsetOf(at: Date, zone: string): number {
  let known = zones.get(zone);
  if (!known) zones.set(zone, (known = { format: new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }), offsets: new Map() }));
  // No clock is set within a quarter of an hour.
  const quarter = Math.floor(at.getTime() / (HOUR / 4));
  const before = known.offsets.get(quarter);
  if (before !== undefined) return before;
  if (known.offsets.size > 50_000) known.offsets.clear();
  const name = known.format.formatToParts(quarter * (HOUR / 4)).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', h = '0', min = '0', s = '0'] = /([+-])(\d+):(\d+)(?::(\d+))?/.exec(name) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(h) * HOUR + Number(min) * 60_000 + Number(s) * 1000);
  known.offsets.set(quarter, offset);
  return offset;
}

/** `2015-01-01T00:20:09-05:00`: the wall clock with its offset, no fraction. Offsets of old local mean times that are not whole minutes are told in UTC. */
export function wallIso(at: Date, zone: string): string {
  const offset = offsetOf(at, zone);
  const minutes = offset / 60_000;
  if (!Number.isInteger(minutes)) return `${at.toISOString().slice(0, 19)}Z`;
  const two = (n: number) => String(Math.trunc(n)).padStart(2, '0');
  return `${new Date(at.getTime() + offset).toISOString().slice(0, 19)}${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

/** The moment whose UTC reads like the wall clock: what a spreadsheet, which knows no zones, is given. */
export const wallDate = (at: Date, zone: string): Date => new Date(at.getTime() + offsetOf(at, zone));
