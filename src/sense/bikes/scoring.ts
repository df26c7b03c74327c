// The score of an operator. Pure. Four shares of the last 30 days, each from 0 to 1, weighted; a share that cannot be told (no orders yet) leaves its weight to the others.
export interface Shares {
  /** Orders cleared within their limit / orders whose limit has passed or that are cleared. */
  readonly orders: readonly [of: number, all: number];
  /** Standing bikes without a certain finding / standing bikes. */
  readonly standing: readonly [of: number, all: number];
  /** Bikes in the street seen within 24 hours / bikes in the street. */
  readonly fresh: readonly [of: number, all: number];
  /** Events of the last day that follow from the state before / events of the last day. */
  readonly sound: readonly [of: number, all: number];
}
export const WEIGHTS = { orders: 40, standing: 30, fresh: 20, sound: 10 } as const;
export type ShareName = keyof typeof WEIGHTS;
export const SHARES = Object.keys(WEIGHTS) as ShareName[];

/** 0 to 100 with one decimal; null when nothing at all can be told. */
export function scoreOf(shares: Shares): number | null {
  const told = SHARES.filter((name) => shares[name][1] > 0);
  const weight = told.reduce((sum, name) => sum + WEIGHTS[name], 0);
  if (weight === 0) return null;
  const points = told.reduce((sum, name) => sum + (WEIGHTS[name] * Math.min(shares[name][0], shares[name][1])) / shares[name][1], 0);
  return Math.round((points / weight) * 1000) / 10;
}
