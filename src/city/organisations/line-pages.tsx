// Lines of responsibility: a list, a form that shows what a new line replaces, and a way to try who would be responsible.
import { z } from 'zod';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, see, type Route } from '#ground/http/route.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Button, Card, Empty, Field, Notice, Table } from '#ground/pages/parts.tsx';
import { adminWords, changesOf, confirm, EditForm, ListPages, PAGE_SIZE, previewed, refuseOutside, Saved, scopeOf, standing, type Change } from '../admin/index.ts';
import { areaIndex, areaName } from '../areas/index.ts';
import { classIndex, className } from '../classes/index.ts';
import type { Responsibility } from './contract.ts';
import { m } from './messages.ts';
import { endResponsibility, organisationIndex, saveResponsibilities } from './organisations.ts';
import { organisationName, organisationTabs } from './pages.tsx';

const code = z.string().max(40).optional();
const Query = z.object({ class: code, area: code, owner: code, organisation: code, tryClass: code, tryArea: code, from: z.coerce.number().int().min(0).default(0), saved: z.string().optional(), lang: z.string().optional() });
const Codes = z.string().max(400).transform((text) => text.split(/[,，\s]+/).filter(Boolean));
const Body = z.object({ class: code, area: code, owner: code, organisation: z.string().min(1).max(40), assisting: Codes.optional(), note: z.string().max(400).optional(), confirm });

const lines = page({
  path: '/admin/responsibilities', who: ['administrator'], summary: 'Lines of responsibility', query: Query, body: Body,
  view: (ctx, form) => show(ctx, form),
  async submit(ctx) {
    const { db, body, viewer, lang, now } = ctx;
    refuseOutside(scopeOf(viewer, await areaIndex(db)), body.area);
    const index = await organisationIndex(db);
    const old = index.lines.find((l) => l.class === (body.class ?? null) && l.area === (body.area ?? null) && l.owner === (body.owner ?? null));
    const named = (given: string | undefined) => { const found = given === undefined ? undefined : index.get(given); return found ? organisationName(lang, found) : given; };
    const key = [body.class, body.area, body.owner].map((part) => part ?? m.any(lang)).join(' × ');
    const changes = changesOf(lang, [
      [m.lines(lang), old ? key : '', key], [m.organisation(lang), named(old?.organisation), named(body.organisation)], [m.assisting(lang), old?.assisting.map(named).join(', '), (body.assisting ?? []).map(named).join(', ')], [m.note(lang), old?.note, body.note],
    ]);
    const line = { class: body.class, area: body.area, owner: body.owner, organisation: body.organisation, assisting: body.assisting ?? [], note: body.note };
    return previewed(ctx, changes, (form, shown) => show(ctx, form, shown), () => saveResponsibilities(db, [line], viewer.person ?? null, now), '/admin/responsibilities');
  },
});

