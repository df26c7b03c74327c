// Requests as a hostile client writes them: mostly within the grammar, so that they get far, with something wrong anywhere.
import fc from 'fast-check';
import { FUNCTIONS } from '#sense/things/index.ts';
import { FEATURE, place, PROPERTY, SENSOR, SETS, STREAM, THING } from './sensorthings-house.ts';

export interface Shot { readonly method: string; readonly path: string; readonly type: string; readonly body: string | undefined }

const NAMES = ['name', 'description', 'result', 'phenomenonTime', 'resultTime', 'validTime', 'parameters', 'properties', 'properties/a/b', 'properties/0', 'id', '@iot.id', 'location', 'feature', 'observedArea', 'unitOfMeasurement/symbol', 'unitOfMeasurements/0/name', 'metadata', 'definition', 'encodingType', 'time', 'observationType', 'result/0', 'result/x', 'nothing', '气'];
const RELATIONS = ['Things', 'Locations', 'HistoricalLocations', 'Datastreams', 'MultiDatastreams', 'Sensors', 'ObservedProperties', 'Observations', 'Thing', 'Datastream', 'MultiDatastream', 'Sensor', 'ObservedProperty', 'FeatureOfInterest', 'FeaturesOfInterest', 'Nothing'];
const WILD = fc.oneof({ weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) }, fc.constantFrom("'", "''", '\\', '%', '\0', '\ud800', '();,', '--', '/*', '$1', '1e309', '-', '9'.repeat(40), '(('.repeat(90), 'x'.repeat(3000)));

const path = fc.tuple(fc.array(fc.constantFrom(...RELATIONS), { maxLength: 3 }), fc.constantFrom(...NAMES)).map(([relations, name]) => [...relations, name].join('/'));
const quoted = fc.oneof(fc.constantFrom('thing', '2026-11-18T00:00:00Z', '5', '%', '_'), WILD).map((text) => `'${text.replaceAll("'", "''")}'`);
const number = fc.oneof(fc.integer().map(String), fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => String(n)), fc.constantFrom('0', '-0', '1e308', '1e-320', '9223372036854775808', '99999999999999999999', '1e400', '0.1'));
const moment = fc.constantFrom('2026-11-18T00:00:00Z', '2026-11-18T08:00:00+08:00', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '2026-02-30T00:00:00Z', '2026-11-18', '08:00:00', '25:61:00', '2026-11-17T00:00:00Z/2026-11-19T00:00:00Z', '2026-11-19T00:00:00Z/2026-11-17T00:00:00Z', '0000-01-01T00:00:00Z', '2026-11-18T00:00:00+99:99');
const geometry = fc.constantFrom("geography'POINT (116.4 39.9)'", "geography'POLYGON ((116 39,117 39,117 40,116 40,116 39))'", "geography'POLYGON ((0 0,1 1,0 1,1 0,0 0))'", "geography'LINESTRING (1 1,2 2)'", "geography'LINESTRING (1 1,1 1)'", "geography'POINT (999 1)'", "geography'POINT Z (1 2 3)'", "geography'GEOMETRYCOLLECTION (POINT (1 1),LINESTRING (1 1,2 2))'", "geography'POINT EMPTY'", "geography'NONSENSE'", "geometry'MULTIPOINT (1 1,2 2)'", "geography'SRID=4326;POINT (1 1)'", "geography'POLYGON ((0 0,1 0,1 1,0 0),(0 0,1 0,1 1,0 0))'");
const duration = fc.constantFrom("duration'P1D'", "duration'PT999999H'", "duration'P999999Y'", "duration'-P1M'", "duration'x'");
const literal = fc.oneof(quoted, number, moment, geometry, duration, fc.constantFrom('null', 'true', 'false', 'now()', 'mindatetime()', 'maxdatetime()'));
const operator = fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le', 'and', 'or', 'add', 'sub', 'mul', 'div', 'mod', 'in', 'like');

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof({ maxDepth: 4, withCrossShrink: true },
    { weight: 3, arbitrary: literal }, { weight: 4, arbitrary: path }, { weight: 1, arbitrary: WILD },
    { weight: 6, arbitrary: fc.tuple(tie('expression'), operator, tie('expression')).map(([left, op, right]) => `${left} ${op} ${right}`) },
    { weight: 2, arbitrary: tie('expression').map((one) => `(${one})`) }, { weight: 1, arbitrary: tie('expression').map((one) => `not ${one}`) },
    { weight: 4, arbitrary: fc.constantFrom(...Object.entries(FUNCTIONS)).chain(([name, [least, most]]) => fc.array(tie('expression'), { minLength: least, maxLength: most }).map((args) => `${name}(${args.join(',')})`)) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...RELATIONS), tie('expression')).map(([relation, inner]) => `${relation}/any(d: d/${inner})`) },
    { weight: 1, arbitrary: fc.tuple(path, fc.array(literal, { maxLength: 4 })).map(([left, list]) => `${left} in (${list.join(',')})`) },
    // What compares like with like gets to the database.
    { weight: 6, arbitrary: fc.tuple(fc.constantFrom('result', 'id', 'length(name)', 'result add 1', 'Datastream/id', 'geo.length(location)', 'year(phenomenonTime)', 'properties/a', 'round(result)', 'result mul 1e300', 'indexof(name,description)'), fc.constantFrom('eq', 'lt', 'ge'), number).map((parts) => parts.join(' ')) },
    { weight: 4, arbitrary: fc.tuple(fc.constantFrom('phenomenonTime', 'resultTime', 'time', "phenomenonTime add duration'P999999Y'", 'now()', 'Datastream/phenomenonTime'), fc.constantFrom('eq', 'lt', 'ge'), moment).map((parts) => parts.join(' ')) },
    { weight: 4, arbitrary: fc.tuple(fc.constantFrom('st_within', 'st_equals', 'st_touches', 'st_relate', 'geo.intersects', 'st_overlaps', 'st_crosses'), fc.constantFrom('location', 'feature', 'observedArea', 'Locations/location', 'FeatureOfInterest/feature', "geography'LINESTRING (0 0,1 1)'"), geometry).map(([name, of, shape]) => `${name}(${of},${shape})`) },
  ),
}));

