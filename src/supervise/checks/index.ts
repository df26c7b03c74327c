// Checks (核实 核查 结案 申诉): the supervision centre's eyes and its last word.
// Purpose: what was reported is true before it is filed, what was handled is done before it is closed, and who was late may say why.
// How: officers work on a phone outdoors (field.tsx: the next task, large keys, a photo and two answers); acceptors have a desk for what waits for a check or to be closed.
// The steps are the case's own; two people of two centres decide an appeal (双审).
// Rejected: a task table (the stage and its officer are the task), ordering by route on the server (the phone knows where it is; the limit decides until it says).
import { page } from '#ground/http/route.ts';
import type { NavEntry, Room } from '#ground/room.ts';
import { z } from 'zod';
import { deskCounts, queueDesk, stepRoutes, type QueueName } from '#city/cases/index.ts';
import { fieldPage, taskPage } from './field.tsx';
import { m } from './messages.ts';

const badge = (...queues: QueueName[]): NonNullable<NavEntry['badge']> => async (db, viewer, now) => {
  const counts = await deskCounts(db, viewer, now);
  return queues.reduce((sum, queue) => sum + (counts[queue] ?? 0), 0);
};

export const checks: Room = {
  name: 'supervise/checks',
  routes: [
    ...page({ path: '/desk/checks', who: ['acceptor'], summary: 'What waits for a check, to be closed, or for a second decision (核查台)', view: (ctx) => queueDesk(ctx, { path: '/desk/checks', title: m.checksDesk, tabs: [{ queue: 'handled', title: m.toCheck }, { queue: 'checked', title: m.toClose }, { queue: 'appeals', title: m.appeals }] }) }),
    ...page({ path: '/desk/field', who: ['officer'], summary: 'Tasks of an officer on a phone (监督员)', view: fieldPage }),
    ...page({ path: '/desk/field/:number', who: ['officer'], params: z.object({ number: z.string().min(1).max(60) }), summary: 'One task on site: look, photograph, answer', view: taskPage }),
    ...stepRoutes('verify', 'What the officer found on site before filing (核实)'), ...stepRoutes('order-check', 'Send an officer to check the result (派核查)'), ...stepRoutes('check', 'What the officer found on site after handling (核查)'),
    ...stepRoutes('rework', 'Send back for rework (返工)'), ...stepRoutes('close', 'Close with the words the reporter reads (结案)'), ...stepRoutes('appeal', 'Appeal against a timeout, once (超时申诉)'), ...stepRoutes('decide-appeal', 'Decide an appeal: command first, supervision last (双审)'),
  ],
  nav: [
    { bar: 'desk', roles: ['acceptor'], href: '/desk/checks', title: m.checks, icon: 'shield', place: 30, badge: badge('handled', 'checked', 'appeals') },
    { bar: 'desk', roles: ['officer'], href: '/desk/field', title: m.field, icon: 'list', place: 10, badge: badge('tasks') },
  ],
};
