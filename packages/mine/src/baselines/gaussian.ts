/**
 * The Gaussian estimate: canonical correlations of x and y, and the information that normals of those correlations share.
 * On copula scores (the default) it is right for every Gaussian copula, whatever the margins; other dependence it misses
 * in part or in whole. A few milliseconds, and a floor that a neural estimate should reach.
 */
import { DataError } from '../errors.ts';
import { symmetricEigen } from '../linear-algebra/symmetric-eigen.ts';
import { checkPaired, readSamples, type SampleInput, type Samples } from '../rows/samples.ts';
import { choleskyFactor, solveLower } from '../truth/cholesky.ts';
import { digamma } from '../truth/digamma.ts';
import { type BaselineResult, inBothUnits } from './baseline-result.ts';
import { type BaselinePreprocess, joined, rescale } from './neighbour-samples.ts';

export interface GaussianOptions {
  /** 'copula' (rank to normal score) unless given; the other two give the same value. */
  readonly preprocess?: BaselinePreprocess;
  /** Whether the small-sample correction is subtracted; true unless given. */
  readonly correct?: boolean;
}

export interface GaussianResult extends BaselineResult {
  /** Largest first, min(d_x, d_y) of them. */
  readonly canonicalCorrelations: readonly number[];
  /** What was subtracted from -sum log(1 - rho_i^2) / 2, in nats. */
  readonly correction: number;
  /** Of `mi` for normal data and many rows: sqrt(sum rho_i^2 / n). */
  readonly stdError: number;
}

/**
 * Mutual information as if (x, y) were jointly normal, in nats: -sum log(1 - rho_i^2) / 2 over the canonical correlations,
 * less the mean that this value has too much. For n normal rows it is exactly half of sum psi((n - i) / 2) over i = 1 … d_x plus that
 * over 1 … d_y minus that over 1 … d_x + d_y, from the mean logarithm of a Wishart determinant (Misra, Singh and Demchuk, "Estimation of the
 * entropy of a multivariate normal distribution", 2005; as in Ince et al., "A statistical framework for neuroimaging data analysis based
 * on mutual information estimated via a Gaussian copula", 2017); on copula scores it holds approximately.
 *
 * @param x, y paired rows, [n] or [n, d]
 * @throws DataError when the samples cannot be used, there are not more rows than columns of x and y together and one, or
 *   a column follows from others
 * @example (await gaussian([1, 2, 3, 4], [1, 3, 2, 4], { correct: false, preprocess: 'none' })).mi // 0.5108256
 */
export async function gaussian(x: SampleInput, y: SampleInput, options: GaussianOptions = {}): Promise<GaussianResult> {
  const { preprocess = 'copula', correct = true } = options;
  const [readX, readY] = [await readSamples(x, 'x'), await readSamples(y, 'y')];
  checkPaired(readX, readY);
  const size = readX.d + readY.d;
  const { n } = readX;
  if (n <= size + 1)
    throw new DataError(`gaussian: ${n} rows of ${size} columns; pass at least ${size + 2} rows`, {
      code: 'too-few-rows',
    });
  const covariance = correlationsOf(joined(rescale(readX, preprocess, 'x'), rescale(readY, preprocess, 'y')));
  const squares = squaredCanonicalCorrelations(covariance, readX.d);
  const correction = correct ? smallSampleBias(n, readX.d, readY.d) : 0;
  const mi = squares.reduce((sum, square) => sum - 0.5 * Math.log1p(-square), 0) - correction;
  return {
    ...inBothUnits(mi),
    n,
    canonicalCorrelations: squares.map(Math.sqrt),
    correction,
    stdError: Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / n),
  };
}

/** The mean excess of the plug-in value for normal rows, in nats; it does not depend on the correlations. */
function smallSampleBias(n: number, dimX: number, dimY: number): number {
  const meanLogDeterminant = (d: number): number => {
    let sum = 0;
    for (let i = 1; i <= d; i++) sum += digamma((n - i) / 2);
    return sum;
  };
  return 0.5 * (meanLogDeterminant(dimX) + meanLogDeterminant(dimY) - meanLogDeterminant(dimX + dimY));
}

function correlationsOf({ values, n, d }: Samples): number[][] {
  const mean = new Float64Array(d);
  for (let i = 0; i < values.length; i++) mean[i % d] += values[i] / n;
  const sums = Array.from({ length: d }, () => new Float64Array(d));
  const centred = new Float64Array(d);
  for (let row = 0; row < n; row++) {
    for (let i = 0; i < d; i++) centred[i] = values[row * d + i] - mean[i];
    for (let i = 0; i < d; i++) for (let j = 0; j <= i; j++) sums[i][j] += centred[i] * centred[j];
  }
  return sums.map((_, i) =>
    sums.map((_, j) => sums[Math.max(i, j)][Math.min(i, j)] / Math.sqrt(sums[i][i] * sums[j][j])),
  );
}

/** Eigenvalues of W W^T for W = L_x^-1 S_xy L_y^-T, the correlations of the whitened sides. */
function squaredCanonicalCorrelations(covariance: number[][], dimX: number): number[] {
  const factorX = factorOf(
    covariance.slice(0, dimX).map((row) => row.slice(0, dimX)),
    'x',
  );
  const factorY = factorOf(
    covariance.slice(dimX).map((row) => row.slice(dimX)),
    'y',
  );
  // Rows of S_xy, each with L_y^-1 applied; then L_x^-1 down the columns.
  const half = covariance.slice(0, dimX).map((row) => solveLower(factorY, row.slice(dimX)));
  const columns = half[0].map((_, j) =>
    solveLower(
      factorX,
      half.map((row) => row[j]),
    ),
  );
  const long = columns.length >= dimX;
  const rows = long ? half.map((_, i) => columns.map((column) => column[i])) : columns;
  const gram = rows.map((a) => rows.map((b) => a.reduce((sum, value, k) => sum + value * b[k], 0)));
  return symmetricEigen(gram).values.map((square, i) => {
    if (square < 1 - 1e-12) return Math.max(square, 0);
    throw new DataError(
      `gaussian: canonical correlation ${i} is 1: a combination of x's columns equals one of y's, and the information is infinite. Are columns of x copied in y?`,
      { code: 'collinear' },
    );
  });
}

function factorOf(block: number[][], argument: string): Float64Array[] {
  try {
    return choleskyFactor(block);
  } catch (cause) {
    throw new DataError(
      `${argument}: a column follows from the others (${(cause as Error).message}). Leave one of them out`,
      { code: 'collinear', argument },
    );
  }
}
