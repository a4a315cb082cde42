/**
 * The options of training on the command line, and the library's options that they stand for. What is left out is the library's default,
 * which depends on the estimator.
 */
import type { CriticName, EstimatorName, MutualInformationOptions, PreprocessName } from '@infograd/mine';
import type { SampleTable } from './table/read.ts';

export interface TrainingOptions {
  evaluate?: EstimatorName;
  steps?: number;
  batch?: number;
  hidden?: number[];
  critic?: CriticName;
  activation?: MutualInformationOptions['activation'];
  learningRate?: number;
  weightDecay?: number;
  preprocess?: PreprocessName;
  folds?: number;
  restarts?: number;
  permutations?: number;
  jitter?: number;
  seed: number;
}

/** The library's options, without those left out. */
export function libraryOptions(options: TrainingOptions): MutualInformationOptions {
  const { evaluate, steps, batch, hidden, critic, activation, learningRate, weightDecay } = options;
  const { preprocess, folds, restarts, permutations, jitter, seed } = options;
  const all: MutualInformationOptions = {
    evaluate,
    steps,
    batchSize: batch,
    hidden,
    critic,
    activation,
    learningRate,
    weightDecay,
    preprocess,
    folds,
    restarts,
    permutations,
    jitter,
    seed,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** The columns of categories of both sides, if there are any. */
export function discreteOf(
  x: Pick<SampleTable, 'discrete'>,
  y: Pick<SampleTable, 'discrete'>,
): Pick<MutualInformationOptions, 'discrete'> {
  if (x.discrete.length + y.discrete.length === 0) return {};
  return { discrete: { x: x.discrete, y: y.discrete } };
}
