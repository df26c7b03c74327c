// The desk: what cameras saw, one event, the logged look at its original, covering and releasing it.
import { z } from 'zod';
import type { VNode } from 'preact';
import { notFound } from '#ground/http/answer.tsx';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, route, see, ticked, type Route } from '#ground/http/route.ts';
import { photoAnswer } from '#ground/files/index.ts';
import { dateTime, shortTime } from '#ground/i18n/format.ts';
import { deskPage } from '#ground/pages/frame.tsx';
import { Island } from '#ground/pages/island.tsx';
import { Button, Card, CheckBox, Empty, ErrorSummary, Item, Items, Kv, LinkButton, Notice, Pagination, PartHead, Photo, SearchField, Tag } from '#ground/pages/parts.tsx';
import { EventKind, KINDS } from './contract.ts';
import { eventById, listEvents, lookAtOriginal, looksAt, type EventRow } from './events-store.ts';
import Masking from './masking.island.tsx';
import { m } from './messages.ts';
import { DESK, reachOf } from './reach.ts';
import { releaseEvent, withdrawEvent } from './releasing.ts';
import { writeRegions } from './rules.ts';
import { s } from './staff-messages.ts';
import { kindWord } from './words.ts';

const PAGE = 40;
const EventId = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
const Place = z.string().regex(/^\d{1,13}_\d{1,15}$/).transform((text) => { const [at, id] = text.split('_').map(Number); return { at: new Date(at ?? 0), id: id ?? 0 }; });

const list = page({
  path: '/desk/cameras', who: DESK, summary: 'What cameras saw', query: z.object({ kind: EventKind.optional(), before: Place.optional(), lang: z.string().optional() }),
  async view(ctx) {
    const { lang, db, query, viewer, site, now } = ctx;
    const rows = await listEvents(db, { ...reachOf(viewer, DESK), kind: query.kind, before: query.before, limit: PAGE + 1 });
    const shown = rows.slice(0, PAGE);
    const last = shown.at(-1);
    return deskPage(ctx, { title: s.desk(lang), page: 'queue', main: 'admin' }, (
      <>
        <div class="page-h"><h1>{s.desk(lang)}</h1></div>
        <p class="text">{s.deskLead(lang)}</p>
        <div class="form"><form class="row">
          <span class="grow"><select class="input" name="kind" aria-label={m.kind(lang)} data-auto={true}>
            <option value="">{s.anyKind(lang)}</option>
            {KINDS.map((value) => <option key={value} value={value} selected={value === query.kind}>{kindWord(value, lang)}</option>)}
          </select></span>
          <Button size="d">{m.search(lang)}</Button>
        </form></div>
        {shown.length === 0 ? <Empty icon="eye" title={m.noEvents(lang)}>{m.noEventsHint(lang)}</Empty> : (
          <Items label={s.desk(lang)}>{shown.map((event) => (
            <Item key={event.id} href={`/desk/cameras/events/${event.id}`} title={s.one(lang, { kind: kindWord(event.kind, lang), camera: event.camera_name })} meta={event.place ?? event.camera} aside={shortTime(lang, site.zone, event.at, now)}
              lead={<Photo src={event.blurred ? `/desk/cameras/events/${event.id}/shown` : undefined} alt="" size="s" />} signs={<Signs event={event} ctx={ctx} />} />
          ))}</Items>
        )}
        <Pagination label={m.pages(lang)} newer={query.before && href(query.kind, undefined)} newerWords={m.newer(lang)} older={rows.length > PAGE && last ? href(query.kind, `${last.at.getTime()}_${last.id}`) : undefined} olderWords={m.older(lang)} />
      </>
    ));
  },
});

function href(kind: string | undefined, before: string | undefined): string {
  const search = new URLSearchParams({ ...(kind ? { kind } : {}), ...(before ? { before } : {}) }).toString();
  return `/desk/cameras${search ? `?${search}` : ''}`;
}

