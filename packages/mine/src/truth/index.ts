/** Ground truths: distributions whose information is known in closed form or by quadrature. All in nats. */

export { additiveNoiseMutualInformation, type Relation, type RelationName } from './additive-noise.ts';
export { additiveUniformMutualInformation } from './additive-uniform.ts';
export {
  type Autoregression,
  autoregressiveCovariances,
  autoregressiveTransferEntropy,
} from './autoregressive.ts';
export type { Covariance } from './covariance.ts';
export {
  discreteConditionalEntropy,
  discreteCrossEntropy,
  discreteDivergence,
  discreteJointEntropy,
  type ProbabilityTable,
} from './discrete.ts';
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
export { discreteFDivergence, type FDivergenceName, fDivergenceNames, gaussianFDivergence } from './f-divergence.ts';
export {
  additiveGaussianNoise,
  type Gaussian,
  gaussianDivergence,
  gaussianMutualInformation,
  gaussianMutualInformationOf,
} from './gaussian.ts';
export { gaussianMixtureMutualInformation, type MixtureComponent, type MixtureTruth } from './gaussian-mixture.ts';
export {
  type CategoricalGaussian,
  categoricalGaussianMutualInformation,
  categoricalUniformMutualInformation,
  separatedMixtureMutualInformation,
} from './mixed.ts';
export { sampleSizeBound } from './sample-size.ts';
export { studentTMutualInformation } from './student-t.ts';
