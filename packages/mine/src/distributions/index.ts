/** @infograd/mine/distributions: samplers whose mutual information is known, for judging estimators. All in nats. */

// What a distribution is

export {
  type Distribution,
  type DistributionParts,
  distribution,
  type SampledTable,
  type SamplePair,
} from './distribution.ts';

// Continuous

export { additiveNoise } from './additive-noise.ts';
export { additiveUniform } from './additive-uniform.ts';
export { gaussianMixture } from './gaussian-mixture.ts';
export { correlatedGaussians, independentNormals, multivariateNormal } from './multivariate-normal.ts';
export { studentT } from './student-t.ts';

// Discrete, and discrete beside continuous

export { discrete } from './discrete.ts';
export { categoricalGaussian, categoricalUniform, signsAndNormals } from './mixed.ts';

// Seen through invertible maps

export { bimodal } from './bimodal.ts';
export { transformed } from './transformed.ts';
export {
  elementwise,
  halfCube,
  normalCdf,
  spiral,
  swissRoll,
  type Transform,
  wigglyX,
  wigglyY,
} from './transforms.ts';

// Benchmarks

export { benchmarkTasks } from './benchmark-tasks.ts';
