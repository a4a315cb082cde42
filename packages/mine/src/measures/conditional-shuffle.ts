/**
 * Samples of x and y as if they were independent given z: every row takes the y of a row with nearly the same z. This is how
 * the conditional independence that a direct estimate compares with is drawn from samples alone. No row keeps its own y, which would be a
 * sample of the dependence; a test needs the other kind (`conditional-permutation.ts`). Source: Runge 2018 (arXiv 1709.01447),
 * Mukherjee et al. 2020 (arXiv 1906.01824). It errs where z is so sparse that its neighbours are far: y then depends on x through what z differs by.
 */
import type { Random } from '@infograd/tensor';
import { KDTree } from '../baselines/k-d-tree.ts';
import { encodeColumns, fitColumns } from '../columns/encode-columns.ts';
import type { Columns } from '../columns/read-columns.ts';
import { permutedRows } from '../rows/permuted-rows.ts';
import { takeRows } from '../rows/split.ts';

/**
 * For each row the number of another row, drawn from its `neighbours` nearest in z. As far as possible no row is drawn twice,
 * so that y keeps its distribution.
 *
 * @param rows the rows to pair among themselves; all of them when left out
 * @returns positions within `rows`
 */
export function conditionalShuffle(z: Columns, neighbours: number, rng: Random, rows?: Int32Array): Int32Array {
  const samples = rows === undefined ? z.samples : takeRows(z.samples, rows);
  const scaled = encodeColumns(fitColumns('copula', samples, z.levels, 'z'), samples);
  const { n } = samples;
  const width = scaled.length / n;
  const points = Float64Array.from(scaled);
  const tree = new KDTree(points, width);
  const draws = rng.fork('draws').integers(n, 2 ** 30);
  const partners = new Int32Array(n);
  const isTaken = new Uint8Array(n);
  const count = Math.min(neighbours, n - 1);
  for (const row of permutedRows(n, rng.fork('order'))) {
    const near = tree.nearest(points.subarray(row * width, (row + 1) * width), count, row).rows;
    const free = near.filter((other) => isTaken[other] === 0);
    const choice = free.length > 0 ? free : near;
    partners[row] = choice[draws[row] % choice.length];
    isTaken[partners[row]] = 1;
  }
  return partners;
}
