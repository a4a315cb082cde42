/**
 * Reading bounds of the form E_P[T] - f(log E_Q[e^T]) off held-out scores, with the influence of every row. E_Q is a
 * mean over pairs of rows, so its terms are dependent: a row occurs once a shift as x and once as y, and the influence
 * counts both (the first-order jackknife of a U-statistic; Hoeffding 1948, Efron and Stein 1981).
 */
import type { HeldOutScores, Reading } from './bound.ts';

/** @param penalty f and its derivative, as functions of log E_Q[e^T] */
export function readPartitionBound(
  { joint, marginal, shifts }: HeldOutScores,
  penalty: (logMean: number) => { value: number; slope: number },
): Reading {
  const n = joint.length;
  const pairs = marginal.length;
  const largest = marginal.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const share = marginal.map((score) => Math.exp(score - largest));
  const total = share.reduce((sum, value) => sum + value, 0);
  const logPartition = largest + Math.log(total / pairs);
  const meanJoint = joint.reduce((sum, score) => sum + score, 0) / n;
  const { value, slope } = penalty(logPartition);

  // perRow[i] is row i's part of the partition relative to the mean row: its pairs as x and as y, each 1 on average.
  const perRow = new Float64Array(n);
  const scale = n / total;
  shifts.forEach((shift, block) => {
    for (let i = 0; i < n; i++) {
      const part = share[block * n + i] * scale;
      perRow[i] += part;
      perRow[(i + shift) % n] += part;
    }
  });
  const influence = joint.map((score, i) => score - meanJoint - slope * (perRow[i] - 2));
  return { value: meanJoint - value, influence, logPartition, largestShare: 1 / total };
}

/** The standard error that the influences of n rows amount to. */
export function standardError(influence: Float64Array): number {
  const n = influence.length;
  const squares = influence.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(squares / (n * (n - 1)));
}
