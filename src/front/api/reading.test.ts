import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { brief, findCalls, readCalls, written } from './reading.ts';

test('schemas in a few words', () => {
  const words: [object, string][] = [
    [{ type: 'string' }, 'string'], [{ type: 'string', format: 'date-time' }, 'string (date-time)'], [{ type: 'integer', minimum: 1, maximum: 5 }, 'integer 1…5'], [{ type: 'integer', maximum: Number.MAX_SAFE_INTEGER }, 'integer'],
    [{ enum: ['open', 'closed'] }, '"open" | "closed"'], [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'], [{ type: 'array', items: { type: 'string', maxLength: 40 } }, '(string ≤ 40)[]'], [{}, 'any'], [{ const: 1 }, '1'],
  ];
  for (const [schema, text] of words) assert.equal(brief({ ...schema }), text);
});

test('an outline of fields', () => {
  const shape = z.toJSONSchema(z.object({ code: z.string().describe('of the area'), parts: z.array(z.object({ n: z.number().optional() })) }));
  assert.equal(written(shape), '{\n  code: string  // of the area\n  parts: [\n    {\n      n?: number\n    }\n  ]\n}');
});

test('calls by group and path; found by every word', () => {
  const operation = { summary: 'Areas', 'x-who': 'everyone', tags: ['api/areas'], responses: { 200: { description: 'OK' } } };
  const calls = readCalls({ paths: { '/api/b': { get: operation }, '/api/a': { post: { ...operation, summary: 'Write areas' }, get: operation } } });
  assert.deepEqual(calls.map((call) => `${call.method} ${call.path}`), ['GET /api/a', 'POST /api/a', 'GET /api/b']);
  assert.deepEqual(findCalls(calls, 'write AREAS').map((call) => call.method), ['POST']);
  assert.throws(() => readCalls({ paths: 3 }));
});
