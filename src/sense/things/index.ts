// Sensing (物联感知): sensors, what they measure and where, as OGC SensorThings 1.1 has it. Purpose: any sensor of any maker reports to the city by a
// standard that others' programs speak too, and every value it ever told can be asked for.
//
// How it works: the entities of the standard are data (model.ts) from which paths, filters, expansions and writing follow alike. A query is parsed by our
// own small parser (query/) and becomes one statement with bound values (reading/): no text of a client reaches SQL. An observation shares its statement
// and its commit with those that come at the same time and is answered when its own row is durable (writing/batcher.ts, ingest.ts); what is true of a stream now
// (latest value, count, first and last time) is kept in that same statement, and answers the questions that dashboards ask most (reading/streams.ts).
// sta/service.ts is one request of the protocol, whichever door it came by: HTTP, a part of a $batch, MQTT. What was added is told to rules and subscribers
// by sense.observation_batches, a row a statement. Who may see and write: seen.ts, sta/caller.ts.
//
// Rejected: FROST or another server beside ours (a second program, database and set of accounts; its observations would not be in the transaction of a
// case), an OData library (none knows SensorThings, all build SQL elsewhere), a row an event in the outbox (observations are too many; rules read the
// stream with a cursor of their own), a cached "nothing is hidden" (a thing hidden now must be hidden in the next answer of every process).
import type { Room } from '#ground/room.ts';
import { historyJobs, historyRoutes } from './history/index.ts';
import { forgetBatches } from './jobs.ts';
import { judgeJob, sensorLayer, sensorNav, sensorRoutes, sensorSource } from './pages/index.ts';
import { startMqtt } from './mqtt/index.ts';
import { demoJob, provisioningNav, provisioningRoutes, thingsCommand } from './provisioning/index.ts';
import { staRoutes } from './routes.ts';

export { FUNCTIONS } from './query/ast.ts';
export { callerOf, HOUSE, type Caller } from './sta/caller.ts';
export { startMqtt, type Mqtt } from './mqtt/index.ts';
export { announceEndpoints, serviceOf } from './sta/service-of.ts';
export { watchAdded } from './writing/added.ts';
export { latestOf, seriesOf, type LatestThing, type SeriesPoint } from './history/index.ts';
export { keepThing, type KeptThing } from './writing/keep.ts';
export { listedName, provision, readThings, sensingLists, tellSimulated, writeSimulatedPast } from './provisioning/index.ts';
export { serve, type Service, type StaRequest } from './sta/service.ts';

export const things: Room = { name: 'sense/things', starts: [(ground) => startMqtt(ground)], routes: [...staRoutes, ...sensorRoutes, ...provisioningRoutes, ...historyRoutes], commands: [thingsCommand], nav: [...sensorNav, ...provisioningNav], layers: [sensorLayer], search: [sensorSource], jobs: [demoJob, forgetBatches, judgeJob, ...historyJobs] };
