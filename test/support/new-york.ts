// New York as a city package in memory: five boroughs as rectangles wide enough for their requests, complaint types and descriptors as classes, agencies.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { seedPackage, type CityPackage } from '#city/package/index.ts';
import type { Db } from '#ground/db/index.ts';
import { classOf, coded, plainCalendar, plainCity } from './boston.ts';
import { sharedFolder } from './needs.ts';

export const REQUESTS = join(sharedFolder, 'data/reports/nyc-2024-05.csv');
export type Request = Record<string, string>;

/** All 1,000 rows as text, read without the house's own readers. */
export const requests = async (): Promise<Request[]> => parse(await readFile(REQUESTS, 'utf8'), { columns: true });

const typeOf = (row: Request): string => [row['complaint_type'], row['descriptor']].filter(Boolean).join(', ').slice(0, 80);
const box = (west: number, south: number, east: number, north: number): CityPackage['areas'][number]['geometry'] => ({ type: 'Polygon', coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] });

export function newYorkPackage(rows: readonly Request[]): CityPackage {
  const mains = coded('M', rows.map((row) => row['complaint_type'] ?? ''));
  const types = coded('T', rows.map(typeOf));
  const mainOf = new Map(rows.map((row) => [typeOf(row), row['complaint_type'] ?? '']));
  const boroughs = coded('B', rows.map((row) => row['borough'] ?? '').filter((name) => name !== 'Unspecified'));
  return {
    city: plainCity({ name: 'New York', zh: '纽约', code: 'NYC', zone: 'America/New_York', mark: 'N' }),
    areas: [
      { type: 'Feature', properties: { code: 'NYC', kind: 'city', name: '纽约', en: 'New York' }, geometry: box(-74.3, 40.48, -73.68, 40.93) },
      ...[...boroughs].map(([name, code]) => ({ type: 'Feature' as const, properties: { code, kind: 'district' as const, name, en: name, parent: 'NYC' }, geometry: null })),
    ],
    organisations: [
      { code: 'SUP', name: 'Supervision', kind: 'supervision', level: 'city', area: 'NYC' }, { code: 'COM', name: 'Command', kind: 'command', level: 'city', area: 'NYC' },
      ...[...new Map(rows.map((row) => [row['agency'] ?? '', row['agency_name'] ?? '']))].map(([code, name]) => ({ code, name, kind: 'department' as const, level: 'city' as const, area: 'NYC' })),
    ],
    people: [], responsibilities: [], calendar: plainCalendar, assets: [], addresses: [], templates: [],
    classes: [...[...mains].map(([name, code]) => classOf(code, name)), ...[...types].map(([name, code]) => classOf(code, name, mains.get(mainOf.get(name) ?? '')))],
  };
}

export const NEW_YORK = {
  source: 'nyc311', zone: 'America/New_York', lang: 'en', id: 'unique_key', opened: 'created_date', target: 'due_date', closed: 'closed_date', status: { column: 'status', closed: ['Closed'] }, empty: ['N/A', 'Unspecified'],
  type: { column: ['complaint_type', 'descriptor'], by: 'table', table: {} as Record<string, string>, unknown: 'error' }, department: { column: 'agency', by: 'code' }, area: { column: 'borough', by: 'name' }, position: { lon: 'longitude', lat: 'latitude' },
  address: ['incident_address', 'city'], answer: 'resolution_description', channel: { column: 'open_data_channel_type', table: { ONLINE: 'web', MOBILE: 'api', PHONE: 'phone' }, unknown: 'api' },
};

/** Seeds New York into an empty database; returns the mapping with its table of types. "N/A" as a descriptor is nothing, so such a type is its main word alone. */
export async function seedNewYork(db: Db, rows: readonly Request[]): Promise<typeof NEW_YORK> {
  await seedPackage(db, newYorkPackage(rows));
  const types = coded('T', rows.map(typeOf));
  const table = Object.fromEntries(rows.map((row) => [[row['complaint_type'], row['descriptor']].filter((text) => text && text !== 'N/A').join(', '), types.get(typeOf(row)) ?? '']));
  return { ...NEW_YORK, type: { ...NEW_YORK.type, table } };
}
