// The working calendar (工作日历): turns "4 work hours" into a moment, and back into how much is used.
// How: seasons of hours and special days are data; the engine (rules.ts) is pure and keeps the days it has worked out.
// A clock of a case writes its due moment down when it begins, so a later change of the calendar moves nothing that runs.
import type { Room } from '#ground/room.ts';
import { hoursRoutes } from './hours-page.tsx';
import { m } from './messages.ts';
import { pageRoutes } from './pages.tsx';
import { apiRoutes } from './routes.ts';

export const calendar: Room = {
  name: 'city/calendar',
  routes: [...apiRoutes, ...pageRoutes, ...hoursRoutes],
  nav: [{ bar: 'admin', roles: ['administrator'], href: '/admin/calendar', title: m.title, icon: 'calendar', place: 50 }],
};

export { DEFAULT_HOURS, Hours, Limit, Season, SpecialDay, Unit, UNITS } from './contract.ts';
export { addLimit, isWorking, makeCalendar, minutesLeft, runsOnTheWall, shiftForPause, usedFraction, workingMinutesBetween, yearOf, type Calendar } from './rules.ts';
export { calendarData, calendarOf, removeDays, saveDays, saveHours } from './calendar.ts';
export { dayNumber, isoDay, weekdayOf, zoneOf, type Zone } from './zone.ts';
