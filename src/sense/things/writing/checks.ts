// Bodies of entities at the edge: each property of the kind it must be, relations as links or as new entities, nothing unknown taken silently.
import { z } from 'zod';
import { instant } from '../query/times.ts';
import { entityOf, isSet, propertyOf, relationOf, type EntityType, type Property, type Relation } from '../model.ts';
import { BadEntity } from './bad.ts';
import { jsonText } from './json-text.ts';
import { shapeOf } from './shapes.ts';
import type { NewObservation } from './ingest.ts';

export type Body = Readonly<Record<string, unknown>>;
/** A related entity: one that is there, or one to be made. */
export type Related = { readonly id: number } | { readonly body: Body };
export interface Draft { readonly entity: EntityType; readonly values: Readonly<Record<string, unknown>>; readonly related: ReadonlyMap<Relation, readonly Related[]> }

const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `at` is where the entity stands in the whole body. `whole`: every mandatory property must be there. Throws BadEntity. */
export function checked(entity: EntityType, body: unknown, at: string, whole: boolean): Draft {
  if (!isBody(body)) throw new BadEntity(at, 'a JSON object is expected');
  const values: Record<string, unknown> = {};
  const related = new Map<Relation, readonly Related[]>();
  for (const [key, value] of Object.entries(body)) {
    const property = propertyOf(entity, key);
    const relation = relationOf(entity, key);
    const here = at === '' ? key : `${at}.${key}`;
    if (property) { if (!property.derived) values[key] = propertyValue(property, value, here); }
    else if (relation) related.set(relation, relatedOf(relation, value, here));
    // Control information comes back with what a client read before; it says nothing new.
    else if (!key.includes('@iot.') && key !== 'id') throw new BadEntity(here, `${entity.one} has no such property`);
  }
  if (whole) for (const property of entity.properties) if (!property.optional && !property.derived && !(property.name in values)) throw new BadEntity(at === '' ? property.name : `${at}.${property.name}`, 'is missing');
  return { entity, values, related };
}

function relatedOf(relation: Relation, value: unknown, at: string): Related[] {
  if (relation.many) {
    if (!Array.isArray(value)) throw new BadEntity(at, 'a list is expected');
    return value.map((one, i) => relatedOne(one, `${at}[${i}]`));
  }
  return [relatedOne(value, at)];
}

function relatedOne(value: unknown, at: string): Related {
  if (!isBody(value)) throw new BadEntity(at, 'an object is expected, with @iot.id or the properties of a new entity');
  const id = value['@iot.id'];
  if (id === undefined) return { body: value };
  const number = typeof id === 'string' && /^\d{1,16}$/.test(id) ? Number(id) : id;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) throw new BadEntity(`${at}.@iot.id`, 'a whole number is expected');
  return { id: number };
}

const LONGEST = 100_000;
function propertyValue(property: Property, value: unknown, at: string): unknown {
  if (value === null && property.optional) return null;
  if (property.name === 'properties' || property.name === 'parameters') {
    if (!isBody(value)) throw new BadEntity(at, 'a JSON object is expected');
    return jsonText(value, at);
  }
  switch (property.type) {
    case 'text':
      if (typeof value !== 'string' || value.length > LONGEST) throw new BadEntity(at, `a text of at most ${LONGEST} characters is expected`);
      if (value.includes('\0') || !value.isWellFormed()) throw new BadEntity(at, 'a text holds no NUL and no half of a character');
      return value;
    case 'time': return moment(value, at);
    case 'geometry': return shapeOf(value, at);
    case 'json': return SPECIAL[property.name]?.(value, at) ?? jsonText(value, at);
    default: return value;
  }
}

const Unit = z.object({ name: z.string().nullable(), symbol: z.string().nullable(), definition: z.string().nullable() }).loose();
const SPECIAL: Readonly<Record<string, (value: unknown, at: string) => string>> = {
  unitOfMeasurement: (value, at) => { if (!Unit.safeParse(value).success) throw new BadEntity(at, 'name, symbol and definition are expected'); return jsonText(value, at); },
  unitOfMeasurements: (value, at) => { if (!z.array(Unit).min(1).safeParse(value).success) throw new BadEntity(at, 'a list of units with name, symbol and definition is expected'); return jsonText(value, at); },
  multiObservationDataTypes: (value, at) => { if (!z.array(z.string()).min(1).safeParse(value).success) throw new BadEntity(at, 'a list of observation types is expected'); return jsonText(value, at); },
};

export function moment(value: unknown, at: string): Date {
  if (typeof value !== 'string') throw new BadEntity(at, 'a time is expected: 2026-11-20T08:00:00+08:00');
  try { return instant(value); } catch (error) { throw new BadEntity(at, error instanceof Error ? error.message : 'is no moment'); }
}

/** An instant or `from/to`, as two moments. */
export function period(value: unknown, at: string): { from: Date; to: Date | null } {
  const [from, to, more] = typeof value === 'string' ? value.split('/') : [value];
  if (more !== undefined) throw new BadEntity(at, 'a time is expected: one moment, or two with a slash between');
  const span = { from: moment(from, at), to: to === undefined ? null : moment(to, at) };
  if (span.to && span.to < span.from) throw new BadEntity(at, 'the interval ends before it begins');
  return span;
}

/** The values of an Observation as the ingest takes them; its stream and feature are for the caller to say. */
export function observation(values: Readonly<Record<string, unknown>>, at: string, now: Date): Omit<NewObservation, 'stream' | 'feature'> {
  const time = values['phenomenonTime'] === undefined || values['phenomenonTime'] === null ? { from: now, to: null } : period(values['phenomenonTime'], join(at, 'phenomenonTime'));
  const valid = values['validTime'] === undefined || values['validTime'] === null ? undefined : period(values['validTime'], join(at, 'validTime'));
  const { result, resultTime, resultQuality, parameters } = values;
  if (result === undefined || result === null) throw new BadEntity(join(at, 'result'), 'is missing');
  // JSON has no NaN and no infinity; a number too large for a double arrives as one.
  if (typeof result === 'number' && !Number.isFinite(result)) throw new BadEntity(join(at, 'result'), 'is larger than a number can be');
  return {
    from: time.from, to: time.to, resultTime: (resultTime as Date | null | undefined) ?? null, number: typeof result === 'number' ? result : null, result: typeof result === 'number' ? null : jsonText(result, join(at, 'result')),
    quality: resultQuality === undefined || resultQuality === null ? null : resultQuality as string, validFrom: valid?.from ?? null, validTo: valid?.to ?? null, parameters: (parameters as string | null | undefined) ?? null,
  };
}
const join = (at: string, key: string): string => (at === '' ? key : `${at}.${key}`);

/** The type behind the name of a set. */
export const typeNamed = (name: string): EntityType | undefined => (isSet(name) ? entityOf(name) : undefined);
