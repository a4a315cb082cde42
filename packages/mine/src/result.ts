/**
 * What an estimate hands back: the value with its uncertainty, the curve behind it, and warnings in words. The value is
 * never clamped: a small negative estimate means that nothing was found, and says so.
 */
import type { GpuRun, WasmRun } from './backend.ts';
import type { Measure } from './bounds/bound.ts';
import type { EstimatorName } from './bounds/index.ts';
import type { FeatureName } from './elliptical/row-features.ts';
import type { PermutationTest } from './fitting/permutation-test.ts';
import type { PreprocessName } from './rows/preprocess.ts';

/** One check during training; values of the bound in nats. */
export interface HistoryEntry {
  readonly step: number;
  /** On training rows. */
  readonly train: number;
  /** On validation rows. */
  readonly validation: number;
}

/** What `onProgress` is told after a check. */
export interface Progress extends HistoryEntry {
  /** Steps at most. */
  readonly steps: number;
  /** The best validation value so far, in nats. */
  readonly best: number;
  readonly seconds: number;
  /** Until the last step; early stopping may end it sooner. */
  readonly secondsLeft: number;
}

export type WarningCode =
  | 'not-converged'
  | 'overfitting'
  | 'near-ceiling'
  | 'heavy-partition'
  | 'heavy-tail'
  | 'ties'
  | 'negative'
  | 'non-finite'
  | 'other-measure'
  | 'above-entropy'
  | 'disagreement';

/** Something that the reader of the value should know. */
export interface EstimateWarning {
  readonly code: WarningCode;
  readonly message: string;
}

/** An estimate of mutual information on rows that no training step saw. */
export interface Estimate {
  /** Nats. */
  readonly mi: number;
  readonly bits: number;
  /**
   * Standard error of `mi` from the sampling of its rows, in nats. It does not know how far the bound lies below the truth.
   */
  readonly stdError: number;
  /** mi -/+ 1.96 stdError: 95 % for the bound's value under this critic, in nats. */
  readonly interval: readonly [low: number, high: number];
}

/** One split's part of a result; values of the bound in nats. */
export interface FoldResult {
  readonly mi: number;
  readonly train: number;
  readonly validation: number;
  readonly steps: number;
  /** The step whose weights were kept; 0 when training did not improve on where it started. */
  readonly bestStep: number;
  readonly testRows: number;
  /** Validation values of all trainings of the fold, the one that was kept first. */
  readonly candidates: readonly number[];
  /** What an elliptical critic starts from: null degrees of freedom for the normal copula. */
  readonly copula?: {
    readonly features: FeatureName;
    readonly degreesOfFreedom: number | null;
    readonly correlations: readonly number[];
  };
}

export interface MutualInformationResult extends Estimate {
  /** The bound that was trained, on training rows (2,048 of them at most; for a critic that scores all pairs as many as validation rows), under the weights that were kept; in nats. `evaluate` changes `mi` alone. */
  readonly train: number;
  /** The same on the validation rows (8,192 of them at most), which chose the weights; in nats. */
  readonly validation: number;
  /** The bound on the untouched test rows; the same number as `mi`. */
  readonly test: number;
  /** Of the first fold. */
  readonly history: readonly HistoryEntry[];
  readonly folds: readonly FoldResult[];
  /** Whether there is dependence at all; absent unless `permutations` asked for it. */
  readonly permutation?: PermutationTest;
  /** Steps that were run. */
  readonly steps: number;
  /** Whether the validation curve had flattened when training ended. */
  readonly converged: boolean;
  readonly warnings: readonly EstimateWarning[];
  readonly seed: number;
  readonly estimator: EstimatorName | 'auto';
  /** The bound that the value was read with. */
  readonly bound: EstimatorName;
  /** Where the value lies but for noise: below the information, above it, or on either side. */
  readonly side: 'lower' | 'upper' | 'estimate';
  /** What the value is of: mutual information, unless the bound is of another divergence. */
  readonly measure: Measure;
  /** The name of the critic. */
  readonly critic: string;
  readonly preprocess: PreprocessName;
  /** The backend's name. */
  readonly backend: string;
  /** What the wasm backend ran with; absent on other backends. */
  readonly wasm?: WasmRun;
  /** How many trainings ran at once: 1 for one after another. */
  readonly workers: number;
  /** What the gpu backend really ran on; absent on other backends. */
  readonly gpu?: GpuRun;
  /** Rows in all. */
  readonly n: number;
  readonly dimX: number;
  readonly dimY: number;
  /** Entropy of a side whose columns are all discrete, in nats: the information cannot exceed it. */
  readonly entropy?: { readonly x?: number; readonly y?: number };
  /** Noise added to every column of numbers, in standard deviations of the column; absent when there was none. */
  readonly jitter?: number;
  /** In words: what was done to the data on request, and what was done instead of the usual. */
  readonly notes: readonly string[];
  readonly seconds: number;
  /** A plain object with all of the above, for JSON.stringify. */
  toJSON(): Omit<MutualInformationResult, 'toJSON'>;
}

/** Adds `toJSON` to the fields of a result. */
export function makeResult(fields: Omit<MutualInformationResult, 'toJSON'>): MutualInformationResult {
  return { ...fields, toJSON: () => ({ ...fields }) };
}
