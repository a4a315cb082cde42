/**
 * The Cholesky factor of a covariance matrix, S = L L^T with L lower triangular (Golub and Van Loan, Matrix Computations,
 * algorithm 4.2.1). It gives the determinant, whitens rows and correlates independent normals; mathjs has no such factor.
 */
import { ValueError } from '@infograd/tensor';
import type { Covariance } from './covariance.ts';

/** Pivots below this share of the variable's own variance are rounding errors of a singular matrix. */
const smallestPivot = 1e-13;

/**
 * The rows of L.
 *
 * @param covariance symmetric, not checked here: only the lower triangle is read
 * @throws ValueError when the matrix is not positive definite
 * @example choleskyFactor([[4, 2], [2, 5]]) // [[2, 0], [1, 2]]
 */
export function choleskyFactor(covariance: Covariance): Float64Array[] {
  const factor: Float64Array[] = [];
  covariance.forEach((source, i) => {
    const row = new Float64Array(covariance.length);
    for (let j = 0; j < i; j++) row[j] = (source[j] - dotUpTo(j, row, factor[j])) / factor[j][j];
    const pivot = source[i] - dotUpTo(i, row, row);
    if (!(pivot > smallestPivot * source[i])) {
      throw new ValueError(
        `covariance leaves variable ${i} the variance ${pivot} given the variables before it; it must be positive definite. Are two variables copies of each other?`,
      );
    }
    row[i] = Math.sqrt(pivot);
    factor.push(row);
  });
  return factor;
}

function dotUpTo(end: number, a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < end; k++) sum += a[k] * b[k];
  return sum;
}

/**
 * The v with L v = shift: the length of v squared is shift^T S^-1 shift.
 *
 * @param factor the rows of L
 * @example solveLower([Float64Array.of(2, 0), Float64Array.of(1, 2)], [2, 5]) // [1, 2]
 */
export function solveLower(factor: readonly Float64Array[], shift: ArrayLike<number>): number[] {
  const solution: number[] = [];
  factor.forEach((row, i) => {
    let rest = shift[i];
    for (let k = 0; k < i; k++) rest -= row[k] * solution[k];
    solution.push(rest / row[i]);
  });
  return solution;
}