const options = (separator: string, depth: number): fc.Arbitrary<string> => fc.array(fc.oneof(
  { weight: 5, arbitrary: expression.map((one) => `$filter=${one}`) }, { weight: 2, arbitrary: fc.array(fc.tuple(fc.oneof({ weight: 3, arbitrary: path }, expression), fc.constantFrom('', ' desc', ' asc', ' up')), { minLength: 1, maxLength: 3 }).map((list) => `$orderby=${list.map((one) => one.join('')).join(',')}`) },
  { weight: 2, arbitrary: number.map((n) => `$top=${n}`) }, number.map((n) => `$skip=${n}`), fc.constantFrom('$count=true', '$count=false', '$count=1', '$resultFormat=dataArray', '$resultFormat=CSV', '$resultFormat=GeoJSON', "$skiptoken='WyJ4Il0'", "$skiptoken='WyIyMDI2LTExLTE4IiwiMSJd'", "$skiptoken='WyIxIl0'", '$nothing=1'),
  { weight: 2, arbitrary: fc.array(path, { minLength: 1, maxLength: 3 }).map((list) => `$select=${list.join(',')}`) },
  ...(depth < 2 ? [{ weight: 3, arbitrary: fc.tuple(fc.constantFrom(...RELATIONS), fc.array(fc.constantFrom(...RELATIONS), { maxLength: 1 }), fc.option(options(';', depth + 1))).map(([first, more, inner]) => `$expand=${[first, ...more].join('/')}${inner === null ? '' : `(${inner})`}`) }] : []),
), { maxLength: 3 }).map((list) => list.join(separator));

const id = fc.constantFrom('(1)', '(2)', '(3)', '(0)', '(9223372036854775807)', '(99999999999999999999)', "('1')", '(x)', '(-1)', '');
const address = fc.tuple(fc.constantFrom(...SETS, 'MultiDatastreams'), fc.array(fc.tuple(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...RELATIONS) }, fc.constantFrom(...NAMES), WILD), id), { maxLength: 3 }), id, fc.constantFrom('', '', '', '/$ref', '/$value', '/', '/name/$value', '/result/$value'))
  .map(([set, more, first, ending]) => `/${set}${first}${more.map(([name, one]) => `/${name}${one}`).join('')}${ending}`);
