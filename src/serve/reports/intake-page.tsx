// /desk/intake: what comes by telephone, counter, letter, hotline or directive, taken down by an acceptor in the case flow of everybody's reports.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { PositionFields, readPointMaybe } from '#ground/geo/read.ts';
import { html } from '#ground/http/answer.tsx';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { EMPTY_FORM } from '#ground/http/context.ts';
import { refuse, Refusal } from '#ground/http/refusal.ts';
import { page, route, see, type Route } from '#ground/http/route.ts';
import { normalCode, organisationsOf } from '#ground/identity/index.ts';
import { pick } from '#ground/i18n/index.ts';
import { deskPage } from '#ground/pages/frame.tsx';
import { Island } from '#ground/pages/island.tsx';
import { mapStart } from '#city/areas/index.ts';
import { actAsStaff, cityTools, file, isCase, NATURES, natureSeal, natureTone, natureWord, today, type CityTools } from '#city/cases/index.ts';
import { answersAmong, ReportFields } from './contract.ts';
import { valueOf } from './form/props.ts';
import { joinCase } from './intake/attaching.ts';
import { IntakeForm } from './intake/intake-form.tsx';
import { t } from './intake/messages.ts';
import { callsTold, outlookOf } from './intake/outlook.ts';
import { INTAKE_SOURCES, type IntakeProps } from './intake/props.ts';
import { callsOf } from './looking.ts';
import { submit } from './submitting.ts';

const Intake = ReportFields.extend({
  reporter: z.enum(['anonymous', 'confidential', 'named']).default('named'), source: z.enum(INTAKE_SOURCES).default('phone'), once: z.uuid().optional(), into: z.string().max(60).optional(),
  do: z.enum(['file', 'register', 'merge', 'look', 'calls']).default('register'),
}).catchall(z.unknown());
type Intake = z.output<typeof Intake>;
const Opened = z.object({ done: z.string().max(60).optional(), how: z.enum(['done', 'doneFiled', 'doneMerged']).optional().catch(undefined) }).catchall(z.unknown());
type Opened = z.output<typeof Opened>;
type Post = Ctx<undefined, Opened, Intake>;

const CODE = 'comis_intake';   // the last receipt code, for a few minutes, to be read to the caller
const WHO = ['acceptor'] as const;

const intake = page({
  path: '/desk/intake', who: WHO, summary: 'Takes down a call', query: Opened, body: Intake, view: (ctx, form) => intakeView(ctx, form, undefined),
  async submit(ctx) {
    switch (ctx.body.do) {
      case 'look': return html(await intakeView(ctx, typedAgain(ctx), undefined));
      case 'calls': return html(await intakeView(ctx, typedAgain(ctx), ctx.body.phone));
      case 'merge': return done(ctx, 'doneMerged', await merged(ctx));
      case 'file': { const receipt = await taken(ctx); return done(ctx, (await filed(ctx, receipt.number)) ? 'doneFiled' : 'done', receipt); }
      default: return done(ctx, 'done', await taken(ctx));
    }
  },
});

/** The form as it was sent, without errors: the page again with what was asked for. */
const typedAgain = (ctx: Post): FormState => ({ ...EMPTY_FORM, values: Object.fromEntries(Object.entries(ctx.body).flatMap(([name, value]) => (typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : []))) });

const done = (ctx: Post, how: 'done' | 'doneFiled' | 'doneMerged', { number, code }: { number: string; code: string }): Response =>
  see(`/desk/intake?done=${encodeURIComponent(number)}&how=${how}`, { 'set-cookie': `${CODE}=${code}; Path=/desk/intake; Max-Age=600; HttpOnly; SameSite=Strict${ctx.ground.baseUrl.startsWith('https:') ? '; Secure' : ''}` });

function staffOf(ctx: Post): { person: string; organisation: string | null } {
  const { person } = ctx.viewer;
  if (!person) throw new Error('an acceptor is always somebody');
  return { person, organisation: organisationsOf(ctx.viewer, 'acceptor')[0] ?? null };
}

async function taken(ctx: Post): Promise<{ number: string; code: string }> {
  const { source, once } = ctx.body;
  const receipt = await submit(ctx.db, { fields: { ...ctx.body, answers: answersAmong(ctx.body), understood: true }, photos: [], source, once, now: ctx.now, lang: ctx.lang, person: undefined, staff: staffOf(ctx) });
  ctx.ground.pump.nudge();
  return receipt;
}

/** Files what was just registered by the first standard of its class; false when that is not (yet) possible here, and then it waits for acceptance like any other. */
async function filed(ctx: Post, number: string): Promise<boolean> {
  const standard = ctx.body.class && isCase(ctx.body.nature) ? (await cityTools(ctx.db)).classes.standards(ctx.body.class)[0] : undefined;
  if (!standard) return false;
  try {
    await actAsStaff(ctx.db, ctx.viewer, { number, verb: 'file', now: ctx.now }, (situation) => file(situation, { standard: { id: standard.id, class: standard.class, limit: { value: standard.limit_value, unit: standard.limit_unit } } }));
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;   // another centre's place: it is registered there
    throw error;
  }
}

