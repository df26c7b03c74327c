// The city package: what a city is, as plain data in a folder. docs/city-package.md explains it for those who write one.
// Every shape here is also what `comis city export` writes, so optional values are left out rather than written as null.
import { z } from 'zod';
import { DATUMS } from '#ground/geo/datums.ts';
import { say } from '#ground/http/explain.ts';
import { ROLES } from '#ground/identity/roles.ts';
import type { Message } from '#ground/i18n/index.ts';
import { AREA_KINDS } from '#city/areas/contract.ts';
import { Limit, Season } from '#city/calendar/contract.ts';
import { NATURES, Question, Stopper } from '#city/classes/contract.ts';
import { ORGANISATION_KINDS } from '#city/organisations/contract.ts';
import { m } from './messages.ts';

/** Text in two languages; Chinese is required, English falls back to it. */
export const Words = z.strictObject({ zh: z.string().min(1), en: z.string().min(1).optional() });
export type Words = z.output<typeof Words>;

const like = (pattern: RegExp, message: Message) => z.string().refine((text) => pattern.test(text), say(message));
const code = like(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, m.badCode);
const day = z.iso.date();

export const BaseMap = z.strictObject({
  id: code, name: Words,
  kind: z.enum(['raster', 'vector', 'pmtiles', 'none']),   // none: the city's own areas and basemap.geojson are drawn
  url: z.string().optional(),                             // {z} {x} {y} and, with keyEnv, {key}
  overlay: z.string().optional(),                         // a second raster above it, such as the lettering (注记) of 天地图
  attribution: Words, approval: z.string().optional(),    // approval: 审图号
  datum: z.enum(DATUMS), keyEnv: z.string().optional(), on: z.boolean().default(true),
});

export const City = z.strictObject({
  name: Words, short: Words, note: Words.optional(),
  code, zone: z.string().refine(isZone, say(m.badZone)), languages: z.array(z.enum(['zh', 'en'])).min(1),
  datum: z.enum(DATUMS), demo: z.boolean(),
  caseNumber: like(/\{seq:\d\}/, m.badCaseNumber),
  emergency: z.array(z.strictObject({ phone: z.string().min(3), name: Words })),
  limits: z.strictObject({ acceptance: Limit, verification: Limit, dispatch: Limit, check: Limit, closing: Limit, answer: Limit, reply: Limit, praise: Limit }),
  amber: z.number().gt(0).lt(1), reopenDays: z.int().positive(), maxPhotos: z.int().min(0).max(20),
  look: z.strictObject({ accent: z.string().optional(), mark: z.string().min(1).max(2) }),
  baseMaps: z.array(BaseMap).min(1),
  privacy: z.strictObject({ reporterSeenBy: z.array(z.enum(ROLES)), roundingM: z.int().min(0) }),
});
export type City = z.output<typeof City>;

export const Area = z.strictObject({
  code, kind: z.enum(AREA_KINDS), name: z.string().min(1), en: z.string().optional(), parent: code.optional(),
  label: z.tuple([z.number(), z.number()]).optional(), from: day.optional(), to: day.optional(),
});

export const Organisation = z.strictObject({
  code, name: z.string().min(1), en: z.string().optional(), parent: code.optional(),
  kind: z.enum(ORGANISATION_KINDS), level: z.enum(['city', 'district']), area: code,
  phone: z.string().optional(), email: z.string().optional(),
});
export type Organisation = z.output<typeof Organisation>;

/** One grant of one person. Someone with two roles stands twice, with the same name and language. Demo cities only. */
export const Person = z.strictObject({
  login: like(/^[a-z0-9][a-z0-9._-]{1,39}$/, m.badLogin),
  name: z.string().min(1), role: z.enum(ROLES), organisation: code.optional(), area: code.optional(), lang: z.enum(['zh', 'en']),
});
export type Person = z.output<typeof Person>;

