/**
 * A Student-t copula between x and y, fitted in closed form: the log density ratio that rows would have if, on the scale of t
 * scores, x and y together were multivariate t with that many degrees of freedom; without a number, normal. A handful of numbers describes much
 * dependence that a network needs thousands of rows for: every Gaussian copula, and heavy tails in common. What is left to learn is the rest.
 * Source: Demarta and McNeil, "The t copula and related copulas", 2005. The ratio of a pair is a function of one inner product of two
 * rows' codes, so all pairs of a batch cost one matrix product.
 */
import { lgamma } from 'mathjs';
import type { Samples } from '../rows/samples.ts';
import { type CanonicalSide, canonicalAnalysis, project } from './canonical-analysis.ts';
import { correlatedFeatures, type FeatureName } from './row-features.ts';
import { studentTScores } from './student-t-scores.ts';

/** Plain numbers, so that it can be saved. */
export interface EllipticalCopula {
  /** What correlations are taken of. */
  readonly features: FeatureName;
  /** null for the normal copula. */
  readonly degreesOfFreedom: number | null;
  /** Between the canonical pairs; all others are taken for zero. */
  readonly correlations: readonly number[];
  readonly x: CanonicalSide;
  readonly y: CanonicalSide;
}

/** What a pair's ratio is computed from, one entry a row. */
export interface RowCodes {
  /** [n, width]: the inner product of an x row and a y row is the pair's squared Mahalanobis length (normal: less the rows' own). */
  readonly codes: Float64Array;
  readonly width: number;
  /** What the row adds to the log density ratio of every pair that it is in. */
  readonly own: Float64Array;
}

/**
 * Fits one copula to rows of normal scores.
 *
 * @param degreesOfFreedom above 0, or null for the normal copula
 */
export function fitEllipticalCopula(
  x: Samples,
  y: Samples,
  features: FeatureName,
  degreesOfFreedom: number | null,
): EllipticalCopula {
  return {
    features,
    degreesOfFreedom,
    ...canonicalAnalysis(correlatedFeatures(features, x), correlatedFeatures(features, y)),
  };
}

/** The codes of one side's rows of normal scores. */
export function codesOf(copula: EllipticalCopula, side: 'x' | 'y', scores: Samples): RowCodes {
  const { features, degreesOfFreedom: nu, correlations } = copula;
  const { mean, whitening, directions } = copula[side];
  const { n } = scores;
  const lifted = correlatedFeatures(features, scores);
  const placed = nu === null ? lifted : { ...lifted, values: studentTScores(lifted.values, nu) };
  // t scores have mean zero, and a mean that was taken on the normal scale is not theirs.
  const centre = nu === null ? mean : undefined;
  const pairs = correlations.length;
  const variates = pairs === 0 ? new Float64Array(0) : project(placed, directions, centre);
  const lengths = new Float64Array(n);
  if (nu !== null) {
    const rank = whitening[0].length;
    project(placed, whitening, centre).forEach((value, index) => {
      lengths[Math.floor(index / rank)] += value * value;
    });
  }
  const width = pairs + 2;
  const codes = new Float64Array(n * width);
  const own = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    const start = row * width;
    let length = lengths[row];
    for (let k = 0; k < pairs; k++) {
      const rho = correlations[k];
      const variate = variates[row * pairs + k];
      length += (rho * rho * variate * variate) / (1 - rho * rho);
      codes[start + k] = side === 'x' ? (-2 * rho * variate) / (1 - rho * rho) : variate;
    }
    codes[start + pairs] = side === 'x' ? length : 1;
    codes[start + pairs + 1] = side === 'x' ? 1 : length;
    own[row] = nu === null ? 0 : ((nu + whitening[0].length) / 2) * Math.log1p(lengths[row] / nu);
  }
  return { codes, width, own };
}

/** What all pairs have in common: log c(u, v) = constant + own_x + own_y - exponent log(1 + s / nu), or less s / 2 for normals. */
export function pairTerms({ degreesOfFreedom: nu, correlations, x, y }: EllipticalCopula): {
  constant: number;
  exponent: number;
} {
  const determinant = correlations.reduce((sum, rho) => sum - 0.5 * Math.log1p(-rho * rho), 0);
  if (nu === null) return { constant: determinant, exponent: 0.5 };
  const dimX = x.whitening[0].length;
  const dimY = y.whitening[0].length;
  const normalizer = (d: number): number => lgamma((nu + d) / 2) - lgamma(nu / 2);
  return {
    constant: determinant + normalizer(dimX + dimY) - normalizer(dimX) - normalizer(dimY),
    exponent: (nu + dimX + dimY) / 2,
  };
}
