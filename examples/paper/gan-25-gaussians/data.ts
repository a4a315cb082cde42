/** A mixture of 25 Gaussians on a square grid, equally likely and narrow: far more space between them than they fill. */
import { add, type Random, type Tensor, tensor } from '@infograd/tensor';

/** Along either axis; a mode is at every pair. */
export const centers = [-4, -2, 0, 2, 4];

export const modeCount = centers.length ** 2;

export const stdDev = 0.05;

/** Points [count, 2]. */
export function draw25Gaussians(rng: Random, count: number): Tensor {
  const [x, y] = [rng.integers(count, centers.length), rng.integers(count, centers.length)];
  const modes = Array.from(x, (column, row) => [centers[column], centers[y[row]]]);
  return add(tensor(modes), rng.normal([count, 2], { stdDev }));
}
