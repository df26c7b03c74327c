import { z } from 'zod';
import { readBbox } from '#ground/geo/read.ts';
import { photoAnswer } from '#ground/files/index.ts';
import { notFound } from '#ground/http/answer.tsx';
import { refuse } from '#ground/http/refusal.ts';
import { route, type Route } from '#ground/http/route.ts';
import { Camera, CameraCode, CameraInput, PublicEvent, RuleInput, STATES, type CameraState } from './contract.ts';
import { listEvents, publicPicture } from './events-store.ts';
import { m } from './messages.ts';
import { reachOf } from './reach.ts';
import { saveCamera, saveRule } from './saving.ts';
import { cameraByCode, listCameras, type CameraRow } from './store.ts';
import { stateWord } from './words.ts';

const Code = z.object({ code: CameraCode });
/** What everyone may know of a camera. */
export const publicCamera = ({ code, name, gb_id, lon, lat, covered, place, path, organisation, state, heard_at, thing }: CameraRow): z.input<typeof Camera> => ({ code, name, gb_id, lon, lat, covered, place, path, organisation, state, heard_at, thing });

const list = route({
  method: 'GET', path: '/api/cameras', who: 'everyone', open: true, summary: 'Cameras of the public list, by code', about: 'Go on with `after`, the last code. Positions and areas are WGS 84. `thing` is the id of the SensorThings thing.',
  query: z.object({ q: z.string().max(80).optional(), state: z.enum(STATES).optional(), bbox: z.string().max(120).optional(), after: CameraCode.optional(), limit: z.coerce.number().int().min(1).max(500).default(100) }), answer: z.object({ cameras: z.array(Camera) }),
  async handle({ db, query, now }) {
    const rows = await listCameras(db, { public: true, text: query.q, state: query.state, bbox: query.bbox === undefined ? undefined : readBbox(query.bbox), after: query.after, limit: query.limit, now });
    return { cameras: rows.map(publicCamera) };
  },
});

const CLOCKS: Readonly<Record<CameraState, string>> = { online: 'ok', offline: 'late', never: 'warn' };
const geojson = route({
  method: 'GET', path: '/api/cameras.geojson', who: 'everyone', open: true, summary: 'Cameras in a box as GeoJSON points', about: 'At most 2,000, by code.', query: z.object({ bbox: z.string().max(120) }),
  async handle({ db, query, now, lang }) {
    const rows = await listCameras(db, { public: true, bbox: readBbox(query.bbox), limit: 2000, now });
    const features = rows.map((row) => ({
      type: 'Feature', geometry: { type: 'Point', coordinates: [row.lon, row.lat] },
      properties: { id: row.code, title: row.name, meta: stateWord(row.state, lang), href: `/cameras/${row.code}`, glyph: 'check', clock: CLOCKS[row.state], state: row.state, covered: row.covered },
    }));
    return new Response(JSON.stringify({ type: 'FeatureCollection', features }), { headers: { 'content-type': 'application/geo+json; charset=utf-8' } });
  },
});

const one = route({
  method: 'GET', path: '/api/cameras/:code', who: 'everyone', open: true, summary: 'One camera and what it saw lately', about: '`picture` is too coarse to know anybody by, unless a person covered what must not be seen and released it.', params: Code, answer: Camera.extend({ events: z.array(PublicEvent) }),
  async handle({ db, params, now }) {
    const camera = await cameraByCode(db, params.code, { public: true }, now);
    if (!camera) throw refuse(404, m.gone);
    const events = await listEvents(db, { camera: camera.code, limit: 20 });
    return { ...publicCamera(camera), events: events.map((e) => ({ id: e.id, kind: e.kind, at: e.at, picture: e.blurred === null ? null : `/cameras/${camera.code}/events/${e.id}/picture`, released: e.released !== null })) };
  },
});

const put = route({
  method: 'PUT', path: '/api/cameras/:code', who: ['administrator'], summary: 'Adds or changes a camera', about: 'Administrators of a district only within it. WGS 84.', takes: ['json'], params: Code, body: CameraInput, answer: Camera,
  handle: async ({ db, params, body, viewer, now }) => publicCamera(await saveCamera(db, params.code, body, { person: viewer.person ?? null, reach: reachOf(viewer, ['administrator']), now })),
});

const putRule = route({
  method: 'PUT', path: '/api/cameras/:code/rule', who: ['administrator'], summary: 'Sets what becomes of a kind of event at a camera', about: 'opens: nothing, happening or case (with a class). Events of the kind within join_minutes of the last one join its case while that is open.', takes: ['json'],
  params: Code, body: RuleInput,
  async handle({ db, params, body, viewer, now }) {
    const reach = reachOf(viewer, ['administrator']);
    if (!(await cameraByCode(db, params.code, reach, now))) throw refuse(404, m.gone);
    await saveRule(db, params.code, body, { person: viewer.person ?? null, reach, now });
    return undefined;
  },
});

const picture = route({
  method: 'GET', path: '/cameras/:code/events/:id/picture', who: 'everyone', summary: 'What everyone may see of an event (picture)', params: z.object({ code: CameraCode, id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) }),
  async handle({ db, params, ground }) {
    const found = await publicPicture(db, params.code, params.id);
    const answer = found?.file && (await photoAnswer(ground.files, found.file, 'full'));
    if (!answer) throw notFound();
    // Short: a picture that was withdrawn must be gone soon.
    answer.headers.set('cache-control', 'private, max-age=60');
    return answer;
  },
});

export const apiRoutes: readonly Route[] = [list, geojson, one, put, putRule, picture];
