// Mappings by name: those that come with the program, those saved in the database, and a file given instead of a name.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import type { Db } from '#ground/db/index.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { Mapping, MappingName } from './contract.ts';
import { m } from './messages.ts';
import { savedMapping, saveMapping, savedMappings } from './store.ts';

/** A mapping that cannot be used, as lines in the operator's language. */
export class MappingTrouble extends Error {
  override name = 'MappingTrouble';
  readonly say: (lang: Lang) => string[];
  constructor(say: (lang: Lang) => string[]) {
    super(say('en').join(' '));
    this.say = say;
  }
}

/** Pages of any GeoReport v2 server whose service codes are class codes of this city. Saved under its own name, one with a table takes its place. */
const GEOREPORT = {
  format: 'georeport', id: 'service_request_id', opened: 'requested_datetime', target: 'expected_datetime', closed: 'updated_datetime', status: { column: 'status', closed: ['closed'], decides: 'status' },
  type: { column: 'service_code', by: 'code' }, department: { column: 'agency_responsible', by: 'name' }, area: { by: 'point' }, position: { lon: 'long', lat: 'lat' },
  address: 'address', description: 'description', answer: 'status_notes',
};
export const BUILT_IN: Readonly<Record<string, unknown>> = { georeport: GEOREPORT };

export interface NamedMapping { readonly name: string; readonly source: string; readonly mapping: Mapping }

/** By name, else from a file ending in .json. Throws MappingTrouble. */
export async function mappingBy(db: Db, nameOrFile: string): Promise<NamedMapping> {
  if (/\.json$/i.test(nameOrFile)) return mappingFromFile(nameOrFile);
  const saved = MappingName.safeParse(nameOrFile).success ? await savedMapping(db, nameOrFile) : undefined;
  const given = saved?.mapping ?? (Object.hasOwn(BUILT_IN, nameOrFile) ? BUILT_IN[nameOrFile] : undefined);
  if (given === undefined) throw new MappingTrouble((lang) => [m.noMapping(lang, { name: nameOrFile })]);
  return checked(nameOrFile, given);
}

/** A mapping in a file; its name is the file's own without .json. Throws MappingTrouble. */
export async function mappingFromFile(path: string): Promise<NamedMapping> {
  const name = basename(path).replace(/\.json$/i, '').toLowerCase().replace(/[^a-z0-9._-]+/g, '-').replace(/^[^a-z0-9]+/, '').slice(0, 40) || 'mapping';
  try {
    return checked(name, JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (error instanceof MappingTrouble) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new MappingTrouble((lang) => [m.noFile(lang, { path, why })]);
  }
}

function checked(name: string, given: unknown): NamedMapping {
  const parsed = Mapping.safeParse(given);
  if (parsed.success) return { name, source: parsed.data.source ?? name, mapping: parsed.data };
  const { issues } = parsed.error;
  throw new MappingTrouble((lang) => [m.badMapping(lang, { name }), ...issues.slice(0, 20).map((issue) => m.problemAt(lang, { path: issue.path.join('.') || name, why: m.badField(lang, { why: issue.message }) }))]);
}

/** Saves what stands in a file under a name; the same name again replaces it. Throws MappingTrouble. */
export async function keepMapping(db: Db, name: string, path: string, by: string | null, now: Date): Promise<void> {
  if (!MappingName.safeParse(name).success) throw new MappingTrouble((lang) => [m.badMappingName(lang)]);
  await mappingFromFile(path);
  await saveMapping(db, name, JSON.parse(await readFile(path, 'utf8')), by, now);
}

/** What is saved and what comes with the program, as written. */
export async function everyMapping(db: Db): Promise<{ name: string; mapping: unknown; saved: boolean }[]> {
  const saved = await savedMappings(db);
  const own = Object.entries(BUILT_IN).filter(([name]) => !saved.some((one) => one.name === name));
  return [...saved.map(({ name, mapping }) => ({ name, mapping, saved: true })), ...own.map(([name, mapping]) => ({ name, mapping, saved: false }))];
}

/** The source that a mapping as written gives its ids. */
export const sourceOf = (name: string, mapping: unknown): string => z.object({ source: z.string() }).safeParse(mapping).data?.source ?? name;
