// The sources as the architecture tests see them: files, what they import, the SQL in them.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const FLOORS = ['ground', 'city', 'sense', 'analysis', 'serve', 'command', 'supervise', 'cocreate', 'front'] as const;

export interface Import { readonly from: string; /** Path from the root, or the name of a package. */ readonly to: string; /** Gone at run time. */ readonly typeOnly: boolean }
export interface Source { readonly path: string; readonly text: string; /** Without comments. */ readonly code: string; readonly imports: readonly Import[]; readonly floor: string; readonly room: string; readonly isTest: boolean }

/** Paths from the root of all files under these folders. */
export function filesUnder(...folders: string[]): string[] {
  return folders.flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile()).map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))).sort();
}

export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Every TypeScript file of the folders. */
export const sourcesOf = (...folders: string[]): Source[] => filesUnder(...folders).filter((path) => /\.tsx?$/.test(path) && !path.startsWith('web/dist/')).map(source);

export function source(path: string): Source {
  const text = read(path);
  const code = withoutComments(text);
  const [, floor = '', room = ''] = path.split('/');
  return { path, text, code, imports: importsOf(path, code), floor: path.startsWith('src/') ? floor : '', room: /\.\w+$/.test(room) ? '' : room, isTest: /\.(test|fixture)\.tsx?$/.test(path) };
}

const ALIASES = Object.entries((JSON.parse(read('package.json')) as { imports: Record<string, string> }).imports);

function importsOf(from: string, code: string): Import[] {
  const found: [specifier: string, typeOnly: boolean][] = [
    ...[...code.matchAll(/(?:^|[;\n])\s*(?:import|export)\s+(type\s+)?([^'";]*?)\sfrom\s*['"]([^'"]+)['"]/g)].map((m): [string, boolean] => [m[3] ?? '', !!m[1] || allTypes(m[2] ?? '')]),
    ...[...code.matchAll(/(?:^|[;\n])\s*import\s*['"]([^'"]+)['"]/g)].map((m): [string, boolean] => [m[1] ?? '', false]),
    ...[...code.matchAll(/(typeof\s+)?\bimport\(\s*['"]([^'"]+)['"]/g)].map((m): [string, boolean] => [m[2] ?? '', !!m[1]]),
  ];
  return found.map(([specifier, typeOnly]) => ({ from, to: resolved(from, specifier), typeOnly }));
}

const allTypes = (names: string): boolean => /^\{.*\}$/s.test(names.trim()) && names.replace(/[{}]/g, '').split(',').map((n) => n.trim()).filter(Boolean).every((n) => n.startsWith('type '));

function resolved(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return normalize(join(dirname(from), specifier)).replace(/\?.*$/, '');
  for (const [alias, target] of ALIASES) {
    const [start = ''] = alias.split('*');
    if (specifier === alias) return normalize(target);
    if (alias.includes('*') && specifier.startsWith(start)) return normalize(target.replace('*', specifier.slice(start.length)));
  }
  return specifier;
}

/** Comments become spaces; strings, templates and regular expressions with slashes in them are left alone. */
export function withoutComments(text: string): string {
  return text.replace(/("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|(\/\*[\s\S]*?\*\/|(?<![:\\/[(])\/\/[^\n]*)/g, (_, literal: string | undefined, comment: string) => literal ?? comment.replace(/[^\n]/g, ' '));
}

/** The texts of all sql`…` templates of a file, nested ones too, each value replaced by $. */
export function sqlOf(code: string): string[] {
  const found: string[] = [];
  for (const start of code.matchAll(/\bsql`/g)) {
    let text = '';
    for (let i = start.index + 4; i < code.length && code[i] !== '`'; i++) {
      if (code[i] === '$' && code[i + 1] === '{') { i = endOfValue(code, i + 2); text += '$'; } else text += code[i];
    }
    found.push(text);
  }
  return found;
}

function endOfValue(code: string, from: number): number {
  let depth = 1;
  let i = from;
  for (; i < code.length && depth > 0; i++) {
    if (code[i] === '`') { i = endOfTemplate(code, i + 1); continue; }
    if (code[i] === '{') depth++;
    if (code[i] === '}') depth--;
  }
  return i - 1;
}

function endOfTemplate(code: string, from: number): number {
  let i = from;
  for (; i < code.length && code[i] !== '`'; i++) if (code[i] === '$' && code[i + 1] === '{') i = endOfValue(code, i + 2);
  return i;
}
