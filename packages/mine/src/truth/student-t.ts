/**
 * Mutual information of the multivariate Student-t distribution, in nats. Its parts are dependent even where the
 * dispersion has no correlation, because all coordinates share one random scale. Source: Arellano-Valle, Contreras-Reyes
 * and Genton, "Shannon entropy and mutual information for multivariate skew-elliptical distributions", 2013.
 */
import { lgamma } from 'mathjs';
import type { Covariance } from './covariance.ts';
import { digamma } from './digamma.ts';
import { gaussianMutualInformationOf } from './gaussian.ts';
import { requirePositive } from './requirements.ts';

/**
 * The Gaussian value of the dispersion matrix plus h(dimX) + h(dimY) - h(dimX + dimY), where
 * h(d) = log(Gamma(df/2) / Gamma((df + d)/2)) + (df + d)/2 (psi((df + d)/2) - psi(df/2)) depends on df alone.
 *
 * @param options.dispersion of the stacked vector (x, y); the covariance is df / (df - 2) times it where df > 2
 * @param options.dimX how many of its leading variables are x
 * @param options.df degrees of freedom, above zero; the value goes to the Gaussian one as df grows
 * @throws ValueError when the dispersion is no covariance matrix, dimX leaves no y, or df is not positive
 * @example studentTMutualInformation({ dispersion: [[1, 0], [0, 1]], dimX: 1, df: 1 }) // 0.2241714
 */
export function studentTMutualInformation(options: { dispersion: Covariance; dimX: number; df: number }): number {
  const { dispersion, dimX, df } = options;
  requirePositive('studentTMutualInformation', { df });
  const ofScale = (d: number): number =>
    lgamma(df / 2) - lgamma((df + d) / 2) + ((df + d) / 2) * (digamma((df + d) / 2) - digamma(df / 2));
  const size = dispersion.length;
  return gaussianMutualInformationOf(dispersion, dimX) + ofScale(dimX) + ofScale(size - dimX) - ofScale(size);
}