const encoded = fc.constantFrom(encodeURI, (text: string) => text.split('=').map(encodeURIComponent).join('='), (text: string) => text.replaceAll(' ', '+'));
const safely = (encode: (text: string) => string, text: string): string => { try { return encode(text); } catch { return text.toWellFormed(); } };

/** GET with any path and query. */
export const reads: fc.Arbitrary<Shot> = fc.tuple(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...SETS).map((set) => `/${set}`) }, address), options('&', 0), encoded).map(([where, query, encode]) => ({ method: 'GET', path: safely(encodeURI, where) + (query === '' ? '' : `?${query.split('&').map((one) => safely(encode, one)).join('&')}`), type: '', body: undefined }));

const OBSERVATION = { phenomenonTime: '2026-11-18T00:00:00Z', resultTime: '2026-11-18T00:00:00Z', result: 5, resultQuality: { a: 1 }, validTime: '2026-11-17T00:00:00Z/2026-11-19T00:00:00Z', parameters: { battery: 3 }, Datastream: { '@iot.id': 1 } };
const MULTI = { name: 'm', description: '', observationType: 'x', multiObservationDataTypes: ['a', 'b'], unitOfMeasurements: [STREAM.unitOfMeasurement, STREAM.unitOfMeasurement], Thing: { '@iot.id': 1 }, Sensor: SENSOR, ObservedProperties: [PROPERTY, PROPERTY] };
const GOOD: readonly (readonly [path: string, body: unknown])[] = [
  ['/Things', THING], ['/Things', { ...THING, MultiDatastreams: [{ ...MULTI, Thing: undefined, Observations: [{ result: [1, 2] }] }] }], ['/Locations', { ...place(), Things: [THING] }], ['/Datastreams', { ...STREAM, Thing: { '@iot.id': 1 } }], ['/MultiDatastreams', MULTI], ['/Sensors', { ...SENSOR, Datastreams: [{ ...STREAM, Sensor: undefined, Thing: THING }] }], ['/ObservedProperties', PROPERTY],
  ['/Observations', OBSERVATION], ['/Observations', { ...OBSERVATION, FeatureOfInterest: FEATURE }], ['/Datastreams(1)/Observations', { result: 1 }], ['/FeaturesOfInterest', { ...FEATURE, Observations: [OBSERVATION] }], ['/HistoricalLocations', { time: '2026-11-18T00:00:00Z', Thing: { '@iot.id': 1 }, Locations: [{ '@iot.id': 1 }, place()] }], ['/Things(1)/Locations', place()],
  ['/CreateObservations', [{ Datastream: { '@iot.id': 1 }, components: ['phenomenonTime', 'result', 'FeatureOfInterest/id'], 'dataArray@iot.count': 2, dataArray: [['2026-11-18T00:00:00Z', 1, 1], ['2026-11-18T00:00:00Z', 2, 77]] }]],
  ['/$batch', { requests: [{ id: 'a', atomicityGroup: 'g', method: 'post', url: 'Things', body: THING }, { id: 'b', atomicityGroup: 'g', method: 'post', url: '$a/Datastreams', body: STREAM }] }],
];
const STRANGE = fc.oneof(fc.constantFrom<unknown>(null, true, 0, -1, 1e308, -0, 5e-324, '', [], {}, [[]], 'NaN', 'a\0b', '\ud800', '2026-13-01T00:00:00Z', '9999-12-31T23:59:59Z', { '@iot.id': 1 }, { '@iot.id': 9e15 }, { '@iot.id': '1' }, { '@iot.id': -1 }, { type: 'Point', coordinates: [1, 2] }, { type: 'Point', coordinates: [200, 2] }, { type: 'Polygon', coordinates: [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]] }, { type: 'Point', coordinates: [1, 2, 3, 4, 5] }, { type: 'LineString', coordinates: [[1, 1], [1, 1]] }, [THING], STREAM), fc.jsonValue(), WILD);