export const Standard = z.strictObject({
  no: z.int().positive(), filing: Words, closing: Words, limit: Limit,
  handling: z.string().optional(), supervising: z.string().optional(), law: z.string().optional(),
});
export const Class = z.strictObject({
  code, scheme: z.string().min(1), kind: z.enum(['component', 'event']), parent: code.optional(), name: Words, about: Words.optional(),
  keywords: z.array(z.string().min(1)).default([]), natures: z.array(z.enum(NATURES)).default(['report', 'complaint', 'help']),
  visibility: z.enum(['public', 'private']).default('public'), roundingM: z.int().min(0).default(0),
  questions: z.array(Question).default([]), stopper: Stopper.optional(), assetClass: code.optional(),
  duplicate: z.strictObject({ m: z.int().min(0), h: z.int().min(0) }).default({ m: 50, h: 24 }), weight: z.int().min(0).default(0),
  from: day.default('2000-01-01'), to: day.optional(),
  standards: z.array(Standard).default([]), mappings: z.record(z.string(), z.array(z.string()).min(1)).default({}),   // scheme → codes there
});
export type Class = z.output<typeof Class>;

/** Class × area × owner of the asset → who handles it; what is left out means any. */
export const Responsibility = z.strictObject({
  class: code.optional(), area: code.optional(), owner: code.optional(), organisation: code, assisting: z.array(code).default([]), note: z.string().optional(),
});
export type Responsibility = z.output<typeof Responsibility>;

export { Season };
export const CalendarDay = z.strictObject({ day, kind: z.enum(['work', 'rest']), name: Words.optional() });
export const Calendar = z.strictObject({ hours: z.array(Season).min(1), days: z.array(CalendarDay) });
export type Calendar = z.output<typeof Calendar>;

export const ASSET_STATES = ['good', 'damaged', 'lost', 'abandoned', 'removed'] as const;
export const Asset = z.strictObject({
  code, class: code.optional(), name: z.string().min(1), owner: code.optional(), maintainer: code.optional(),
  state: z.enum(ASSET_STATES).default('good'), cell: code.optional(), place: z.string().optional(), surveyed: day.optional(), source: z.string().optional(),
});

export const Address = z.strictObject({
  kind: z.enum(['door', 'road', 'junction', 'poi']), name: z.string().min(1), en: z.string().optional(),
  road: z.string().optional(), door: z.int().optional(), area: code.optional(), source: z.string().optional(),
});

/** An answer template: where it is offered (verb of the case), for which class (all when left out), and its words. */
export const Template = z.strictObject({ id: code, verb: z.string().min(1), class: code.optional(), name: Words, zh: z.string().min(1), en: z.string().optional() });
export type Template = z.output<typeof Template>;

const position = z.tuple([z.number(), z.number()]);
const ring = z.array(position).min(4);
export const Geometry = {
  area: z.discriminatedUnion('type', [
    z.object({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1) }),
    z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring).min(1)).min(1) }),
  ]).nullable(),
  point: z.object({ type: z.literal('Point'), coordinates: position }),
  line: z.object({ type: z.literal('LineString'), coordinates: z.array(position).min(2) }),
  lines: z.object({ type: z.literal('MultiLineString'), coordinates: z.array(z.array(position).min(2)).min(1) }),
};
export const AddressGeometry = z.discriminatedUnion('type', [Geometry.point, Geometry.line, Geometry.lines]);

const feature = <P extends z.ZodType, G extends z.ZodType>(properties: P, geometry: G) => z.object({ type: z.literal('Feature'), properties, geometry });
export const AreaFeature = feature(Area, Geometry.area);
export type AreaFeature = z.output<typeof AreaFeature>;
export const AssetFeature = feature(Asset, Geometry.point);
export type AssetFeature = z.output<typeof AssetFeature>;
export const AddressFeature = feature(Address, AddressGeometry);
export type AddressFeature = z.output<typeof AddressFeature>;

/** What is drawn under the data (basemap.geojson): features with `layer`, roads with `class`, other properties as the map likes them. */
export const Ground = z.object({
  type: z.literal('FeatureCollection'), attribution: z.string().optional(),
  features: z.array(z.object({
    type: z.literal('Feature'), properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    geometry: z.object({ type: z.enum(['Point', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon']), coordinates: z.array(z.unknown()).min(1) }),
  })),
});
export type Ground = z.output<typeof Ground>;

/** A whole city in memory. Coordinates are WGS 84, whatever the folder held; `city.datum` says so. */
export interface CityPackage {
  city: City;
  areas: AreaFeature[];
  organisations: Organisation[];
  people: Person[];
  classes: Class[];
  responsibilities: Responsibility[];
  calendar: Calendar;
  assets: AssetFeature[];
  addresses: AddressFeature[];
  templates: Template[];
  ground?: Ground | undefined;
}

function isZone(zone: string): boolean {
  try { return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''; } catch { return false; }
}
