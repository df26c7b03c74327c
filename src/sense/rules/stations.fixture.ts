// The two city stations of the reference data, and what a rule must find in them, said without the engine.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sharedFolder } from '#test/needs.ts';

export const HOUR = 3_600_000;
const [LIMIT, SPAN, GAP] = [150, 2 * HOUR, 2 * HOUR];
export interface Hour { readonly at: number; readonly pm10: number }

/** Three months of hourly PM10 (µg/m³), hours of China; hours without a value are left out. */
export function hoursOf(name: string): Hour[] {
  const lines = gunzipSync(readFileSync(join(sharedFolder, `data/air/beijing-${name}-hourly-2013-2017.csv.gz`))).toString().trim().split('\n').slice(1);
  return lines.flatMap((line) => {
    const [, year, month, day, hour, , pm10 = 'NA'] = line.split(',');
    const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour) - 8);
    return pm10 === 'NA' || at >= Date.UTC(2013, 5, 1) ? [] : [{ at, pm10: Number(pm10) }];
  });
}

/** When it was past the limit for the span, anew each time it had been back; written without the engine. */
export function episodes(hours: readonly Hour[]): number[] {
  const found: number[] = [];
  let since: number | undefined;
  let last = -Infinity;
  let over = false;
  for (const { at, pm10 } of hours) {
    if (pm10 <= LIMIT) { since = undefined; over = false; } else if (since === undefined || at - last > GAP) { since = at; }
    // A gap in the values ends the proof, and with it what held.
    if (since !== undefined && at - since < SPAN) over = false;
    if (since !== undefined && !over && at - since >= SPAN) { over = true; found.push(at); }
    last = at;
  }
  return found;
}

export const RULE = { when: { kind: 'threshold', input: 'PM10', op: 'above', limit: LIMIT, for: SPAN / 1000, gap: GAP / 1000 }, suppress: 0 };
