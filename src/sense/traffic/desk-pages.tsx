// /desk/closures: dispatchers and administrators enter closures, change them and open the road again, each in their area.
import { z } from 'zod';
import type { VNode } from 'preact';
import { wallTime } from '#ground/clock/zoned.ts';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, see, type Route } from '#ground/http/route.ts';
import { DATUMS } from '#ground/geo/datums.ts';
import { shortTime } from '#ground/i18n/format.ts';
import { grantsOf, type Viewer } from '#ground/identity/index.ts';
import { deskPage } from '#ground/pages/frame.tsx';
import { Island } from '#ground/pages/island.tsx';
import { Button, Card, Empty, Field, fieldId, Item, Items, LinkButton, Notice, OptionList, PartHead } from '#ground/pages/parts.tsx';
import { FormErrors, standing } from '#city/admin/index.ts';
import { mapStart } from '#city/areas/index.ts';
import { ClosureForm, DIRECTIONS, KINDS, type Closure } from './contract.ts';
import type { LineDrawProps } from './line-draw.island.tsx';
import { m } from './messages.ts';
import { ClosureLine } from './parts.tsx';
import { stateOf } from './rules.ts';
import { finishClosure, saveClosure } from './saving.ts';
import { closureById, closuresAtDesk, versionsOf, type Reach } from './store.ts';

const WHO = ['dispatcher', 'administrator'] as const;
const HOME = '/desk/closures';
/** A grant without an area reaches everything. */
export function reachOf(viewer: Viewer): Reach {
  const grants = grantsOf(viewer, ...WHO);
  return grants.some((grant) => grant.area === null) ? {} : { areas: grants.flatMap((grant) => grant.area ?? []) };
}

const list = page({
  path: HOME, who: WHO, summary: 'Road closures (占路与封路)', query: z.object({ saved: z.string().max(1).optional().catch(undefined) }),
  async view(ctx) {
    const { db, lang, now } = ctx;
    const reach = reachOf(ctx.viewer);
    const [running, over] = [await closuresAtDesk(db, reach, now, false), await closuresAtDesk(db, reach, now, true)];
    const lines = (closures: readonly Closure[], label: string) => <Items label={label}>{closures.map((c) => <ClosureLine key={c.id} ctx={ctx} closure={c} href={`${HOME}/${c.id}`} />)}</Items>;
    return deskPage(ctx, { title: m.deskTitle(lang), page: 'queue', main: 'admin', actions: <LinkButton href={`${HOME}/new`} size="d" icon="plus">{m.add(lang)}</LinkButton> }, (
      <div class="stack">
        <div class="stack-s"><h1>{m.deskTitle(lang)}</h1><p class="meta">{m.deskLead(lang)}</p></div>
        {ctx.query.saved && <Notice tone="done" live>{m.saved(lang)}</Notice>}
        <PartHead title={m.running(lang)} />
        {running.length ? lines(running, m.running(lang)) : <Empty icon="route" title={m.noneRunning(lang)}>{m.noneRunningLead(lang)}</Empty>}
        <PartHead title={m.over(lang)} />
        {over.length ? lines(over, m.over(lang)) : <p class="meta">{m.noneOver(lang)}</p>}
      </div>
    ));
  },
});

const Id = z.union([z.literal('new'), z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)]);
/** One form saves, the other ends or withdraws. */
const Body = z.union([z.object({ what: z.enum(['end', 'withdraw']) }), ClosureForm]);

const one = page({
  path: '/desk/closures/:id', who: WHO, summary: 'One road closure', params: z.object({ id: Id }), body: Body,
  view: (ctx, form) => editor(ctx, form),
  async submit({ db, body, params, viewer, now }) {
    const by = { person: viewer.person ?? null, reach: reachOf(viewer), now };
    const id = params.id === 'new' ? undefined : params.id;
    if (!('what' in body)) await saveClosure(db, id, body, by);
    else if (id === undefined) throw refuse(404, m.gone);
    else await finishClosure(db, id, body.what === 'withdraw', by);
    return see(`${HOME}?saved=1`);
  },
});

async function editor(ctx: Ctx<{ id: number | 'new' }>, form: FormState): Promise<VNode> {
  const { db, lang, params, viewer, now, site } = ctx;
  const stored = params.id === 'new' ? undefined : await closureById(db, params.id, reachOf(viewer));
  if (!stored && params.id !== 'new') throw refuse(404, m.gone);
  const isOver = stored !== undefined && ['ended', 'withdrawn'].includes(stateOf(stored, now));
  const title = stored ? `${stored.road} · ${m[stored.kind](lang)}` : m.add(lang);
  return deskPage(ctx, { title, page: 'queue', main: 'admin', current: HOME }, (
    <div class="stack">
      <h1>{title}</h1>
      {stored && <Items label={title}><ClosureLine ctx={ctx} closure={stored} /></Items>}
      {isOver ? <Notice>{m.isOver(lang)}</Notice> : await closureForm(ctx, form, stored)}
      {stored && !isOver && <Finish ctx={ctx} id={stored.id} />}
      {stored && <><PartHead title={m.versions(lang)} /><Items label={m.versions(lang)}>{(await versionsOf(db, stored.id)).map((v, i) => <Item key={i} title={v.who === null ? m[v.what](lang) : m.by(lang, { what: m[v.what](lang), who: v.who })} aside={shortTime(lang, site.zone, v.at, now)} />)}</Items></>}
    </div>
  ));
}

