// For every route an address that exists and a body that gets as far as the question who may. Steps of a case come stale (`seen: 0`): whoever may is
// told that it moved on, and nothing changes.
import type { Asking } from './app.ts';
import type { Scene } from './permissions.ts';

type Line = { readonly method: string; readonly path: string };
type Fields = Record<string, unknown>;
type There = Readonly<Record<string, string>>;

/** The address of a route in this scene; `there` says what else stands in it. */
export function fill({ path }: Line, scene: Scene, there: There = {}): string {
  const all = { ...params(path, scene), ...there };
  return path.replace(/:(\w+)(?:\{.+?\}$)?/g, (_, name: string) => encodeURIComponent(all[name] ?? 'unknown')) + (QUERIES[path]?.(scene) ?? '');
}

/** What is sent to it: JSON to our own API, else a form. */
export function bodyOf({ method, path }: Line, scene: Scene, there: There = {}): Pick<Asking, 'json' | 'form'> {
  if (method === 'GET') return {};
  const noun = /^(?:\/api)?\/cases\/:number\/([\w-]+)$/.exec(path)?.[1];
  const fields = noun === undefined ? (BODIES[`${method} ${path}`]?.(scene, there) ?? {}) : { seen: 0, ...STEPS[noun]?.(scene) };
  if (path.startsWith('/api/')) return { json: fields };
  if (path.startsWith('/mds/')) return { json: [{}] };
  return { form: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])) };
}

/** What stands in the address: by the beginning of the path, since a name means different things in different rooms. */
function params(path: string, s: Scene): Record<string, string> {
  const named: readonly (readonly [start: string, values: Record<string, string>])[] = [
    ['/tiles/:layer/:z', TILE], ['/tiles/:layer', { layer: 'cases.json' }], ['/desk/tiles/:layer/:z', TILE], ['/desk/tiles/:layer', { layer: 'cases.json' }],
    ['/cases/:number/photos', { number: s.number, id: s.photo }], ['/reports/:number/photos', { number: s.number, id: s.photo }], ['/r/:code', { code: s.code, id: s.photo }], ['/api/receipts', { code: s.code }],
    ['/following', { token: s.token }], ['/open311/v2/services/', { code: 'E0406.json' }], ['/open311/v2/requests/', { id: `${s.number}.json` }],
    ['/api/areas', { code: s.street }], ['/admin/areas', { code: s.street }], ['/api/organisations', { code: s.unit }], ['/admin/organisations', { code: s.unit }],
    ['/api/classes', { code: 'E0410' }], ['/admin/classes', { code: 'E0410' }], ['/api/calendar/years', { year: '2026' }], ['/api/calendar/days', { day: '2026-12-31' }],
    ['/api/assets', { code: s.asset }], ['/admin/assets', { code: s.asset }], ['/admin/maps', { id: 'own' }],
    ['/api/rules/trials', { id: s.sensed.trial }], ['/api/rules', { id: s.sensed.rule }], ['/admin/rules', { id: s.sensed.rule }], ['/admin/trials', { id: s.sensed.trial }], ['/api/alarms', { id: s.sensed.alarm }], ['/desk/alarms', { id: s.sensed.alarm }],
    ['/cameras/:code', { code: s.sensed.camera, id: s.sensed.event }], ['/api/cameras/:code', { code: s.sensed.camera }], ['/desk/cameras/events', { id: s.sensed.event }], ['/id/camera-event', { id: s.sensed.event }], ['/admin/cameras/:code', { code: s.sensed.camera }],
    ['/mds/vehicles', { device_id: s.sensed.bike }], ['/mds/stops', { stop_id: s.sensed.stop }], ['/mds/policies/', { id: s.sensed.policy }], ['/mds/geographies/', { id: s.sensed.geography }], ['/gbfs/3.0/:operator', { operator: s.unit, feed: 'gbfs.json' }], ['/api/bikes/:operator', { operator: s.unit }], ['/desk/bikes/rules', { id: 'new' }], ['/desk/bikes/frames', { id: 'new' }], ['/admin/bikes/:code', { code: s.unit }],
    ['/sensors/', { id: s.sensed.sensor }], ['/desk/closures/', { id: s.sensed.closure }], ['/api/sensors/:datastream', { datastream: s.sensed.stream }], ['/admin/sensing/kinds/', { code: 'air' }], ['/admin/sensing/properties/', { code: 'PM10' }], ['/admin/sensing/units/', { code: 'm' }], ['/sta/v1.1/', { path: 'Things' }], ['/figures/', { period: '2026-11' }], ['/api/figures/', { period: '2026-11' }],
  ];
  return { number: s.number, ...named.find(([start]) => path.startsWith(start))?.[1] };
}

