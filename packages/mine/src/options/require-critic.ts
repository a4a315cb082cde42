/**
 * Checks of the options that must go together: estimator, critic and negatives. Each throws an `OptionError` that says what does not fit
 * and what would.
 */

import { boundOf, type EstimatorName } from '../bounds/index.ts';
import type { ColumnLevels } from '../columns/read-columns.ts';
import type { Critic } from '../critics/critic.ts';
import { abilitiesOf, type CriticName, conditionalCriticNames, criticNames } from '../critics/index.ts';
import { OptionError } from '../errors.ts';
import { defaultNegatives, type NegativesKind } from '../training/batch-scores.ts';
import { requireOneOf } from './require-option.ts';

interface Pairing {
  readonly estimator: EstimatorName;
  readonly evaluate?: EstimatorName;
  readonly critic: CriticName | Critic;
  readonly negatives?: NegativesKind;
  readonly negativesPerRow: number;
  readonly batchSize: number;
}

/** That it is a name or a critic. */
export function requireCritic(critic: unknown): void {
  if (typeof critic !== 'object' || critic === null) {
    requireOneOf('critic', critic, criticNames);
    return;
  }
  const isCritic =
    'name' in critic && typeof critic.name === 'string' && ['init', 'pairs'].every((part) => part in critic);
  if (isCritic) return;
  throw new OptionError(
    `critic is an object without name, init and pairs; use a Critic, such as jointCritic(...) gives, or ${criticNames.join(', ')}`,
    'critic',
  );
}

/** That the critic is a model of y given x where the bound that trains or the one that reads needs one. */
export function requireLikelihood({ estimator, evaluate = estimator, critic }: Pairing): void {
  const option = boundOf(estimator).trains === 'likelihood' ? 'estimator' : 'evaluate';
  const name = option === 'estimator' ? estimator : evaluate;
  if (boundOf(name).trains !== 'likelihood') return;
  if (typeof critic === 'object' ? critic.logLikelihood !== undefined : conditionalCriticNames.includes(critic)) return;
  throw new OptionError(
    `${option} '${name}' reads a model of y given x, which critic '${abilitiesOf(critic).name}' is not; use ${conditionalCriticNames.join(', ')}`,
    'critic',
  );
}

/**
 * That y has the density that a conditional critic of ours fits: at a category it would grow without end. A critic of one's own may be a model of
 * categories.
 */
export function requireDensity(
  { estimator, critic }: Pick<Pairing, 'estimator' | 'critic'>,
  levelsOfY: ColumnLevels,
): void {
  if (boundOf(estimator).trains !== 'likelihood' || typeof critic === 'object') return;
  const column = levelsOfY.findIndex((levels) => levels !== null);
  if (column < 0) return;
  throw new OptionError(
    `estimator '${estimator}' fits a density of y given x (critic '${critic}'), which categories have not, and column ${column} of y is one of ${levelsOfY[column]?.length} levels. Use estimator 'auto', 'mine' or 'info-nce', which take categories; or exchange x and y, if x is all numbers: their information is the same; or pass a critic of your own whose logLikelihood is of categories`,
    'estimator',
  );
}

/** That scores have a logarithm of a density ratio in them where another bound reads than trains. */
export function requireLogarithm({ estimator, evaluate = estimator }: Pick<Pairing, 'estimator' | 'evaluate'>): void {
  if (estimator !== 'pearson-chi2' || evaluate === estimator) return;
  throw new OptionError(
    `estimator '${estimator}' trains the density ratio itself, which comes out below zero in places and has no logarithm there for evaluate '${evaluate}' to read; use another estimator, such as 'js', or leave evaluate out`,
    'evaluate',
  );
}

/** That estimator, critic and negatives go together. */
export function requirePairs({ estimator, critic, negatives, negativesPerRow, batchSize }: Pairing): void {
  const { name, hasAllPairs, trainsOnAllPairs } = abilitiesOf(critic);
  const kind = negatives ?? defaultNegatives({ trainsOnAllPairs });
  if (kind === 'all-pairs' && !hasAllPairs) {
    throw new OptionError(
      `critic '${name}' scores pairs one by one, so negatives cannot be 'all-pairs'; give it allPairs, or use 'derangement' with negativesPerRow`,
      'negatives',
    );
  }
  if (boundOf(estimator).needsAllPairs && kind !== 'all-pairs') {
    throw negatives === undefined
      ? new OptionError(
          `estimator '${estimator}' compares all pairs of a batch, which critic '${name}' scores one by one; use critic 'separable', 'bilinear' or 'elliptical', ${hasAllPairs ? "negatives 'all-pairs', " : ''}or estimator 'info-nce' or 'mine'`,
          'critic',
        )
      : new OptionError(
          `estimator '${estimator}' compares all pairs of a batch, so negatives cannot be '${negatives}'; leave negatives out, or use estimator 'info-nce' or 'mine'`,
          'negatives',
        );
  }
  if (kind === 'all-pairs' && negativesPerRow !== 1) {
    throw new OptionError(
      `negativesPerRow is ${negativesPerRow}, but each row meets all others of its batch; leave it out, or use negatives 'derangement' or 'independent'`,
      'negativesPerRow',
    );
  }
  if (kind === 'derangement' && negativesPerRow >= batchSize) {
    throw new OptionError(
      `negativesPerRow is ${negativesPerRow}, but a batch of ${batchSize} has ${batchSize - 1} other rows; use as many at most, or negatives 'independent'`,
      'negativesPerRow',
    );
  }
}
