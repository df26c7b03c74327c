// Boston as a city package in memory, built from its own incidents: 157 types in 53 groups, 17 departments, neighbourhoods without polygons,
// its own time zone. What the file does not say (working hours, limits of stages) is set plainly and plays no part in imports.
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { seedPackage, type CityPackage } from '#city/package/index.ts';
import type { Db } from '#ground/db/index.ts';
import { sharedFolder } from './needs.ts';

export const INCIDENTS = join(sharedFolder, 'data/reports/boston-2015-incidents.csv.gz');
export const PAGES = join(sharedFolder, 'data/reports/boston-open311');

export interface Incident { opened: string; id: string; target: string; closed: string; on_time: string; type: string; reason: string; department: string; neighborhood: string; lat: string; lon: string; source: string }

/** All 96,690 rows as text, read without the house's own readers. */
export async function incidents(): Promise<Incident[]> {
  const rows: Incident[] = [];
  for await (const row of Readable.from(createReadStream(INCIDENTS).pipe(createGunzip())).pipe(parse({ columns: true }))) rows.push(row);
  return rows;
}

const limit = { value: 1, unit: 'work_day' as const };
/** What every city of the tests shares beside its own nouns. */
export const plainCity = (city: { name: string; zh: string; code: string; zone: string; mark: string }): CityPackage['city'] => ({
  name: { zh: city.zh, en: city.name }, short: { zh: city.zh, en: city.name }, code: city.code, zone: city.zone, languages: ['en', 'zh'], datum: 'wgs84', demo: true,
  caseNumber: `${city.code}-{yyyy}-{seq:6}`, emergency: [{ phone: '911', name: { zh: '报警', en: 'Emergency' } }],
  limits: { acceptance: limit, verification: limit, dispatch: limit, check: limit, closing: limit, answer: limit, reply: limit, praise: limit },
  amber: 0.75, reopenDays: 15, maxPhotos: 5, look: { mark: city.mark },
  baseMaps: [{ id: 'own', name: { zh: '简图', en: 'Plain' }, kind: 'none', attribution: { zh: '本市', en: 'The city' }, datum: 'wgs84', on: true }], privacy: { reporterSeenBy: ['acceptor'], roundingM: 0 },
});
export const plainCalendar: CityPackage['calendar'] = { hours: [{ from: '01-01', to: '12-31', week: { 1: [['09:00', '17:00']], 2: [['09:00', '17:00']], 3: [['09:00', '17:00']], 4: [['09:00', '17:00']], 5: [['09:00', '17:00']] } }], days: [] };

/** Codes by number in the order of names, so that they are the same whatever the order of the rows. */
export const coded = (letter: string, names: Iterable<string>): Map<string, string> => new Map([...new Set(names)].sort().map((name, i) => [name, `${letter}${String(i + 1).padStart(3, '0')}`]));

export function classOf(code: string, name: string, parent?: string): CityPackage['classes'][number] {
  return {
    code, scheme: '311', kind: 'event', ...(parent ? { parent } : {}), name: { zh: name, en: name }, keywords: [], natures: ['report', 'complaint', 'help'], visibility: 'public', roundingM: 0, questions: [], duplicate: { m: 50, h: 24 }, weight: 0, from: '2000-01-01',
    standards: [], mappings: {},
  };
}

/** The package, and codes by the names that stand in the file. */
export function bostonPackage(rows: readonly Incident[]): CityPackage {
  const reasons = coded('R', rows.map((row) => row.reason));
  const types = coded('T', rows.map((row) => row.type));
  const reasonOf = new Map(rows.map((row) => [row.type, row.reason]));
  const areas = coded('N', rows.map((row) => row.neighborhood).filter((name) => name !== '' && name !== 'Boston'));
  return {
    city: plainCity({ name: 'Boston', zh: '波士顿', code: 'BOS', zone: 'America/New_York', mark: 'B' }),
    areas: [
      { type: 'Feature', properties: { code: 'BOS', kind: 'city', name: '波士顿', en: 'Boston' }, geometry: null },
      ...[...areas].map(([name, code]) => ({ type: 'Feature' as const, properties: { code, kind: 'district' as const, name, en: name, parent: 'BOS' }, geometry: null })),
    ],
    organisations: [
      { code: 'SUP', name: 'Supervision', kind: 'supervision', level: 'city', area: 'BOS' }, { code: 'COM', name: 'Command', kind: 'command', level: 'city', area: 'BOS' },
      ...[...new Set(rows.map((row) => row.department))].sort().map((code) => ({ code: departmentCode(code), name: code, kind: 'department' as const, level: 'city' as const, area: 'BOS' })),
    ],
    people: [], responsibilities: [], calendar: plainCalendar, assets: [], addresses: [], templates: [],
    classes: [...[...reasons].map(([name, code]) => classOf(code, name)), ...[...types].map(([name, code]) => classOf(code, name, reasons.get(reasonOf.get(name) ?? '')))],
  };
}

/** "GEN_" and "No Q" are no codes as they stand. */
const departmentCode = (name: string): string => `D-${name.replace(/[^A-Za-z0-9]/g, '')}`;

/** The mapping of the incidents: ids as they are, so that their service_request_id stays their number. */
export const BOSTON = {
  source: 'boston311', zone: 'America/New_York', lang: 'en', id: 'id', opened: 'opened', target: 'target', closed: 'closed', late: { column: 'on_time', late: ['OVERDUE'], onTime: ['ONTIME'] },
  type: { column: 'type', by: 'name' }, department: { column: 'department', by: 'name' }, area: { column: 'neighborhood', by: 'name' }, position: { lon: 'lon', lat: 'lat' },
  channel: { column: 'source', table: { 'Constituent Call': 'phone', 'Citizens Connect App': 'api', 'Employee Generated': 'patrol', 'Self Service': 'web', 'City Worker App': 'patrol', 'Maximo Integration': 'api', Twitter: 'wechat' }, unknown: 'api' },
};

/** The GeoReport pages name services that the incidents do not: each by name, what is left falls back. */
export const BOSTON_PAGES = {
  source: 'boston311', format: 'georeport', lang: 'en', id: 'service_request_id', opened: 'requested_datetime', closed: 'updated_datetime', status: { column: 'status', closed: ['closed'], decides: 'status' },
  type: { column: 'service_name', by: 'table', table: { 'Abandoned Vehicle': 'Abandoned Vehicles' } }, position: { lon: 'long', lat: 'lat' }, address: 'address', description: 'description', answer: 'status_notes',
};

/** Seeds Boston into an empty database. */
export async function seedBoston(db: Db, rows: readonly Incident[]): Promise<CityPackage> {
  const pkg = bostonPackage(rows);
  await seedPackage(db, pkg);
  return pkg;
}
