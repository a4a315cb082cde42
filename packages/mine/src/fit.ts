/**
 * From samples to a trained model and its result: read, split, scale on the training rows, train, and read the value
 * off the test rows, once.
 */
import { disposeTree, type Tree } from '@infograd/autograd';
import { type Backend, random } from '@infograd/tensor';
import { runOf } from './backend.ts';
import { boundOf } from './bounds/index.ts';
import { AbortedError } from './errors.ts';
import { criticFor, estimateOf, type FittedModel, readModel, uploadRows } from './fitted-model.ts';
import type { MutualInformationOptions, Settings } from './options.ts';
import { fitPreprocess } from './preprocess.ts';
import { type MutualInformationResult, makeResult } from './result.ts';
import { checkPaired, readSamples, type SampleInput } from './samples.ts';
import { splitRows, takeRows } from './split.ts';
import { type TrainingOutcome, trainCritic } from './train.ts';
import { hasConverged, warningsOf } from './warnings.ts';

/** Trains a model; its weights belong to the caller. */
export async function fitModel(
  xInput: SampleInput,
  yInput: SampleInput,
  settings: Settings,
  backend: Backend,
  { signal, onProgress }: Pick<MutualInformationOptions, 'signal' | 'onProgress'>,
): Promise<{ model: FittedModel; result: MutualInformationResult }> {
  const started = performance.now();
  const x = await readSamples(xInput, 'x');
  const y = await readSamples(yInput, 'y');
  checkPaired(x, y);
  if (signal?.aborted) throw abortedError(signal, undefined);

  const rng = random(settings.seed);
  const rows = splitRows(x.n, settings.split, rng.fork('split'), settings.batchSize);
  const trainX = takeRows(x, rows.train);
  const trainY = takeRows(y, rows.train);
  const scales = {
    backend,
    scaleX: fitPreprocess(settings.preprocess, trainX, 'x'),
    scaleY: fitPreprocess(settings.preprocess, trainY, 'y'),
  };
  const train = uploadRows(scales, trainX, trainY);
  const validation = uploadRows(scales, takeRows(x, rows.validation), takeRows(y, rows.validation));
  let outcome: TrainingOutcome<Tree>;
  try {
    const critic = criticFor(settings, x.d, y.d);
    const bound = boundOf(settings.estimator, settings);
    outcome = await trainCritic({ critic, bound, train, validation, settings, backend, rng, signal, onProgress });
  } finally {
    for (const table of [train.x, train.y, validation.x, validation.y]) table.dispose();
  }

  const untested: FittedModel = { ...scales, settings, dimX: x.d, dimY: y.d, params: outcome.params, logPartition: 0 };
  try {
    const test = await readModel(untested, takeRows(x, rows.test), takeRows(y, rows.test), rng.fork('test'));
    const result = makeResult({
      ...estimateOf(test),
      train: outcome.best.train.value,
      validation: outcome.best.validation.value,
      test: test.value,
      history: outcome.history,
      steps: outcome.steps,
      converged: hasConverged(outcome),
      warnings: warningsOf(outcome, test),
      seed: settings.seed,
      estimator: settings.estimator,
      critic: settings.critic,
      preprocess: settings.preprocess,
      backend: backend.name,
      ...runOf(backend),
      n: x.n,
      dimX: x.d,
      dimY: y.d,
      seconds: (performance.now() - started) / 1000,
    });
    if (signal !== undefined && outcome.ending === 'aborted') throw abortedError(signal, result);
    return { model: { ...untested, logPartition: test.logPartition }, result };
  } catch (error) {
    disposeTree(outcome.params);
    throw error;
  }
}

function abortedError(signal: AbortSignal, partial: MutualInformationResult | undefined): AbortedError {
  const progress =
    partial === undefined
      ? 'before training'
      : `after ${partial.steps} steps; error.partial holds the best estimate so far`;
  return new AbortedError(`the estimate was aborted ${progress}`, partial, signal.reason);
}
