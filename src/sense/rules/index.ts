// Rules (感知规则), from observation to happening. Purpose: what sensors measure becomes work for somebody, once, with a reason that can be read.
//
// How it works: every batch of observations leaves a row in the stream of what was added (sense/things). processing.ts reads it behind a cursor and gives
// each value to the rules that watch its stream; engine/ is pure: state, value and clock in, state and decisions out, each with its trace. States, cursor,
// alarms, cases, happenings and events are written in one transaction, so a crash repeats nothing and loses nothing. An alarm is one of a key (thing,
// stream or rule) and open until its case ends; values that are back clear it, only the case resolves it. running.ts goes on without end; the job of
// every minute stands behind it.
//
// Late values: engine/stepping.ts. Trials: the same engine over history (trial.ts), in slices. A change of a rule is a version; alarms name theirs.
// What people do (acknowledge, end a case) waits for the cursor and changes the same states, so that there is one truth.
//
// Rejected: listeners of the outbox (observations do not pass through it), deciding inside of the ingest (a slow rule would hold up sensors), rules as
// scripts (nobody could say what one means), waiting for the clock to fulfil "for 30 minutes" (a dead sensor would prove anything).
import type { Room } from '#ground/room.ts';
import { alarmPages } from './alarm-pages.tsx';
import { m } from './messages.ts';
import { ALARM_ROLES, RULE_ROLES, waitingAlarms } from './reading.ts';
import { onCase } from './resolving.ts';
import { apiRoutes } from './routes.ts';
import { rulePages } from './rule-pages.tsx';
import { judgeAll, startRules } from './running.ts';
import { trialPages } from './trial-pages.tsx';
import { trialJob } from './trying.ts';

export { startRules, type Rules } from './running.ts';
export { changeRule, createRule, switchRule } from './keeping.ts';
export { seedDemoRules } from './demo.ts';

export const rules: Room = {
  name: 'sense/rules',
  routes: [...apiRoutes, ...alarmPages, ...rulePages, ...trialPages],
  nav: [
    { bar: 'desk', roles: ALARM_ROLES, href: '/desk/alarms', title: m.alarms, icon: 'bell', place: 60, badge: waitingAlarms },
    { bar: 'admin', roles: RULE_ROLES, href: '/admin/rules', title: m.rules, icon: 'bell', place: 70 },
  ],
  listens: [onCase],
  starts: [(ground) => Promise.resolve(startRules({ db: ground.db, clock: ground.clock, onError: (error) => ground.log.error(error, 'rules') }))],
  jobs: [trialJob, { name: 'sense-rules-judge', every: '* * * * *', run: async (ground) => { await judgeAll(ground.db, ground.clock.now()); } }],
};
