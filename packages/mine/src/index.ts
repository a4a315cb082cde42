/** @infograd/mine: mutual information by neural estimation. All values are in nats unless a name says bits. */

// The main job

export { type BackendChoice, type BackendName, backendNames, type GpuRun, type WasmRun } from './backend.ts';
export { MutualInformationEstimator } from './estimator.ts';
export { mutualInformation } from './mutual-information.ts';
export { defaultSettings, type MutualInformationOptions, type Settings } from './options.ts';
export type {
  Estimate,
  EstimateWarning,
  HistoryEntry,
  MutualInformationResult,
  Progress,
  WarningCode,
} from './result.ts';
export type { SampleInput, ShapedArray } from './samples.ts';
export { bitsToNats, natsToBits, type Unit } from './units.ts';

// Bounds: scores in, differentiable scalar out

export { donskerVaradhan } from './bounds/donsker-varadhan.ts';
export { type EstimatorName, estimatorNames } from './bounds/index.ts';
export { type MineStep, mine } from './bounds/mine.ts';
export { nwj } from './bounds/nwj.ts';

// Critics: pairs in, scores out

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
} from './preprocess.ts';
export { readSamples, type Samples } from './samples.ts';
export { BatchSampler, derangementShifts, rotate } from './sampling.ts';
export { type Split, type SplitFractions, splitRows } from './split.ts';

// Ground truths

export * from './truth/index.ts';

// Errors

export { AbortedError, DataError, type DataErrorCode, type DataErrorPlace, OptionError } from './errors.ts';
