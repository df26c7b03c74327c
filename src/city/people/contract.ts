// People who work with the city: their accounts and what they were granted. Residents administer themselves.
import { z } from 'zod';
import { ROLES } from '#ground/identity/roles.ts';

export const Login = z.string().regex(/^[a-z0-9][a-z0-9._-]{1,39}$/);
const Details = { name: z.string().min(1).max(60), phone: z.string().max(40).optional(), email: z.email().max(120).optional(), lang: z.enum(['zh', 'en']).default('zh') };
export const NewStaff = z.object({ login: Login, ...Details, password: z.string().min(8).max(200).optional() });
export type NewStaff = z.output<typeof NewStaff>;
export const StaffDetails = z.object({ ...Details, disabled: z.boolean().default(false) });
export type StaffDetails = z.output<typeof StaffDetails>;

/** A role with the organisation it is held in and the area it reaches. Visitors hold none. */
export const NewGrant = z.object({ role: z.enum(ROLES).exclude(['visitor']), organisation: z.string().max(40).optional(), area: z.string().max(40).optional() });
export type NewGrant = z.output<typeof NewGrant>;

export const Grant = z.object({ id: z.number(), role: z.enum(ROLES), organisation: z.string().nullable(), area: z.string().nullable(), granted_at: z.coerce.date(), granted_by: z.string().nullable(), ended_at: z.coerce.date().nullable() });
export type Grant = z.output<typeof Grant>;
export const Staff = z.object({
  id: z.string(), login: z.string().nullable(), name: z.string().nullable(), phone: z.string().nullable(), email: z.string().nullable(), lang: z.enum(['zh', 'en']), disabled: z.boolean(), created_at: z.date(), grants: z.array(Grant),
});
export type Staff = z.output<typeof Staff>;
