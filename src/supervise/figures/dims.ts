// Rows and columns: which key a case has in a dimension, and what a key is called.
import { pick, type Lang } from '#ground/i18n/index.ts';
import { NATURES, natureWord, SOURCES, sourceWord, type CityTools } from '#city/cases/index.ts';
import type { Dim, Filters } from './contract.ts';
import type { Facts } from './facts.ts';
import { m } from './messages.ts';
import type { Keys } from './tally.ts';

/** The key of cases that have none: not classed, not dispatched, outside of every area of the kind. */
export const NOWHERE = '-';
/** All classes that are not public, for readers who may not tell them apart. */
export const PRIVATE = 'private';
type Known = Pick<CityTools, 'areas' | 'classes' | 'organisations'>;

/** The keys of all cases in a dimension. `folded`: classes that are not public stand in one row. */
export function keysOf(facts: Facts, tools: Known, dim: Dim, folded: boolean): Keys {
  const { columns: c, names } = facts;
  switch (dim) {
    case 'district': case 'street': case 'community': return { column: c.path, keys: names.path.list.map((path) => path.split('/').findLast((code) => tools.areas.get(code)?.kind === dim) ?? NOWHERE) };
    case 'unit': return { column: c.unit, keys: names.unit.list.map((code) => code || NOWHERE) };
    case 'class': return { column: c.class, keys: names.class.list.map((code) => (folded && tools.classes.get(code)?.visibility === 'private' ? PRIVATE : code || NOWHERE)) };
    case 'main': return { column: c.class, keys: names.class.list.map((code) => tools.classes.get(code)?.parent ?? (code || NOWHERE)) };
    case 'source': return { column: c.source, keys: names.source.list };
    case 'nature': return { column: c.nature, keys: names.nature.list };
  }
}

/** Only the cases with one key of a dimension. */
export const onlyKey = ({ column, keys }: Keys, key: string): Keys => ({ column, keys: keys.map((one) => (one === key ? one : undefined)) });

/** Only the cases that pass the filters. */
export function onlyOf({ columns: c, names }: Facts, tools: Known, filters: Filters): Keys[] {
  const passing = (column: Keys['column'], list: readonly string[], passes: (code: string) => boolean): Keys => ({ column, keys: list.map((code) => (passes(code) ? code : undefined)) });
  const { area, class: cls, unit, source, nature } = filters;
  return [
    ...(area === undefined ? [] : [passing(c.path, names.path.list, (path) => path.split('/').includes(area))]),
    ...(cls === undefined ? [] : [passing(c.class, names.class.list, (code) => code === cls || tools.classes.get(code)?.parent === cls)]),
    ...(unit === undefined ? [] : [passing(c.unit, names.unit.list, (code) => code === unit)]),
    ...(source === undefined ? [] : [passing(c.source, names.source.list, (code) => code === source)]),
    ...(nature === undefined ? [] : [passing(c.nature, names.nature.list, (code) => code === nature)]),
  ];
}

/** What a key is called. A code that the city no longer knows stands for itself. */
export function nameOf(tools: Known, dim: Dim, key: string, lang: Lang): string {
  if (key === NOWHERE) return (dim === 'unit' ? m.noUnit : dim === 'main' || dim === 'class' ? m.noClass : m.noArea)(lang);
  if (key === PRIVATE && dim === 'class') return m.privateClasses(lang);
  const found = dim === 'unit' ? tools.organisations.get(key) : dim === 'class' || dim === 'main' ? tools.classes.get(key) : tools.areas.get(key);
  if (dim === 'source') return SOURCES.flatMap((one) => (one === key ? [sourceWord(one)(lang)] : []))[0] ?? key;
  if (dim === 'nature') return NATURES.flatMap((one) => (one === key ? [natureWord(one)(lang)] : []))[0] ?? key;
  return found ? pick(lang, { zh: found.name, en: found.name_en }) : key;
}

/** The dimensions this city has: no districts where there is one, no communities where none is known. */
export function dimsOf(tools: Known): Dim[] {
  const enough = (kind: 'district' | 'street' | 'community', n: number): Dim[] => (tools.areas.all(kind).length >= n ? [kind] : []);
  return [...enough('district', 2), ...enough('street', 1), ...enough('community', 1), 'unit', 'main', 'class', 'source', 'nature'];
}
/** What the table is by when nobody says: the smallest areas that still fit on a page. */
export const usualDim = (tools: Known): Dim => (tools.areas.all('street').length > 0 && tools.areas.all('street').length <= 40 ? 'street' : tools.areas.all('district').length > 1 ? 'district' : 'unit');
