// Frames from a file: GeoJSON (a collection of surfaces with properties) or CSV (a row a frame: a rectangle round a point, or a surface in a cell). Every row that is wrong is
// named as a person counts it; nothing is written until all are right.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { zonedMoment } from '#ground/clock/zoned.ts';
import type { Db } from '#ground/db/index.ts';
import { DATUMS, type Datum } from '#ground/geo/datums.ts';
import { metres, parsePoint } from '#ground/geo/points.ts';
import { readTable, TableError } from '#ground/tables/index.ts';
import type { Lang, Message, Params } from '#ground/i18n/index.ts';
import { saveFrames, type FrameInput } from './frames.ts';
import { m } from './messages.ts';
import { inWgs84, parsed, surfaceIn, type Surface } from './surfaces.ts';

export const FRAMES_MOST = 5000;
/** `row` as a person counts it: of CSV the line of the sheet, of GeoJSON the feature, from 1. */
export interface RowProblem { readonly row: number; readonly field: string; readonly problem: (lang: Lang, params?: Params) => string; readonly params?: Params | undefined }
export interface Imported { readonly written: number; readonly problems: readonly RowProblem[] }

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const isDay = (text: string): boolean => DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
const day = z.string().refine(isDay);
const blank = (value: unknown) => (value === '' || value === null ? undefined : value);
const cell = <S extends z.ZodType>(shape: S) => z.preprocess(blank, shape);
/** What both kinds of file and the form say of a frame. */
export const FrameWords = z.object({
  name: z.string().trim().min(1).max(80), name_en: cell(z.string().trim().max(120).optional()), capacity: cell(z.coerce.number().int().min(1).max(5000)), valid_from: cell(day.optional()), valid_to: cell(day.optional()),
});
type FrameWords = z.output<typeof FrameWords>;
const Rectangle = z.object({ lon: z.string(), lat: z.string(), width_m: z.coerce.number().min(0.5).max(500), length_m: z.coerce.number().min(0.5).max(500), bearing: cell(z.coerce.number().min(0).max(360).default(0)) });

