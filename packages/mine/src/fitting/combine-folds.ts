/**
 * From the folds' values to one. Every fold's value is a mean over its test rows, so the rows of all folds together give their mean,
 * and each row moves it as much as it moves its own fold's. The history that is reported is the first fold's.
 */

import type { Random } from '@infograd/tensor';
import type { Bound } from '../bounds/bound.ts';
import { standardError } from '../bounds/influence.ts';
import { abilitiesOf } from '../critics/index.ts';
import { exactRelation } from '../elliptical/exact-relation.ts';
import type { Settings } from '../options/options.ts';
import type { EstimateWarning, FoldResult, MutualInformationResult } from '../result.ts';
import { distinctWarnings } from './distinct-warnings.ts';
import { makeEstimate } from './estimate.ts';
import type { EstimateByRow } from './fit.ts';
import type { FittedFold } from './fit-fold.ts';
import { readingBoundOf } from './fitted-model.ts';
import { permutationTest } from './permutation-test.ts';
import { disagreement, hasConverged, restartsDisagree, warningsOf } from './warnings.ts';

/** The part of a result that is read off the folds. */
export function resultOf(folds: readonly FittedFold[], settings: Settings, rng: Random) {
  const rows = folds.map(({ test }) => test.influence.length);
  const averageOf = (pick: (fold: FittedFold) => number): number => weightedMean(folds.map(pick), rows);
  const value = averageOf(({ test }) => test.value);
  const bound = readingBoundOf(settings);
  const first = folds[0];
  return {
    ...makeEstimate(value, standardError(byRowOf(folds).influence)),
    train: averageOf(({ outcome }) => outcome.best.train.value),
    validation: averageOf(({ outcome }) => outcome.best.validation.value),
    test: value,
    history: first.outcome.history,
    steps: folds.reduce((sum, { outcome }) => sum + outcome.steps, 0),
    converged: folds.every(({ outcome }) => hasConverged(outcome)),
    folds: folds.map(foldResultOf),
    warnings: warningsOfFolds(folds, bound),
    ...(settings.permutations > 0
      ? { permutation: permutationTest(first.scores, settings.permutations, rng.fork('permutations')) }
      : {}),
    seed: settings.seed,
    estimator: settings.isAuto ? ('auto' as const) : settings.estimator,
    bound: bound.name as MutualInformationResult['bound'],
    side: bound.side,
    measure: bound.measure,
    critic: abilitiesOf(settings.critic).name,
    preprocess: settings.preprocess,
  };
}

/** The rows that the value was read from, fold after fold. */
export function byRowOf(folds: readonly FittedFold[]): EstimateByRow {
  const rows = folds.flatMap((fold) => [...fold.rows.test]);
  const influence = folds.flatMap(({ test }) => [...test.influence]);
  return { rows: Int32Array.from(rows), influence: Float64Array.from(influence) };
}

function foldResultOf({ outcome, test, model, candidates }: FittedFold): FoldResult {
  const { elliptical } = model;
  return {
    mi: test.value,
    train: outcome.best.train.value,
    validation: outcome.best.validation.value,
    steps: outcome.steps,
    bestStep: outcome.best.step,
    testRows: test.influence.length,
    candidates,
    ...(elliptical === undefined
      ? {}
      : {
          copula: {
            features: elliptical.copula.features,
            degreesOfFreedom: elliptical.copula.degreesOfFreedom,
            correlations: elliptical.copula.correlations,
          },
        }),
  };
}

/** A sign that several folds show is told once, by the fold that showed it first. */
function warningsOfFolds(folds: readonly FittedFold[], bound: Bound): EstimateWarning[] {
  const exact = folds
    .map(({ model }) => exactRelation(model.elliptical?.copula))
    .find((warning) => warning !== undefined);
  const signs = folds.flatMap(({ outcome, test, scores }) =>
    warningsOf(outcome, test, { bound, negatives: scores.shifts.length }),
  );
  const once = distinctWarnings(exact === undefined ? [] : [exact], signs);
  const spread =
    disagreement(folds.map(({ test }) => test)) ??
    folds.map(({ restarts }) => restartsDisagree(restarts)).find((warning) => warning !== undefined);
  return spread === undefined ? once : [...once, spread];
}

/** Exactly the value where there is one. */
function weightedMean(values: readonly number[], weights: readonly number[]): number {
  let total = 0;
  return values.reduce((mean, value, i) => {
    total += weights[i];
    return mean + (value - mean) * (weights[i] / total);
  }, 0);
}
