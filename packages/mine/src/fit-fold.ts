/**
 * One split of the rows, from scales to a value: learn the scales on training rows, train, let validation rows choose, read the
 * value off the test rows, once. What is chosen: the weights of each training, among restarts the one with the best validation value, and
 * for an elliptical critic which copula and which features.
 */
import { disposeTree, type Tree } from '@infograd/autograd';
import type { Backend, Random } from '@infograd/tensor';
import type { HeldOutScores, Reading } from './bounds/bound.ts';
import { boundOf } from './bounds/index.ts';
import { encodeColumns, fitColumns } from './columns/encode-columns.ts';
import type { Columns } from './columns/read-columns.ts';
import { chooseCopula } from './elliptical/choose-copula.ts';
import type { FeatureName } from './elliptical/row-features.ts';
import {
  asSamples,
  criticFor,
  type FittedModel,
  type RowModel,
  readingBoundOf,
  scoreRows,
  uploadRows,
} from './fitted-model.ts';
import type { MutualInformationOptions, Settings } from './options.ts';
import type { Progress } from './result.ts';
import type { Samples } from './samples.ts';
import { type Split, takeRows } from './split.ts';
import { type TrainingOutcome, trainCritic } from './train.ts';

export interface FoldPlan {
  readonly x: Samples;
  readonly y: Samples;
  readonly columnsX: Columns;
  readonly columnsY: Columns;
  readonly rows: Split;
  readonly settings: Settings;
  readonly backend: Backend;
  readonly rng: Random;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: MutualInformationOptions['onProgress'];
  /** Trainings before this fold, and trainings in all: what progress is counted in. */
  readonly trainingsBefore: number;
  readonly trainings: number;
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

/** How many trainings one fold takes. */
export function trainingsOf({ critic, restarts }: Settings): number {
  return restarts * (critic === 'elliptical' ? featuresFor().length : 1);
}

/** Fits one fold. */
export async function fitFold(plan: FoldPlan): Promise<FittedFold> {
  const { x, y, columnsX, columnsY, rows, settings, backend, rng } = plan;
  const trainX = takeRows(x, rows.train);
  const trainY = takeRows(y, rows.train);
  const scales: RowModel = {
    settings,
    backend,
    scaleX: fitColumns(settings.preprocess, trainX, columnsX.levels, 'x'),
    scaleY: fitColumns(settings.preprocess, trainY, columnsY.levels, 'y'),
  };
  const trained: { outcome: TrainingOutcome<Tree>; model: RowModel }[] = [];
  try {
    for (const model of candidateModels(scales, trainX, trainY)) {
      for (let restart = 0; restart < settings.restarts; restart++) {
        const stream = restart === 0 ? rng : rng.fork(`restart ${restart}`);
        const outcome = await trainModel(plan, model, trainX, trainY, stream, trained.length);
        trained.push({ outcome, model });
        if (outcome.ending === 'aborted') break;
      }
      if (trained.at(-1)?.outcome.ending === 'aborted') break;
    }
    trained.sort((a, b) => b.outcome.best.objective - a.outcome.best.objective);
    const [{ outcome, model }] = trained;
    const untested: FittedModel = { ...model, dimX: x.d, dimY: y.d, params: outcome.params, logPartition: 0 };
    const scores = await scoreRows(untested, takeRows(x, rows.test), takeRows(y, rows.test), rng.fork('test'));
    const test = readingBoundOf(settings).read(scores);
    for (const other of trained.slice(1)) disposeTree(other.outcome.params);
    const validationOf = (each: (typeof trained)[number]): number => each.outcome.best.validation.value;
    const candidates = trained.map(validationOf);
    const restarts = trained.filter((each) => each.model === model).map(validationOf);
    return {
      model: { ...untested, logPartition: test.logPartition },
      outcome,
      test,
      scores,
      rows,
      candidates,
      restarts,
    };
  } catch (error) {
    for (const { outcome } of trained) disposeTree(outcome.params);
    throw error;
  }
}

async function trainModel(
  plan: FoldPlan,
  model: RowModel,
  trainX: Samples,
  trainY: Samples,
  rng: Random,
  trainingsInFold: number,
): Promise<TrainingOutcome<Tree>> {
  const { x, y, rows, settings, backend, signal } = plan;
  const train = uploadRows(model, trainX, trainY);
  const validation = uploadRows(model, takeRows(x, rows.validation), takeRows(y, rows.validation));
  try {
    const bound = boundOf(settings.estimator, settings);
    const onProgress = progressOf(plan, trainingsInFold);
    return await trainCritic({
      critic: criticFor(model),
      bound,
      train,
      validation,
      settings,
      backend,
      rng,
      signal,
      onProgress,
    });
  } finally {
    for (const table of [train.x, train.y, validation.x, validation.y]) table.dispose();
  }
}

/** Steps are counted over all trainings, so that progress runs once from nothing to its end. */
function progressOf(plan: FoldPlan, trainingsInFold: number): ((progress: Progress) => void) | undefined {
  const { onProgress, settings, trainings } = plan;
  const before = plan.trainingsBefore + trainingsInFold;
  if (onProgress === undefined || trainings === 1) return onProgress;
  return (progress) => {
    const pace = progress.seconds / progress.step;
    onProgress({
      ...progress,
      step: before * settings.steps + progress.step,
      steps: trainings * settings.steps,
      secondsLeft: progress.secondsLeft + (trainings - before - 1) * settings.steps * pace,
    });
  };
}

/**
 * The models of which validation rows choose one. An elliptical critic starts from a copula of the plain scores, with a network for each set of features;
 * in many dimensions a network learns too much by heart to show what the squared length tells, and a copula of radial features alone may be better.
 */
function candidateModels(scales: RowModel, trainX: Samples, trainY: Samples): RowModel[] {
  const { critic, preprocess } = scales.settings;
  if (critic !== 'elliptical') return [scales];
  const scoresX = asSamples(encodeColumns(scales.scaleX, trainX), trainX.n);
  const scoresY = asSamples(encodeColumns(scales.scaleY, trainY), trainY.n);
  const features = featuresFor();
  const [plain, ...others] = features.map((name) => chooseCopula(scoresX, scoresY, name, preprocess === 'copula'));
  return [
    ...features.map((network) => ({ ...scales, elliptical: { copula: plain, network } })),
    ...others.map((copula) => ({ ...scales, elliptical: { copula, network: null } })),
  ];
}

/** What the networks see. Squares and a logarithm of one column say nothing new, but help a network with sharp edges. */
function featuresFor(): FeatureName[] {
  return ['plain', 'radial'];
}
