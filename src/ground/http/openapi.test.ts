import assert from 'node:assert/strict';
import { test } from 'node:test';
import { h } from 'preact';
import { z } from 'zod';
import { openapi } from './openapi.ts';
import { page, route } from './route.ts';

const routes = [
  route({
    method: 'PUT', path: '/api/cases/:id/closure', who: ['acceptor'], summary: 'Close', about: 'Only by supervision.', status: 201,
    params: z.object({ id: z.coerce.number().int().meta({ description: 'Number of the case' }) }), query: z.object({ notify: z.enum(['yes', 'no']).optional() }),
    body: z.object({ at: z.date(), photo: z.file().optional(), note: z.string().max(200) }), answer: z.object({ id: z.number(), at: z.date() }), handle: async () => ({ id: 1, at: new Date() }),
  }),
  route({ method: 'GET', path: '/api/files/:name{[a-z]+}', who: 'everyone', summary: 'File', handle: async () => new Response('') }),
  ...page({ path: '/cases', who: 'everyone', summary: 'A page', view: async () => h('p', {}), submit: async () => new Response() }),
];
const Document = z.object({ openapi: z.string(), paths: z.record(z.string(), z.record(z.string(), z.looseObject({ parameters: z.array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean(), schema: z.looseObject({}) })), responses: z.record(z.string(), z.unknown()) }))) });

test('OpenAPI 3.1 holds every route that is not a page, with parameters, body, answer and who may', () => {
  const document = openapi(routes, { title: 'T', version: '1', server: 'http://x' });
  const { paths, openapi: version } = Document.parse(document);
  assert.equal(version, '3.1.0');
  assert.deepEqual(Object.keys(paths), ['/api/cases/{id}/closure', '/api/files/{name}']);
  const close = paths['/api/cases/{id}/closure']?.['put'];
  assert.deepEqual(close?.['x-who'], ['acceptor']);
  assert.deepEqual(close?.parameters.map((p) => [p.in, p.name, p.required]), [['path', 'id', true], ['query', 'notify', false]]);
  assert.equal(close?.parameters[0]?.['description'], 'Number of the case');
  assert.deepEqual(Object.keys(close?.responses ?? {}), ['201', '4XX']);
  const text = JSON.stringify(close);
  assert.match(text, /"at":\{[^}]*"format":"date-time"/);
  assert.match(text, /"photo":\{[^}]*"format":"binary"/);
  assert.doesNotMatch(text, /\$schema/);
  assert.deepEqual(paths['/api/files/{name}']?.['get']?.parameters.map((p) => p.name), ['name']);
});

test('the document does not depend on the order of the routes', () => {
  const info = { title: 'T', version: '1', server: 'http://x' };
  assert.equal(JSON.stringify(openapi(routes, info)), JSON.stringify(openapi(routes.toReversed(), info)));
});
