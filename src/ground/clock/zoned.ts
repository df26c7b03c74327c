// Local times of forms ("2026-11-18T09:41", no zone) as moments of the city.

/** ISO text with a zone as it says; without one as a time of the city's wall clock. In the hour that a clock skips, the later reading. */
export function zonedMoment(text: string, zone: string): Date {
  if (/(Z|[+-]\d\d:?\d\d)$/.test(text)) return new Date(text);
  const wall = Date.parse(`${text}Z`);
  const first = wall - offsetAt(wall, zone);
  return new Date(wall - offsetAt(first, zone));
}

/** The wall time of a moment, as <input type="datetime-local"> wants it. */
export function wallTime(at: Date, zone: string): string {
  return new Date(at.getTime() + offsetAt(at.getTime(), zone)).toISOString().slice(0, 16);
}

/** Milliseconds by which the zone is ahead of UTC at this moment. */
function offsetAt(time: number, zone: string): number {
  const parts = Object.fromEntries(writer(zone)
    .formatToParts(time).map((p) => [p.type, Number(p.value)])) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second) - Math.floor(time / 1000) * 1000;
}

/** Kept: making one costs a hundred times what it costs to use it, and tables have a hundred thousand rows. */
const writers = new Map<string, Intl.DateTimeFormat>();
function writer(zone: string): Intl.DateTimeFormat {
  let found = writers.get(zone);
  if (!found) writers.set(zone, (found = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' })));
  return found;
}
