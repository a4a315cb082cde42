/**
 * From samples to a trained model and its result: read, split, scale on the training rows, train, and read the value
 * off the test rows, once.
 */
import type { Tree } from '@infograd/autograd';
import { type Backend, random } from '@infograd/tensor';
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
  if (signal?.aborted) throw aborted(undefined, signal);

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
  const test = await readModel(untested, takeRows(x, rows.test), takeRows(y, rows.test), rng.fork('test'));
  const { best, history, steps, ending } = outcome;
  const result = makeResult({
    ...estimateOf(test),
    train: best.train.value,
    validation: best.validation.value,
    test: test.value,
    history,
    steps,
    converged: hasConverged(outcome),
    warnings: warningsOf(outcome, test),
    seed: settings.seed,
    estimator: settings.estimator,
    critic: settings.critic,
    preprocess: settings.preprocess,
    backend: backend.name,
    n: x.n,
    dimX: x.d,
    dimY: y.d,
    seconds: (performance.now() - started) / 1000,
  });
  const model = { ...untested, logPartition: test.logPartition };
  if (ending === 'aborted') throw aborted({ model, result }, signal);
  return { model, result };
}
