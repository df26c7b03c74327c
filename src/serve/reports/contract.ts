// What a report is made of, whichever door it comes through: page, telephone, Open311, API.
import { z } from 'zod';
import { many, ticked } from '#ground/http/route.ts';
import { NATURES, SOURCES } from '#city/cases/contract.ts';
import { DATUMS } from '#ground/geo/datums.ts';

/** 匿名: nobody knows. 保密: only who handles it, every look logged. 实名: staff see it. */
export const REPORTERS = ['anonymous', 'confidential', 'named'] as const;
export type ReporterMode = (typeof REPORTERS)[number];
export const PLACE_SOURCES = ['pin', 'gps', 'photo', 'address', 'cell', 'asset', 'staff'] as const;

const number = z.coerce.number();
export const Contact = z.object({
  name: z.string().trim().max(80).optional(),
  phone: z.string().trim().regex(/^\+?[0-9][0-9 ()-]{3,24}$/).optional(),
  email: z.email().max(120).optional(),
});
export type Contact = z.output<typeof Contact>;

/** The report's own fields. Position: `lon`/`lat` in `datum`, or an address, a grid code or an asset code in `place`/`asset`. */
export const ReportFields = z.object({
  nature: z.enum(NATURES).default('report'),
  class: z.string().max(40).optional(),
  description: z.string().max(4000).optional(),
  lon: number.optional(), lat: number.optional(), datum: z.enum(DATUMS).default('wgs84'), accuracy: number.min(0).max(100_000).optional(),
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

/** The API's body: the same without files (JSON) or with them (multipart). */
export const NewReport = ReportFields.extend({
  answers: z.record(z.string().max(40), z.union([z.string().max(2000), z.number(), z.array(z.string().max(200)).max(50)])).default({}),
  photos: many(z.instanceof(File)).pipe(z.array(z.instanceof(File)).max(5)).optional(),
  once: z.uuid().optional(), understood: z.boolean().default(false),
});

/** What the reporter gets back. `due` is when it is promised to be done. */
export const Receipt = z.object({ number: z.string(), code: z.string(), due: z.date().nullable(), again: z.boolean() });
export type Receipt = z.output<typeof Receipt>;

export const Source = z.enum(SOURCES);

/** What everyone may see of a case. */
export const PublicReport = z.object({
  number: z.string(), nature: z.enum(NATURES), class: z.string().nullable(), class_name: z.string().nullable(), title: z.string(), description: z.string().nullable(), place: z.string().nullable(),
  lon: z.number().nullable(), lat: z.number().nullable(), stage: z.string(), outcome: z.string().nullable(), received_at: z.date(), closed_at: z.date().nullable(), due_at: z.date().nullable(), late: z.boolean(),
  followers: z.number(), photos: z.array(z.object({ id: z.string(), role: z.string() })), updated_at: z.date(),
});
export type PublicReport = z.output<typeof PublicReport>;
