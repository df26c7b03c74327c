// Two ways to do one work, measured in turn in the same run, so that a busy machine is busy for both.

export interface Pair {
  /** Medians of the rounds, in the unit of the measurements. */
  readonly product: number;
  readonly baseline: number;
  /** Median of the rounds' own ratios, at least and at most; above 1 the product is better. */
  readonly ratio: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Measures both `rounds` times as A B, B A, A B …; `warm` rounds before that are not counted. A measurement returns a rate (`of: 'rate'`, the default:
 * higher is better) or a time (`of: 'time'`: lower is better).
 */
export async function paired({ rounds, warm = 1, of = 'rate' }: { rounds: number; warm?: number; of?: 'rate' | 'time' }, product: () => Promise<number>, baseline: () => Promise<number>): Promise<Pair> {
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = -warm; round < rounds; round++) {
    const productFirst = round % 2 === 0;
    const first = await (productFirst ? product : baseline)();
    const second = await (productFirst ? baseline : product)();
    if (round < 0) continue;
    ours.push(productFirst ? first : second);
    theirs.push(productFirst ? second : first);
  }
  const ratios = ours.map((mine, i) => (of === 'rate' ? mine / (theirs[i] ?? NaN) : (theirs[i] ?? NaN) / mine));
  return { product: median(ours), baseline: median(theirs), ratio: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** The value below which this share of the values lies, between neighbours in proportion; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)] ?? NaN, sorted[Math.ceil(at)] ?? NaN];
  return low + (high - low) * (at - Math.floor(at));
}
