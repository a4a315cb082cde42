/**
 * From samples to trained models and a result: read, split, fit each fold, and put the folds' values together.
 */
import { disposeTree } from '@infograd/autograd';
import { type Backend, random } from '@infograd/tensor';
import { runOf } from '../backend.ts';
import { entropyCeiling } from '../columns/entropy-ceiling.ts';
import { type Columns, readColumns, type TableInput } from '../columns/read-columns.ts';
import { abortedError } from '../errors.ts';
import { adaptSettings, mayShrinkBatch } from '../options/adapt-settings.ts';
import type { MutualInformationOptions, Settings } from '../options/options.ts';
import { type MutualInformationResult, makeResult } from '../result.ts';
import { addJitter, jitterNote } from '../rows/jitter.ts';
import { checkPaired } from '../rows/samples.ts';
import { splitFolds } from '../rows/split.ts';
import { pauses } from '../training/pause.ts';
import { runTrainings, workersFor } from '../training/run-trainings.ts';
import { forkOf } from '../training/training-job.ts';
import { byRowOf, resultOf } from './combine-folds.ts';
import { type FittedFold, type PreparedFold, prepareFold, readFold } from './fit-fold.ts';
import type { FittedModel } from './fitted-model.ts';
import { aboveEntropy } from './warnings.ts';

/** Which rows the value was read from, and how much each moves it: what paired comparisons of two estimates need. */
export interface EstimateByRow {
  readonly rows: Int32Array;
  /** Nats, one for each of `rows`; they sum to zero. */
  readonly influence: Float64Array;
}

/** What a fit leaves. */
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
  options: Pick<MutualInformationOptions, 'signal' | 'onProgress' | 'batchSize' | 'workers'>,
): Promise<FittedModels> {
  const started = performance.now();
  const { signal } = options;
  const workers = workersFor(options.workers, asked, backend);
  const columnsX = await readColumns(xInput, 'x', asked.discrete?.x);
  const columnsY = await readColumns(yInput, 'y', asked.discrete?.y);
  checkPaired(columnsX.samples, columnsY.samples);
  if (signal?.aborted) throw abortedError(signal, undefined);

  const rng = random(asked.seed);
  const x = addJitter(columnsX, asked.jitter, rng.fork('jitter of x'));
  const y = addJitter(columnsY, asked.jitter, rng.fork('jitter of y'));
  const { folds: foldCount, split, blocks } = asked;
  const fewestTrainingRows = mayShrinkBatch(asked, options.batchSize) ? undefined : asked.batchSize;
  const splits = splitFolds(x.n, foldCount, split, rng.fork('split'), fewestTrainingRows, blocks);
  const { settings, notes } = adaptSettings(asked, columnsX, columnsY, splits);
  const context = { samples: { x, y }, columnsX, columnsY, settings };
  const whole = { seed: settings.seed, labels: [] };
  const prepared: PreparedFold[] = [];
  const pause = pauses();
  for (const [fold, rows] of splits.entries()) {
    prepared.push(prepareFold(context, rows, foldCount === 1 ? whole : forkOf(whole, `fold ${fold}`)));
    await pause();
  }
  const jobs = prepared.flatMap((fold) => fold.jobs);
  const trainings = await runTrainings(jobs, backend, workers, options);
  const folds: FittedFold[] = [];
  try {
    for (const fold of prepared) {
      if (fold.jobs.some((job) => trainings.outcomes.has(job))) {
        folds.push(await readFold(fold, trainings.outcomes, context.samples, backend));
      }
    }
    const result = makeResult({
      ...resultOf(folds, settings, rng),
      backend: backend.name,
      ...runOf(backend),
      workers: trainings.workers,
      n: x.n,
      dimX: x.d,
      dimY: y.d,
      ...entropyOf(columnsX, columnsY),
      ...(settings.jitter > 0 ? { jitter: settings.jitter } : {}),
      notes: [...(settings.jitter > 0 ? [jitterNote(settings.jitter)] : []), ...notes, ...trainings.notes],
      seconds: (performance.now() - started) / 1000,
    });
    const { warnings } = result;
    const above = aboveEntropy(result, result.entropy ?? {});
    const complete = above === undefined ? result : makeResult({ ...result.toJSON(), warnings: [...warnings, above] });
    // Asked of the signal: the training that was kept may be one that ended before it fired.
    if (signal?.aborted) throw abortedError(signal, complete);
    return { models: folds.map(({ model }) => model), result: complete, byRow: byRowOf(folds) };
  } catch (error) {
    for (const { params } of trainings.outcomes.values()) disposeTree(params);
    throw error;
  }
}

function entropyOf(x: Columns, y: Columns): { entropy?: { x?: number; y?: number } } {
  const [ofX, ofY] = [entropyCeiling(x), entropyCeiling(y)];
  if (ofX === undefined && ofY === undefined) return {};
  return { entropy: { ...(ofX === undefined ? {} : { x: ofX }), ...(ofY === undefined ? {} : { y: ofY }) } };
}
