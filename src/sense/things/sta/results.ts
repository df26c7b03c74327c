// Other shapes of a set: data arrays (OGC 18-088 §12), CSV and GeoJSON. They carry what the layout asked for, nothing else.
import { BadQuery } from '../query/bad.ts';
import type { ResultFormat } from '../query/ast.ts';
import type { Answer } from '../reading/read.ts';
import { present, type Entity } from '../reading/present.ts';

type SetAnswer = Answer & { kind: 'set' };
const TYPES = { CSV: 'text/csv; charset=utf-8', GeoJSON: 'application/geo+json', dataArray: 'application/json; charset=utf-8' } as const;

/** Throws BadQuery for data arrays of anything but observations. */
export function shaped(format: Exclude<ResultFormat, 'default'>, answer: SetAnswer, root: string): Response {
  const entities = answer.rows.map((row) => present(row, answer.layout, root));
  return new Response(format === 'CSV' ? csv(answer, entities) : JSON.stringify(format === 'GeoJSON' ? geoJson(answer, entities) : dataArrays(answer, entities)), { headers: { 'content-type': TYPES[format] } });
}

/** One array a stream, in the order in which the streams appear. */
function dataArrays({ layout, body }: SetAnswer, entities: readonly Entity[]): object {
  if (layout.entity.set !== 'Observations') throw new BadQuery('$resultFormat=dataArray is for Observations');
  const components = [...(layout.id ? ['id'] : []), ...layout.columns.filter(({ keys }) => keys.length === 0).map(({ property }) => property.name)];
  const groups = new Map<string, unknown[][]>();
  for (const entity of entities) {
    const link = streamLink(entity);
    const rows = groups.get(link) ?? [];
    rows.push(components.map((name) => (name === 'id' ? entity['@iot.id'] : entity[name] ?? null)));
    groups.set(link, rows);
  }
  const { value: _, ...control } = body;
  return { ...control, value: [...groups].map(([link, rows]) => ({ [link.includes('/MultiDatastream') ? 'MultiDatastream@iot.navigationLink' : 'Datastream@iot.navigationLink']: link, components, 'dataArray@iot.count': rows.length, dataArray: rows })) };
}

/** The address of the stream an observation belongs to, which read() has opened for this. */
const streamLink = (entity: Entity): string => String(((entity['Datastream'] ?? entity['MultiDatastream']) as Entity | undefined)?.['@iot.selfLink'] ?? '');

/** A line an entity, opened relations to one flattened (`Datastream/name`), those to many left out. */
function csv(answer: SetAnswer, entities: readonly Entity[]): string {
  const rows = entities.map((entity) => flat(entity, ''));
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))].map((cells) => cells.map(cell).join(',')).join('\r\n') + '\r\n';
}

function flat(entity: Entity, before: string): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(entity)) {
    if (key.endsWith('@iot.navigationLink') || key.endsWith('@iot.nextLink') || key === '@iot.selfLink') continue;
    const name = before + (key === '@iot.id' ? 'id' : key);
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && '@iot.selfLink' in value) Object.assign(out, flat(value as Entity, `${name}/`));
    else if (!(Array.isArray(value) && value.some((one) => typeof one === 'object' && one !== null && '@iot.selfLink' in one))) out[name] = value;
  }
  return out;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  // A spreadsheet takes these for formulas.
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Features with the geometry of the entity itself, or of what is opened below it: Locations of a Thing, FeatureOfInterest of an Observation. */
function geoJson(answer: SetAnswer, entities: readonly Entity[]): object {
  return { type: 'FeatureCollection', features: entities.map((entity) => ({ type: 'Feature', id: entity['@iot.id'], geometry: geometryIn(entity) ?? null, properties: flat(entity, '') })) };
}

function geometryIn(entity: Entity, depth = 0): unknown {
  for (const key of ['location', 'feature', 'observedArea']) {
    const found = entity[key] as { type?: string; geometry?: unknown } | null | undefined;
    if (found?.type === 'Feature') return found.geometry;
    if (found && typeof found.type === 'string') return found;
  }
  if (depth > 3) return undefined;
  for (const value of Object.values(entity)) {
    const inner = (Array.isArray(value) ? value[0] : value) as Entity | undefined;
    if (typeof inner === 'object' && inner !== null && ('@iot.selfLink' in inner || 'location' in inner || 'feature' in inner)) {
      const found = geometryIn(inner, depth + 1);
      if (found) return found;
    }
  }
  return undefined;
}
