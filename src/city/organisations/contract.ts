// Organisations (机构) on two axes, supervision (监督中心) and command (指挥中心), and two levels, city and district; and those who handle.
import { z } from 'zod';

export const ORGANISATION_KINDS = ['supervision', 'command', 'department', 'street', 'company', 'examiner'] as const;
export const OrganisationKind = z.enum(ORGANISATION_KINDS);
export type OrganisationKind = z.infer<typeof OrganisationKind>;
export const LEVELS = ['city', 'district'] as const;

export const OrganisationCode = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/);

/** What is written; the path follows from the parents. */
export const OrganisationInput = z.object({
  code: OrganisationCode, name: z.string().min(1).max(80), name_en: z.string().max(120).nullish(), parent: OrganisationCode.nullish(),
  kind: OrganisationKind, level: z.enum(LEVELS), area: z.string().min(1).max(40), phone: z.string().max(40).nullish(), email: z.email().nullish(),
});
export type OrganisationInput = z.infer<typeof OrganisationInput>;

export const Organisation = z.object({
  code: z.string(), name: z.string(), name_en: z.string().nullable(), parent: z.string().nullable(), path: z.array(z.string()),
  kind: OrganisationKind, level: z.enum(LEVELS), area: z.string(), phone: z.string().nullable(), email: z.string().nullable(), ended: z.boolean(),
});
export type Organisation = z.infer<typeof Organisation>;

/** What everyone may see of an organisation. */
export const PublicOrganisation = Organisation.pick({ code: true, name: true, name_en: true, parent: true, kind: true, level: true, area: true, phone: true });

/** A line of responsibility (责任): class × area × owner of the asset; what is left out means any. */
export const ResponsibilityInput = z.object({
  class: z.string().max(40).nullish(), area: z.string().max(40).nullish(), owner: z.string().max(40).nullish(),
  organisation: OrganisationCode, assisting: z.array(OrganisationCode).max(10).default([]), note: z.string().max(400).nullish(),
});
export type ResponsibilityInput = z.infer<typeof ResponsibilityInput>;

export const Responsibility = z.object({
  id: z.number(), class: z.string().nullable(), area: z.string().nullable(), owner: z.string().nullable(), organisation: z.string(), assisting: z.array(z.string()), note: z.string().nullable(),
});
export type Responsibility = z.infer<typeof Responsibility>;
