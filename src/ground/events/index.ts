// Events: a typed outbox, listeners with cursors, live pages. See pump.ts for how they move.
export { emit, emitFrom, event, type EventType, type Happened } from './event.ts';
export { listen, type Listener } from './listeners.ts';
export { startPump, type Pump } from './pump.ts';
export { cached, forget, forgetFrom } from './cache.ts';
