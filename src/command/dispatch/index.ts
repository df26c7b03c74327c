// Dispatch (派遣 督办) and the handling units' desk: the command centre's side of a case.
// Purpose: a filed case reaches the responsible unit within the dispatch limit, and none is forgotten afterwards.
// How: three desks are queues of city/cases with other tabs; the steps that belong to command and to units get their routes here, the rules stay
// with the case. Every five minutes the house notes what is late (once a limit) and resumes what was suspended until now.
// Rejected: own tables for assignments (a second truth beside the file), automatic dispatch (the proposal is one key press away, and a person answers for it).
import { page, type Route } from '#ground/http/route.ts';
import type { Role } from '#ground/identity/index.ts';
import type { Message } from '#ground/i18n/index.ts';
import type { IconName } from '#ground/pages/icons.tsx';
import type { NavEntry, Room } from '#ground/room.ts';
import { deskCounts, queueDesk, stepRoutes, type DeskTab, type QueueName } from '#city/cases/index.ts';
import { watchClocks } from './jobs.ts';
import { m } from './messages.ts';

const tab = (queue: QueueName, title: Message): DeskTab => ({ queue, title });
const DESKS = {
  dispatch: [tab('dispatch', m.toDispatch), tab('sent-back', m.sentBack), tab('extensions', m.extensions), tab('under-way', m.underWay), tab('suspended', m.suspended), tab('first-appeals', m.appeals)],
  urging: [tab('urging', m.dueSoon)],
  handling: [tab('to-sign', m.toSign), tab('doing', m.doing), tab('asked', m.asked), tab('assisting', m.assisting), tab('done', m.done)],
};

const desk = (path: `/desk/${string}`, role: Role, title: Message, tabs: readonly DeskTab[], summary: string): Route[] =>
  page({ path, who: [role], summary, view: (ctx) => queueDesk(ctx, { path, title, tabs }) });

const entry = (href: string, role: Role, title: Message, icon: IconName, place: number, queues: readonly QueueName[]): NavEntry => ({
  bar: 'desk', roles: [role], href, title, icon, place,
  badge: async (db, viewer, now) => { const counts = await deskCounts(db, viewer, now); return queues.reduce((sum, queue) => sum + (counts[queue] ?? 0), 0); },
});

export const dispatch: Room = {
  name: 'command/dispatch',
  routes: [
    ...desk('/desk/dispatch', 'dispatcher', m.dispatchDesk, DESKS.dispatch, 'Dispatch desk (派遣台)'), ...desk('/desk/urging', 'dispatcher', m.urgingDesk, DESKS.urging, 'What is due soon or late (督办)'),
    ...desk('/desk/handling', 'handler', m.handlingDesk, DESKS.handling, 'Desk of a handling unit (待签收 在办 已办)'),
    ...stepRoutes('dispatch', 'Dispatch to the handling unit (派遣)'), ...stepRoutes('sign', 'Sign for a case (签收)'), ...stepRoutes('return', 'Return with a reason (退回)'), ...stepRoutes('assist', 'Add assisting units (加协办)'),
    ...stepRoutes('feedback', 'Report the result with an after-photo (反馈)'), ...stepRoutes('ask-extension', 'Ask for more time (申请延期)'), ...stepRoutes('decide-extension', 'Decide on more time (延期审批)'),
    ...stepRoutes('suspend', 'Suspend; the clocks stand still (挂账)'), ...stepRoutes('resume', 'Resume a suspended case (恢复)'),
  ],
  nav: [
    entry('/desk/dispatch', 'dispatcher', m.dispatch, 'send', 10, ['dispatch', 'sent-back', 'extensions', 'first-appeals']), entry('/desk/urging', 'dispatcher', m.urging, 'flag', 20, ['urging']),
    entry('/desk/handling', 'handler', m.handling, 'wrench', 10, ['to-sign', 'doing', 'asked']),
  ],
  jobs: [{ name: 'dispatch-clocks', every: '*/5 * * * *', run: watchClocks }],
};
