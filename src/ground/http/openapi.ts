// OpenAPI 3.1 out of the routes, so the description cannot lag behind the program.
import { z } from 'zod';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

/** The document for every route that is not a page. */
export function openapi(routes: readonly Route[], info: { title: string; version: string; server: string }): Json {
  const paths: Record<string, Json> = {};
  for (const route of [...routes].filter((r) => !r.page).sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.method < b.method ? -1 : 1))) {
    const path = route.path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(route);
  }
  return {
    openapi: '3.1.0', info: { title: info.title, version: info.version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } }, servers: [{ url: info.server }], paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key; also as X-Api-Key.' }, session: { type: 'apiKey', in: 'cookie', name: 'comis_session' } },
      schemas: { Problem: PROBLEM },
    },
  };
}

const PROBLEM = { type: 'object', description: 'RFC 9457', required: ['type', 'title', 'status'], properties: { type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, errors: { type: 'array', items: { type: 'object', properties: { field: { type: 'string' }, detail: { type: 'string' } } } } } };

const MEDIA = { json: 'application/json', form: 'application/x-www-form-urlencoded', raw: '*/*' } as const;

function operation(route: Route): Json {
  const answer = route.answer ? { description: 'OK', content: { 'application/json': { schema: schemaOf(route.answer, 'output') } } } : { description: 'OK' };
  const refused = { description: 'Refused', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
  return {
    summary: route.summary, ...(route.about ? { description: route.about } : {}), tags: [route.path.split('/').slice(1, 3).join('/').replace(/\/[:{].*/, '')],
    'x-who': typeof route.who === 'string' ? route.who : [...route.who],
    security: route.who === 'everyone' ? [{}] : [{ key: [] }, { session: [] }],
    parameters: [...parameters(route.path, route.params, 'path'), ...parameters(route.path, route.query, 'query')],
    ...(route.body ? { requestBody: { required: true, content: Object.fromEntries(route.takes.map((t) => [MEDIA[t], t === 'raw' ? {} : { schema: schemaOf(route.body, 'input') }])) } } : {}),
    responses: { [String(route.status)]: answer, ...(route.form === 'problem' ? { '4XX': refused } : {}) },
  };
}

function parameters(path: string, shape: z.ZodType | undefined, where: 'path' | 'query'): Json[] {
  const named = where === 'path' ? [...path.matchAll(/:(\w+)/g)].map((found) => found[1] ?? '') : [];
  const schema = shape ? schemaOf(shape, 'input') : { properties: {} };
  const properties = (schema['properties'] ?? {}) as Record<string, Json>;
  const required = (schema['required'] ?? []) as string[];
  const names = where === 'path' ? named : Object.keys(properties);
  return names.map((name) => ({ name, in: where, required: where === 'path' || required.includes(name), schema: properties[name] ?? { type: 'string' }, ...(properties[name]?.['description'] ? { description: properties[name]['description'] } : {}) }));
}

/** What JSON Schema cannot say (files, transforms) becomes a string or anything. */
function schemaOf(shape: z.ZodType | undefined, io: 'input' | 'output'): Json {
  if (!shape) return {};
  const { $schema, ...schema } = z.toJSONSchema(shape, {
    io, unrepresentable: 'any', target: 'draft-2020-12',
    override: ({ zodSchema, jsonSchema }) => {
      const kind = zodSchema._zod.def.type;
      if (kind === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
      if (kind === 'file') Object.assign(jsonSchema, { type: 'string', format: 'binary' });
    },
  }) as Json;
  return schema;
}
