// Topics are resource paths behind the version: `v1.1/Datastreams(1)/Observations`. Published to, they are a POST; subscribed to, a GET whose answer
// comes whenever there is a new one (OGC 18-088 §14). No wildcards: what may be seen is asked path by path.
import type { Property, Sees, SetName, EntityType } from '../model.ts';
import { BadQuery } from '../query/bad.ts';
import { parseOptions } from '../query/options.ts';
import { parsePath } from '../query/path.ts';
import { layoutOf, type Layout } from '../reading/layout.ts';
import { resourceOf, type Resource } from '../reading/resource.ts';
import type { Within } from '../reading/rows.ts';

const PREFIX = 'v1.1/';
const LONGEST = 1000;
/** What was refused of a client's own messages is told to that client alone here. */
export const ERRORS = `${PREFIX}errors`;
export const topicOf = (path: string): string => `${PREFIX}${path}`;

/** The path of a topic after the root, with a slash before it; undefined for what is no topic of the service. */
export const pathOf = (topic: string): string | undefined => (topic.startsWith(PREFIX) && topic.length > PREFIX.length && topic.length <= LONGEST ? topic.slice(PREFIX.length - 1) : undefined);

/** What a subscription wants, so that a look at a batch says whether it is concerned. */
export interface Interest {
  readonly topic: string; readonly sees: Sees; readonly path: string;
  readonly set: SetName; readonly entity: EntityType; readonly layout: Layout;
  /** A set, or one entity. */
  readonly many: boolean;
  /** What is sent is this property alone. */
  readonly property?: { readonly of: Property; readonly keys: readonly string[] } | undefined;
  /** Only this entity; only observations of this stream. */
  readonly one?: number | undefined; readonly stream?: number | undefined;
  /** Where neither says it all: the condition of the path. */
  readonly within?: Within | undefined;
  /** Interests of the same key differ in which rows they want, not in what they say of them. */
  readonly shape: string;
}

/** Throws BadQuery for what cannot be subscribed to. Whether it exists is asked elsewhere. */
export function interestOf(topic: string, sees: Sees): Interest {
  const [path = '', query = '', ...more] = (pathOf(topic) ?? '').split('?');
  if (/[+#]/.test(path) || more.length) throw new BadQuery('there are no wildcards');
  const parsed = parsePath(path);
  const resource = parsed && resourceOf(parsed, sees);
  if (!parsed || !resource || parsed.ending) throw new BadQuery('a topic is v1.1/ and a resource path');
  const options = parseOptions(query);
  if (Object.keys(options).some((key) => key !== 'select' && key !== 'distinct') || (query !== '' && resource.property)) throw new BadQuery('a topic takes $select only, of an entity or a set');
  const property = resource.property && { of: resource.property, keys: resource.keys };
  const layout: Layout = property ? { entity: resource.entity, columns: [{ property: property.of, keys: property.keys }], id: false, selfLink: false, links: [], opened: [] } : layoutOf(resource.entity, options);
  const shape = `${sees} ${resource.entity.set} ${property ? `/${[property.of.name, ...property.keys].join('/')}` : query}`;
  return { topic, sees, path, set: resource.entity.set, entity: resource.entity, many: resource.many, layout, property, shape, ...rowsOf(resource, parsed.segments) };
}

function rowsOf(resource: Resource, segments: readonly { name: string; id: number | undefined }[]): Pick<Interest, 'one' | 'stream' | 'within'> {
  const [first, second] = segments;
  if (resource.level === 0) return resource.many ? {} : { one: first?.id };
  const ofStream = resource.level === 1 && resource.entity.set === 'Observations' && (first?.name === 'Datastreams' || first?.name === 'MultiDatastreams');
  // The name of the stream's kind is checked when the subscription is made: a stream never changes it.
  if (ofStream && second?.id === undefined) return { stream: first?.id };
  const own = resource.many ? undefined : segments[resource.level]?.id;
  return { within: resource.within, ...(own === undefined ? {} : { one: own }), ...(ofStream ? { stream: first?.id } : {}) };
}
