// Who handles it (责任单位): the most specific line of class × area × owner wins; class counts before area, area before owner.
// A main class (大类) is less specific than a small one (小类), a district less than its street. Between equals the older line wins.
// Where no line fits, the street office answers, then the district's or the city's command centre hands it on: 区政府兜底.
import type { Responsibility } from './contract.ts';

/** What a case is about. `areaPath` is root first, as an area gives it; `owner` is the owner of the asset, if one is known. */
export interface Subject { readonly class: string; readonly mainClass?: string | null | undefined; readonly areaPath: readonly string[]; readonly owner?: string | null | undefined }

/** The best line for a subject, or undefined. `lines` are those in force. */
export function bestLine(lines: readonly Responsibility[], subject: Subject): Responsibility | undefined {
  let best: { line: Responsibility; rank: number } | undefined;
  for (const line of lines) {
    const rank = specificity(line, subject);
    if (rank !== undefined && (!best || rank > best.rank || (rank === best.rank && line.id < best.line.id))) best = { line, rank };
  }
  return best?.line;
}

/** How closely a line fits: class (2 small, 1 main, 0 any), then the depth of its area, then its owner; undefined when it does not fit at all. */
export function specificity(line: Responsibility, subject: Subject): number | undefined {
  const byClass = line.class === null ? 0 : line.class === subject.class ? 2 : line.class === subject.mainClass ? 1 : undefined;
  const byArea = line.area === null ? 0 : subject.areaPath.indexOf(line.area) + 1 || undefined;
  const byOwner = line.owner === null ? 0 : line.owner === subject.owner ? 1 : undefined;
  if (byClass === undefined || byArea === undefined || byOwner === undefined) return undefined;
  return byClass * 10_000 + byArea * 10 + byOwner;
}
