import type { QueueName } from '#city/cases/index.ts';

/** The queues of the desks; one that city/cases adds and this lacks does not compile. */
const ALL = {
  received: 1, verifying: 1, returned: 1, handled: 1, checked: 1, reopened: 1, answering: 1, appeals: 1, dispatch: 1, 'sent-back': 1, extensions: 1, 'under-way': 1, suspended: 1, urging: 1, 'first-appeals': 1,
  'to-sign': 1, doing: 1, assisting: 1, asked: 1, done: 1, tasks: 1, all: 1,
} satisfies Record<QueueName, 1>;
const isQueue = (name: string): name is QueueName => name in ALL;
export const QUEUES: readonly QueueName[] = Object.keys(ALL).filter(isQueue);
