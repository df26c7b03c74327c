// Forms of signing in and of the account.
import { z } from 'zod';
import { say } from '#ground/http/explain.ts';
import { LANGS } from '#ground/i18n/index.ts';
import { m } from './messages.ts';
import { handleOf, isEmail, phoneOf, THEMES } from './rules.ts';

const to = z.string().max(500).optional();
const Password = z.string().min(10).max(200);
/** Any time is fine for checking, but argon2 of a megabyte is not. */
const Given = z.string().min(1).max(200);
const Name = z.string().trim().max(80).optional();
const Code = z.string().trim().max(12).transform((typed) => typed.normalize('NFKC').replace(/\D/g, ''));

export const To = z.object({ to });
export const SignIn = z.object({ handle: z.string().trim().min(1).max(254), password: Given, to });
export const AskCode = z.object({ handle: z.string().trim().min(1).max(254).refine((typed) => handleOf(typed).kind !== 'login', say(m.badHandle)), to });
export const EnterCode = z.object({ code: Code, to });

export const Profile = z.object({
  name: Name,
  phone: z.string().trim().max(30).optional().refine((typed) => typed === undefined || phoneOf(typed) !== undefined, say(m.badPhone)),
  email: z.string().trim().max(254).optional().refine((typed) => typed === undefined || isEmail(typed), say(m.badEmail)),
});
export const Display = z.object({ lang: z.enum(LANGS), theme: z.enum(THEMES) });
export const NewPassword = z.object({ old: Given.optional(), password: Password });
export const EndSession = z.object({ session: z.string().regex(/^(others|[0-9a-f]{16})$/) });
export const Key = z.object({ name: z.string().trim().min(1).max(80).optional(), end: z.coerce.number().int().positive().optional() });
export const Unfollow = z.object({ subscription: z.coerce.number().int().positive() });
export const Erase = z.object({ typed: z.string().trim().max(40).optional() });

export const FirstQuery = z.object({ code: z.string().min(1).max(100).optional() });
export const First = z.object({
  code: z.string().min(1).max(100), name: Name, password: Password,
  login: z.string().trim().refine((typed) => /^[a-z0-9][a-z0-9._-]{1,39}$/.test(typed), say(m.badLogin)),
});