const Signs = ({ event, ctx: { lang } }: { event: EventRow; ctx: Pick<Ctx, 'lang'> }) => (
  <>{event.case_number ? <Tag tone="info">{event.case_number}</Tag> : <Tag>{m.fact(lang)}</Tag>}{event.released && <Tag>{m.maskedPicture(lang)}</Tag>}</>
);

const Look = z.object({ look: z.string().trim().max(200).optional(), done: z.enum(['published', 'withdrawn']).optional(), lang: z.string().optional() });
const Publishing = z.object({ do: z.enum(['publish', 'withdraw']), regions: z.string().max(6000).default(''), checked: ticked });
type EventCtx = Ctx<z.output<typeof EventId>, z.output<typeof Look>>;

const one = page({
  path: '/desk/cameras/events/:id', who: DESK, summary: 'One event of a camera', params: EventId, query: Look, body: Publishing,
  view: (ctx, form) => eventPage(ctx, form),
  async submit(ctx) {
    const { viewer, params, body } = ctx;
    if (!viewer.person) throw notFound();
    const at = `/desk/cameras/events/${params.id}`;
    const by = { person: viewer.person, reach: reachOf(viewer, DESK), now: ctx.now };
    if (body.do === 'withdraw') {
      await withdrawEvent(ctx.db, ctx.ground.files, params.id, by);
      return see(`${at}?done=withdrawn`);
    }
    if (!body.checked) throw refuse(422, s.mustCheck, { field: 'checked' });
    await releaseEvent(ctx.db, ctx.ground.files, params.id, body.regions, by);
    return see(`${at}?done=published`);
  },
});

async function eventPage(ctx: EventCtx, form: FormState): Promise<VNode> {
  const { lang, db, params, query, viewer, site, now } = ctx;
  const event = await eventById(db, params.id, reachOf(viewer, DESK));
  if (!event) throw refuse(404, m.noEvent);
  const looks = await looksAt(db, event.id);
  const title = s.one(lang, { kind: kindWord(event.kind, lang), camera: event.camera_name });
  const original = event.picture !== null && !event.gone;
  return deskPage(ctx, { title, page: 'queue', main: 'admin', current: '/desk/cameras' }, (
    <>
      <div class="page-h"><h1>{title}</h1><LinkButton href="/desk/cameras" icon="back" size="d">{s.toDesk(lang)}</LinkButton></div>
      {query.done && !form.problem && <Notice tone="done" live>{s[query.done](lang)}</Notice>}
      {form.problem && <ErrorSummary title={form.problem} errors={Object.entries(form.errors).map(([field, text]) => ({ field, text }))} />}
      <div class="cols">
        <div class="stack">
          {original && query.look !== undefined ? <Covering ctx={ctx} event={event} form={form} /> : <Public event={event} ctx={ctx} original={original} />}
        </div>
        <div class="stack">
          <Card class="card-p stack">
            <h2>{s.facts(lang)}</h2>
            <Kv rows={[
              [m.kind(lang), kindWord(event.kind, lang)], [m.when(lang), dateTime(lang, site.zone, event.at)], [m.camera(lang), <a class="link" href={`/cameras/${event.camera}`}>{event.camera_name}</a>], [m.place(lang), event.place], [m.seenClass(lang), event.class],
              [m.confidence(lang), event.confidence !== null && `${Math.round(event.confidence * 100)} %`], [m.note(lang), event.note], [m.source(lang), m[event.source](lang)],
              [m.caseOf(lang), event.case_number && <><a class="link code" href={`/cases/${encodeURIComponent(event.case_number)}`}>{event.case_number}</a>{event.joined && <> <span class="meta">{m.joined(lang)}</span></>}</>],
            ]} />
          </Card>
          <Card class="card-p stack">
            <h2>{s.looks(lang)}</h2>
            {looks.length === 0 ? <p class="meta">{s.noLooks(lang)}</p> : <ul class="stack-s">{looks.map((look, i) => <li key={i}>{look.name ?? ''} <span class="meta">{shortTime(lang, site.zone, look.at, now)} {look.reason}</span></li>)}</ul>}
          </Card>
        </div>
      </div>
    </>
  ));
}

