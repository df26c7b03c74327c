// Rows of a table as things to be, each cell judged at this edge: what is wrong is told by row and column, all of it at once.
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { looksSwapped, parsePoint, type Bbox, type Point } from '#ground/geo/points.ts';
import { areaIndex, type AreaIndex } from '#city/areas/index.ts';
import { organisationIndex, type OrganisationIndex } from '#city/organisations/index.ts';
import { columnsOf, yesNo, type RowProblem } from './columns.ts';
import { ThingCode, type Kind } from './contract.ts';
import { thingHeaders } from './header-messages.ts';
import { inUse, sensingLists, type SensingLists } from './lists.ts';
import { m } from './messages.ts';
import type { Sheet } from './sheet.ts';

export interface ThingPlan {
  readonly row: number; readonly code: string; readonly name: string; readonly nameEn: string; readonly description: string; readonly kind: Kind; readonly at: Point; readonly path: readonly string[];
  readonly organisation: string | null; readonly public: boolean; readonly asset: string | null; readonly sensor: string;
  /** Beside the names in the thing's properties. */
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
}
export interface Read { readonly plans: readonly ThingPlan[]; readonly problems: readonly RowProblem[]; readonly unused: readonly string[] }

type Column = keyof typeof thingHeaders;
const NEEDED: readonly Column[] = ['code', 'name', 'kind'];
const LONGEST: Partial<Record<Column, number>> = { name: 120, name_en: 120, sensor: 120, description: 1000 };

interface Known { readonly lists: SensingLists; readonly areas: AreaIndex; readonly organisations: OrganisationIndex; readonly assets: ReadonlyMap<string, Point>; readonly city: Bbox | undefined; readonly seen: Map<string, number> }

export async function readThings(db: Db, sheet: Sheet): Promise<Read> {
  const { at, unused, doubled } = columnsOf(sheet, thingHeaders);
  const problems: RowProblem[] = [
    ...NEEDED.filter((column) => at[column] === undefined).map((column) => ({ row: 1, column, value: '', what: m.noColumn })),
    ...doubled.map(([header, name]) => ({ row: 1, column: header, value: '', what: m.twoColumns, params: { name } })),
  ];
  if (problems.length) return { plans: [], problems, unused };
  const cell = (cells: Readonly<Record<string, string>>, column: Column): string => { const header = at[column]; return header === undefined ? '' : (cells[header] ?? ''); };
  const areas = await areaIndex(db);
  const known: Known = { lists: await sensingLists(db), areas, organisations: await organisationIndex(db), assets: await assetsOf(db, sheet.rows.map(({ cells }) => cell(cells, 'asset'))), city: areas.bounds, seen: new Map() };
  const plans = sheet.rows.flatMap(({ row, cells }) => {
    const before = problems.length;
    const plan = planOf(row, (column) => cell(cells, column), known, (column, what, params) => { problems.push({ row, column: at[column] ?? column, value: cell(cells, column), what, params }); });
    return problems.length === before ? [plan] : [];
  });
  return { plans, problems, unused };
}

type Wrong = (column: Column, what: RowProblem['what'], params?: RowProblem['params']) => void;

function planOf(row: number, cell: (column: Column) => string, known: Known, wrong: Wrong): ThingPlan {
  for (const column of NEEDED) if (cell(column) === '') wrong(column, m.missing);
  for (const [column, n] of Object.entries(LONGEST)) if (cell(column as Column).length > n) wrong(column as Column, m.tooLong, { n });
  checkCode(row, cell('code'), known, wrong);
  const kinds = inUse(known.lists.kinds);
  const kind = known.lists.kinds.get(cell('kind'));
  if (cell('kind') !== '' && !kind) wrong('kind', m.noKind, { kinds: kinds.map((one) => one.code).join(', ') });
  if (kind?.retired_at) wrong('kind', m.kindRetired);
  const asset = cell('asset') || null;
  if (asset !== null && !known.assets.has(asset)) wrong('asset', m.noAsset);
  const organisation = cell('organisation') || null;
  if (organisation !== null && !known.organisations.get(organisation)) wrong('organisation', m.noOrganisation);
  const shown = cell('public') === '' ? true : yesNo(cell('public'));
  if (shown === undefined) wrong('public', m.badPublic);
  const at = placeOf(cell, asset, known, wrong);
  const name = cell('name');
  return {
    row, code: cell('code'), name, nameEn: cell('name_en') || name, description: cell('description'), kind: kind ?? FIRST, at, path: known.areas.locate(at.lon, at.lat)?.path ?? [], organisation, public: shown ?? false, asset,
    sensor: cell('sensor') || `${kind?.name_en ?? ''} sensor`,
  };
}

/** Stands in for a kind that was refused; such a plan is never written. */
const FIRST: Kind = { code: '', name: '', name_en: '', about: '', about_en: '', streams: [], silent_s: 60, retired_at: null, changed_at: new Date(0), changed_by: null };

function checkCode(row: number, code: string, { seen }: Known, wrong: Wrong): void {
  if (code === '') return;
  const first = seen.get(code);
  if (!ThingCode.safeParse(code).success) wrong('code', m.badCode);
  else if (first !== undefined) wrong('code', m.codeTwice, { row: first });
  else seen.set(code, row);
}

const NOWHERE: Point = { lon: 0, lat: 0 };
function placeOf(cell: (column: Column) => string, asset: string | null, { assets, areas, city }: Known, wrong: Wrong): Point {
  const stands = asset === null ? undefined : assets.get(asset);
  if (stands && cell('lon') === '' && cell('lat') === '') return stands;
  const parsed = parsePoint({ lon: cell('lon'), lat: cell('lat'), datum: cell('datum') });
  if (!parsed.ok) { wrong(parsed.field === 'lat' ? 'lat' : parsed.field === 'datum' ? 'datum' : 'lon', parsed.problem); return NOWHERE; }
  const place = parsed.value;
  if (city && looksSwapped(place, city)) wrong('lon', m.swappedPlace);
  else if (!areas.locate(place.lon, place.lat)) wrong('lon', m.outside);
  return place;
}

const Asset = z.object({ code: z.string(), lon: z.number(), lat: z.number() });
async function assetsOf(db: Db, codes: readonly string[]): Promise<ReadonlyMap<string, Point>> {
  const wanted = [...new Set(codes.filter((code) => code !== ''))];
  if (wanted.length === 0) return new Map();
  const rows = await db.rows(Asset, sql`select code, ST_X(geom) as lon, ST_Y(geom) as lat from city.v_assets where code = any(${wanted}) and state <> 'removed'`);
  return new Map(rows.map(({ code, lon, lat }) => [code, { lon, lat }]));
}
