import { z } from 'zod';
import { route, type Route } from '#ground/http/route.ts';
import { refuseUnlessCity } from '../admin/index.ts';
import { areaIndex } from '../areas/index.ts';
import { citySettings } from '../settings/index.ts';
import { calendarData, calendarOf, removeDays, saveDays, saveHours } from './calendar.ts';
import { Season, SpecialDay, Unit } from './contract.ts';
import { addLimit, yearOf } from './rules.ts';

const Whole = z.object({ zone: z.string(), hours: z.array(Season), days: z.array(SpecialDay) });
const get = route({
  method: 'GET', path: '/api/calendar', who: 'everyone', open: true, summary: 'The working calendar: zone, hours by season, holidays and shifted working days', answer: Whole,
  async handle({ db }) {
    const [{ zone }, { hours, days }] = [await citySettings(db), await calendarData(db)];
    return { zone, hours, days };
  },
});

const due = route({
  method: 'GET', path: '/api/calendar/due', who: 'everyone', open: true, summary: 'When a limit is due', about: 'Units: urgent_hour (紧急工作时) and natural_day (自然日) run on the wall clock, work_hour (工作时) and work_day (工作日) on the working calendar.',
  query: z.object({ from: z.iso.datetime({ offset: true }).optional(), value: z.coerce.number().positive().max(1000), unit: Unit }), answer: z.object({ from: z.string(), due: z.string() }),
  async handle({ db, query, now }) {
    const from = query.from === undefined ? now : new Date(query.from);
    return { from: from.toISOString(), due: addLimit(await calendarOf(db), from, { value: query.value, unit: query.unit }).toISOString() };
  },
});

const year = route({
  method: 'GET', path: '/api/calendar/years/:year', who: 'everyone', open: true, summary: 'Every day of a year: work or rest, and its working minutes',
  params: z.object({ year: z.coerce.number().int().min(1990).max(2100) }), answer: z.object({ days: z.array(z.object({ day: z.string(), weekday: z.number(), kind: z.enum(['work', 'rest']), minutes: z.number() })) }),
  handle: async ({ db, params }) => ({ days: yearOf(await calendarOf(db), params.year) }),
});

const putHours = route({
  method: 'PUT', path: '/api/calendar/hours', who: ['administrator'], summary: 'Replaces the seasons of working hours', takes: ['json'], body: z.object({ hours: z.array(Season).min(1).max(12) }),
  async handle({ db, body, viewer, now }) {
    refuseUnlessCity(viewer, await areaIndex(db));
    await saveHours(db, body.hours, viewer.person ?? null, now);
  },
});

const OneDay = z.object({ day: z.iso.date() });
const putDay = route({
  method: 'PUT', path: '/api/calendar/days/:day', who: ['administrator'], summary: 'Makes a day a holiday or a shifted working day', takes: ['json'], params: OneDay, body: SpecialDay.omit({ day: true }),
  async handle({ db, params, body, viewer, now }) {
    refuseUnlessCity(viewer, await areaIndex(db));
    await saveDays(db, [{ ...body, day: params.day }], viewer.person ?? null, now);
  },
});

const deleteDay = route({
  method: 'DELETE', path: '/api/calendar/days/:day', who: ['administrator'], summary: 'Lets a day follow the week again', params: OneDay,
  async handle({ db, params, viewer }) {
    refuseUnlessCity(viewer, await areaIndex(db));
    await removeDays(db, [params.day]);
  },
});

export const apiRoutes: readonly Route[] = [get, due, year, putHours, putDay, deleteDay];
