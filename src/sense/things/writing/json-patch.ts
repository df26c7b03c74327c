// JSON Patch (RFC 6902) on a plain value: add, remove, replace, move, copy, test. A patch that cannot be applied whole is refused whole.
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { BadEntity } from './bad.ts';

const Operation = z.discriminatedUnion('op', [
  z.object({ op: z.literal('add'), path: z.string(), value: z.unknown() }), z.object({ op: z.literal('replace'), path: z.string(), value: z.unknown() }), z.object({ op: z.literal('test'), path: z.string(), value: z.unknown() }),
  z.object({ op: z.literal('remove'), path: z.string() }), z.object({ op: z.literal('move'), from: z.string(), path: z.string() }), z.object({ op: z.literal('copy'), from: z.string(), path: z.string() }),
]);
export const JsonPatch = z.array(Operation).max(1000);

/** A new value; `value` stays as it is. Throws BadEntity. */
export function patched(value: unknown, patch: unknown): unknown {
  const operations = JsonPatch.safeParse(patch);
  if (!operations.success) throw new BadEntity('', 'a JSON Patch is a list of operations (RFC 6902)');
  const root = { value: structuredClone(value) };
  for (const [i, one] of operations.data.entries()) {
    const at = `[${i}]`;
    switch (one.op) {
      case 'add': put(root, one.path, structuredClone(one.value), true, at); break;
      case 'replace': put(root, one.path, structuredClone(one.value), false, at); break;
      case 'remove': take(root, one.path, at); break;
      case 'test': if (!isDeepStrictEqual(get(root, one.path, at), one.value)) throw new BadEntity(at, `${one.path} is not as tested`, 409); break;
      case 'copy': put(root, one.path, structuredClone(get(root, one.from, at)), true, at); break;
      case 'move':
        if (one.path.startsWith(`${one.from}/`)) throw new BadEntity(at, 'a value cannot move into itself');
        put(root, one.path, take(root, one.from, at), true, at);
    }
  }
  return root.value;
}

interface Root { value: unknown }
type Container = Record<string, unknown> | unknown[];

function keys(pointer: string, at: string): string[] {
  if (pointer !== '' && !pointer.startsWith('/')) throw new BadEntity(at, `'${pointer.slice(0, 60)}' is no pointer (RFC 6901)`);
  return pointer.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The container of the last key, and that key as an index or a name. */
function holder(root: Root, pointer: string, at: string): { container: Container; key: string } {
  const path = ['value', ...keys(pointer, at)];
  let container: unknown = root;
  for (const key of path.slice(0, -1)) container = child(container, key, pointer, at);
  if (typeof container !== 'object' || container === null) throw new BadEntity(at, `${pointer} is not there`);
  return { container: container as Container, key: path.at(-1) ?? '' };
}

function child(container: unknown, key: string, pointer: string, at: string): unknown {
  if (typeof container !== 'object' || container === null || !Object.hasOwn(container, key) || (Array.isArray(container) && !/^\d+$/.test(key))) throw new BadEntity(at, `${pointer} is not there`);
  return (container as Record<string, unknown>)[key];
}

function get(root: Root, pointer: string, at: string): unknown {
  const { container, key } = holder(root, pointer, at);
  return child(container, key, pointer, at);
}

function put(root: Root, pointer: string, value: unknown, anew: boolean, at: string): void {
  const { container, key } = holder(root, pointer, at);
  if (Array.isArray(container)) {
    const index = key === '-' && anew ? container.length : /^(?:0|[1-9]\d{0,5})$/.test(key) ? Number(key) : NaN;
    if (!(index <= container.length - (anew ? 0 : 1))) throw new BadEntity(at, `${pointer} is not there`);
    container.splice(index, anew ? 0 : 1, value);
    return;
  }
  if (!anew) child(container, key, pointer, at);
  Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });
}

function take(root: Root, pointer: string, at: string): unknown {
  const { container, key } = holder(root, pointer, at);
  const value = child(container, key, pointer, at);
  if (Array.isArray(container)) container.splice(Number(key), 1);
  else delete container[key];
  return value;
}
