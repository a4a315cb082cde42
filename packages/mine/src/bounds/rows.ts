/**
 * Scores by row, for the bounds that compare a row's joint pair with the same row's negatives: how such bounds see the
 * scores of a batch, and the sums of exponentials over a row's held-out negatives.
 */
import { reshape, ShapeError, type Tensor } from '@infograd/tensor';
import type { HeldOutScores } from './bound.ts';

/**
 * Marginal scores as [n, k], the k negatives of each of n joint pairs; [n] counts as one negative each.
 *
 * @throws ShapeError when joint is not [n], or marginal neither [n, k] nor [n]
 */
export function negativesOfRows(name: string, joint: Tensor, marginal: Tensor): Tensor {
  const [n] = joint.shape;
  const fits = joint.rank === 1 && marginal.shape[0] === n && (marginal.rank === 1 || marginal.rank === 2);
  if (!fits) {
    throw new ShapeError(
      `${name}: joint [${joint.shape}] and marginal [${marginal.shape}] do not belong together row by row. Pass joint scores [n] and marginal scores [n, k], row i of which are T(x_i, y_j) for k other rows j`,
    );
  }
  return marginal.rank === 1 ? reshape(marginal, [n, 1]) : marginal;
}

/** log sum_b e^T(x_i, y_(i + shifts[b])) of every row i, over the given range of blocks; -Infinity where the range is empty. */
export function logSumOfNegatives(
  { joint, marginal, shifts }: HeldOutScores,
  start = 0,
  stop = shifts.length,
): Float64Array {
  const n = joint.length;
  const range = marginal.subarray(start * n, stop * n);
  const largest = new Float64Array(n).fill(Number.NEGATIVE_INFINITY);
  const total = new Float64Array(n);
  for (let block = 0; block < range.length; block += n) {
    for (let i = 0; i < n; i++) largest[i] = Math.max(largest[i], range[block + i]);
  }
  for (let block = 0; block < range.length; block += n) {
    for (let i = 0; i < n; i++) total[i] += Math.exp(range[block + i] - largest[i]);
  }
  return largest.map((score, i) => score + Math.log(total[i]));
}
