// What a report is made of, whichever door it comes through: page, telephone, Open311, API.
import { z } from 'zod';
import { many, ticked } from '#ground/http/route.ts';
import { event } from '#ground/events/event.ts';
import { DATUMS } from '#ground/geo/datums.ts';
import { NATURES, OUTCOMES, STAGES, VERBS } from '#city/cases/contract.ts';

/** 匿名: nobody knows. 保密: only who handles it, every look logged. 实名: staff see it. */
export const REPORTERS = ['anonymous', 'confidential', 'named'] as const;
export type ReporterMode = (typeof REPORTERS)[number];
export const PLACE_SOURCES = ['pin', 'gps', 'photo', 'address', 'cell', 'asset', 'staff'] as const;

/** A number, or its decimal digits: not whatever JavaScript takes for one (null, true, 0x10). */
const figure = z.preprocess((v) => (typeof v === 'string' && /^\s*[+-]?\d{1,12}(\.\d{1,12})?\s*$/.test(v) ? Number(v) : v), z.number());
/** Degrees are read with their datum, so that a wrong one is told in the words of places. */
const degrees = z.union([z.string().max(40), z.number()]);
/** A telephone number without the spaces and dashes people write: so it is kept and found. */
export function plainPhone(phone: string): string {
  return phone.replace(/[^\d+]/g, '');
}

export const Contact = z.object({
  name: z.string().trim().max(80).optional(),
  phone: z.string().trim().regex(/^\+?[0-9][0-9 ()-]{3,24}$/).transform(plainPhone).optional(),
  email: z.email().max(120).optional(),
});
export type Contact = z.output<typeof Contact>;

/** The report's own fields. Position: `lon`/`lat` in `datum`, or an address, a grid code or an asset code in `place`/`asset`. */
export const ReportFields = z.object({
  nature: z.enum(NATURES).default('report'),
  class: z.string().max(40).optional(),
  description: z.string().trim().max(4000).optional(),
  lon: degrees.optional(), lat: degrees.optional(), datum: z.enum(DATUMS).default('wgs84'), accuracy: figure.pipe(z.number().min(0).max(100_000)).optional(),
  place: z.string().trim().max(200).optional(), place_from: z.enum(PLACE_SOURCES).optional(), asset: z.string().max(60).optional(),
  reporter: z.enum(REPORTERS).default('anonymous'), ...Contact.shape,
});

/** The form of the page. Answers to the class's questions come as `answer.CODE`, looked at separately since classes decide them. */
export const ReportForm = ReportFields.extend({
  photos: many(z.instanceof(File)).pipe(z.array(z.instanceof(File)).max(5)),
  once: z.uuid().optional(),
  /** The stopper's text was read and it is no emergency. */
  understood: ticked,
}).catchall(z.unknown());
export type ReportForm = z.output<typeof ReportForm>;

/** The API's body: JSON, or multipart with photos. `answers` by question code; in forms also as fields `answer.CODE`. */
export const NewReport = ReportFields.extend({
  answers: z.preprocess(fromText, z.record(z.string().max(40), z.union([z.string().max(4000), z.number(), z.array(z.string().max(200)).max(50)]))).default({}),
  photos: many(z.instanceof(File)).pipe(z.array(z.instanceof(File)).max(5)).optional(),
  once: z.uuid().optional(), understood: z.union([z.boolean(), z.enum(['true', 'false', 'yes']).transform((v) => v !== 'false')]).default(false),
}).catchall(z.unknown());

/** Multipart forms carry nested values as JSON text. */
function fromText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;   // told as "must be an object"
  }
}

/** Answers among the fields of a form: `answer.size=big` is the answer to the question `size`. */
export function answersAmong(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (name.startsWith('answer.') ? [[name.slice('answer.'.length), value]] : [])));
}

/** What the reporter gets back. `due` is when it is promised to be done. */
export const Receipt = z.object({ number: z.string(), code: z.string(), due: z.date().nullable(), again: z.boolean() });
export type Receipt = z.output<typeof Receipt>;

/** Written already: lists have hundreds. */
const moment = z.iso.datetime();
/** What everyone may see of a case. Position and place are as coarse as the class wants them. */
export const PublicReport = z.object({
  number: z.string(), nature: z.enum(NATURES), class: z.string().nullable(), class_name: z.string().nullable(), title: z.string(), description: z.string().nullable(), place: z.string().nullable(),
  lon: z.number().nullable(), lat: z.number().nullable(), stage: z.enum(STAGES), outcome: z.enum(OUTCOMES).nullable(), received_at: moment, closed_at: moment.nullable(), due_at: moment.nullable(), late: z.boolean(),
  followers: z.number(), photos: z.array(z.object({ id: z.string(), role: z.string(), url: z.string() })), updated_at: moment, url: z.string(),
});
export type PublicReport = z.output<typeof PublicReport>;

/** One public step, in residents' words. */
export const PublicStep = z.object({ at: z.date(), verb: z.enum(VERBS), title: z.string(), who: z.string().nullable(), note: z.string().nullable() });
export type PublicStep = z.output<typeof PublicStep>;

/** An open report near a place that may be the same thing. `metres` is measured to its public position. */
export const NearReport = z.object({
  number: z.string(), title: z.string(), description: z.string().nullable(), place: z.string().nullable(), class: z.string().nullable(), metres: z.number(), likeness: z.number(),
  stage: z.enum(STAGES), stage_word: z.string(), ago: z.string(), received_at: z.date(), followers: z.number(), photo: z.string().nullable(), url: z.string(),
});
export type NearReport = z.output<typeof NearReport>;

/** A class that is likely meant, with what a form needs to go on with it. */
export const SuggestedClass = z.object({
  code: z.string(), name: z.string(), main: z.string(), score: z.number(), limit: z.string().nullable(), asset: z.boolean(), natures: z.array(z.enum(NATURES)),
  stopper: z.object({ text: z.string(), phone: z.string().nullable(), blocks: z.boolean() }).nullable(),
  questions: z.array(z.object({ code: z.string(), datatype: z.string(), required: z.boolean(), label: z.string(), hint: z.string().optional(), values: z.array(z.object({ key: z.string(), name: z.string() })) })),
});
export type SuggestedClass = z.output<typeof SuggestedClass>;
/** A question of the class as a form asks it. */
export type AskedQuestion = SuggestedClass['questions'][number];

/** Told when a reporter adds words or photos to what they reported. */
export const reportAdded = event('serve.reports.added', z.object({ number: z.string(), report: z.number(), photos: z.number() }));