/** Before a look: what the public sees, and the way to the original. */
function Public({ event, ctx: { lang }, original }: { event: EventRow; ctx: EventCtx; original: boolean }) {
  return (
    <>
      <PartHead title={s.publicCopy(lang)} note={event.released ? m.maskedPicture(lang) : event.blurred ? m.blurred(lang) : undefined} />
      <Photo src={event.blurred ? `/desk/cameras/events/${event.id}/shown` : undefined} alt={event.blurred ? s.publicCopy(lang) : m.noPicture(lang)} />
      {event.gone && <p class="meta">{m.pictureGone(lang)}</p>}
      {original && (
        <form class="stack-s" method="get">
          <div class="row"><SearchField name="look" icon="note" label={s.lookWhy(lang)} placeholder={s.lookWhyHint(lang)} class="grow" />
            <Button size="d" icon="eye">{s.look(lang)}</Button></div>
          <p class="hint">{s.lookLogged(lang)}</p>
        </form>
      )}
      {event.released && <form method="post"><input type="hidden" name="do" value="withdraw" /><Button kind="outlined" size="d">{s.withdraw(lang)}</Button></form>}
    </>
  );
}

/** After one: the original, whose fetching is what the log shows, and the form that covers it. */
function Covering({ ctx: { lang, query }, event, form }: { ctx: EventCtx; event: EventRow; form: FormState }) {
  const size = { width: event.width ?? 1280, height: event.height ?? 720 };
  const typed = form.values['regions'];
  const value = typeof typed === 'string' ? typed : writeRegions(event.regions ?? []);
  return (
    <form method="post" class="stack">
      <PartHead title={s.maskTitle(lang)} />
      <p class="text">{s.maskLead(lang, size)}</p>
      <input type="hidden" name="do" value="publish" />
      <Island name="masking" of={Masking} props={{ src: `/desk/cameras/events/${event.id}/original?reason=${encodeURIComponent(query.look ?? '')}`, ...size, value, words: { picture: s.pictureAlt(lang, { camera: event.camera_name }), regions: s.regions(lang), undo: s.undo(lang) } }} />
      <CheckBox name="checked" label={s.checked(lang)} error={form.errors['checked']} />
      <p class="row"><Button kind="1">{s.publish(lang)}</Button></p>
    </form>
  );
}

const original = route({
  method: 'GET', path: '/desk/cameras/events/:id/original', who: DESK, summary: 'The original of an event (picture); every fetch is logged as a look', params: EventId, query: z.object({ reason: z.string().trim().max(200).optional() }),
  async handle({ db, params, query, viewer, now, ground }) {
    if (!viewer.person) throw notFound();
    const found = await lookAtOriginal(db, params.id, reachOf(viewer, DESK), { viewer: viewer.person, reason: query.reason, now });
    const answer = found?.file && (await photoAnswer(ground.files, found.file, 'full'));
    if (!answer) throw notFound();
    // Kept by no browser: the next look is a look.
    answer.headers.set('cache-control', 'no-store');
    return answer;
  },
});

const shown = route({
  method: 'GET', path: '/desk/cameras/events/:id/shown', who: DESK, summary: 'What everyone may see of an event, for the desk (picture)', params: EventId,
  async handle({ db, params, viewer, ground }) {
    const event = await eventById(db, params.id, reachOf(viewer, DESK));
    const file = event?.released ?? event?.blurred;
    const answer = file && (await photoAnswer(ground.files, file, 'full'));
    if (!answer) throw notFound();
    answer.headers.set('cache-control', 'private, max-age=60');
    return answer;
  },
});

const identity = route({
  method: 'GET', path: '/id/camera-event/:id', who: 'everyone', open: true, summary: 'The identity of an event, to the public page of its camera', params: EventId, status: 303,
  async handle({ db, params }) {
    const event = await eventById(db, params.id, { public: true });
    if (!event) throw notFound();
    return see(`/cameras/${event.camera}`);
  },
});

export const deskRoutes: readonly Route[] = [...list, ...one, original, shown, identity];
