// Local time of an IANA zone without a library: what date is it there, and which instant is a local time. Pure, browser-safe.

const DAY = 86_400_000;
const QUARTER = 900_000;   // no zone has changed its offset off a quarter hour since 1972

export interface Zone {
  readonly name: string;
  /** Days since 1970-01-01 of the local date at this instant. */
  dayAt(instant: number): number;
  /** The instant (ms) of so many minutes after local midnight; in a gap the moment the clock jumps, in a repeated hour the first pass. */
  instantOf(day: number, minutes: number): number;
}

/** Throws RangeError for an unknown zone name. */
export function zoneOf(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
  const offsets = new Map<number, number>();

  function offsetAt(instant: number): number {
    const slot = Math.floor(instant / QUARTER);
    const known = offsets.get(slot);
    if (known !== undefined) return known;
    if (offsets.size > 50_000) offsets.clear();
    const part = Object.fromEntries(format.formatToParts(slot * QUARTER).map((p) => [p.type, Number(p.value)]));
    const local = Date.UTC(part['year'] ?? 1970, (part['month'] ?? 1) - 1, part['day'] ?? 1, part['hour'] ?? 0, part['minute'] ?? 0, part['second'] ?? 0);
    const offset = local - slot * QUARTER;
    offsets.set(slot, offset);
    return offset;
  }

  function instantOf(day: number, minutes: number): number {
    const wall = day * DAY + minutes * 60_000;
    const [before, after] = [offsetAt(wall - DAY), offsetAt(wall + DAY)];
    const fits = [wall - Math.max(before, after), wall - Math.min(before, after)].filter((t) => t + offsetAt(t) === wall);
    if (fits[0] !== undefined) return fits[0];
    return jump(wall - Math.max(before, after), wall - Math.min(before, after));
  }

  /** The instant of the change of offset between two instants that differ in it. */
  function jump(from: number, to: number): number {
    let [low, high] = [Math.floor(from / QUARTER), Math.ceil(to / QUARTER)];
    const start = offsetAt(low * QUARTER);
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetAt(middle * QUARTER) === start) low = middle;
      else high = middle;
    }
    return high * QUARTER;
  }

  return { name, dayAt: (instant) => Math.floor((instant + offsetAt(instant)) / DAY), instantOf };
}

/** 2026-11-20 for a day number, and back (undefined when it is no date of the calendar). */
export const isoDay = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
export function dayNumber(iso: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return undefined;
  const day = Date.parse(`${iso}T00:00:00Z`) / DAY;
  return Number.isFinite(day) && isoDay(day) === iso ? day : undefined;
}
/** 1 Monday … 7 Sunday. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;
