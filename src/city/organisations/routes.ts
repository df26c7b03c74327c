import { z } from 'zod';
import { PositionFields, readPointMaybe } from '#ground/geo/read.ts';
import { refuse } from '#ground/http/refusal.ts';
import { route, type Route } from '#ground/http/route.ts';
import { refuseOutside, refuseUnlessCity, scopeOf } from '../admin/index.ts';
import { areaIndex } from '../areas/index.ts';
import { OrganisationCode, OrganisationInput, OrganisationKind, PublicOrganisation, Responsibility, ResponsibilityInput } from './contract.ts';
import { m } from './messages.ts';
import { endOrganisation, endResponsibility, organisationIndex, saveOrganisations, saveResponsibilities } from './organisations.ts';

const list = route({
  method: 'GET', path: '/api/organisations', who: 'everyone', open: true, summary: 'Organisations in force', about: 'Both centres on both levels, departments, street offices and companies.',
  query: z.object({ kind: OrganisationKind.optional(), area: z.string().max(40).optional() }), answer: z.object({ organisations: z.array(PublicOrganisation) }),
  async handle({ db, query }) {
    const index = await organisationIndex(db);
    return { organisations: index.all(...(query.kind ? [query.kind] : [])).filter((o) => query.area === undefined || o.area === query.area) };
  },
});

const one = route({
  method: 'GET', path: '/api/organisations/:code', who: 'everyone', open: true, summary: 'An organisation, also an ended one', params: z.object({ code: OrganisationCode }), answer: PublicOrganisation.extend({ ended: z.boolean() }),
  async handle({ db, params }) {
    const found = (await organisationIndex(db)).get(params.code);
    if (!found) throw refuse(404, m.unknown, { params: { codes: params.code } });
    return found;
  },
});

const put = route({
  method: 'PUT', path: '/api/organisations/:code', who: ['administrator'], summary: 'Adds or changes an organisation', takes: ['json'],
  params: z.object({ code: OrganisationCode }), body: OrganisationInput.omit({ code: true }), answer: PublicOrganisation,
  async handle({ db, params, body, viewer, now }) {
    refuseUnlessCity(viewer, await areaIndex(db));
    await saveOrganisations(db, [{ ...body, code: params.code }], viewer.person ?? null, now);
    const saved = (await organisationIndex(db)).get(params.code);
    if (!saved) throw refuse(404, m.unknown, { params: { codes: params.code } });
    return saved;
  },
});

const end = route({
  method: 'DELETE', path: '/api/organisations/:code', who: ['administrator'], summary: 'Ends an organisation; its records stay', params: z.object({ code: OrganisationCode }),
  async handle({ db, params, viewer, now }) {
    refuseUnlessCity(viewer, await areaIndex(db));
    await endOrganisation(db, params.code, viewer.person ?? null, now);
  },
});

const lines = route({
  method: 'GET', path: '/api/responsibilities', who: 'everyone', open: true, summary: 'Lines of responsibility in force: class × area × owner of the asset', about: 'What a line leaves out means any. The most specific line decides.',
  query: z.object({ class: z.string().max(40).optional(), area: z.string().max(40).optional(), organisation: z.string().max(40).optional() }), answer: z.object({ responsibilities: z.array(Responsibility) }),
  async handle({ db, query }) {
    const index = await organisationIndex(db);
    const fits = (wanted: string | undefined, value: string | null) => wanted === undefined || wanted === value;
    return { responsibilities: index.lines.filter((l) => fits(query.class, l.class) && fits(query.area, l.area) && fits(query.organisation, l.organisation)) };
  },
});

const ask = route({
  method: 'GET', path: '/api/responsibilities/answer', who: 'everyone', open: true, summary: 'Who is responsible for a class at a place', about: 'By position, or by the code of an area. `by` is the line that decided, null for the fallback.',
  query: z.object({ class: z.string().min(1).max(40), area: z.string().max(40).optional(), owner: z.string().max(40).optional(), ...PositionFields }),
  answer: z.object({ lead: PublicOrganisation, assisting: z.array(z.string()), by: z.number().nullable() }),
  async handle({ db, query }) {
    const [index, areas] = [await organisationIndex(db), await areaIndex(db)];
    const at = readPointMaybe(query);
    const where = at ? areas.locate(at.lon, at.lat) : query.area === undefined ? undefined : areas.where(query.area);
    const found = where && index.responsible({ class: query.class, areaPath: where.path, owner: query.owner ?? null });
    const lead = found && index.get(found.lead);
    if (!lead) throw refuse(404, m.unknown, { params: { codes: query.area ?? query.class } });
    return { lead, assisting: [...found.assisting], by: found.by?.id ?? null };
  },
});

const addLine = route({
  method: 'POST', path: '/api/responsibilities', who: ['administrator'], summary: 'Writes a line of responsibility', about: 'One of the same class, area and owner ends and this one begins. Administrators of a district only within it.', takes: ['json'], status: 201,
  body: ResponsibilityInput, answer: z.object({ responsibilities: z.array(Responsibility) }),
  async handle({ db, body, viewer, now }) {
    refuseOutside(scopeOf(viewer, await areaIndex(db)), body.area);
    await saveResponsibilities(db, [body], viewer.person ?? null, now);
    const index = await organisationIndex(db);
    const same = (a: string | null | undefined, b: string | null) => (a || null) === b;
    return { responsibilities: index.lines.filter((l) => same(body.class, l.class) && same(body.area, l.area) && same(body.owner, l.owner)) };
  },
});

const endLine = route({
  method: 'DELETE', path: '/api/responsibilities/:id', who: ['administrator'], summary: 'Ends a line of responsibility', params: z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) }),
  async handle({ db, params, viewer, now }) {
    const line = (await organisationIndex(db)).lines.find((l) => l.id === params.id);
    if (!line) throw refuse(404, m.unknown, { params: { codes: String(params.id) } });
    refuseOutside(scopeOf(viewer, await areaIndex(db)), line.area);
    await endResponsibility(db, params.id, viewer.person ?? null, now);
  },
});

export const apiRoutes: readonly Route[] = [list, one, put, end, lines, ask, addLine, endLine];
