/** Ground truths: distributions whose information is known in closed form. All in nats. */
export type { Covariance } from './covariance.ts';
export {
  betaEntropy,
  discreteEntropy,
  discreteMutualInformation,
  exponentialEntropy,
  gammaEntropy,
  gaussianEntropy,
  laplaceEntropy,
  logisticEntropy,
  studentTEntropy,
  uniformEntropy,
} from './entropy.ts';
export {
  additiveGaussianNoise,
  type Gaussian,
  gaussianDivergence,
  gaussianMutualInformation,
  gaussianMutualInformationOf,
} from './gaussian.ts';
