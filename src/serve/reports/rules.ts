// Pure decisions about a report: its title, its receipt code, how likely another one is the same.

export interface Similar { readonly metres: number; readonly hours: number; readonly sameClass: boolean; readonly sameMain: boolean; readonly words: number }
/** Likelihood 0 to 1 that two reports mean the same thing: near in place and time, same class, common words. `words` is the share of words in common, 0 to 1. */
export function likeness(s: Similar, reach: { m: number; h: number }): number {
  const place = Math.max(0, 1 - s.metres / (2 * Math.max(reach.m, 1)));
  const time = Math.max(0, 1 - s.hours / (2 * Math.max(reach.h, 1)));
  const cls = s.sameClass ? 1 : s.sameMain ? 0.5 : 0;
  return Math.round(100 * (0.4 * place + 0.15 * time + 0.3 * cls + 0.15 * s.words)) / 100;
}

/** Share of the words of the shorter text that the other has too. */
export function wordsInCommon(a: string, b: string): number {
  const [x, y] = [new Set(a.split(' ').filter(Boolean)), new Set(b.split(' ').filter(Boolean))];
  const small = Math.min(x.size, y.size);
  return small === 0 ? 0 : [...x].filter((w) => y.has(w)).length / small;
}
