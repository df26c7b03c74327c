// A draft as a case of the house, by the history path. Pure.
import { newToken } from '#ground/identity/index.ts';
import { givenPast, natureWord, titleOf, type CityTools, type PastCase } from '#city/cases/index.ts';
import type { PastReport } from '#serve/reports/index.ts';
import type { Mapping } from './contract.ts';
import { m } from './messages.ts';
import type { Draft } from './reading.ts';

/** The case of a draft under `id`, its steps marked with the run they came in. */
export function pastCase(tools: CityTools, mapping: Mapping, from: { readonly run: number; readonly source: string }, id: number, d: Draft): PastCase & { id: number } {
  const cls = tools.classes.get(d.type);
  const past = givenPast({
    nature: d.nature, class: d.type, ...d.placed, opened: d.opened, due: d.due, closed: d.closed, unit: d.unit, outcome: d.closed && d.outcome, note: d.answer,
    reason: m.stepReason(mapping.lang, { source: from.source, run: from.run }), facts: { imported: from.run },
  }, tools.settings.amber);
  return {
    id, past, number: d.number, nature: d.nature, source: d.source, title: titleOf(cls?.name, d.description, natureWord(d.nature)('zh')), description: d.description, at: d.opened,
    point: d.point, publicPoint: d.publicPoint, place: d.address, asset: null, visibility: cls?.visibility === 'private' ? 'private' : 'public', words: otherNames(mapping, d),
  };
}

/** A number is looked for as it stands, in capitals; what else it may be called is found as a word. */
function otherNames({ prefix }: Mapping, { external, number }: Draft): string | undefined {
  const names = [...(prefix ? [external] : []), ...(number === number.toUpperCase() ? [] : [number])];
  return names.length ? names.join(' ') : undefined;
}

/** What somebody said, when the row has words: with a receipt that nobody holds. What was taken out of the public text is kept here, where every look is logged. */
export function pastReport(mapping: Mapping, caseId: number, d: Draft): PastReport[] {
  if (d.description === null) return [];
  return [{
    caseId, code: newToken(), nature: d.nature, class: d.type, source: d.source, reporter: 'anonymous', person: null, description: d.original ?? d.description, point: d.point, placeFrom: null, place: d.address,
    answers: {}, lang: mapping.lang, at: d.opened,
  }];
}

/** Numbers that follow the city's own pattern move its counter on, so that none of them is given out again. Returns the highest of each sequence. */
export function ownNumbers(pattern: string, numbers: readonly string[]): Map<string, number> {
  const counters = new Map<string, number>();
  const shape = patternOf(pattern);
  for (const number of shape ? numbers : []) {
    const found = shape?.exec(number);
    if (!found) continue;
    const [, before = '', seq = '', after = ''] = found;
    const key = `${before}*${after}`;
    counters.set(key, Math.max(counters.get(key) ?? 0, Number(seq)));
  }
  return counters;
}

function patternOf(pattern: string): RegExp | undefined {
  const [before, after] = pattern.split(/\{seq:\d\}/);
  if (before === undefined || after === undefined) return undefined;
  const loose = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\\\{yyyy\\\}/g, '\\d{4}').replace(/\\\{(?:yy|mm|dd)\\\}/g, '\\d\\d');
  return new RegExp(`^(${loose(before)})(\\d{1,9})(${loose(after)})$`, 'u');
}
