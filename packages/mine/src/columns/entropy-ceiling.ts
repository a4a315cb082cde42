/**
 * The most that a discrete side can tell: I(X; Y) <= min(H(X), H(Y)) where both are discrete, and <= H of the discrete one otherwise.
 * The entropy is that of the levels as they were counted, with Miller and Madow's correction (1955) of (levels - 1) / 2n.
 */
import type { Columns } from './read-columns.ts';

/** H of one side in nats, from its n rows; undefined unless every column of it is discrete. */
export function entropyCeiling({ samples, levels }: Columns): number | undefined {
  if (levels.some((column) => column === null)) return undefined;
  const { values, n, d } = samples;
  const counts = new Map<string, number>();
  for (let row = 0; row < n; row++) {
    const key = values.subarray(row * d, (row + 1) * d).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const plugIn = [...counts.values()].reduce((sum, count) => sum - (count / n) * Math.log(count / n), 0);
  return plugIn + (counts.size - 1) / (2 * n);
}
