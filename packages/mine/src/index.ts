/** @infograd/mine: mutual information by neural estimation. All values are in nats unless a name says bits. */

// The main job

export { type BackendChoice, type BackendName, backendNames, type GpuRun, type WasmRun } from './backend.ts';
export type { ColumnLevels, DiscreteChoice, DiscreteColumns, Level, TableInput } from './columns/read-columns.ts';
export { MutualInformationEstimator } from './estimator.ts';
export type { EstimateOrigin } from './fitting/estimate-origin.ts';
export { type DivergenceOptions, type DivergenceResult, divergence } from './measures/divergence.ts';
export { mutualInformation } from './mutual-information.ts';
export { defaultSettings, type MutualInformationOptions, type Settings } from './options/options.ts';
export type {
  Estimate,
  EstimateWarning,
  HistoryEntry,
  MutualInformationResult,
  Progress,
  WarningCode,
} from './result.ts';
export type { SampleInput, ShapedArray } from './rows/samples.ts';
export type { BlockOptions } from './rows/split-blocks.ts';
export type { NegativesKind } from './training/batch-scores.ts';
export { bitsToNats, natsToBits, type Unit } from './units.ts';

// Measures built on the main job

export {
  type ConditionalForm,
  type ConditionalMutualInformationOptions,
  type ConditionalMutualInformationResult,
  conditionalMutualInformation,
} from './measures/conditional-mutual-information.ts';
export {
  type ExtrapolationOptions,
  type ExtrapolationResult,
  extrapolate,
  type SizePoint,
} from './measures/extrapolation.ts';
export {
  type PointwiseOptions,
  type PointwiseResult,
  pointwiseMutualInformation,
} from './measures/pointwise-mutual-information.ts';
export {
  type ConsistencyCheck,
  type ConsistencyLaw,
  type SelfConsistencyResult,
  selfConsistency,
} from './measures/self-consistency.ts';
export { type SurrogateKind, surrogateKinds, surrogates } from './measures/surrogates.ts';
export {
  type TransferEntropyOptions,
  type TransferEntropyResult,
  transferEntropy,
} from './measures/transfer-entropy.ts';
export { type LaggedPairs, type LagOptions, laggedPairs } from './rows/lagged.ts';

// Bounds: scores in, differentiable scalar out

export { alphaInterpolated } from './bounds/alpha-interpolated.ts';
export { barberAgakov } from './bounds/ba.ts';
export { club } from './bounds/club.ts';
export { differenceOfEntropies } from './bounds/doe.ts';
export { donskerVaradhan } from './bounds/donsker-varadhan.ts';
export { type DivergenceKind, type FDivergence, fDivergenceBound } from './bounds/f-divergences/f-divergence.ts';
export { divergenceKinds, fDivergences } from './bounds/f-divergences/index.ts';
export { flo } from './bounds/flo.ts';
export {
  type BoundOptions,
  defaultBoundOptions,
  type EstimatorName,
  estimatorDescriptions,
  estimatorNames,
} from './bounds/index.ts';
export { infoNce, infoNceCeiling } from './bounds/info-nce.ts';
export { jsObjective } from './bounds/js.ts';
export { l1out } from './bounds/l1out.ts';
export { type MineStep, mine } from './bounds/mine.ts';
export { nwj } from './bounds/nwj.ts';
export { nwjJs } from './bounds/nwj-js.ts';
export { remineLoss } from './bounds/remine.ts';
export { smile } from './bounds/smile.ts';
export { symmetricInfoNce } from './bounds/symmetric-info-nce.ts';
export { tuba } from './bounds/tuba.ts';

// Critics: pairs in, scores out

export { type BilinearParams, bilinearCritic } from './critics/bilinear.ts';
export type { ConditionalCritic, ConditionalParams } from './critics/conditional.ts';
export { conditionalGaussianCritic } from './critics/conditional-gaussian.ts';
export { conditionalLogisticCritic } from './critics/conditional-logistic.ts';
export type { Critic, CriticOptions } from './critics/critic.ts';
export { type CriticName, criticNames } from './critics/index.ts';
export { jointCritic } from './critics/joint.ts';
export { type SeparableParams, separableCritic } from './critics/separable.ts';

// Parts of the main job, for loops of your own

export {
  applyPreprocess,
  type CopulaKnots,
  type FittedPreprocess,
  fitPreprocess,
  type PreprocessName,
  preprocessNames,
} from './rows/preprocess.ts';
export { readSamples, type Samples } from './rows/samples.ts';
export { BatchSampler, derangementShifts, independentPartners, rotate, rotatedPartners } from './rows/sampling.ts';
export { type Split, type SplitFractions, splitRows } from './rows/split.ts';

// Baselines: estimators without a network

export * from './baselines/index.ts';

// Ground truths

export * from './truth/index.ts';

// Errors

export { AbortedError, DataError, type DataErrorCode, type DataErrorPlace, OptionError } from './errors.ts';
