// Office hours by season. Times are typed as people say them: 08:30-12:00 14:00-18:00.
import { z } from 'zod';
import type { Ctx, FormState } from '#ground/http/context.ts';
import { refuse } from '#ground/http/refusal.ts';
import { page, type Route } from '#ground/http/route.ts';
import { adminPage } from '#ground/pages/frame.tsx';
import { Card, Field } from '#ground/pages/parts.tsx';
import { ChangedBy, changesOf, confirm, EditForm, previewed, refuseUnlessCity, Saved, standing, withName, type Change } from '../admin/index.ts';
import { areaIndex } from '../areas/index.ts';
import { calendarData, saveHours } from './calendar.ts';
import { Season } from './contract.ts';
import { m } from './messages.ts';
import { hoursChange } from './store.ts';

const DAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;
const WEEKDAYS = { 1: m.weekday1, 2: m.weekday2, 3: m.weekday3, 4: m.weekday4, 5: m.weekday5, 6: m.weekday6, 7: m.weekday7 };
const Body = z.looseObject({ confirm });

const hours = page({
  path: '/admin/calendar/hours', who: ['administrator'], summary: 'Office hours by season', query: z.object({ saved: z.string().optional(), lang: z.string().optional() }), body: Body,
  view: (ctx, form) => show(ctx, form),
  async submit(ctx) {
    const { db, body, lang, viewer, now } = ctx;
    refuseUnlessCity(viewer, await areaIndex(db));
    const next = seasonsOf(body);
    const { hours: stored } = await calendarData(db);
    const rows = Array.from({ length: Math.max(stored.length, next.length) }, (_, i): [string, string, string] => [m.season(lang, { n: i + 1 }), inWords(stored[i], lang), inWords(next[i], lang)]);
    return previewed(ctx, changesOf(lang, rows), (form, shown) => show(ctx, form, shown), () => saveHours(db, next, viewer.person ?? null, now), '/admin/calendar/hours');
  },
});

async function show(ctx: Ctx<unknown, unknown, unknown>, form: FormState, changes?: readonly Change[]) {
  const { lang, db, site } = ctx;
  const { hours: stored } = await calendarData(db);
  return adminPage(ctx, { title: m.hours(lang), lead: m.hoursLead(lang), current: '/admin/calendar' }, <div class="stack">
    <Saved lang={lang} url={ctx.url} />
    <EditForm lang={lang} form={form} changes={changes}>
      {Array.from({ length: Math.min(12, stored.length + 1) }, (_, i) => {
        const n = i + 1;
        const at = (name: string, value: string | undefined) => ({ name: `h${n}_${name}`, value: standing(form, `h${n}_${name}`, value), error: form.errors[`h${n}_${name}`] });
        return (
          <Card key={n} title={m.season(lang, { n })} id={`season-${n}`} pad>
            <div class="grid"><Field {...at('from', stored[i]?.from)} label={m.from(lang)} code /><Field {...at('to', stored[i]?.to)} label={m.to(lang)} code /></div>
            <div class="grid">{DAYS.map((day) => <Field key={day} {...at(day, spansText(stored[i]?.week[day]))} label={WEEKDAYS[day](lang)} code />)}</div>
          </Card>
        );
      })}
    </EditForm>
    <ChangedBy lang={lang} zone={site.zone} change={await withName(db, await hoursChange(db))} />
  </div>);
}

const spansText = (spans: readonly (readonly [string, string])[] | undefined): string => (spans ?? []).map(([from, to]) => `${from}-${to}`).join(' ');
const inWords = (season: Season | undefined, lang: 'zh' | 'en'): string =>
  (season ? `${season.from}–${season.to} ${DAYS.flatMap((day) => (season.week[day]?.length ? [`${WEEKDAYS[day](lang)} ${spansText(season.week[day])}`] : [])).join(', ')}` : '');

/** Seasons from the numbered fields; rows without any text are left out. Refuses (422) at the field that is wrong. */
function seasonsOf(body: Readonly<Record<string, unknown>>): Season[] {
  const value = (name: string) => { const given = body[name]; return typeof given === 'string' ? given.trim() : ''; };
  const numbers = Array.from({ length: 12 }, (_, i) => i + 1).filter((n) => ['from', 'to', ...DAYS].some((name) => value(`h${n}_${name}`) !== ''));
  if (numbers.length === 0) throw refuse(422, m.noSeason, { field: 'h1_from' });
  return numbers.map((n) => {
    const week = Object.fromEntries(DAYS.flatMap((day) => { const spans = spansOf(value(`h${n}_${day}`), `h${n}_${day}`); return spans.length ? [[day, spans]] : []; }));
    const season = Season.safeParse({ from: value(`h${n}_from`), to: value(`h${n}_to`), week });
    if (!season.success) throw wrongSeason(n, season.error.issues[0]?.path ?? []);
    return season.data;
  });
}

/** A day whose hours are out of order is told at that day, everything else at the season's first field. */
function wrongSeason(n: number, path: readonly PropertyKey[]) {
  const [part, day] = path.map(String);
  return part === 'week' && day !== undefined ? refuse(422, m.badHours, { field: `h${n}_${day}` }) : refuse(422, m.badSeason, { field: `h${n}_${part === 'to' ? 'to' : 'from'}` });
}

function spansOf(text: string, field: string): [string, string][] {
  if (text === '') return [];
  return text.normalize('NFKC').split(/[\s,、;]+/).filter(Boolean).map((part) => {
    const found = /^(\d{1,2}:\d{2})\s*[-–—~]\s*(\d{1,2}:\d{2})$/.exec(part);
    if (!found?.[1] || !found[2]) throw refuse(422, m.badHours, { field });
    return [found[1].padStart(5, '0'), found[2].padStart(5, '0')];
  });
}

export const hoursRoutes: readonly Route[] = [...hours];
