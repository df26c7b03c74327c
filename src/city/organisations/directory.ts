// Organisations and responsibilities in memory: the tree, the two centres of an area, and who handles what.
import type { Organisation, OrganisationKind, Responsibility } from './contract.ts';
import { bestLine, type Subject } from './responsibility.ts';

/** Who handles something and why: the line that decided, or undefined when the fallback did. */
export interface Responsible { readonly lead: string; readonly assisting: readonly string[]; readonly by: Responsibility | undefined }

export interface OrganisationIndex {
  get(code: string): Organisation | undefined;
  /** Those in force, by code; of some kinds when given. */
  all(...kinds: OrganisationKind[]): readonly Organisation[];
  children(code: string): readonly Organisation[];
  /** Is `code` this organisation or below it? */
  under(code: string, ancestor: string): boolean;
  /** The supervision or command centre in charge of an area: its district's, else the city's. `areaPath` is root first. */
  centre(kind: 'supervision' | 'command', areaPath: readonly string[]): Organisation | undefined;
  /** The responsible organisation; undefined only in a city without any that fits. */
  responsible(subject: Omit<Subject, 'mainClass'>): Responsible | undefined;
  /** The lines in force. */
  readonly lines: readonly Responsibility[];
}

/** `parents` gives the main class of a small class. */
export function buildOrganisationIndex(organisations: readonly Organisation[], lines: readonly Responsibility[], parents: ReadonlyMap<string, string | null>): OrganisationIndex {
  const byCode = new Map(organisations.map((o) => [o.code, o]));
  const active = organisations.filter((o) => !o.ended);
  const below = Map.groupBy(active, (o) => o.parent ?? '');
  const inForce = lines.filter((line) => byCode.get(line.organisation)?.ended === false);
  const byClass = Map.groupBy(inForce, (line) => line.class ?? '');

  /** The organisation of a kind whose area is the smallest that holds the place. */
  function nearest(kind: OrganisationKind, areaPath: readonly string[]): Organisation | undefined {
    for (const area of areaPath.toReversed()) {
      const found = active.find((o) => o.kind === kind && o.area === area);
      if (found) return found;
    }
    return undefined;
  }

  function responsible(given: Omit<Subject, 'mainClass'>): Responsible | undefined {
    const subject = { ...given, mainClass: parents.get(given.class) };
    const candidates = [given.class, subject.mainClass ?? undefined, ''].flatMap((key) => (key === undefined ? [] : (byClass.get(key) ?? [])));
    const by = bestLine(candidates, subject);
    if (by) return { lead: by.organisation, assisting: by.assisting.filter((code) => byCode.get(code)?.ended === false), by };
    const fallback = nearest('street', given.areaPath) ?? nearest('command', given.areaPath);
    return fallback && { lead: fallback.code, assisting: [], by: undefined };
  }

  return {
    get: (code) => byCode.get(code),
    all: (...kinds) => (kinds.length ? active.filter((o) => kinds.includes(o.kind)) : active),
    children: (code) => below.get(code) ?? [],
    under: (code, ancestor) => byCode.get(code)?.path.includes(ancestor) ?? false,
    centre: nearest,
    responsible,
    lines: inForce,
  };
}
