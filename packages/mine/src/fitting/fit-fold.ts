/**
 * One split of the rows, in two halves with the trainings between them: learn the scales on training rows and say what is to be trained;
 * then let validation rows choose, and read the value off the test rows, once. What is chosen: the weights of each training, among restarts
 * the one with the best validation value, and for an elliptical critic which copula and which features.
 */
import { disposeTree, type Tree } from '@infograd/autograd';
import type { Backend } from '@infograd/tensor';
import type { HeldOutScores, Reading } from '../bounds/bound.ts';
import { encodeColumns, fitColumns } from '../columns/encode-columns.ts';
import type { Columns } from '../columns/read-columns.ts';
import { chooseCopula } from '../elliptical/choose-copula.ts';
import type { EllipticalCopula } from '../elliptical/elliptical-copula.ts';
import type { FeatureName } from '../elliptical/row-features.ts';
import { hasRowsForNetwork } from '../options/adapt-settings.ts';
import type { Settings } from '../options/options.ts';
import { type Split, takeRows } from '../rows/split.ts';
import type { Outcomes } from '../training/run-trainings.ts';
import { forkOf, type PairedSamples, type RandomStream, randomOf, type TrainingJob } from '../training/training-job.ts';
import type { TrainingOutcome } from '../training/training-loop.ts';
import { asSamples, type FittedModel, readScores, scoreRows } from './fitted-model.ts';

/** What all folds have in common: the rows, and what is known of their columns. */
export interface FoldContext {
  readonly samples: PairedSamples;
  readonly columnsX: Columns;
  readonly columnsY: Columns;
  readonly settings: Settings;
}

export interface PreparedFold {
  readonly rows: Split;
  readonly stream: RandomStream;
  /** Restart after restart of one model, then of the next. */
  readonly jobs: readonly TrainingJob[];
}

export interface FittedFold {
  /** Its weights belong to the caller. */
  readonly model: FittedModel;
  readonly outcome: TrainingOutcome<Tree>;
  readonly test: Reading;
  readonly scores: HeldOutScores;
  readonly rows: Split;
  /** The validation values of all trainings, best first where there was more than one; in nats. */
  readonly candidates: readonly number[];
  /** Those of the restarts of the model that was chosen. */
  readonly restarts: readonly number[];
}

type Model = TrainingJob['model'];

/**
 * What one fold is to train.
 *
 * @throws DataError when a column is constant on the training rows, or does not fit its scale
 */
export function prepareFold(
  { samples, columnsX, columnsY, settings }: FoldContext,
  rows: Split,
  stream: RandomStream,
): PreparedFold {
  const train = takePairs(samples, rows.train);
  const validation = takePairs(samples, rows.validation);
  const scales: Model = {
    settings,
    scaleX: fitColumns(settings.preprocess, train.x, columnsX.levels, 'x'),
    scaleY: fitColumns(settings.preprocess, train.y, columnsY.levels, 'y'),
  };
  const jobs = candidateModels(scales, train).flatMap((model) =>
    Array.from({ length: settings.restarts }, (_, restart) => ({
      model,
      train,
      validation,
      stream: restart === 0 ? stream : forkOf(stream, `restart ${restart}`),
    })),
  );
  return { rows, stream, jobs };
}

/**
 * Chooses among a fold's trainings and reads its value; the weights of those that are not chosen are freed.
 *
 * @param outcomes among which at least one of the fold's jobs is
 */
export async function readFold(
  { rows, stream, jobs }: PreparedFold,
  outcomes: Outcomes,
  samples: PairedSamples,
  backend: Backend,
): Promise<FittedFold> {
  const trained = jobs.flatMap((job) => {
    const outcome = outcomes.get(job);
    return outcome === undefined ? [] : [{ model: job.model, outcome }];
  });
  trained.sort((a, b) => b.outcome.best.objective - a.outcome.best.objective);
  const [{ outcome, model: chosen }] = trained;
  const { x, y } = takePairs(samples, rows.test);
  const model: FittedModel = { ...chosen, backend, dimX: x.d, dimY: y.d, params: outcome.params, logPartition: 0 };
  const scores = await scoreRows(model, x, y, randomOf(forkOf(stream, 'test')));
  const test = readScores(chosen.settings, scores, outcome.best.validation.logPartition);
  for (const other of trained.slice(1)) disposeTree(other.outcome.params);
  const validationOf = (each: (typeof trained)[number]): number => each.outcome.best.validation.value;
  return {
    model: { ...model, logPartition: test.logPartition },
    outcome,
    test,
    scores,
    rows,
    candidates: trained.map(validationOf),
    restarts: trained.filter((each) => each.model === chosen).map(validationOf),
  };
}

function takePairs({ x, y }: PairedSamples, rows: Int32Array): PairedSamples {
  return { x: takeRows(x, rows), y: takeRows(y, rows) };
}

/**
 * The models of which validation rows choose one. An elliptical critic starts from a copula of the plain scores, with a network for each set of features;
 * in many dimensions a network learns too much by heart to show what the squared length tells, and a copula of radial features alone may be better.
 * With few rows 'auto' has no network at all.
 */
function candidateModels(scales: Model, { x, y }: PairedSamples): Model[] {
  const { critic, preprocess } = scales.settings;
  if (critic !== 'elliptical') return [scales];
  const scoresX = asSamples(encodeColumns(scales.scaleX, x), x.n);
  const scoresY = asSamples(encodeColumns(scales.scaleY, y), y.n);
  const copulaOf = (name: FeatureName) => chooseCopula(scoresX, scoresY, name, preprocess === 'copula');
  const modelOf = (copula: EllipticalCopula, network: FeatureName | null): Model => ({
    ...scales,
    elliptical: { copula, network },
  });
  const plain = copulaOf('plain');
  if (!hasRowsForNetwork(scales.settings, x.n)) return [modelOf(plain, null)];
  return [modelOf(plain, 'plain'), modelOf(plain, 'radial'), modelOf(copulaOf('radial'), null)];
}
