// Invented values for invented things: what such a thing would tell at a moment, the same for the same thing and moment, so that the past and the present
// of a demo city are one piece. Pure. Plausible in size and daily rhythm, and no claim about any city.

/** Something that happens to a thing round a moment: dust, a loud night, water rising, a lamp gone silent, a device with an empty battery that is not heard any more. */
export const STORIES = ['dust', 'party', 'flood', 'silent', 'unreachable'] as const;
export type Story = (typeof STORIES)[number];
export interface Actor { readonly kind: string; readonly seed: number; readonly story?: Story | undefined; /** The moment of the story (ms). */ readonly storyAt?: number | undefined }

const HOUR = 3_600_000;

/** The value of a property at `at` (ms); `offset`: ms by which the city is ahead of UTC. Undefined: nothing is told then. */
export function simulatedValue(actor: Actor, property: string, at: number, offset: number): number | boolean | string | undefined {
  if (isMute(actor, at)) return undefined;
  const local = at + offset;
  const hour = (local / HOUR) % 24;
  // 1 January 1970 was a Thursday.
  const weekend = (Math.floor(local / (24 * HOUR)) + 4) % 7 % 6 === 0;
  const moment: Moment = { at, hour, weekend, offset, wave: (hours, salt = 0) => wave(actor.seed * 31 + salt, at, hours) };
  return VALUES[property]?.(actor, moment);
}

function isMute({ story, storyAt = 0 }: Actor, at: number): boolean {
  return (story === 'silent' || story === 'unreachable') && at > storyAt;
}

interface Moment { readonly at: number; readonly hour: number; readonly weekend: boolean; readonly offset: number; /** A slow coming and going between −1 and 1. */ wave(hours: number, salt?: number): number }

const VALUES: Readonly<Record<string, (actor: Actor, moment: Moment) => number | boolean | string>> = {
  'PM2.5': (actor, o) => round(Math.max(3, city(o, 36) * 22 + 38 + rush(o.hour) * 9 + o.wave(3) * 7 + 55 * near(actor, 'dust', o.at, 10)), 0),
  PM10: (actor, o) => round(Math.max(8, city(o, 36) * 34 + 66 + rush(o.hour) * 18 + o.wave(2, 1) * 12 + 240 * near(actor, 'dust', o.at, 10)), 0),
  NO2: (_, o) => round(Math.max(4, 28 + rush(o.hour) * 30 + o.wave(4, 2) * 9), 0),
  'air temperature': (_, o) => round(13 + 5.5 * Math.sin(((o.hour - 9) / 12) * Math.PI) + city(o, 90) * 5 + o.wave(2, 3) * 0.4, 1),
  'relative humidity': (_, o) => round(Math.min(100, Math.max(20, 66 - 14 * Math.sin(((o.hour - 9) / 12) * Math.PI) - city(o, 90) * 9 + o.wave(5, 4) * 6)), 0),
  LAeq: (actor, o) => round(43 + 12 * awake(o.hour) + rush(o.hour) * 5 + o.wave(0.7) * 2.5 + 27 * near(actor, 'party', o.at, 3), 1),
  'water level': (actor, o) => round(Math.max(0, 0.07 + o.wave(30) * 0.03 + 0.62 * near(actor, 'flood', o.at, 4)), 2),
  'fill level': (actor, o) => { const period = 20 + (actor.seed % 5) * 9; return round(Math.min(100, 4 + (actor.seed % 11 === 0 ? 96 : 48 + (actor.seed % 7) * 6) * (((o.at / HOUR + actor.seed * 7) % period) / period)), 0); },
  power: (_, o) => (o.hour >= 18.2 || o.hour < 6.1 ? round(118 + o.wave(6) * 4, 1) : 0.4),
  'charging power': (actor, o) => (charging(actor, o) ? (actor.seed % 3 === 0 ? round(58 + o.wave(0.5) * 12, 1) : 7) : 0),
  'charging state': (actor, o) => (charging(actor, o) ? 'charging' : 'free'),
  occupied: (actor, o) => dice(actor.seed, Math.floor(o.at / (0.75 * HOUR))) < 0.25 + 0.6 * awake(o.hour),
  'vehicle flow': (actor, o) => Math.round((90 + 760 * awake(o.hour) + 620 * rush(o.hour) * (o.weekend ? 0.4 : 1)) * (0.7 + (actor.seed % 5) * 0.15) * (1 + o.wave(1) * 0.08)),
  'mean speed': (actor, o) => round(Math.max(8, 54 - 12 * awake(o.hour) - 21 * rush(o.hour) * (o.weekend ? 0.4 : 1) - (actor.seed % 3) * 4 + o.wave(1, 5) * 3), 1),
  'pedestrian flow': (actor, o) => Math.round((25 + 300 * awake(o.hour) + 520 * bell(o.hour, 19, 2.2) * (o.weekend ? 1.5 : 1)) * (0.6 + (actor.seed % 4) * 0.25) * (1 + o.wave(1) * 0.12)),
  battery: (actor, o) => (actor.story === 'unreachable' ? round(Math.max(3, 6 + ((actor.storyAt ?? 0) - o.at) / (9 * HOUR)), 0) : 62 + (actor.seed % 36)),
};

/** How much of a story is on: 1 at its moment, gone after so many hours either way. */
const near = ({ story, storyAt = 0 }: Actor, wanted: Story, at: number, hours: number): number => (story === wanted ? bell((at - storyAt) / HOUR, 0, hours / 2.2) : 0);
const bell = (x: number, middle: number, width: number): number => Math.exp(-((x - middle) ** 2) / (2 * width * width));
const rush = (hour: number): number => bell(hour, 8, 1.1) + bell(hour, 18, 1.3);
/** Day and evening 1, deep night 0. */
const awake = (hour: number): number => 1 / (1 + Math.exp(-(hour - 6.5) * 1.8)) - 1 / (1 + Math.exp(-(hour - 22.3) * 1.6));
const charging = (actor: Actor, o: Moment): boolean => dice(actor.seed, Math.floor(o.at / (1.5 * HOUR))) < 0.12 + 0.45 * bell(o.hour, 13, 4) + 0.3 * bell(o.hour, 22, 3);
/** What all things of the city feel alike: the weather. */
const city = (o: Moment, hours: number): number => wave(1, o.at, hours);

/** Between random values every so many hours, smoothly. */
function wave(seed: number, at: number, hours: number): number {
  const x = at / (hours * HOUR);
  const i = Math.floor(x);
  const f = (1 - Math.cos((x - i) * Math.PI)) / 2;
  return (dice(seed, i) * (1 - f) + dice(seed, i + 1) * f) * 2 - 1;
}

/** A number from 0 to 1, the same for the same two (a finisher of 32 bits). */
function dice(seed: number, n: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(n ^ (n >>> 16), 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 4_294_967_296;
}

const round = (value: number, places: number): number => Number(value.toFixed(places));
