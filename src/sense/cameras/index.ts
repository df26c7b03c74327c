// Cameras (视频): what the city's cameras say, not what they film. Purpose: an alarm or a detection becomes a fact or a case with its place, once; who
// looked at whom is known; and nobody in the street is shown to the public.
//
// How it works: a camera is a row here and a thing of SensorThings (saving.ts keeps the two in step) with a place, a covered area and a
// GB/T 28181 code. Events come by webhook (webhook.ts) or by a small part of GB/T 28181 over UDP (sip/), both through takeEvent (taking.ts), which judges
// them by the rule of their kind (rules.ts) and writes event, pictures, case or happening in one transaction; camera_latest is the row that two
// events of the same moment wait for, so the second joins the first one's case. A snapshot is written anew and kept from everyone; the public gets
// a copy of at most 24 cells a side, until a person has covered faces and plates by hand (releasing.ts). Every fetch of an original is a look in the log.
//
// Rejected: finding faces by a model (what it misses is published), pictures in the case file (its photos are public), relaying video (others do
// that well; what is not here cannot leak), the SIP stack of npm (old, and this subset is a few hundred lines), a state column swept by a job
// (state follows from the last sign of life).
import type { Room } from '#ground/room.ts';
import { adminRoutes } from './admin-pages.tsx';
import { deskRoutes } from './desk-pages.tsx';
import { jobs } from './jobs.ts';
import { m } from './messages.ts';
import { publicPages } from './pages.tsx';
import { casePanel } from './panel.tsx';
import { DESK } from './reach.ts';
import { apiRoutes } from './routes.ts';
import { simulate } from './simulate.ts';
import { openCameraDoor } from './sip/door.ts';
import { webhookRoutes } from './webhook.ts';

export { openCameraDoor, type CameraDoor } from './sip/door.ts';
export { saveCamera, saveRule } from './saving.ts';
export { takeEvent, type Incoming } from './taking.ts';

export const cameras: Room = {
  name: 'sense/cameras',
  routes: [...apiRoutes, ...webhookRoutes, ...publicPages, ...deskRoutes, ...adminRoutes],
  nav: [
    { bar: 'now', href: '/cameras', title: m.nav, icon: 'eye', place: 40 },
    { bar: 'desk', roles: DESK, href: '/desk/cameras', title: m.nav, icon: 'eye', place: 65 },
    { bar: 'admin', roles: ['administrator'], href: '/admin/cameras', title: m.nav, icon: 'eye', place: 45 },
  ],
  layers: [{ name: 'cameras', title: m.layer, url: '/api/cameras.geojson?bbox={bbox}', on: false }],
  panels: [casePanel],
  jobs,
  starts: [async (ground) => { const door = await openCameraDoor(ground, ground.config); return door && { stop: () => door.close() }; }],
  commands: [simulate],
};
