import { z } from 'zod';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, see, type Route } from '#ground/http/route.ts';
import { dateTime } from '#ground/i18n/format.ts';
import { pick, type Lang } from '#ground/i18n/index.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Button, Card, Empty, Field, Icon, LinkButton, Notice, Seg, Table } from '#ground/pages/parts.tsx';
import { adminWords, changesOf, confirm, EditForm, previewed, refuseUnlessCity, Saved, standing, type Change } from '../admin/index.ts';
import { areaIndex } from '../areas/index.ts';
import { calendarData, calendarOf, removeDays, saveDays } from './calendar.ts';
import { Unit, UNITS, type SpecialDay } from './contract.ts';
import { m } from './messages.ts';
import { addLimit, yearOf } from './rules.ts';
import { dayNumber, isoDay } from './zone.ts';

const Query = z.object({ year: z.coerce.number().int().min(1990).max(2100).optional(), start: z.string().max(30).optional(), value: z.coerce.number().positive().max(1000).optional(), unit: Unit.optional(), saved: z.string().optional(), lang: z.string().optional() });
const Body = z.object({ day: z.iso.date(), last: z.iso.date().optional(), kind: z.enum(['work', 'rest']), name: z.string().max(40).optional(), name_en: z.string().max(60).optional(), confirm });
const WEEKDAYS = ['weekday1', 'weekday2', 'weekday3', 'weekday4', 'weekday5', 'weekday6', 'weekday7'] as const;

const calendar = page({
  path: '/admin/calendar', who: ['administrator'], summary: 'The working calendar', query: Query, body: Body,
  view: (ctx, form) => show(ctx, form),
  async submit(ctx) {
    const { db, body, lang, viewer, now } = ctx;
    refuseUnlessCity(viewer, await areaIndex(db));
    const days = span(body);
    const known = new Map((await calendarData(db)).days.map((d) => [d.day, d]));
    const words = (d: SpecialDay | undefined) => (d ? [m[d.kind](lang), d.name, d.name_en].filter(Boolean).join(' ') : '');
    const changes = changesOf(lang, days.map((d) => [d.day, words(known.get(d.day)), words(d)]));
    return previewed(ctx, changes, (form, shown) => show(ctx, form, shown), () => saveDays(db, days, viewer.person ?? null, now), `/admin/calendar?year=${body.day.slice(0, 4)}`);
  },
});

async function show(ctx: Ctx<unknown, z.output<typeof Query>, unknown>, form: FormState, changes?: readonly Change[]) {
  const { lang, db, query, now, site } = ctx;
  const engine = await calendarOf(db);
  const year = query.year ?? Number(isoDay(engine.zone.dayAt(now.getTime())).slice(0, 4));
  const days = yearOf(engine, year);
  const special = (await calendarData(db)).days.filter((d) => d.day.startsWith(String(year)));
  const at = (name: keyof z.output<typeof Body>) => ({ name, value: standing(form, name, ''), error: form.errors[name] });
  return adminPage(ctx, { title: m.title(lang), lead: m.lead(lang), act: <LinkButton href="/admin/calendar/hours" size="d" icon="clock">{m.hours(lang)}</LinkButton> }, <>
    <Saved lang={lang} url={ctx.url} />
    <div class="row"><a class="btn btn-i" href={`/admin/calendar?year=${year - 1}`} aria-label={String(year - 1)}><Icon name="prev" size="s" /></a><h2>{m.year(lang, { year })}</h2><a class="btn btn-i" href={`/admin/calendar?year=${year + 1}`} aria-label={String(year + 1)}><Icon name="next" size="s" /></a>
      <span class="meta">{m.count(lang, { n: days.filter((d) => d.kind === 'work').length })} · {m.legend(lang)}</span></div>
    <div class="adm-two">
      <div class="grid">{Array.from({ length: 12 }, (_, i) => <Month key={i} lang={lang} n={i + 1} days={days.filter((d) => Number(d.day.slice(5, 7)) === i + 1)} special={special} />)}</div>
      <div class="stack">
        <Card title={m.addDay(lang)} id="add" pad><EditForm lang={lang} form={form} changes={changes}>
          <Field {...at('day')} label={m.day(lang)} type="date" required /><Field {...at('last')} label={m.last(lang)} hint={m.lastHint(lang)} type="date" />
          <Seg name="kind" legend={m.kind(lang)} value={standing(form, 'kind', 'rest')} error={form.errors['kind']} choices={[{ value: 'rest', label: m.rest(lang) }, { value: 'work', label: m.work(lang) }]} />
          <Field {...at('name')} label={m.name(lang)} note={adminWords.mayBeEmpty(lang)} /><Field {...at('name_en')} label={m.nameEn(lang)} note={adminWords.mayBeEmpty(lang)} />
        </EditForm></Card>
        <Card title={m.special(lang)} id="special"><Table caption={m.special(lang)} rows={special} rowKey={(d) => d.day} empty={<Empty icon="calendar" title={m.noSpecial(lang)} />} columns={[
          { head: m.day(lang), cell: (d) => d.day }, { head: m.kind(lang), cell: (d) => m[d.kind](lang) }, { head: m.name(lang), cell: (d) => pick(lang, { zh: d.name ?? '', en: d.name_en }) },
          { head: '', cell: (d) => <form method="post" action="/admin/calendar/removal"><input type="hidden" name="day" value={d.day} /><Button size="d" kind="quiet" class="nowrap">{m.remove(lang)}</Button></form> },
        ]} /></Card>
        {trying(lang, site.zone, query, engine)}
      </div>
    </div>
  </>);
}

