// The OpenAPI document as a page needs it: operations in groups, schemas as short readable text. Pure; unknown shapes are read with care.
import { z } from 'zod';

const Schema = z.record(z.string(), z.unknown());
type Schema = z.output<typeof Schema>;
const Content = z.record(z.string(), z.object({ schema: Schema.optional() })).optional();
const Operation = z.object({
  summary: z.string(), description: z.string().optional(), tags: z.array(z.string()).default([]), 'x-who': z.union([z.string(), z.array(z.string())]),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean().default(false), schema: Schema, description: z.string().optional() })).default([]),
  requestBody: z.object({ content: Content }).optional(), responses: z.record(z.string(), z.object({ content: Content })),
});
const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), Operation)) });

export interface Call {
  readonly id: string; readonly method: string; readonly path: string; readonly group: string; readonly summary: string; readonly about: string | undefined; readonly who: string | readonly string[];
  readonly parameters: readonly { name: string; where: string; type: string; required: boolean; about: string | undefined }[];
  /** Media types and shape of what is sent, and of what comes back. */
  readonly body: { media: readonly string[]; shape: string } | undefined;
  readonly answer: { status: string; shape: string } | undefined;
}

/** All calls of a document, by group and path. Throws ZodError when it is no such document. */
export function readCalls(document: unknown): Call[] {
  const calls = Object.entries(Document.parse(document).paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => callOf(method, path, operation)));
  return calls.sort((a, b) => compare(a.group, b.group) || compare(a.path, b.path) || compare(a.method, b.method));
}
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function callOf(method: string, path: string, operation: z.output<typeof Operation>): Call {
  const sent = Object.entries(operation.requestBody?.content ?? {});
  const [status = '200', answer] = Object.entries(operation.responses).find(([code]) => /^[23]/.test(code)) ?? [];
  const shape = Object.values(answer?.content ?? {})[0]?.schema;
  return {
    id: `${method}${path.replace(/[^\w]+/g, '-')}`, method: method.toUpperCase(), path, group: operation.tags[0] ?? '', summary: operation.summary, about: operation.description, who: operation['x-who'],
    parameters: operation.parameters.map((one) => ({ name: one.name, where: one.in, type: brief(one.schema), required: one.required, about: one.description })),
    body: sent.length ? { media: sent.map(([media]) => media), shape: written(sent[0]?.[1].schema ?? {}) } : undefined,
    answer: shape ? { status, shape: written(shape) } : undefined,
  };
}

/** Calls whose address, summary or words about them hold every word of `q`. */
export function findCalls(calls: readonly Call[], q: string): Call[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return calls.filter((call) => words.every((word) => `${call.method} ${call.path} ${call.summary} ${call.about ?? ''}`.toLowerCase().includes(word)));
}

const many = (value: unknown): Schema[] => z.array(Schema).catch([]).parse(value);
const one = (value: unknown): Schema | undefined => Schema.safeParse(value).data;
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A type in a few words: string, integer 1…5, "open" | "closed", string (date-time)[]. */
export function brief(schema: Schema): string {
  if ('const' in schema) return JSON.stringify(schema['const']);
  const values: unknown = schema['enum'];
  if (Array.isArray(values)) return values.length > 14 ? `${values.slice(0, 14).map((v) => JSON.stringify(v)).join(' | ')} | …` : values.map((v) => JSON.stringify(v)).join(' | ');
  const either = [...many(schema['anyOf']), ...many(schema['oneOf'])];
  if (either.length) return [...new Set(either.map(brief))].join(' | ');
  const items = one(schema['items']);
  if (schema['type'] === 'array') return items ? `${brief(items).includes(' ') ? `(${brief(items)})` : brief(items)}[]` : 'array';
  if (schema['type'] === 'object') return 'object';
  const kind = Array.isArray(schema['type']) ? schema['type'].join(' | ') : (text(schema['type']) ?? 'any');
  const format = text(schema['format']);
  return [kind, format && `(${format})`, range(schema)].filter(Boolean).join(' ');
}

// Bounds that only say "a number a computer can hold" tell the reader nothing.
function range(schema: Schema): string | undefined {
  const bound = (name: string) => (typeof schema[name] === 'number' && Math.abs(schema[name]) < Number.MAX_SAFE_INTEGER ? schema[name] : undefined);
  const [min, max] = [bound('minimum') ?? bound('exclusiveMinimum'), bound('maximum') ?? bound('exclusiveMaximum')];
  if (min !== undefined || max !== undefined) return `${min ?? ''}…${max ?? ''}`;
  const longest = bound('maxLength');
  return longest === undefined ? undefined : `≤ ${longest}`;
}

const DEEP = 5;
/** A schema as an indented outline, one line a field; `?` marks what may be left out. */
export function written(schema: Schema, indent = ''): string {
  const properties = one(schema['properties']);
  const items = one(schema['items']);
  if (schema['type'] === 'array' && items && one(items['properties'])) return `[\n${indent}  ${written(items, `${indent}  `)}\n${indent}]`;
  if (!properties || indent.length / 2 >= DEEP) return brief(schema);
  const required = z.array(z.string()).catch([]).parse(schema['required']);
  const lines = Object.entries(properties).map(([name, value]) => {
    const field = one(value) ?? {};
    const about = text(field['description']);
    return `${indent}  ${name}${required.includes(name) ? '' : '?'}: ${written(field, `${indent}  `)}${about ? `  // ${about}` : ''}`;
  });
  return lines.length ? `{\n${lines.join('\n')}\n${indent}}` : '{}';
}
