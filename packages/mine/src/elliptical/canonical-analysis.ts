/**
 * Canonical correlation analysis (Hotelling, "Relations between two sets of variates", 1936): the directions in x and in y
 * whose projections are most correlated, one pair after the other, each uncorrelated with those before. Only as many pairs are kept
 * as the data can tell from noise; the others would add their noise to whatever is built on them.
 */
import { symmetricEigen } from '../linear-algebra/symmetric-eigen.ts';
import type { Samples } from '../rows/samples.ts';

/** One side's part: numbers only, so that it can be saved. */
export interface CanonicalSide {
  readonly mean: readonly number[];
  /** [columns][rank]: (row - mean) times it has the identity as covariance. */
  readonly whitening: readonly (readonly number[])[];
  /** [columns][pairs]: (row - mean) times it are the canonical variates. */
  readonly directions: readonly (readonly number[])[];
}

export interface CanonicalAnalysis {
  /** Of the pairs that are kept, largest first; none above `highestCorrelation`. */
  readonly correlations: readonly number[];
  readonly x: CanonicalSide;
  readonly y: CanonicalSide;
}

/** Directions whose variance is below this share of the largest are taken for exact dependence among columns, and left out. */
const negligibleVariance = 1e-6;

/**
 * The highest correlation that is reported, 1 - rho^2 = 1e-5: beyond it float32 cannot score pairs of rows. A pair's squared length
 * rho^2 (u^2 + v^2) / (1 - rho^2) - 2 rho u v / (1 - rho^2) is summed there from terms that cancel where u is near v, and whose sizes add up to
 * nearly 4 u^2 / (1 - rho^2). With p canonical pairs a term is rounded at most p + 4 times (its two factors, their product, p + 1 sums), so
 * half the length, which is the score, is wrong by at most 2 (p + 4) 2^-24 u^2 / (1 - rho^2) nats: 0.06 u^2 for one pair at this limit (measured over
 * 1,000 normal u: 0.007 root mean square, 0.06 at most), and 600 u^2 at 1 - rho^2 = 1e-9. A length under a t copula is at least u^2, so here it
 * stays positive for up to 37 such pairs. One pair at the limit stands for 5.76 nats.
 */
export const highestCorrelation = Math.sqrt(1 - 1e-5);

/** Standard deviations by which the remaining correlations must exceed what independence would give. */
const significance = 4;

/** Canonical pairs of rows of x and y, which belong together. */
export function canonicalAnalysis(x: Samples, y: Samples): CanonicalAnalysis {
  const meanX = meansOf(x);
  const meanY = meansOf(y);
  const whiteX = whiteningOf(covarianceOf(x, meanX, x, meanX));
  const whiteY = whiteningOf(covarianceOf(y, meanY, y, meanY));
  // W_x^T S_xy W_y, whose singular values are the canonical correlations.
  const between = product(product(transpose(whiteX), covarianceOf(x, meanX, y, meanY)), whiteY);
  const { values, left, right } = singularValues(between);
  const correlations = values.map((value) => Math.min(value, highestCorrelation));
  const pairs = significantPairs(correlations, x.n, whiteX[0].length, whiteY[0].length);
  const side = (mean: Float64Array, whitening: Float64Array[], vectors: Float64Array[]): CanonicalSide => ({
    mean: [...mean],
    whitening: whitening.map((row) => [...row]),
    directions: product(whitening, transposeOf(vectors.slice(0, pairs), whitening[0].length)).map((row) => [...row]),
  });
  return {
    correlations: correlations.slice(0, pairs),
    x: side(meanX, whiteX, left),
    y: side(meanY, whiteY, right),
  };
}

/** (row - mean) times a matrix [columns][width], row by row: [n, width]. `mean` may be left out where it is zero. */
export function project(
  { values, n, d }: Samples,
  matrix: readonly ArrayLike<number>[],
  mean?: ArrayLike<number>,
): Float64Array {
  const width = matrix[0].length;
  const projected = new Float64Array(n * width);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < d; column++) {
      const value = values[row * d + column] - (mean?.[column] ?? 0);
      const weights = matrix[column];
      for (let k = 0; k < width; k++) projected[row * width + k] += value * weights[k];
    }
  }
  return projected;
}

/**
 * Bartlett's sequential test ("Further aspects of the theory of multiple regression", 1938): after s pairs are taken out,
 * -(n - 1 - (p + q + 1) / 2) sum log(1 - rho^2) over the others is about chi-squared with (p - s)(q - s) degrees of freedom if they are noise.
 */
function significantPairs(correlations: readonly number[], n: number, p: number, q: number): number {
  const pairs = correlations.length;
  for (let s = 0; s < pairs; s++) {
    const rest = correlations.slice(s).reduce((sum, rho) => sum - Math.log1p(-rho * rho), 0);
    const freedom = (p - s) * (q - s);
    if ((n - 1 - (p + q + 1) / 2) * rest < freedom + significance * Math.sqrt(2 * freedom)) return s;
  }
  return pairs;
}

/** [columns][rank] of W with W^T S W = I; directions without variance are left out. */
function whiteningOf(covariance: Float64Array[]): Float64Array[] {
  const { values, vectors } = symmetricEigen(covariance);
  const rank = values.filter((value) => value > negligibleVariance * values[0]).length;
  return covariance.map((_, column) =>
    Float64Array.from({ length: rank }, (_, k) => vectors[k][column] / Math.sqrt(values[k])),
  );
}

function singularValues(matrix: Float64Array[]): { values: number[]; left: Float64Array[]; right: Float64Array[] } {
  const isWide = matrix.length <= matrix[0].length;
  const rows = isWide ? matrix : transpose(matrix);
  const { values: squares, vectors } = symmetricEigen(product(rows, transpose(rows)));
  const values = squares.map((square) => Math.sqrt(Math.max(square, 0)));
  const others = vectors.map((vector, k) => {
    const turned = product([vector], rows)[0];
    return turned.map((value) => value / Math.max(values[k], 1e-12));
  });
  return isWide ? { values, left: [...vectors], right: others } : { values, left: others, right: [...vectors] };
}

function meansOf({ values, n, d }: Samples): Float64Array {
  const mean = new Float64Array(d);
  values.forEach((value, index) => {
    mean[index % d] += value / n;
  });
  return mean;
}

function covarianceOf(a: Samples, meanA: Float64Array, b: Samples, meanB: Float64Array): Float64Array[] {
  const sums = Array.from({ length: a.d }, () => new Float64Array(b.d));
  const centred = new Float64Array(b.d);
  for (let row = 0; row < a.n; row++) {
    for (let j = 0; j < b.d; j++) centred[j] = (b.values[row * b.d + j] - meanB[j]) / a.n;
    for (let i = 0; i < a.d; i++) {
      const value = a.values[row * a.d + i] - meanA[i];
      const target = sums[i];
      for (let j = 0; j < b.d; j++) target[j] += value * centred[j];
    }
  }
  return sums;
}

function product(a: readonly Float64Array[], b: readonly Float64Array[]): Float64Array[] {
  const width = b[0].length;
  return a.map((row) => {
    const result = new Float64Array(width);
    row.forEach((value, k) => {
      for (let j = 0; j < width; j++) result[j] += value * b[k][j];
    });
    return result;
  });
}

function transpose(matrix: readonly Float64Array[]): Float64Array[] {
  return transposeOf(matrix, matrix[0].length);
}

/** The transpose of a matrix that may have no rows. */
function transposeOf(matrix: readonly Float64Array[], width: number): Float64Array[] {
  return Array.from({ length: width }, (_, j) => Float64Array.from(matrix, (row) => row[j]));
}