/** From the beginning of its first day to the end of its last, in the city's time. */
export function spanOf({ valid_from, valid_to }: Pick<FrameWords, 'valid_from' | 'valid_to'>, zone: string): { valid_from: Date | null; valid_to: Date | null } {
  return { valid_from: valid_from === undefined ? null : zonedMoment(`${valid_from}T00:00:00`, zone), valid_to: valid_to === undefined ? null : zonedMoment(`${nextDay(valid_to)}T00:00:00`, zone) };
}
const nextDay = (text: string): string => new Date(Date.parse(`${text}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

/** Reads a file and writes its frames when every one is right. */
export async function importFrames(db: Db, file: { name: string; bytes: Uint8Array }, datum: Datum, zone: string, now: Date): Promise<Imported> {
  const { frames, rows, problems } = /\.(geo)?json$/i.test(file.name) ? fromGeojson(new TextDecoder().decode(file.bytes), datum, zone) : await fromTable(file, datum, zone);
  if (problems.length > 0) return { written: 0, problems };
  const wrong = await saveFrames(db, frames, now);
  return { written: wrong.length ? 0 : frames.length, problems: wrong.map(({ n, field, problem }) => ({ row: rows[n] ?? 0, field, problem })) };
}

interface Read { readonly frames: FrameInput[]; readonly rows: number[]; readonly problems: RowProblem[] }
const whole = (problem: Message, params?: RowProblem['params']): Read => ({ frames: [], rows: [], problems: [{ row: 0, field: 'file', problem, params }] });

const Collection = z.object({ type: z.literal('FeatureCollection'), features: z.array(z.looseObject({ properties: z.record(z.string(), z.unknown()).nullish(), geometry: z.unknown() })).min(1) });
function fromGeojson(text: string, datum: Datum, zone: string): Read {
  const collection = Collection.safeParse(parsed(text.replace(/^\uFEFF/, ''))).data;
  if (!collection) return whole(m.noCollection);
  if (collection.features.length > FRAMES_MOST) return whole(m.manyFrames, { n: FRAMES_MOST });
  const read: Read = { frames: [], rows: [], problems: [] };
  for (const [i, { properties, geometry }] of collection.features.entries()) keep(read, i + 1, properties ?? {}, surfaceIn(geometry, datum), zone);
  return read;
}

async function fromTable(file: { name: string; bytes: Uint8Array }, datum: Datum, zone: string): Promise<Read> {
  const folder = await mkdtemp(join(tmpdir(), 'comis-frames-'));
  try {
    const path = join(folder, /\.xlsx$/i.test(file.name) ? 'frames.xlsx' : 'frames.csv');
    await writeFile(path, file.bytes);
    const read: Read = { frames: [], rows: [], problems: [] };
    for await (const { row, cells } of readTable(path)) {
      if (read.rows.length + read.problems.length >= FRAMES_MOST) return whole(m.manyFrames, { n: FRAMES_MOST });
      const own = datumOf(cells['datum'], datum);
      if (own === undefined) read.problems.push({ row, field: 'datum', problem: m.unknownDatum });
      else keep(read, row, cells, cells['geometry'] ? surfaceIn(parsed(cells['geometry']), own) : rectangleOf(cells, own), zone);
    }
    return read.rows.length + read.problems.length === 0 ? whole(m.noRows) : read;
  } catch (error) {
    if (!(error instanceof TableError)) throw error;
    return { frames: [], rows: [], problems: [{ row: error.row ?? 0, field: error.column ?? 'file', problem: (lang) => error.say(lang) }] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function datumOf(text: string | undefined, datum: Datum): Datum | undefined {
  const named = (text ?? '').trim().toLowerCase().replace(/[-_ ]/g, '');
  return named === '' ? datum : DATUMS.find((one) => one === named);
}

function keep(read: Read, row: number, words: Readonly<Record<string, unknown>>, geometry: Surface | undefined, zone: string): void {
  const said = FrameWords.safeParse(words);
  if (said.success && geometry) {
    read.frames.push({ ...said.data, geometry, ...spanOf(said.data, zone) });
    read.rows.push(row);
    return;
  }
  const fields = new Set(said.success ? [] : said.error.issues.map((issue) => String(issue.path[0] ?? 'row')));
  read.problems.push(...[...fields].map((field) => ({ row, field, problem: problemOf(field) })), ...(geometry ? [] : [{ row, field: 'geometry', problem: m.noFrameGeometry }]));
}
const problemOf = (field: string): Message => (field === 'capacity' ? m.badCapacity : field === 'name' || field === 'name_en' ? m.badName : m.badDay);

/** A rectangle of so many metres round a point; `bearing` in degrees from north is where its length points. */
function rectangleOf(cells: Readonly<Record<string, string>>, datum: Datum): Surface | undefined {
  const said = Rectangle.safeParse(cells).data;
  const at = said && parsePoint({ lon: said.lon, lat: said.lat });
  if (!said || !at?.ok) return undefined;
  // Metres in the datum of the file: a shift of hundreds of metres moves the rectangle, it does not stretch it.
  const { lon, lat } = at.value;
  const [perLon, perLat] = [metres({ lon, lat }, { lon: lon + 0.001, lat }) * 1000, metres({ lon, lat }, { lon, lat: lat + 0.001 }) * 1000];
  const [sin, cos] = [Math.sin((said.bearing * Math.PI) / 180), Math.cos((said.bearing * Math.PI) / 180)];
  const corner = (across: number, along: number): [number, number] => [lon + (across * cos + along * sin) / perLon, lat + (along * cos - across * sin) / perLat];
  const [w, l] = [said.width_m / 2, said.length_m / 2];
  const ring: [number, number][] = [corner(-w, -l), corner(w, -l), corner(w, l), corner(-w, l)];
  const [first] = ring;
  return first && inWgs84({ type: 'Polygon', coordinates: [[...ring, first]] }, datum);
}