async function closureForm({ db, lang, viewer, site, now }: Ctx<unknown>, form: FormState, stored: Closure | undefined) {
  const at = (name: keyof ClosureForm, value: string | null | undefined) => ({ name, value: standing(form, name, value), error: form.errors[name] });
  const start = await mapStart(db, lang);
  const [lon, lat] = stored ? firstOf(stored) : start.center;
  const props: LineDrawProps = {
    base: start.base, lang, center: [lon, lat], zoom: stored ? 15 : Math.max(start.zoom, 13), bounds: start.bounds, field: fieldId('geometry'), datum: fieldId('datum'),
    words: { label: m.geometry(lang), loading: m.mapLoading(lang), failed: m.mapFailed(lang), help: m.drawHelp(lang), add: m.drawAdd(lang), undo: m.drawUndo(lang), clear: m.drawClear(lang), drawn: m.drawn(lang) },
  };
  const kind = standing(form, 'kind', stored?.kind ?? 'closed');
  return (
    <form method="post" class="form" noValidate>
      <input type="hidden" name="_key" value={viewer.formKey} />
      <FormErrors lang={lang} form={form} />
      <OptionList name="kind" legend={m.kind(lang)} value={kind} choices={KINDS.map((value) => ({ value, label: m[value](lang), hint: m[`${value}Hint`](lang) }))} error={form.errors['kind']} />
      <Field {...at('road', stored?.road)} label={m.road(lang)} required maxLength={80} /><Field {...at('road_en', stored?.road_en)} label={m.roadEn(lang)} note={m.mayBeEmpty(lang)} maxLength={120} />
      <Field {...at('direction', stored?.direction ?? 'both')} as="select" label={m.direction(lang)} options={DIRECTIONS.map((value) => ({ value, label: m[value](lang) }))} />
      <div class="grid"><Field {...at('starts_at', wallTime(stored?.starts_at ?? now, site.zone))} type="datetime-local" label={m.starts(lang)} required /><Field {...at('ends_at', stored?.ends_at && wallTime(stored.ends_at, site.zone))} type="datetime-local" label={m.ends(lang)} note={m.endsHint(lang)} /></div>
      <Field {...at('reason', stored?.reason)} label={m.reason(lang)} required maxLength={200} /><Field {...at('reason_en', stored?.reason_en)} label={m.reasonEn(lang)} note={m.mayBeEmpty(lang)} maxLength={300} />
      <Field {...at('detour', stored?.detour)} as="textarea" rows={2} label={m.detour(lang)} note={m.mayBeEmpty(lang)} maxLength={500} /><Field {...at('detour_en', stored?.detour_en)} as="textarea" rows={2} label={m.detourEn(lang)} note={m.mayBeEmpty(lang)} maxLength={800} />
      <Island name="line-draw" props={props} when="visible" />
      <Field {...at('geometry', stored && textOf(stored.geometry))} as="textarea" rows={3} code label={m.geometry(lang)} hint={m.geometryHint(lang)} spellCheck={false} />
      <Field {...at('datum', 'wgs84')} as="select" label={m.datum(lang)} options={DATUMS.map((value) => ({ value, label: value.toUpperCase() }))} />
      <Button kind="1" busyWords={m.saving(lang)}>{m.save(lang)}</Button>
    </form>
  );
}

function Finish({ ctx: { lang, viewer }, id }: { ctx: Ctx<unknown>; id: number }) {
  const way = (what: 'end' | 'withdraw', words: string, busy: string) => <form method="post" action={`${HOME}/${id}`}><input type="hidden" name="_key" value={viewer.formKey} /><input type="hidden" name="what" value={what} /><Button busyWords={busy}>{words}</Button></form>;
  return <Card title={m.finish(lang)} pad><div class="row row-wrap">{way('end', m.endNow(lang), m.ending(lang))}{way('withdraw', m.withdraw(lang), m.withdrawing(lang))}</div></Card>;
}

/** As it can be typed; several lines as GeoJSON. */
const textOf = (g: Closure['geometry']): string => (g.type === 'MultiLineString' ? JSON.stringify(g) : (g.type === 'Point' ? [g.coordinates] : g.coordinates).map((at) => at.join(',')).join('; '));

function firstOf({ geometry: g }: Closure): [number, number] {
  const [lon, lat] = g.type === 'Point' ? g.coordinates : g.type === 'LineString' ? (g.coordinates[0] ?? [0, 0]) : (g.coordinates[0]?.[0] ?? [0, 0]);
  return [lon, lat];
}

export const deskPages: readonly Route[] = [...list, ...one];
