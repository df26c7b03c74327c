// Cases (案卷), the spine of the house. Purpose: one file for whatever needs doing, from 收到 to 结案, with who, when and why of every step.
//
// How it works: a step is a row of city.case_steps and holds everything it changes; the case's row is the projection of its steps, made by
// `apply` (projection.ts) and written in the same statement (store.ts). rules.ts says who may do which step from which stage, accepting.ts,
// handling.ts and closing.ts decide what a step changes; all pure. act() reads, decides and writes in two round trips without a lock: a case
// that moved on in the meantime refuses the step. Reports, alarms and patrols open a case inside their own statement (opening.ts).
// The desks (supervise/acceptance, command/dispatch, supervise/checks) list which steps are theirs and get the routes from step-routes.ts.
//
// Rejected: a workflow engine (the rules fit on a page and must be read by officials), status columns without history, triggers.
import type { Room } from '#ground/room.ts';
import { feeds, nav, routes } from './routes.ts';
import { caseLayers } from './tiles.ts';
import { casesInMemory } from './tiles-feed.ts';

export { CLOCKS, NATURES, OUTCOMES, SOURCES, STAGES, VERBS, isCase, caseStepped, type CaseState, type CaseStepped, type Nature, type Outcome, type Source, type Stage, type Step, type Verb } from './contract.ts';
export { act, actAsStaff, fileByRule, REPORTER, SYSTEM, staffActor, type Acted, type Asked, type Decider } from './acting.ts';
export { file, receive } from './accepting.ts';
export { follow, rate, reopen } from './closing.ts';
export { giveBack, feedback, sign, urge } from './handling.ts';
export { centresOf, cityTools, expectedLimit, handlingUnit, type CityTools } from './context.ts';
export { locate } from './locating.ts';
export { openingCtes, point, type Opening } from './opening.ts';
export { publicPosition } from './moving.ts';
export { isPublic, seenAsStaff, seenBy } from './seeing.ts';
export { faceted, hasAny, lastChanged, newest } from './sought.ts';
export { countPublicCases, findPublicCases, newestPublic, placeForEveryone, type Finding, type PublicCase } from './finding.ts';
export { appendPast, keepCounters, takeIds, writePast, type Longer, type PastCase } from './history.ts';
export { givenPast, replayPast, type Given, type PastStep, type Replayed } from './replay.ts';
export { stepRoutes } from './step-routes.ts';
export { excerpt, titleOf } from './title.ts';
export { today } from './deciders.ts';
export { clockView, natureSeal, natureTone, natureWord, outcomeWord, seenStage, sourceWord, stageGlyph, stageWord, stepGlyph, stepTitle, timeView } from './words.ts';

export { queueDesk, type DeskOptions, type DeskTab } from './desk-queue.tsx';
export { BulkBar } from './desk-table.tsx';
export { addressOf } from './desk-address.ts';
export { deskOf, type Desk } from './desk-view.ts';
export { deskCounts, Filter, NO_FILTER, queuePage, type QueueRow } from './lists.ts';
export type { QueueName } from './queues.ts';
export { CaseMap, pinOf } from './page-map.tsx';
export { numbersSeen, readCaseFile, type CaseFile } from './reading.ts';
export { templatesFor, templateText } from './desk-templates.ts';
export { escalateLate, resumeDue } from './sweeping.ts';
export { takeFor } from './desk-taking.ts';
export { pastWritten } from './tiles-contract.ts';
export { casesInMemory } from './tiles-feed.ts';

export const cases: Room = { name: 'city/cases', routes, nav, feeds, tiles: caseLayers, readsAhead: [casesInMemory] };