/** A value with something strange in one place, or one key gone, or one more. */
function mutated(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value !== 'object' || value === null) return STRANGE;
  const keys = Object.keys(value);
  const inside = keys.length ? fc.constantFrom(...keys).chain((key) => mutated(Reflect.get(value, key)).map((inner) => (Array.isArray(value) ? value.with(Number(key), inner) : { ...value, [key]: inner }))) : STRANGE;
  const gone = keys.length ? fc.constantFrom(...keys).map((key) => (Array.isArray(value) ? value.filter((_, i) => i !== Number(key)) : Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)))) : STRANGE;
  const more = fc.tuple(fc.oneof(fc.constantFrom(...RELATIONS, ...NAMES, '__proto__', '@iot.id'), WILD), STRANGE).map(([name, one]) => (Array.isArray(value) ? [...value, one] : { ...value, [name]: one }));
  return fc.oneof({ weight: 6, arbitrary: inside }, { weight: 1, arbitrary: gone }, { weight: 1, arbitrary: more }, { weight: 1, arbitrary: STRANGE });
}

const body = (good: unknown): fc.Arbitrary<string> => fc.oneof(
  { weight: 8, arbitrary: mutated(good).map((one) => JSON.stringify(one) ?? '') }, { weight: 4, arbitrary: mutated(good).chain(mutated).map((one) => JSON.stringify(one) ?? '') }, { weight: 1, arbitrary: fc.constant(JSON.stringify(good)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant(JSON.stringify(good)), fc.nat(), WILD).map(([text, at, wild]) => text.slice(0, at % text.length) + wild + text.slice(at % text.length)) }, { weight: 1, arbitrary: fc.constant(JSON.stringify(good).replace(/\d+/, '1e999')) },
);
const TYPES = fc.constantFrom('application/json', 'application/json', 'application/json', 'application/json;charset=UTF-8', '', 'text/plain', 'application/json; charset=utf-16le', 'application/json-patch+json', 'multipart/mixed;boundary=b');
const creates: fc.Arbitrary<Shot> = fc.constantFrom(...GOOD).chain(([where, good]) => fc.record({ method: fc.constant('POST'), path: fc.oneof({ weight: 9, arbitrary: fc.constant(where) }, address.map(encodeURI2)), type: TYPES, body: body(good) }));
const PATCH = [{ op: 'replace', path: '/name', value: 'x' }, { op: 'add', path: '/properties', value: { a: 1 } }, { op: 'move', from: '/description', path: '/name' }, { op: 'test', path: '/name', value: 'x' }, { op: 'remove', path: '/properties/a' }];
const changes: fc.Arbitrary<Shot> = fc.tuple(fc.constantFrom('PATCH', 'PUT', 'DELETE'), fc.constantFrom(...SETS), fc.constantFrom(...GOOD), fc.boolean()).chain(([method, set, [, good], patches]) => fc.record({
  method: fc.constant(method), path: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(1, 2, 3).map((n) => `/${set}(${n})`) }, address.map(encodeURI2)), type: fc.constant(patches && method === 'PATCH' ? 'application/json-patch+json' : 'application/json'), body: patches && method === 'PATCH' ? body(PATCH) : method === 'DELETE' ? fc.constant(undefined) : body(good),
}));
const multipart: fc.Arbitrary<Shot> = fc.array(fc.tuple(fc.boolean(), fc.oneof(reads, creates, changes)), { minLength: 1, maxLength: 4 }).map((list) => ({
  method: 'POST', path: '/$batch', type: 'multipart/mixed; boundary=b', body: `${list.map(([grouped, { method, path: where, body: inner = '' }]) => { const one = `Content-Type: application/http\r\nContent-ID: c\r\n\r\n${method} ${where.slice(1)} HTTP/1.1\r\nContent-Type: application/json\r\n\r\n${inner}\r\n`; return `--b\r\n${grouped ? `Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n${one}--c\r\n${one}--c--\r\n` : one}`; }).join('')}--b--`,
}));

function encodeURI2(text: string): string { return safely(encodeURI, text); }

/** Everything that writes. */
export const writes: fc.Arbitrary<Shot> = fc.oneof({ weight: 6, arbitrary: creates }, { weight: 3, arbitrary: changes }, { weight: 1, arbitrary: multipart });