const TILE = { layer: 'cases', z: '14', x: '13576', y: '6712.mvt' };
const QUERIES: Readonly<Record<string, (scene: Scene) => string>> = {
  '/sensors/:id/chart.csv': (s) => `?stream=${s.sensed.stream}`, '/sensors/:id/values.csv': (s) => `?stream=${s.sensed.stream}`, '/api/sensors.geojson': () => '?bbox=118.3,30.9,118.34,30.92',
  '/api/cameras.geojson': () => '?bbox=118.3,30.9,118.34,30.92', '/api/bikes/:operator/rule': (s) => `?lon=${s.lon}&lat=30.901`, '/api/bikes/bikes.geojson': () => '?bbox=118.3,30.9,118.34,30.92',
  '/figures/:period/cases': () => '?measure=received', '/live': () => '?feed=desk', '/follow': (s) => `?topic=area:${s.area}`,
  '/api/reports.geojson': () => '?bbox=118.3,30.9,118.34,30.92', '/api/reports/place': (s) => `?lon=${s.lon}&lat=30.901`, '/api/reports/nearby': (s) => `?lon=${s.lon}&lat=30.901`, '/api/reports/assets': (s) => `?lon=${s.lon}&lat=30.902&class=C0102`, '/api/reports/places': () => '?q=1',
  '/api/intake/outlook': (s) => `?lon=${s.lon}&lat=30.901&class=E0406`, '/api/areas/at': (s) => `?lon=${s.lon}&lat=30.901`, '/api/addresses/at': (s) => `?lon=${s.lon}&lat=30.901`,
  '/api/responsibilities/answer': (s) => `?class=E0406&area=${s.area}`, '/api/calendar/due': () => '?from=2026-11-18T10:00:00%2B08:00&value=2&unit=work_hour', '/api/assets': (s) => `?lon=${s.lon}&lat=30.902`,
};

const later = '2026-12-01T10:00:00+08:00';
const reasoned = () => ({ reason: '说明' });
const noted = () => ({ note: '说明' });
const STEPS: Readonly<Record<string, (scene: Scene) => Fields>> = {
  verification: () => ({ found: 'yes' }), filing: () => ({ standard: 'E0406-1' }), refusal: reasoned, dispatch: (s) => ({ unit: s.unit }), return: reasoned, assistance: () => ({ units: 'clean1' }),
  feedback: noted, check: () => ({ passed: 'yes' }), rework: reasoned, closure: () => ({ outcome: 'resolved', note: '说明' }), consultation: (s) => ({ unit: s.unit }), answer: noted, reopening: reasoned,
  'extension-request': () => ({ until: later, reason: '说明' }), extension: () => ({ granted: 'yes' }), suspension: () => ({ until: later, reason: '说明' }), urging: noted, merge: (s) => ({ into: s.number }),
  appeal: reasoned, 'appeal-decision': () => ({ granted: 'yes', reason: '说明' }), voiding: reasoned, class: () => ({ class: 'E0410', reason: '说明' }), place: (s) => ({ lon: s.lon, lat: 30.902 }), note: noted, 'public-text': () => ({ description: '说明', reason: '说明' }),
};

