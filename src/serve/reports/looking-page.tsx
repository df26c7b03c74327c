// The staff's side of a case: its reporters, and the look at who they are.
import { z } from 'zod';
import type { ComponentChildren } from 'preact';
import { html, notFound } from '#ground/http/answer.tsx';
import type { AnyCtx, Ctx } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, route, type Route } from '#ground/http/route.ts';
import { shortTime } from '#ground/i18n/format.ts';
import { pick } from '#ground/i18n/index.ts';
import { deskPage } from '#ground/pages/frame.tsx';
import { Button, Card, Field, Kv, LinkButton, Tag } from '#ground/pages/parts.tsx';
import type { Panel } from '#ground/room.ts';
import { cityTools, type CityTools } from '#city/cases/index.ts';
import { REPORTERS } from './contract.ts';
import { lookAt, maySeeConfidential, reportersOf, type Identity, type ReporterRow } from './looking.ts';
import { p } from './page-messages.ts';

/** 'case.side': how many reported it and how, their own words and additions, and the way to look at who they are. */
export const casePanel: Panel = {
  slot: 'case.side', place: 10,
  async show(ctx, subject) {
    if (!isCase(subject)) return null;
    const [tools, rows] = [await cityTools(ctx.db), await reportersOf(ctx.db, subject.id)];
    if (rows.length === 0) return null;
    return <Reporters ctx={ctx} tools={tools} rows={rows} number={subject.number} description={subject.description} />;
  },
};

const isCase = (subject: unknown): subject is { id: number; number: string; description: string | null } => typeof subject === 'object' && subject !== null && 'id' in subject && typeof subject.id === 'number' && 'number' in subject && typeof subject.number === 'string';

function Reporters({ ctx, tools, rows, number, description }: { ctx: Pick<AnyCtx, 'lang' | 'now'>; tools: CityTools; rows: readonly ReporterRow[]; number: string; description: string | null }) {
  const { lang } = ctx;
  return (
    <div class="stack-s">
      <h3>{p.reportersN(lang, { n: rows.length })}</h3>
      <ul class="items">{rows.slice(0, 8).map((row) => <li class="item" key={row.id}><Words ctx={ctx} tools={tools} row={row} description={description} /></li>)}</ul>
      {rows.some((row) => row.known) && (
        <form class="row row-wrap" method="post" action={`/cases/${encodeURIComponent(number)}/reporters`}>
          <Field name="reason" label={<span class="vh">{p.lookTo(lang)}</span>} placeholder={p.lookToHint(lang)} maxLength={200} class="grow" />
          <Button size="d" icon="eye">{p.showIdentity(lang)}</Button><span class="hint">{p.lookLogged(lang)}</span>
        </form>
      )}
    </div>
  );
}

/** One reporter: how they want to be known, what they wrote where it is not the public text, what they answered and added. */
function Words({ ctx, tools, row, description }: { ctx: Pick<AnyCtx, 'lang' | 'now'>; tools: CityTools; row: ReporterRow; description: string | null }) {
  const { lang, now } = ctx;
  const zone = tools.settings.zone;
  const questions = row.class ? (tools.classes.get(row.class)?.questions ?? []) : [];
  const answers = questions.flatMap((q): [ComponentChildren, ComponentChildren][] => {
    const value = row.answers[q.code];
    if (value === undefined) return [];
    return [[pick(lang, q.label), [value].flat().map((one) => { const known = q.values?.find((v) => v.key === one); return known ? pick(lang, known) : String(one); }).join(lang === 'zh' ? '、' : ', ')]];
  });
  return (
    <div class="grow stack-s">
      <p class="row row-wrap"><Tag>{row.follows ? p.follower(lang) : p[row.reporter](lang)}</Tag><span class="meta">{shortTime(lang, zone, row.created_at, now)}</span>{row.stars !== null && <span class="meta">{p.star(lang, { n: row.stars })}</span>}</p>
      {row.description && row.description !== description && <p class="say">{row.description}</p>}
      {answers.length > 0 && <Kv rows={answers} />}
      {row.additions.map((one, i) => <p class="meta" key={i}>{p.additions(lang)} {shortTime(lang, zone, one.at, now)}: {one.words} {one.photos > 0 && p.photo(lang, { n: `× ${one.photos}` })}</p>)}
    </div>
  );
}

const Number_ = z.object({ number: z.string().min(1).max(60) });
const Why = z.object({ reason: z.string().trim().max(200).optional() });
const STAFF_OF_CASES = ['acceptor', 'dispatcher', 'handler', 'officer', 'examiner'] as const;

async function look(ctx: Ctx<z.output<typeof Number_>, unknown, z.output<typeof Why>>): Promise<{ identities: Identity[]; hidden: number }> {
  const { person } = ctx.viewer;
  if (!person) throw notFound();
  const tools = await cityTools(ctx.db);
  const found = await lookAt(ctx.db, { ...ctx.viewer, person }, { number: ctx.params.number, reason: ctx.body.reason, now: ctx.now }, (held) => maySeeConfidential(ctx.viewer, held, tools.settings.privacy.reporterSeenBy));
  if (!found) throw notFound();
  return found;
}

const lookPage = page({
  path: '/cases/:number/reporters', who: STAFF_OF_CASES, summary: 'Looks at who reported a case; logged', params: Number_, body: Why,
  view: async () => { throw refuse(404, p.noLook); },
  async submit(ctx) {
    const { lang, now } = ctx;
    const [tools, { identities, hidden }] = [await cityTools(ctx.db), await look(ctx)];
    const known = identities.filter((i) => i.known);
    // Answered at once and not by a redirect: an identity has no address to come back to.
    return html(await deskPage(ctx, { title: p.identity(lang), main: 'page' }, (
      <div class="stack">
        <h1>{p.identity(lang)} <span class="code">{ctx.params.number}</span></h1>
        <p class="text">{p.identityLead(lang)}</p>
        {known.map((one) => (
          <Card class="card-p" key={one.report}>
            <p class="row"><Tag>{p[one.reporter](lang)}</Tag><span class="meta">{shortTime(lang, tools.settings.zone, one.created_at, now)}</span></p>
            {one.erased ? <p>{p.erased(lang)}</p> : <Kv rows={[[p.name(lang), one.name], [p.phone(lang), one.phone && <a class="link code" href={`tel:${one.phone}`}>{one.phone}</a>], [p.email(lang), one.email]]} />}
          </Card>
        ))}
        {known.length === 0 && hidden === 0 && <p>{p.noIdentity(lang)}</p>}
        {hidden > 0 && <p>{p.notForYou(lang)}</p>}
        <LinkButton href={`/cases/${encodeURIComponent(ctx.params.number)}`} icon="back">{p.toCase(lang)}</LinkButton>
      </div>
    )));
  },
});

const Shown = z.object({ identities: z.array(z.object({ report: z.number(), reporter: z.enum(REPORTERS), follows: z.boolean(), name: z.string().nullable(), phone: z.string().nullable(), email: z.string().nullable(), erased: z.boolean() })), hidden: z.number() });
const lookApi = route({
  method: 'POST', path: '/api/cases/:number/reporters', who: STAFF_OF_CASES, summary: 'Looks at who reported a case; logged', about: '`hidden`: how many asked for confidence and are not for this role.', params: Number_, body: Why, answer: Shown,
  async handle(ctx) {
    const { identities, hidden } = await look(ctx);
    return { identities: identities.filter((i) => i.known).map(({ report, reporter, follows, name, phone, email, erased }) => ({ report, reporter, follows, name, phone, email, erased })), hidden };
  },
});

export const lookRoutes: readonly Route[] = [...lookPage, lookApi];
