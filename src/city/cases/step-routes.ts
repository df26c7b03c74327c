// The routes of a step: `PUT /api/cases/:number/filing` for programs and `POST /cases/:number/filing` for the buttons of the page.
// The rooms of the desks list the steps that are theirs (supervise/acceptance, command/dispatch, supervise/checks) and get their routes here.
import { z } from 'zod';
import type { Db } from '#ground/db/index.ts';
import { withPhotos } from '#ground/files/uploads.ts';
import type { AnyCtx, Ctx } from '#ground/http/context.ts';
import { route, see, type Route } from '#ground/http/route.ts';
import { ACTIONS, type ActionInput, type ActionVerb } from './actions.ts';
import { actAsStaff, type Acted, type Decider } from './acting.ts';
import { STAGES, type Verb } from './contract.ts';
import { DECIDERS } from './deciders.ts';
import { absorb } from './merging.ts';
import { moving } from './moving.ts';
import { casePage } from './page.tsx';

const ByNumber = z.object({ number: z.string().min(1).max(60) });
const Taken = z.object({ number: z.string(), step: z.number(), stage: z.enum(STAGES) });
/** Photos of a step have a part in the file: what a handler or officer adds shows how it is afterwards. */
const PHOTO_ROLES: Partial<Record<Verb, string>> = { feedback: 'after', check: 'check', verify: 'check' };
type StepCtx = Ctx<{ number: string }, unknown, ActionInput<ActionVerb>>;

/** API route and form route of one step. */
export function stepRoutes(verb: ActionVerb, summary: string): Route[] {
  const action = ACTIONS[verb];
  const common = { who: action.roles, params: ByNumber, body: action.body as z.ZodType<ActionInput<ActionVerb>>, summary };
  const back = (ctx: StepCtx) => see(ctx.body.back ?? `/cases/${encodeURIComponent(ctx.params.number)}`);
  const form = route({ ...common, method: 'POST', path: `/cases/:number/${action.noun}`, takes: ['form'], errors: 'page', handle: async (ctx) => { await takeStep(ctx, verb); return back(ctx); } });
  return [
    route({ ...common, method: 'PUT', path: `/api/cases/:number/${action.noun}`, answer: Taken, handle: (ctx) => takeStep(ctx, verb) }),
    { ...form, page: true, again: (ctx: AnyCtx, state) => casePage(ctx as Ctx<{ number: string }>, state, verb) },
  ];
}

function takeStep(ctx: StepCtx, verb: ActionVerb): Promise<z.output<typeof Taken>> {
  const input = ctx.body;
  return withPhotos(ctx, input.photos, async (photos) => {
    const asked = { number: ctx.params.number, verb, now: ctx.now, seen: input.seen, photos, photoRole: PHOTO_ROLES[verb] ?? 'photo', ...moving(verb, input) };
    const take = (db: Db) => actAsStaff(db, ctx.viewer, asked, decider(verb, input, db));
    const acted = verb === 'merge' || verb === 'unmerge' ? await ctx.db.begin(async (tx) => both(tx, await take(tx), verb, ctx)) : await take(ctx.db);
    ctx.ground.pump.nudge();
    return { number: acted.row.number, step: acted.step, stage: acted.after.stage };
  });
}

/** Two cases change or neither. */
async function both(tx: Db, acted: Acted, verb: 'merge' | 'unmerge', ctx: StepCtx): Promise<Acted> {
  await absorb(tx, ctx.viewer, acted, verb, ctx.now);
  return acted;
}

/** The deciding function for a verb with the input that its own schema parsed: the two tables have the same keys. */
function decider(verb: ActionVerb, input: ActionInput<ActionVerb>, db: Db): Decider {
  const make = DECIDERS[verb] as (input: ActionInput<ActionVerb>, db: Db) => Decider;
  return make(input, db);
}