const area = (s: Scene) => ({ kind: 'street', name: '街道', parent: s.area });
/** An organisation that handles. */
export const unit = (s: Scene) => ({ name: '中队', kind: 'department', level: 'district', area: s.area });
const cls = () => ({ scheme: 'test', kind: 'event', parent: 'E04', name: '非机动车乱停放' });
const asset = (s: Scene) => ({ name: '井盖', class: 'C0102', state: 'good', lon: s.lon, lat: 30.902 });
const role = (s: Scene) => ({ role: 'editor', organisation: s.supervision, area: s.area });
const sent = (s: Scene) => ({ service_code: 'E0406', lat: 30.903, long: s.lon, description: '又有摊位' });
const responsible = (s: Scene) => ({ class: 'E0410', area: s.street, organisation: s.unit });
let logins = 0;
const person = () => ({ login: `new-${++logins}`, name: '新人', lang: 'zh' });
/** `confirm` is left out of the forms of administration: they answer with what would change. */
const BODIES: Readonly<Record<string, (scene: Scene, there: There) => Fields>> = {
  'PUT /api/areas/:code': area, 'POST /admin/areas/:code': (s) => ({ code: s.street, ...area(s) }), 'POST /admin/areas/import': () => ({ text: '{"type":"FeatureCollection","features":[{"properties":{"code":"900101","kind":"district","name":"东区"},"geometry":null}]}' }),
  'POST /desk/closures/:id': () => ({ what: 'end' }), 'POST /admin/sensing/retention': () => ({ of: 'default', raw_days: '400' }),
  'POST /admin/sensing/kinds/:code': () => ({ code: 'air', name: '空气', name_en: 'Air', silent: '60' }), 'POST /admin/sensing/properties/:code': () => ({ code: 'PM10', name: '可吸入颗粒物', name_en: 'PM10', definition: 'https://example.org/pm10' }), 'POST /admin/sensing/units/:code': () => ({ code: 'm', name: '米', name_en: 'metre', symbol: 'm' }),
  'POST /desk/bikes/rules/:id': (s) => ({ name: '禁停', description: '此处禁停', start: '2027-01-01T08:00', kind: 'no_park', geography: s.sensed.geography }), 'POST /desk/bikes/settings': () => ({ overstay_hours: '24', order_hours: '4', keep_days: '90' }),
  'POST /desk/bikes/areas': (s) => ({ name: '一片', kind: 'policy_zone', area: s.area }), 'POST /desk/bikes/frames/:id': () => ({ name: '一框', capacity: '20' }),
  'POST /admin/maps/:id': () => ({ id: 'own', name: '底图', kind: 'none', attribution: '小城', datum: 'wgs84' }),
  'PUT /api/organisations/:code': unit, 'POST /admin/organisations/:code': (s) => ({ code: s.unit, ...unit(s) }),
  'POST /api/responsibilities': responsible, 'POST /admin/responsibilities': responsible, 'POST /admin/responsibilities/end': (_, there) => ({ id: there['id'] }),
  'PUT /api/classes/:code': cls, 'POST /admin/classes/:code': () => ({ code: 'E0410', ...cls(), visibility: 'public', rounding_m: 0, duplicate_m: 50, duplicate_h: 24, weight: 0, valid_from: '2000-01-01' }),
  'PUT /api/calendar/hours': () => ({ zone: 'Asia/Shanghai', hours: [{ from: '01-01', to: '12-31', week: { 1: [['08:00', '18:00']] } }] }), 'PUT /api/calendar/days/:day': () => ({ kind: 'rest' }),
  'POST /admin/calendar': () => ({ day: '2026-12-31', kind: 'rest' }), 'POST /admin/calendar/removal': () => ({ day: '2026-12-31' }),
  'PUT /api/cameras/:code': (s) => ({ name: '门口', lon: s.lon, lat: 30.902 }), 'PUT /api/cameras/:code/rule': () => ({ kind: 'fire', opens: 'nothing' }), 'POST /desk/cameras/events/:id': () => ({ do: 'withdraw' }),
  'POST /admin/cameras/:code': (s) => ({ code: s.sensed.camera, name: '门口', lon: s.lon, lat: 30.902 }), 'POST /admin/cameras/rules': () => ({ do: 'policy', original_days: 30, published_days: 365 }), 'POST /desk/bikes': (s) => ({ operator: s.unit, kind: 'tipped' }),
  'POST /admin/bikes/:code': () => ({ name: '单车公司', datum: 'wgs84' }), 'POST /admin/bikes/:code/keys': () => ({ act: 'issue', key_name: '接口' }),
  'PUT /api/assets/:code': asset, 'PUT /api/assets/:code/state': () => ({ state: 'good' }), 'POST /admin/assets/:code': (s) => ({ code: s.asset, ...asset(s) }),
  'POST /api/addresses': (s) => ({ addresses: [{ kind: 'door', name: '一号', geometry: { type: 'Point', coordinates: [s.lon, 30.903] } }] }), 'POST /admin/addresses': (s) => ({ kind: 'door', name: '一号', lon: s.lon, lat: 30.903 }),
  'POST /api/people': (s) => ({ ...person(), grant: role(s) }), 'POST /admin/people/new': (s) => ({ ...person(), ...role(s) }), 'PUT /api/people/:id': () => ({ name: '新名' }), 'POST /admin/people/:id': () => ({ name: '新名', lang: 'zh' }),
  'POST /api/people/:id/grants': role, 'POST /admin/people/:id/grants': role, 'POST /admin/people/:id/password': () => ({ password: 'a long new password' }),
  'POST /open311/v2/requests.json': sent, 'POST /open311/v2/requests.xml': sent, 'POST /open311/v2/servicerequestupdates.json': update, 'POST /open311/v2/servicerequestupdates.xml': update,
};

/** Older than what happened since, so that it changes no stage. */
function update(s: Scene): Fields {
  return { service_request_id: s.number, status: 'in_progress', updated_datetime: '2026-11-18T09:00:00+08:00', update_id: '1', description: '在办' };
}
