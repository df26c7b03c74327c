// The service root: what there is, where, and which parts of the standard are kept. Source: OGC 18-088 §9.2.2 and annex A.

export const ROOT = '/sta/v1.1';
const REQ = 'http://www.opengis.net/spec/iot_sensing/1.1/req';
const ENTITIES = ['thing', 'location', 'historical-location', 'datastream', 'sensor', 'observed-property', 'observation', 'feature-of-interest'];
const MQTT = [`${REQ}/create-observations-via-mqtt/observations-creation`, `${REQ}/receive-updates-via-mqtt/receive-updates`];

export const CONFORMANCE: readonly string[] = [
  `${REQ}/datamodel/entity-control-information/common-control-information`, ...ENTITIES.flatMap((name) => [`${REQ}/datamodel/${name}/properties`, `${REQ}/datamodel/${name}/relations`]),
  `${REQ}/resource-path/resource-path-to-entities`,
  ...['status-code', 'query-status-code', 'order', 'expand', 'select', 'orderby', 'top', 'skip', 'count', 'filter', 'built-in-filter-operations', 'built-in-query-functions', 'pagination'].map((name) => `${REQ}/request-data/${name}`),
  ...['create-entity', 'link-to-existing-entities', 'deep-insert', 'deep-insert-status-code', 'update-entity', 'update-entity-put', 'update-entity-jsonpatch', 'delete-entity', 'historical-location-auto-creation', 'historical-location-manual-creation'].map((name) => `${REQ}/create-update-delete/${name}`),
  `${REQ}/batch-request/batch-request`, ...['properties', 'relations', 'constraints'].map((name) => `${REQ}/multi-datastream/${name}`), `${REQ}/data-array/data-array`,
];
const NAMES = ['Things', 'Locations', 'HistoricalLocations', 'Datastreams', 'MultiDatastreams', 'Sensors', 'ObservedProperties', 'Observations', 'FeaturesOfInterest'];

/** `root` without a slash at its end; each url is exactly root + "/" + name. `endpoints`: where MQTT listens, if it does. */
export function serviceRoot(root: string, endpoints: readonly string[]): object {
  return {
    value: NAMES.map((name) => ({ name, url: `${root}/${name}` })),
    serverSettings: { conformance: [...CONFORMANCE, ...(endpoints.length ? MQTT : [])], ...(endpoints.length ? Object.fromEntries(MQTT.map((uri) => [uri, { endpoints }])) : {}) },
  };
}
