// The classes of a city in memory: which may be used on a day, what they ask, what sends emergencies elsewhere.
import { refuse } from '#ground/http/refusal.ts';
import type { Class, Standard, Stopper } from './contract.ts';
import { m } from './messages.ts';
import { isValid } from './rules.ts';

export interface ClassIndex {
  get(code: string): Class | undefined;
  /** Everything, by code, valid or not. */
  readonly all: readonly Class[];
  /** Small classes (小类) that may be used on this day, YYYY-MM-DD in the city's zone. */
  usable(on: string): readonly Class[];
  /** Main classes (大类) that have usable small ones. */
  mains(on: string): readonly Class[];
  children(code: string): readonly Class[];
  /** Standards in force, in their order. */
  standards(code: string): readonly Standard[];
  standard(id: string): Standard | undefined;
  /** The same class in other schemes. */
  mappings(code: string): readonly { to_scheme: string; to_code: string }[];
}

export function buildClassIndex(classes: readonly Class[], standards: readonly Standard[], mappings: readonly { from_code: string; to_scheme: string; to_code: string }[] = []): ClassIndex {
  const byCode = new Map(classes.map((c) => [c.code, c]));
  const below = Map.groupBy(classes, (c) => c.parent ?? '');
  const standardsOf = Map.groupBy(standards, (s) => s.class);
  const byId = new Map(standards.map((s) => [s.id, s]));
  const elsewhere = Map.groupBy(mappings, (x) => x.from_code);
  const usable = (on: string) => classes.filter((c) => c.parent !== null && isValid(c, on));
  return {
    get: (code) => byCode.get(code),
    all: classes,
    usable,
    mains: (on) => {
      const used = new Set(usable(on).map((c) => c.parent));
      return classes.filter((c) => used.has(c.code));
    },
    children: (code) => below.get(code) ?? [],
    standards: (code) => standardsOf.get(code) ?? [],
    standard: (id) => byId.get(id),
    mappings: (code) => elsewhere.get(code) ?? [],
  };
}

/** The small class of a new report or case. Refuses (422, at `field`) one that is unknown, a main class, or not in use on this day. */
export function usableClass(index: ClassIndex, code: string, on: string, field = 'class'): Class {
  const found = index.get(code);
  const params = { code: code.slice(0, 40) };
  if (!found) throw refuse(422, m.unknownClass, { field, params });
  if (found.parent === null) throw refuse(422, m.mainClass, { field, params });
  if (found.valid_from > on) throw refuse(422, m.futureClass, { field, params: { ...params, day: found.valid_from } });
  if (!isValid(found, on)) throw refuse(422, m.expiredClass, { field, params });
  return found;
}

/** The text that sends an emergency elsewhere: of the chosen class, else of a class whose everyday words stand in the text. */
export function stopperFor(index: ClassIndex, report: { class?: string | undefined; text?: string | undefined }, on: string): { class: string; stopper: Stopper } | undefined {
  const chosen = report.class === undefined ? undefined : index.get(report.class);
  if (chosen?.stopper) return { class: chosen.code, stopper: chosen.stopper };
  const text = (report.text ?? '').normalize('NFKC').toLowerCase();
  let best: { class: string; stopper: Stopper; length: number } | undefined;
  for (const { code, stopper, keywords, name, name_en } of text ? index.usable(on) : []) {
    if (!stopper) continue;
    for (const word of [name, name_en ?? '', ...keywords]) if (says(text, word.toLowerCase()) && word.length > (best?.length ?? 0)) best = { class: code, stopper, length: word.length };
  }
  return best && { class: best.class, stopper: best.stopper };
}

/** Chinese words anywhere, Latin ones only whole: "gas" is not in "gasp". */
function says(text: string, word: string): boolean {
  if (word.length < 2) return false;
  if (!/^[\x20-\x7e]+$/.test(word)) return text.includes(word);
  const at = text.indexOf(word);
  return at >= 0 && !/[a-z]/.test(text[at - 1] ?? '') && !/[a-z]/.test(text[at + word.length] ?? '');
}
