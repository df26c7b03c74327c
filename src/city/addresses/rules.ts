// Reading what people write for a place: "滨江路128号", "滨江路与青石巷口", "corner of Binjiang Road and Qingshi Lane", "118.3,30.9". Pure.
import { parsePoint, type Point } from '#ground/geo/points.ts';

export type Asked =
  | { readonly kind: 'coordinates'; readonly point: Point; readonly swapped: boolean }
  | { readonly kind: 'door'; readonly road: string; readonly door: number; readonly text: string }
  | { readonly kind: 'junction'; readonly roads: readonly [string, string]; readonly text: string }
  | { readonly kind: 'words'; readonly text: string };

const HAN_ROAD = String.raw`\p{Script=Han}{1,12}?(?:大道|大街|胡同|[路街道巷弄里坊堤])`;
const EN_ROAD = String.raw`[a-z][a-z' .-]{0,40}?\b(?:road|rd|street|st|lane|ln|avenue|ave|alley|boulevard|blvd|way|embankment)\b\.?`;

/** What kind of place is asked for. Never fails: what is nothing else is words. */
export function readPlace(raw: string): Asked {
  const text = tidy(raw);
  return coordinates(text) ?? junction(text) ?? door(text) ?? { kind: 'words', text };
}

/** One form of a text: compatibility characters folded (１２８ → 128), lower case, single spaces, at most 120 characters. */
export const tidy = (raw: string): string => raw.normalize('NFKC').toLowerCase().replace(/[\p{Cc}\s]+/gu, ' ').trim().slice(0, 120);

/** Every part of a text that may be a name, longest first: Chinese runs of 2 to 12 characters, Latin words in rows of up to 5. At most 400. */
export function possibleNames(text: string): string[] {
  const found = new Set<string>();
  for (const [run] of text.matchAll(/[\p{Script=Han}0-9]{2,}/gu)) {
    for (let length = Math.min(12, run.length); length >= 2; length--) for (let i = 0; i + length <= run.length; i++) found.add(run.slice(i, i + length));
  }
  const words = text.match(/[a-z0-9'.-]+/g) ?? [];
  for (let length = Math.min(5, words.length); length >= 1; length--) for (let i = 0; i + length <= words.length; i++) found.add(words.slice(i, i + length).join(' '));
  return [...found].filter((name) => name.length >= 2).slice(0, 400);
}

/** English short forms as the map writes them: rd → road. */
export const longForm = (road: string): string => {
  const whole: Record<string, string> = { rd: 'road', st: 'street', ln: 'lane', ave: 'avenue', blvd: 'boulevard' };
  return road.replace(/\b(rd|st|ln|ave|blvd)\b\.?$/, (short) => whole[short.replace('.', '')] ?? short).trim();
};

function coordinates(text: string): Asked | undefined {
  const pair = /^\(?\s*([+-]?\d{1,3}\.\d+)\s*[°]?\s*([nsew])?\s*[,，; ]\s*([+-]?\d{1,3}\.\d+)\s*[°]?\s*([nsew])?\s*\)?$/.exec(text);
  if (!pair) return undefined;
  const [first, second] = [Number(pair[1]) * (/[sw]/.test(pair[2] ?? '') ? -1 : 1), Number(pair[3]) * (/[sw]/.test(pair[4] ?? '') ? -1 : 1)];
  const named = pair[2] === 'n' || pair[2] === 's' || pair[4] === 'e' || pair[4] === 'w';
  const straight = named ? undefined : parsePoint({ lon: first, lat: second });
  if (straight?.ok) return { kind: 'coordinates', point: straight.value, swapped: false };
  const turned = parsePoint({ lon: second, lat: first });
  return turned.ok ? { kind: 'coordinates', point: turned.value, swapped: !named } : undefined;
}

function junction(text: string): Asked | undefined {
  const han = new RegExp(`(${HAN_ROAD})\\s*(?:与|和|跟|、|/|&|x)\\s*(${HAN_ROAD})`, 'u').exec(text);
  const latin = new RegExp(`(?:corner of |junction of |crossing of )?(${EN_ROAD})\\s*(?:and|&|at|/|x)\\s*(${EN_ROAD})`).exec(text);
  const roads = han ?? latin;
  if (!roads?.[1] || !roads[2]) return undefined;
  const strip = (road: string) => longForm(road.replace(/^(?:the |corner of |junction of |crossing of |at )+/, '').trim());
  return { kind: 'junction', roads: [strip(roads[1]), strip(roads[2])], text };
}

function door(text: string): Asked | undefined {
  const han = new RegExp(`(${HAN_ROAD})\\s*(\\d{1,5})\\s*(?:号|弄|$|\\D)`, 'u').exec(text);
  if (han?.[1]) return { kind: 'door', road: han[1], door: Number(han[2]), text };
  const before = new RegExp(`(?:^|[^\\d.])(?:no\\.? ?)?(\\d{1,5})\\s+(${EN_ROAD})`).exec(text);
  if (before?.[2]) return { kind: 'door', road: longForm(before[2]), door: Number(before[1]), text };
  const after = new RegExp(`(${EN_ROAD})\\s*,?\\s*(?:no\\.? ?)?(\\d{1,5})(?:\\D|$)`).exec(text);
  return after?.[1] ? { kind: 'door', road: longForm(after[1]), door: Number(after[2]), text } : undefined;
}
