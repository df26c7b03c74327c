// What the numbers say, in sentences made by plain rules: a share is only told of thirty cases and more, a row only named as lowest when its distance from
// the rest is more than chance would make it. Values stand between marks, so that the page can print them bold.
import { number } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import type { Asked } from './asking.ts';
import { nameOf } from './dims.ts';
import { m } from './messages.ts';
import type { Tally } from './tally.ts';
import { countOf, FEW, percent, periodWord, pointsChange, rateOf } from './words.ts';

const [OPEN, CLOSE] = ['\u2068', '\u2069'];
const bold = (text: string): string => `${OPEN}${text}${CLOSE}`;
/** The sentence in its parts, those that are values marked. */
export const partsOf = (text: string): { text: string; strong: boolean }[] => text.split(OPEN).flatMap((part, i) => {
  if (i === 0) return [{ text: part, strong: false }];
  const [value = '', rest = ''] = part.split(CLOSE);
  return [{ text: value, strong: true }, { text: rest, strong: false }];
}).filter((part) => part.text !== '');
export const plainText = (text: string): string => text.replaceAll(OPEN, '').replaceAll(CLOSE, '');

/** One to three sentences about a period. `before` is undefined where there is nothing to compare with. */
export function findings(asked: Asked, now: Tally, before: Tally | undefined, lang: Lang): string {
  const filed = countOf(now.total, 'filed');
  const rate = rateOf(now.total, 'on-time-rate');
  const said = (n: number) => bold(number(lang, n));
  if (rate.all === 0) return m.sayNoneDue(lang, { filed: said(filed) }) + m.stop(lang);
  if (rate.all < FEW) return m.sayFew(lang, { filed: said(filed), should: said(rate.all), onTime: said(rate.n) }) + m.stop(lang);
  const sentences = [m.sayRate(lang, { filed: said(filed), rate: bold(percent(rate.share)) }) + compared(asked, now, before, lang)];
  const low = lowest(now);
  if (low) sentences.push(m.sayWorst(lang, { name: nameOf(asked.tools, asked.by, low.key, lang), rate: bold(percent(low.share)), overdue: said(low.overdue), share: percent(low.of) }));
  return sentences.map((one) => one + m.stop(lang)).join('').trim();
}

function compared({ before: timed }: Asked, now: Tally, before: Tally | undefined, lang: Lang): string {
  const points = before && pointsChange(now.total, before.total, 'on-time-rate');
  if (points === undefined) return '';
  const word = periodWord(timed.period, lang, timed.period.kind === 'month');
  return (points > 0 ? m.sayUp : points < 0 ? m.sayDown : m.saySame)(lang, { before: word, points: Math.abs(points).toFixed(1) });
}

/** The row furthest below the others, when two standard errors and one point lie between; `of` is its share of all that was overdue. */
export function lowest({ total, rows }: Pick<Tally, 'total' | 'rows'>): { key: string; share: number; overdue: number; of: number } | undefined {
  const all = rateOf(total, 'on-time-rate');
  let worst: { key: string; share: number; overdue: number; of: number; distance: number } | undefined;
  for (const [key, counts] of rows) {
    const one = rateOf(counts, 'on-time-rate');
    const [others, missing] = [all.all - one.all, all.n - one.n];
    if (one.share === null || one.all < FEW || others < FEW) continue;
    const gap = missing / others - one.share;
    const pooled = all.n / all.all;
    const distance = gap / Math.sqrt(pooled * (1 - pooled) * (1 / one.all + 1 / others));
    if (gap < 0.01 || !(distance > 2) || distance <= (worst?.distance ?? 0)) continue;
    const overdue = countOf(counts, 'overdue');
    worst = { key, share: one.share, overdue, of: overdue / Math.max(1, countOf(total, 'overdue')), distance };
  }
  return worst;
}
