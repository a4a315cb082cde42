/**
 * From samples to trained models and a result: read, split, fit each fold, and put the folds' values together.
 */
import { disposeTree } from '@infograd/autograd';
import { type Backend, random } from '@infograd/tensor';
import { adaptSettings, mayShrinkBatch } from './adapt-settings.ts';
import { runOf } from './backend.ts';
import { entropyCeiling } from './columns/entropy-ceiling.ts';
import { type Columns, readColumns, type TableInput } from './columns/read-columns.ts';
import { byRowOf, resultOf } from './combine-folds.ts';
import { AbortedError } from './errors.ts';
import { type FittedFold, fitFold, trainingsOf } from './fit-fold.ts';
import type { FittedModel } from './fitted-model.ts';
import { addJitter, jitterNote } from './jitter.ts';
import type { MutualInformationOptions, Settings } from './options.ts';
import { type MutualInformationResult, makeResult } from './result.ts';
import { checkPaired } from './samples.ts';
import { splitFolds } from './split.ts';
import { aboveEntropy } from './warnings.ts';

/** Which rows the value was read from, and how much each moves it: what paired comparisons of two estimates need. */
export interface EstimateByRow {
  readonly rows: Int32Array;
  /** Nats, one for each of `rows`; they sum to zero. */
  readonly influence: Float64Array;
}

/** One fold's part of a result. */
export interface FittedModels {
  /** One a fold; their weights belong to the caller. */
  readonly models: readonly FittedModel[];
  readonly result: MutualInformationResult;
  readonly byRow: EstimateByRow;
}

/** Trains a model for each fold. */
export async function fitModels(
  xInput: TableInput,
  yInput: TableInput,
  asked: Settings,
  backend: Backend,
  {
    signal,
    onProgress,
    batchSize: ownBatchSize,
  }: Pick<MutualInformationOptions, 'signal' | 'onProgress' | 'batchSize'>,
): Promise<FittedModels> {
  const started = performance.now();
  const columnsX = await readColumns(xInput, 'x', asked.discrete?.x);
  const columnsY = await readColumns(yInput, 'y', asked.discrete?.y);
  checkPaired(columnsX.samples, columnsY.samples);
  if (signal?.aborted) throw abortedError(signal, undefined);

  const rng = random(asked.seed);
  const x = addJitter(columnsX, asked.jitter, rng.fork('jitter of x'));
  const y = addJitter(columnsY, asked.jitter, rng.fork('jitter of y'));
  const { folds: foldCount, split, blocks } = asked;
  const fewestTrainingRows = mayShrinkBatch(asked, ownBatchSize) ? undefined : asked.batchSize;
  const splits = splitFolds(x.n, foldCount, split, rng.fork('split'), fewestTrainingRows, blocks);
  const { settings, notes } = adaptSettings(asked, columnsX, columnsY, splits);
  const trainingsInFold = trainingsOf(settings);
  const folds: FittedFold[] = [];
  try {
    for (const [fold, rows] of splits.entries()) {
      const plan = { x, y, columnsX, columnsY, rows, settings, backend, signal, onProgress };
      const stream = foldCount === 1 ? rng : rng.fork(`fold ${fold}`);
      const trainings = { trainingsBefore: fold * trainingsInFold, trainings: foldCount * trainingsInFold };
      folds.push(await fitFold({ ...plan, rng: stream, ...trainings }));
      if (signal?.aborted) break;
    }
    const result = makeResult({
      ...resultOf(folds, settings, rng),
      backend: backend.name,
      ...runOf(backend),
      n: x.n,
      dimX: x.d,
      dimY: y.d,
      ...entropyOf(columnsX, columnsY),
      ...(settings.jitter > 0 ? { jitter: settings.jitter } : {}),
      notes: settings.jitter > 0 ? [jitterNote(settings.jitter), ...notes] : notes,
      seconds: (performance.now() - started) / 1000,
    });
    const { warnings } = result;
    const above = aboveEntropy(result, result.entropy ?? {});
    const whole = above === undefined ? result : makeResult({ ...result.toJSON(), warnings: [...warnings, above] });
    // Asked of the signal: the training that was kept may be one that ended before it fired.
    if (signal?.aborted) throw abortedError(signal, whole);
    return { models: folds.map(({ model }) => model), result: whole, byRow: byRowOf(folds) };
  } catch (error) {
    for (const { model } of folds) disposeTree(model.params);
    throw error;
  }
}

function entropyOf(x: Columns, y: Columns): { entropy?: { x?: number; y?: number } } {
  const [ofX, ofY] = [entropyCeiling(x), entropyCeiling(y)];
  if (ofX === undefined && ofY === undefined) return {};
  return { entropy: { ...(ofX === undefined ? {} : { x: ofX }), ...(ofY === undefined ? {} : { y: ofY }) } };
}

function abortedError(signal: AbortSignal, partial: MutualInformationResult | undefined): AbortedError {
  const progress =
    partial === undefined
      ? 'before training'
      : `after ${partial.steps} steps; error.partial holds the best estimate so far`;
  return new AbortedError(`the estimate was aborted ${progress}`, partial, signal.reason);
}
