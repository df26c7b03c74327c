// How fast something grows: a straight line through what was measured, with how sure that is.

/** `t` in minutes. */
export interface Point { readonly t: number; readonly value: number }
/** Parts of the mean in `over` minutes: 0.01 is one percent more; `low` and `high` hold 95 of 100 lines that such points would give. */
export interface Growth { readonly mean: number; readonly growth: number; readonly low: number; readonly high: number }

/** Ordinary least squares. Throws for fewer than 4 points. Points that follow another closely make `low` and `high` look better than they are. */
export function growthOf(points: readonly Point[], over: number): Growth {
  const n = points.length;
  if (n < 4) throw new Error(`${n} measurements make no line`);
  const mean = sum(points, ({ value }) => value) / n;
  const middle = sum(points, ({ t }) => t) / n;
  const spread = sum(points, ({ t }) => (t - middle) ** 2);
  const slope = sum(points, ({ t, value }) => (t - middle) * (value - mean)) / spread;
  const left = sum(points, ({ t, value }) => (value - mean - slope * (t - middle)) ** 2);
  const error = Math.sqrt(left / (n - 2) / spread);
  const part = (perMinute: number) => (perMinute * over) / mean;
  return { mean, growth: part(slope), low: part(slope - student(n - 2) * error), high: part(slope + student(n - 2) * error) };
}

const sum = (points: readonly Point[], of: (point: Point) => number): number => points.reduce((total, point) => total + of(point), 0);

/** Two-sided 95 % point of Student's distribution, by its expansion around the normal one (good to a percent from 3 degrees on). */
function student(degrees: number): number {
  const z = 1.959964;
  return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) + (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3);
}
