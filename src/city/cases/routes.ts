// The case itself: its page, its paper, its photos, its JSON. The steps belong to the rooms of the desks (step-routes.ts).
import { z } from 'zod';
import { sql } from '#ground/db/index.ts';
import { photoAnswer, VARIANTS } from '#ground/files/index.ts';
import { notFound } from '#ground/http/answer.tsx';
import { page, route, type Route } from '#ground/http/route.ts';
import type { Role } from '#ground/identity/index.ts';
import type { LiveFeed, NavEntry } from '#ground/room.ts';
import { caseStepped, CaseState, SOURCES, VERBS } from './contract.ts';
import { d } from './desk-messages.ts';
import { queueDesk } from './desk-queue.tsx';
import { casePage } from './page.tsx';
import { printCase } from './print.tsx';
import { photoOf, readCaseFile } from './reading.ts';
import { isPublic, seenAsStaff } from './seeing.ts';

/** Who has to do with cases. Editors and stewards are staff too, but no case is theirs. */
const READERS: readonly Role[] = ['acceptor', 'dispatcher', 'handler', 'officer', 'examiner', 'administrator'];
const ByNumber = z.object({ number: z.string().min(1).max(60) });
const time = z.iso.datetime({ offset: true });
const Times = { received_at: time, filed_at: time.nullable(), dispatched_at: time.nullable(), handled_at: time.nullable(), closed_at: time.nullable(), stage_due_at: time.nullable(), due_at: time.nullable(), suspended_until: time.nullable() };

/** A case as programs of staff read it: its state and its file, oldest step first. */
const CaseOut = CaseState.pick({
  nature: true, class: true, standard: true, path: true, supervision: true, command: true, stage: true, holder: true, lead: true, assisting: true, returned: true, urged: true, reopened: true, reworked: true,
  late: true, exempt: true, outcome: true, followers: true, rating: true, solved: true, extension: true, appeal: true,
}).extend({
  number: z.string(), title: z.string(), description: z.string().nullable(), source: z.enum(SOURCES), visibility: z.enum(['public', 'private']), place: z.string().nullable(),
  position: z.object({ lon: z.number(), lat: z.number(), datum: z.literal('wgs84') }).nullable(), ...Times, merged_into: z.string().nullable(),
  photos: z.array(z.object({ id: z.uuid(), role: z.string(), at: time })),
  steps: z.array(z.object({ id: z.number(), at: time, verb: z.enum(VERBS), role: z.string().nullable(), organisation: z.string().nullable(), reason: z.string().nullable(), note: z.string().nullable(), public: z.boolean() })),
});

const one = route({
  method: 'GET', path: '/api/cases/:number', who: READERS, params: ByNumber, answer: CaseOut, summary: 'A case with its file of steps',
  about: 'Acceptors and officers see their area, dispatchers what was filed for their centre, handlers what their unit has or had; anything else is 404.',
  async handle(ctx) {
    const file = await readCaseFile(ctx.db, ctx.viewer, ctx.params.number, { now: ctx.now });
    if (!file) throw notFound();
    const iso = (at: Date | null) => at?.toISOString() ?? null;
    return CaseOut.parse({
      ...file, merged_into: file.into, position: file.lon === null || file.lat === null ? null : { lon: file.lon, lat: file.lat, datum: 'wgs84' as const },
      received_at: file.received_at.toISOString(), filed_at: iso(file.filed_at), dispatched_at: iso(file.dispatched_at), handled_at: iso(file.handled_at), closed_at: iso(file.closed_at),
      stage_due_at: iso(file.stage_due_at), due_at: iso(file.due_at), suspended_until: iso(file.suspended_until),
      photos: file.photos.map((p) => ({ ...p, at: p.at.toISOString() })),
      steps: file.steps.toReversed().map((s) => ({ ...s, at: s.at.toISOString() })),
    });
  },
});

const photo = route({
  method: 'GET', path: '/cases/:number/photos/:id', who: 'everyone', params: ByNumber.extend({ id: z.uuid() }), query: z.object({ size: z.enum(VARIANTS).default('full') }),
  summary: 'A photo of a case, for whoever may see the case', errors: 'page',
  async handle(ctx) {
    const found = await photoOf(ctx.db, ctx.params.number, ctx.params.id, sql`(${isPublic} or ${seenAsStaff(ctx.viewer)})`);
    const answer = found && await photoAnswer(ctx.ground.files, found.id, ctx.query.size);
    if (!answer) throw notFound();
    return answer;
  },
});

export const routes: Route[] = [
  one,
  { ...photo, page: true },
  ...page({ path: '/cases/:number', who: READERS, params: ByNumber, summary: 'The case: file, evidence, and what this person may do now', view: (ctx, form) => casePage(ctx, form) }),
  ...page({ path: '/cases', who: READERS, summary: 'All cases this person may see, with filters', view: (ctx) => queueDesk(ctx, { path: '/cases', title: d.allCasesTitle, tabs: [{ queue: 'all', title: d.allCases }] }) }),
  ...page({ path: '/cases/:number/print', who: READERS, params: ByNumber, summary: 'The file of a case on paper', view: printCase }),
];

export const nav: NavEntry[] = [{ bar: 'desk', roles: READERS, href: '/cases', title: d.allCases, icon: 'search', place: 60 }];

/** Tells desks that something of theirs changed, without saying what: they look for themselves, through their own queues. */
const desk: LiveFeed = {
  name: 'desk', roles: READERS,
  of(viewer, happened) {
    if (happened.type !== caseStepped.type) return undefined;
    const { path, holder, verb, stage } = caseStepped.payload.parse(happened.payload);
    const concerned = viewer.grants.some((grant) => READERS.includes(grant.role) && ((grant.area !== null && path.includes(grant.area)) || (grant.organisation !== null && grant.organisation === holder)));
    return concerned ? { verb, stage } : undefined;
  },
};
export const feeds: LiveFeed[] = [desk];
