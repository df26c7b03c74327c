// What follows from what a camera says; pure.
import type { Opens } from './contract.ts';

/** The parts of a GB/T 28181 code (annex D.1): centre (8 digits of the area code), industry, type, network, serial. */
export interface GbParts { readonly centre: string; readonly industry: string; readonly type: string; readonly network: string; readonly serial: string }
export type GbProblem = 'length' | 'area' | 'type';

/** Types of devices that see or carry what sees: recorders (111, 118), encoders, cameras (131, 132), alarms (134), and platforms (200 to 216). */
const TYPES = /^(11[1-9]|12[0-9]|13[0-9]|20\d|21[0-6])$/;

/** Reads a code, or says which part of it cannot be. The province of an area is 11 to 82. */
export function readGbId(code: string): GbParts | GbProblem {
  if (!/^\d{20}$/.test(code)) return 'length';
  const province = Number(code.slice(0, 2));
  if (province < 11 || province > 82) return 'area';
  const parts = { centre: code.slice(0, 8), industry: code.slice(8, 10), type: code.slice(10, 13), network: code.slice(13, 14), serial: code.slice(14) };
  return TYPES.test(parts.type) ? parts : 'type';
}

export interface Rule { readonly opens: Opens; readonly class: string | null; readonly join_minutes: number; readonly least_confidence: number }
export interface Seen { readonly at: Date; readonly now: Date; readonly confidence: number | null; readonly picture: boolean }
/** The last event of the kind at the camera whose case is still open. */
export interface OpenCase { readonly number: string; readonly at: Date }
export type Verdict = { readonly do: 'keep' } | { readonly do: 'happening' } | { readonly do: 'join'; readonly number: string } | { readonly do: 'open'; readonly class: string };

const HOUR_MS = 3_600_000;
/** What comes later than this is history: it is kept, but nobody is sent for it. */
export const LATE_MS = 6 * HOUR_MS;
/** A clock that is ahead by more is wrong. */
export const AHEAD_MS = 600_000;
/** Clocks without a battery begin in 1970 or 2000: nothing was seen before this. */
export const EARLIEST_MS = Date.UTC(2001, 0, 1);

/** What becomes of an event. Without a rule it is kept; without a picture no fact is raised unless its rule asks for a case; a case in time is joined. */
export function judge(rule: Rule | undefined, seen: Seen, open: OpenCase | undefined): Verdict {
  if (!rule || rule.opens === 'nothing' || (seen.confidence ?? 1) < rule.least_confidence) return { do: 'keep' };
  const late = seen.now.getTime() - seen.at.getTime() > LATE_MS;
  if (rule.opens === 'happening' || rule.class === null || late) return seen.picture ? { do: 'happening' } : { do: 'keep' };
  if (open && Math.abs(seen.at.getTime() - open.at.getTime()) <= rule.join_minutes * 60_000) return { do: 'join', number: open.number };
  return { do: 'open', class: rule.class };
}

/** Alarm methods and types of GB/T 28181 (A.2.5) as kinds. Absent: 'other'. */
const VIDEO: Readonly<Record<string, string>> = { '1': 'help', '2': 'motion', '3': 'left_object', '4': 'taken_object', '5': 'intrusion', '6': 'intrusion', '7': 'wrong_way', '8': 'loitering', '9': 'crowd', '10': 'crowd', '11': 'tampered', '12': 'motion', '13': 'tampered' };
const DEVICE: Readonly<Record<string, string>> = { '1': 'video_lost', '2': 'tampered', '3': 'fault', '4': 'fault', '5': 'fault' };
export function alarmKind(method: string | undefined, type: string | undefined): string {
  switch (method) {
    case '1': case '3': return 'help';
    case '2': return DEVICE[type ?? ''] ?? 'fault';
    case '5': return VIDEO[type ?? ''] ?? 'other';
    case '6': return 'fault';
    default: return 'other';
  }
}

/** A part of a picture that is painted over, in pixels of the picture. */
export interface Region { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
/** Most regions in one picture. */
export const MOST_REGIONS = 200;

/** Regions as a form writes them, one a line: `x y width height` in pixels; undefined when a line is something else or lies outside. */
export function readRegions(text: string, picture: { width: number; height: number }): Region[] | undefined {
  const lines = text.split(/[\n;]/).map((line) => line.trim()).filter(Boolean);
  if (lines.length > MOST_REGIONS) return undefined;
  const regions = lines.map((line) => {
    const numbers = line.split(/[\s,]+/).map((part) => (/^\d{1,5}$/.test(part) ? Number(part) : NaN));
    const [x = NaN, y = NaN, w = NaN, h = NaN] = numbers;
    const inside = numbers.length === 4 && w > 0 && h > 0 && x + w <= picture.width && y + h <= picture.height;
    return inside ? { x, y, w, h } : undefined;
  });
  return regions.every((region) => region !== undefined) ? regions : undefined;
}
export const writeRegions = (regions: readonly Region[]): string => regions.map(({ x, y, w, h }) => `${x} ${y} ${w} ${h}`).join('\n');