async function show(ctx: Ctx<unknown, z.output<typeof Query>, unknown>, form: FormState, changes?: readonly Change[]) {
  const { lang, db, query } = ctx;
  const index = await organisationIndex(db);
  const [areas, classes] = [await areaIndex(db), await classIndex(db)];
  const area = (given: string) => { const a = areas.get(given); return a ? `${areaName(lang, a)} ${given}` : given; };
  const cls = (given: string) => { const c = classes.get(given); return c ? `${className(lang, c)} ${given}` : given; };
  const keys = ['class', 'area', 'owner', 'organisation'] as const;
  const found = index.lines.filter((line) => keys.every((key) => query[key] === undefined || line[key] === query[key]));
  const named = (given: string) => { const o = index.get(given); return o ? organisationName(lang, o) : given; };
  const at = (name: keyof z.output<typeof Body>) => ({ name, value: standing(form, name, ''), error: form.errors[name] });
  const organisations = index.all().map((o) => ({ value: o.code, label: organisationName(lang, o) }));
  return adminPage(ctx, { title: m.lines(lang), lead: m.linesLead(lang), current: '/admin/organisations' }, <>
    {organisationTabs(lang, 'lines')}
    <Saved lang={lang} url={ctx.url} />
    <div class="adm-two">
      <div class="stack">
        <Card><Table<Responsibility> caption={m.lines(lang)} rows={found.slice(query.from, query.from + PAGE_SIZE)} rowKey={(l) => l.id} empty={<Empty title={m.noLines(lang)}>{m.noLinesHint(lang)}</Empty>} columns={[
          { head: m.class(lang), cell: (l) => (l.class ? cls(l.class) : m.any(lang)) }, { head: m.area(lang), cell: (l) => (l.area ? area(l.area) : m.any(lang)) }, { head: m.owner(lang), cell: (l) => (l.owner ? named(l.owner) : m.any(lang)) },
          { head: m.organisation(lang), cell: (l) => <>{named(l.organisation)}{l.assisting.length > 0 && <small class="meta"> + {l.assisting.map(named).join(', ')}</small>}{l.note && <small class="meta"> · {l.note}</small>}</> },
          { head: '', cell: (l) => <form method="post" action="/admin/responsibilities/end"><input type="hidden" name="id" value={l.id} /><Button size="d" kind="quiet" class="nowrap">{m.end(lang)}</Button></form> },
        ]} /></Card>
        <ListPages lang={lang} url={ctx.url} total={found.length} offset={query.from} />
      </div>
      <div class="stack">
        <Card title={m.addLine(lang)} id="add" pad><EditForm lang={lang} form={form} changes={changes}>
          <Field {...at('class')} label={m.class(lang)} hint={m.classHint(lang)} code /><Field {...at('area')} label={m.area(lang)} hint={m.anyHint(lang)} code />
          <Field {...at('owner')} label={m.owner(lang)} as="select" empty={m.any(lang)} options={organisations} /><Field {...at('organisation')} label={m.organisation(lang)} as="select" options={organisations} required />
          <Field {...at('assisting')} label={m.assisting(lang)} hint={m.assistingHint(lang)} code /><Field {...at('note')} label={m.note(lang)} note={adminWords.mayBeEmpty(lang)} />
        </EditForm></Card>
        {await trying(ctx)}
      </div>
    </div>
  </>);
}

/** Who would be responsible, and by which line. */
async function trying({ lang, db, query }: Ctx<unknown, z.output<typeof Query>, unknown>) {
  const [index, areas] = [await organisationIndex(db), await areaIndex(db)];
  const where = query.tryArea === undefined ? undefined : areas.where(query.tryArea);
  const found = where && index.responsible({ class: query.tryClass ?? '', areaPath: where.path });
  const lead = found && index.get(found.lead);
  return (
    <Card title={m.try(lang)} id="try" pad>
      <form class="stack" role="search">
        <p class="meta">{m.tryHint(lang)}</p>
        <Field name="tryClass" label={m.class(lang)} value={query.tryClass} code /><Field name="tryArea" label={m.area(lang)} hint={m.areaHint(lang)} value={query.tryArea} code required />
        <Button>{m.try(lang)}</Button>
      </form>
      {query.tryArea !== undefined && <Notice live title={lead ? m.tried(lang, { name: organisationName(lang, lead) }) : adminWords.none(lang)}>{lead && why(lang, found?.by)}</Notice>}
    </Card>
  );
}

const why = (lang: Lang, by: Responsibility | undefined) => (by ? m.byLine(lang, { id: by.id }) : m.byFallback(lang));

const end = page({
  path: '/admin/responsibilities/end', who: ['administrator'], summary: 'Ends a line of responsibility', body: z.object({ id: z.coerce.number().int().positive() }),
  view: async () => see('/admin/responsibilities'),
  async submit({ db, body, viewer, now }) {
    const line = (await organisationIndex(db)).lines.find((l) => l.id === body.id);
    if (!line) throw refuse(404, m.unknown, { params: { codes: String(body.id) } });
    refuseOutside(scopeOf(viewer, await areaIndex(db)), line.area);
    await endResponsibility(db, body.id, viewer.person ?? null, now);
    return see('/admin/responsibilities?saved=1');
  },
});

export const lineRoutes: readonly Route[] = [...lines, ...end];
