import { z } from 'zod';
import { route, type Route } from '#ground/http/route.ts';
import { ROLES } from '#ground/identity/roles.ts';
import { NewGrant, NewStaff, Staff, StaffDetails } from './contract.ts';
import { addStaff, areasSeen, changeStaff, giveRole, staffSeen, takeRole } from './people.ts';
import { listStaff } from './store.ts';

const WHO = ['administrator'] as const;
const Id = z.object({ id: z.uuid() });

const list = route({
  method: 'GET', path: '/api/people', who: WHO, summary: 'People who work with the city', about: 'Within the administrator\'s area. Residents appear by their exact account only.',
  query: z.object({ q: z.string().max(80).optional(), role: z.enum(ROLES).optional(), organisation: z.string().max(40).optional(), limit: z.coerce.number().int().min(1).max(200).default(50), from: z.coerce.number().int().min(0).max(1_000_000).default(0) }),
  answer: z.object({ people: z.array(Staff), total: z.number() }),
  async handle({ db, query, viewer }) {
    const rows = await listStaff(db, { search: query.q, role: query.role, organisation: query.organisation, areas: await areasSeen(db, viewer), limit: query.limit, offset: query.from });
    return { people: rows, total: rows[0]?.total ?? 0 };
  },
});

const one = route({ method: 'GET', path: '/api/people/:id', who: WHO, summary: 'A person with their roles, also ended ones', params: Id, answer: Staff, handle: ({ db, params, viewer }) => staffSeen(db, viewer, params.id) });

const add = route({
  method: 'POST', path: '/api/people', who: WHO, summary: 'Adds an account with its first role', takes: ['json'], status: 201, body: NewStaff.extend({ grant: NewGrant }), answer: Staff,
  async handle({ db, body, viewer }) {
    const { grant, ...person } = body;
    return staffSeen(db, viewer, await addStaff(db, viewer, person, grant));
  },
});

const put = route({
  method: 'PUT', path: '/api/people/:id', who: WHO, summary: 'Changes name, ways to reach, language, or disables the account', takes: ['json'], params: Id, body: StaffDetails, answer: Staff,
  async handle({ db, params, body, viewer, now }) {
    await changeStaff(db, viewer, params.id, body, now);
    return staffSeen(db, viewer, params.id);
  },
});

const give = route({
  method: 'POST', path: '/api/people/:id/grants', who: WHO, summary: 'Gives a role', about: 'Roles fit organisations: acceptors and officers supervision, dispatchers command, handlers those who handle.', takes: ['json'], status: 201, params: Id, body: NewGrant, answer: Staff,
  async handle({ db, params, body, viewer }) {
    await giveRole(db, viewer, params.id, body);
    return staffSeen(db, viewer, params.id);
  },
});

const take = route({
  method: 'DELETE', path: '/api/people/:id/grants/:grant', who: WHO, summary: 'Takes a role back', params: z.object({ id: z.uuid(), grant: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) }),
  handle: ({ db, params, viewer, now }) => takeRole(db, viewer, params.id, params.grant, now),
});

export const apiRoutes: readonly Route[] = [list, one, add, put, give, take];