/** A month as a table: a day that differs from its week says so by a word, a working day by weight, a day off by its grey. */
function Month({ lang, n, days, special }: { lang: Lang; n: number; days: ReturnType<typeof yearOf>; special: readonly SpecialDay[] }) {
  const name = lang === 'zh' ? m.month(lang, { n }) : new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, n - 1, 1));
  const weeks: (typeof days)[] = [];
  for (const day of days) { if (weeks.length === 0 || day.weekday === 1) weeks.push([]); weeks.at(-1)?.push(day); }
  const signs = new Map(special.map((d) => [d.day, d]));
  return (
    <Card><table class="tbl">
      <caption class="strong">{name}</caption>
      <thead><tr>{WEEKDAYS.map((day) => <th key={day} scope="col">{m[day](lang)}</th>)}</tr></thead>
      <tbody>{weeks.map((week) => <tr key={week[0]?.day}>{Array.from({ length: 7 }, (_, i) => {
        const day = week.find((d) => d.weekday === i + 1);
        const sign = day && signs.get(day.day);
        if (!day) return <td key={i} aria-hidden="true" />;
        return <td key={i} title={sign ? pick(lang, { zh: sign.name ?? '', en: sign.name_en }) : undefined}>{day.kind === 'work' ? <b>{Number(day.day.slice(8))}</b> : <span class="meta">{Number(day.day.slice(8))}</span>}{sign && <small> {sign.kind === 'work' ? m.workSign(lang) : m.restSign(lang)}</small>}</td>;
      })}</tr>)}</tbody>
    </table></Card>
  );
}

function trying(lang: Lang, zone: string, query: z.output<typeof Query>, engine: Awaited<ReturnType<typeof calendarOf>>) {
  const start = moment(engine, query.start);
  const due = start && query.value && query.unit ? addLimit(engine, start, { value: query.value, unit: query.unit }) : undefined;
  return (
    <Card title={m.tryIt(lang)} id="try" pad>
      <form class="stack" role="search">
        <Field name="start" label={m.start(lang)} type="datetime-local" value={query.start} required />
        <div class="grid"><Field name="value" label={m.value(lang)} inputMode="decimal" value={query.value} required /><Field name="unit" label={m.unit(lang)} as="select" value={query.unit} options={UNITS.map((value) => ({ value, label: m[value](lang) }))} /></div>
        <Button>{m.tryIt(lang)}</Button>
      </form>
      {due && <Notice live title={m.due(lang, { when: dateTime(lang, zone, due) })} />}
    </Card>
  );
}

/** A local time of a form as an instant in the city's zone. */
function moment(engine: Awaited<ReturnType<typeof calendarOf>>, text: string | undefined): Date | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})/.exec(text ?? '');
  const day = dayNumber(parts?.[1] ?? '');
  return day === undefined ? undefined : new Date(engine.zone.instantOf(day, Number(parts?.[2]) * 60 + Number(parts?.[3])));
}

/** One day, or a row of days up to a year. */
function span(body: z.output<typeof Body>): SpecialDay[] {
  const [first, last] = [dayNumber(body.day) ?? 0, dayNumber(body.last ?? body.day) ?? 0];
  if (last < first || last - first > 366) throw refuse(422, m.badDay, { field: 'last' });
  return Array.from({ length: last - first + 1 }, (_, i) => ({ day: isoDay(first + i), kind: body.kind, name: body.name ?? null, name_en: body.name_en ?? null }));
}

const removal = page({
  path: '/admin/calendar/removal', who: ['administrator'], summary: 'Lets a day follow the week again', body: z.object({ day: z.iso.date() }),
  view: async () => see('/admin/calendar'),
  async submit({ db, body, viewer }) {
    refuseUnlessCity(viewer, await areaIndex(db));
    await removeDays(db, [body.day]);
    return see(`/admin/calendar?year=${body.day.slice(0, 4)}&saved=1`);
  },
});

export const pageRoutes: readonly Route[] = [...calendar, ...removal];
