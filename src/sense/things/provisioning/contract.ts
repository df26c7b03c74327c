// The words of the controlled lists and of tables that sensors come in by. Shared with the browser.
import { z } from 'zod';

/** A UCUM code: printable ASCII without blanks, case-sensitive. */
export const UnitCode = z.string().regex(/^[!-~]{1,40}$/);
/** What an ObservedProperty is called by rules and programs: letters, digits and a few signs, no blanks at the ends. */
export const PropertyCode = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9 ._()-]{0,58}[A-Za-z0-9.)])?$/);
export const KindCode = z.string().regex(/^[a-z][a-z0-9-]{0,38}$/);
/** What the city's own books call a thing. */
export const ThingCode = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9._:-]{0,78}[A-Za-z0-9])?$/);

const words = { name: z.string().trim().min(1).max(80), name_en: z.string().trim().min(1).max(120) };
const kept = { retired_at: z.date().nullable(), changed_at: z.date(), changed_by: z.string().nullable() };

export const UnitInput = z.object({ code: UnitCode, ...words, symbol: z.string().trim().min(1).max(20) });
export type UnitInput = z.output<typeof UnitInput>;
export const Unit = UnitInput.extend(kept);
export type Unit = z.output<typeof Unit>;

/** A value beyond these is not believed. */
const Bound = z.number().min(-1e12).max(1e12).nullable();
export const PropertyInput = z.object({ code: PropertyCode, ...words, definition: z.url({ protocol: /^https?$/ }).max(400), unit: UnitCode.nullable(), low: Bound, high: Bound });
export type PropertyInput = z.output<typeof PropertyInput>;
export const Property = PropertyInput.extend({ definition: z.string(), ...kept });
export type Property = z.output<typeof Property>;

/** What a result may be: a number, a whole number, yes or no, a word (OGC 18-088 §8.2.5). */
export const RESULT_TYPES = ['measurement', 'count', 'truth', 'category'] as const;
export type ResultType = (typeof RESULT_TYPES)[number];
/** One stream that things of a kind have. `interval`: seconds between two values when all is well. */
export const StreamSpec = z.object({ property: PropertyCode, type: z.enum(RESULT_TYPES), interval: z.number().int().min(1).max(31_536_000), battery: z.boolean().optional() });
export type StreamSpec = z.output<typeof StreamSpec>;

export const MOST_STREAMS = 12;
export const KindInput = z.object({ code: KindCode, ...words, about: z.string().trim().max(400), about_en: z.string().trim().max(400), streams: z.array(StreamSpec).min(1).max(MOST_STREAMS), silent_s: z.number().int().min(60).max(31_536_000) });
export type KindInput = z.output<typeof KindInput>;
export const Kind = KindInput.extend(kept);
export type Kind = z.output<typeof Kind>;

const OM = 'http://www.opengis.net/def/observationType/OGC-OM/2.0/';
const TYPES: Readonly<Record<ResultType, string>> = { measurement: 'OM_Measurement', count: 'OM_CountObservation', truth: 'OM_TruthObservation', category: 'OM_CategoryObservation' };
/** The URI that a Datastream's observationType is. */
export const observationType = (type: ResultType): string => OM + TYPES[type];
/** The type behind such a URI; undefined for what a table cannot hold. */
export const resultType = (uri: string): ResultType | undefined => RESULT_TYPES.find((type) => uri.endsWith(TYPES[type]));
