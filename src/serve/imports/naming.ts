// Texts of a file → codes of the city: classes, organisations, areas. Pure but for what it is given; every text is looked up once.
import type { Area } from '#city/areas/contract.ts';
import { centresOf, type CityTools } from '#city/cases/index.ts';
import type { Mapping } from './contract.ts';

/** A code, or undefined for a text that names nothing. */
export type Lookup = (text: string) => string | undefined;
export interface Names { readonly type: Lookup; readonly department: Lookup; readonly area: Lookup; placed(area: string | undefined): Placed }
/** An area with all that holds it (root first) and the two centres in charge of it. */
export interface Placed { readonly path: readonly string[]; readonly supervision: string; readonly command: string }

/** Throws (its message names them) when a table or a fallback of the mapping names what the city does not have. */
export function namesOf(tools: CityTools, mapping: Mapping): Names {
  const { classes, organisations, areas } = tools;
  // Small classes first: a main class of the same name is not what a case has.
  const small = [...classes.all].sort((a, b) => Number(a.parent === null) - Number(b.parent === null));
  const largest = [...areas.all()].sort((a, b) => a.path.length - b.path.length || (a.code < b.code ? -1 : 1));
  const type = lookup(mapping.type, (code) => classes.get(code) !== undefined, small);
  const department = lookup(mapping.department, (code) => organisations.get(code) !== undefined, organisations.all());
  const area = lookup('by' in mapping.area && mapping.area.by === 'point' ? undefined : mapping.area, (code) => areas.get(code) !== undefined, largest);
  const root = largest[0];
  return { type, department, area, placed: placing(tools, root) };
}

type Rule = { value: string } | { column: string | string[]; by: 'code' | 'name' | 'table'; table?: Record<string, string> | undefined; unknown?: string } | { by: 'point' } | undefined;
interface Entry { readonly code: string; readonly name: string; readonly name_en: string | null }

function lookup(rule: Rule, has: (code: string) => boolean, entries: readonly Entry[]): Lookup {
  if (!rule || !('by' in rule) || rule.by === 'point') return () => undefined;
  const codes = new Map<string, string>();
  const put = (text: string | null, code: string) => { if (text && !codes.has(plain(text))) codes.set(plain(text), code); };
  if (rule.by === 'name') for (const { code, name, name_en: english } of entries) { put(name, code); put(english, code); }
  if (rule.by === 'table') for (const [text, code] of Object.entries(rule.table ?? {})) put(text, code);
  const found = new Map<string, string | undefined>();
  return (text) => {
    if (found.has(text)) return found.get(text);
    const code = rule.by === 'code' ? text : codes.get(plain(text));
    const known = code !== undefined && has(code) ? code : undefined;
    if (found.size < 100_000) found.set(text, known);
    return known;
  };
}

/** As people take two names for the same. */
const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

function placing(tools: CityTools, root: Area | undefined): (area: string | undefined) => Placed {
  const known = new Map<string, Placed>();
  return (area = root?.code ?? '') => {
    let placed = known.get(area);
    if (!placed) {
      const path = [...(tools.areas.get(area)?.path ?? root?.path ?? [])];
      known.set(area, (placed = { path, ...centresOf(tools, path) }));
    }
    return placed;
  };
}

/** Codes that a mapping names and the city lacks, as `what: code`. */
export function missingCodes({ classes, organisations, areas }: CityTools, mapping: Mapping): string[] {
  const checks: readonly (readonly [what: string, rule: Rule, has: (code: string) => boolean])[] = [
    ['type', mapping.type, (code) => classes.get(code) !== undefined], ['department', mapping.department, (code) => organisations.get(code) !== undefined], ['area', mapping.area, (code) => areas.get(code) !== undefined],
  ];
  return checks.flatMap(([what, rule, has]) => named(rule).filter((code) => !has(code)).map((code) => `${what}: ${code}`));
}

function named(rule: Rule): string[] {
  if (!rule || ('by' in rule && rule.by === 'point')) return [];
  if ('value' in rule) return [rule.value];
  const fallback = 'unknown' in rule && rule.unknown !== undefined && rule.unknown !== 'error' && rule.unknown !== 'none' ? [rule.unknown] : [];
  return [...new Set([...Object.values(('table' in rule && rule.table) || {}), ...fallback])];
}
