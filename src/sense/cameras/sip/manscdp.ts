// What devices say in MESSAGE and NOTIFY (GB/T 28181 §9, annex A), as values; and what is asked of them.
import { xmlDocument } from '#ground/xml/index.ts';
import type { Point } from '#ground/geo/points.ts';
import { child, decodeXml, readXml, textOf, type Element } from './xml.ts';

export interface CatalogItem { readonly gbId: string; readonly name: string; readonly on: boolean; readonly at: Point | null; readonly address: string | null }
export type Said =
  | { readonly type: 'keepalive'; readonly device: string; readonly ok: boolean }
  | { readonly type: 'catalog'; readonly device: string; readonly sum: number; readonly items: readonly CatalogItem[] }
  | { readonly type: 'alarm'; readonly device: string; readonly sn: string; readonly method: string | undefined; readonly alarmType: string | undefined; readonly time: string; readonly note: string | undefined }
  | { readonly type: 'position'; readonly device: string; readonly time: string; readonly at: Point }
  | { readonly type: 'other'; readonly command: string };

/** A body as a value; undefined when it cannot be read or lacks what its command needs. */
export function readManscdp(body: Uint8Array): Said | undefined {
  const text = decodeXml(body);
  const root = text === undefined ? undefined : readXml(text);
  const [device, command] = [gbId(textOf(root, 'DeviceID')), textOf(root, 'CmdType')];
  if (!root || command === undefined || device === undefined) return undefined;
  switch (`${root.name} ${command}`) {
    case 'Notify Keepalive': return { type: 'keepalive', device, ok: (textOf(root, 'Status') ?? 'OK').toUpperCase() === 'OK' };
    case 'Response Catalog': case 'Notify Catalog': return catalog(root, device);
    case 'Notify Alarm': return alarm(root, device);
    case 'Notify MobilePosition': return position(root, device);
    default: return { type: 'other', command };
  }
}

const gbId = (text: string | undefined): string | undefined => (text !== undefined && /^\d{20}$/.test(text) ? text : undefined);
const cut = (text: string | undefined, max: number): string | undefined => text && [...text].slice(0, max).join('');

function catalog(root: Element, device: string): Said {
  const list = child(root, 'DeviceList')?.children.filter((one) => one.name === 'Item') ?? [];
  const items = list.flatMap((item): CatalogItem[] => {
    const code = gbId(textOf(item, 'DeviceID'));
    if (code === undefined) return [];
    return [{ gbId: code, name: cut(textOf(item, 'Name'), 120) ?? code, on: (textOf(item, 'Status') ?? 'ON').toUpperCase() !== 'OFF', at: point(item) ?? null, address: cut(textOf(item, 'Address'), 200) ?? null }];
  });
  return { type: 'catalog', device, sum: Number(textOf(root, 'SumNum')) || items.length, items: [...new Map(items.map((item) => [item.gbId, item])).values()] };
}

function alarm(root: Element, device: string): Said | undefined {
  const [sn, time] = [textOf(root, 'SN'), localTime(textOf(root, 'AlarmTime'))];
  if (sn === undefined || !/^\d{1,10}$/.test(sn) || time === undefined) return undefined;
  return { type: 'alarm', device, sn, time, method: textOf(root, 'AlarmMethod'), alarmType: textOf(child(root, 'Info'), 'AlarmType') ?? textOf(root, 'AlarmType'), note: cut(textOf(root, 'AlarmDescription'), 500) };
}

function position(root: Element, device: string): Said | undefined {
  const [at, time] = [point(root), localTime(textOf(root, 'Time'))];
  return at && time !== undefined ? { type: 'position', device, at, time } : undefined;
}

/** WGS 84 as the standard has it; 0, 0 is what devices without a fix send. */
function point(of: Element): Point | undefined {
  const [lon, lat] = ['Longitude', 'Latitude'].map((name) => { const text = textOf(of, name); return text !== undefined && /^-?\d{1,3}(\.\d{1,15})?$/.test(text) ? Number(text) : NaN; });
  if (lon === undefined || lat === undefined || !(Math.abs(lon) <= 180 && Math.abs(lat) <= 90) || (lon === 0 && lat === 0)) return undefined;
  return { lon, lat };
}

/** `2026-11-18T09:41:00`, the wall clock of the city unless it names a zone; fractions are dropped. */
function localTime(text: string | undefined): string | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d{1,6})?(Z|[+-]\d\d:?\d\d)?$/.exec(text ?? '');
  if (!parts) return undefined;
  const told = `${parts[1]}T${parts[2]}${parts[3] ?? ''}`;
  return Number.isNaN(Date.parse(parts[3] === undefined ? `${told}Z` : told)) ? undefined : told;
}

const body = (root: 'Query' | 'Response', command: string, sn: number | string, device: string, more: Readonly<Record<string, string | number>> = {}): string => xmlDocument(root, { CmdType: command, SN: String(sn), DeviceID: device, ...more });
export const catalogQuery = (sn: number, device: string): string => body('Query', 'Catalog', sn, device);
/** Every so many seconds. */
export const positionQuery = (sn: number, device: string, interval: number): string => body('Query', 'MobilePosition', sn, device, { Interval: interval });
export const alarmResponse = (sn: string, device: string): string => body('Response', 'Alarm', sn, device, { Result: 'OK' });