async function merged(ctx: Post): Promise<{ number: string; code: string }> {
  if (!ctx.body.into) throw refuse(422, t.noneChosen, { field: 'into' });
  const receipt = await joinCase(ctx.db, ctx.viewer, ctx.body.into, { fields: { ...ctx.body, answers: answersAmong(ctx.body), understood: true }, source: ctx.body.source, once: ctx.body.once ?? randomUUID(), lang: ctx.lang, now: ctx.now });
  ctx.ground.pump.nudge();
  return receipt;
}

async function intakeView(ctx: Ctx<unknown, Opened>, form: FormState, phone: string | undefined) {
  const { lang, query } = ctx;
  const tools = await cityTools(ctx.db);
  const code = query.done === undefined ? undefined : normalCode(ctx.cookies[CODE] ?? '');
  return deskPage(ctx, { title: t.title(lang), page: 'intake', current: '/desk/intake', live: true }, (
    <Island name="intake" of={IntakeForm} props={{ ...(await formProps(ctx, tools, form, phone)), said: query.done === undefined ? undefined : { words: t[query.how ?? 'done'](lang, { number: query.done }), number: query.done, code } }} />
  ));
}

async function formProps(ctx: Ctx<unknown, Opened>, tools: CityTools, form: FormState, phone: string | undefined): Promise<Omit<IntakeProps, 'said'>> {
  const { db, lang, now, viewer } = ctx;
  const on = today(now, tools);
  const { values } = form;
  const code = valueOf(values, 'class');
  const cls = code ? tools.classes.get(code) : undefined;
  const start = await mapStart(db, lang);
  const at = readable(values);
  const nature = NATURES.find((n) => n === valueOf(values, 'nature')) ?? 'report';
  const past = phone && viewer.person ? callsTold(tools, await callsOf(db, { ...viewer, person: viewer.person }, phone, now), now, lang) : undefined;
  return {
    lang, once: valueOf(values, 'once') || randomUUID(), values, errors: form.errors, problem: form.problem, past, className: cls ? pick(lang, { zh: cls.name, en: cls.name_en }) : '', city: pick(lang, tools.settings.short),
    outlook: at || cls ? await outlookOf(db, tools, viewer, { at, class: cls?.code, nature, now, lang }) : undefined, map: { base: start.base, center: start.center, zoom: start.zoom, bounds: start.bounds },
    natures: NATURES.map((value) => ({ value, word: natureWord(value)(lang), seal: natureSeal(value)(lang), tone: natureTone(value) })),
    classes: tools.classes.mains(on).map((main) => ({ main: pick(lang, { zh: main.name, en: main.name_en }), classes: tools.classes.children(main.code).filter((c) => tools.classes.usable(on).includes(c)).map((c) => [c.code, pick(lang, { zh: c.name, en: c.name_en })] as const) })),
  };
}

/** The position among what was typed, when it is one. */
function readable(values: FormState['values']) {
  const [lon, lat] = [Number(valueOf(values, 'lon')), Number(valueOf(values, 'lat'))];
  return valueOf(values, 'lon') && valueOf(values, 'lat') && Number.isFinite(lon) && Number.isFinite(lat) ? { lon, lat } : undefined;
}

const NearCase = z.object({ number: z.string(), title: z.string(), metres: z.number(), ago: z.string(), source: z.string(), stage: z.string(), glyph: z.string(), photo: z.string().nullable(), lon: z.number(), lat: z.number() });
const outlook = route({
  method: 'GET', path: '/api/intake/outlook', who: WHO, summary: 'What will become of a call: areas, open cases near, standard, unit, due', query: z.object({ class: z.string().max(40).optional(), nature: z.enum(NATURES).default('report'), ...PositionFields }),
  answer: z.object({ inside: z.boolean(), areas: z.string(), near: z.array(NearCase), plan: z.object({ filing: z.string().nullable(), unit: z.string().nullable(), due: z.string().nullable(), answered: z.boolean() }).nullable() }),
  handle: async ({ db, query, viewer, now, lang }) => { const found = await outlookOf(db, await cityTools(db), viewer, { at: readPointMaybe(query), class: query.class, nature: query.nature, now, lang }); return { ...found, near: [...found.near] }; },
});

const Call = z.object({ number: z.string(), title: z.string(), seal: z.string(), tone: z.string(), day: z.string(), done: z.boolean() });
const calls = route({
  method: 'POST', path: '/api/intake/calls', who: WHO, summary: 'What a telephone number reported before; logged', body: z.object({ phone: z.string().trim().regex(/^\+?[0-9][0-9 ()-]{3,24}$/) }), answer: z.object({ calls: z.array(Call) }),
  async handle({ db, body, viewer, now, lang }) {
    if (!viewer.person) throw new Error('an acceptor is always somebody');
    return { calls: callsTold(await cityTools(db), await callsOf(db, { ...viewer, person: viewer.person }, body.phone, now), now, lang) };
  },
});

export const intakeRoutes: readonly Route[] = [...intake, outlook, calls];
