/**
 * When an estimate deserves doubt, and why. Each warning is one measurable sign with a remedy; none of them changes
 * the value.
 */
import type { Bound, Reading } from './bounds/bound.ts';
import { standardError } from './bounds/influence.ts';
import type { Estimate, EstimateWarning, HistoryEntry } from './result.ts';
import type { TrainingOutcome } from './train.ts';

/**
 * A rise of the validation curve over the second half of training that still counts as flat: nats, and a share of the
 * value. A shorter stretch would tell nothing, because the falling learning rate flattens every curve at its end.
 */
const flatRise = { nats: 0.005, share: 0.02 };

/** Nats below zero that are not worth a word. */
const negligible = 0.01;

/** Whether the validation curve had flattened, or training had stopped improving. */
export function hasConverged({ ending, history, best }: TrainingOutcome<unknown>): boolean {
  if (ending === 'no-improvement') return true;
  if (ending !== 'all-steps') return false;
  const before = history[Math.floor((history.length - 1) / 2)] as HistoryEntry;
  const rise = best.validation.value - before.validation;
  return rise <= flatRise.nats + flatRise.share * Math.abs(best.validation.value);
}

/**
 * The signs that an estimate shows.
 *
 * @param bound what the value was read with, where that may be another divergence: signs of impossible information do not apply to it
 */
export function warningsOf(
  outcome: TrainingOutcome<unknown>,
  test: Reading,
  bound?: Pick<Bound, 'measure' | 'description'>,
): EstimateWarning[] {
  const ofOther = bound === undefined ? undefined : otherMeasure(bound);
  const signs = [
    ofOther,
    notConverged(outcome),
    overfitting(outcome),
    nonFinite(outcome, test),
    ofOther ? undefined : nearCeiling(test),
    heavyPartition(test),
    ofOther ? undefined : negative(test),
  ];
  return signs.filter((warning) => warning !== undefined);
}

/** Kullback-Leibler between joint and product is mutual information; the other divergences are not. */
function otherMeasure({ measure, description }: Pick<Bound, 'measure' | 'description'>): EstimateWarning | undefined {
  if (measure === 'mutual-information' || measure === 'kl') return undefined;
  return {
    code: 'other-measure',
    message: `the value is of another measure: ${description}. P is the joint distribution and Q the product of the marginals`,
  };
}

/** I <= H: more than the entropy of a discrete side cannot be. */
export function aboveEntropy(
  { mi, stdError }: Pick<Estimate, 'mi' | 'stdError'>,
  entropy: { readonly x?: number; readonly y?: number },
): EstimateWarning | undefined {
  const [side, ceiling] = Object.entries(entropy).reduce(
    (a, b) => (b[1] < a[1] ? b : a),
    ['', Number.POSITIVE_INFINITY],
  );
  if (!(mi > ceiling + negligible + 2 * stdError)) return undefined;
  return {
    code: 'above-entropy',
    message: `${mi.toFixed(3)} nats is more than ${side} can tell, whose levels have an entropy of ${ceiling.toFixed(3)} nats: the estimate is too high; use more rows`,
  };
}

/** Folds that differ by more than their noise: training went well on some rows and not on others. */
export function disagreement(folds: readonly Reading[]): EstimateWarning | undefined {
  if (folds.length < 2) return undefined;
  const values = folds.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const noise = Math.hypot(...folds.map(({ influence }) => standardError(influence))) / Math.sqrt(folds.length);
  if (!(high - low > 6 * noise && high - low > 0.05 + 0.1 * Math.abs(high))) return undefined;
  return {
    code: 'disagreement',
    message: `the folds give from ${low.toFixed(3)} to ${high.toFixed(3)} nats, more than their noise explains: training depends on the split; use more rows, or restarts`,
  };
}

/** Restarts that end far from each other on the same rows. */
export function restartsDisagree(values: readonly number[]): EstimateWarning | undefined {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (!(high - low > 0.05 + 0.1 * Math.abs(high))) return undefined;
  return {
    code: 'disagreement',
    message: `restarts reached from ${low.toFixed(3)} to ${high.toFixed(3)} nats on validation rows, and the best is kept: training depends on its first weights; allow more steps, or lower learningRate`,
  };
}

export function notConverged(outcome: TrainingOutcome<unknown>): EstimateWarning | undefined {
  if (outcome.ending === 'non-finite' || hasConverged(outcome)) return undefined;
  const end = outcome.ending === 'aborted' ? 'was stopped' : 'reached its last step';
  return {
    code: 'not-converged',
    message: `the validation value was still rising when training ${end} (step ${outcome.steps}), so the estimate is likely too low; allow more steps`,
  };
}

export function overfitting({ best }: TrainingOutcome<unknown>): EstimateWarning | undefined {
  const gap = best.train.value - best.validation.value;
  const noise = Math.hypot(standardError(best.train.influence), standardError(best.validation.influence));
  if (!(gap > 3 * noise && gap > 0.05 + 0.1 * Math.abs(best.train.value))) return undefined;
  return {
    code: 'overfitting',
    message: `training rows give ${best.train.value.toFixed(3)} nats and validation rows ${best.validation.value.toFixed(3)}: the critic has learnt its rows by heart, so the estimate is likely too low; use more rows, smaller hidden layers or more weightDecay`,
  };
}

export function nonFinite({ ending, best }: TrainingOutcome<unknown>, test: Reading): EstimateWarning | undefined {
  if (!Number.isFinite(test.value)) {
    return {
      code: 'non-finite',
      message: `the critic's scores overflow on the test rows, so the value is ${test.value}. Use preprocess 'standardize' or 'copula'`,
    };
  }
  if (ending !== 'non-finite') return undefined;
  return {
    code: 'non-finite',
    message: `training overflowed; the estimate is that of the last finite best, step ${best.step}. Lower learningRate, or use preprocess 'copula'`,
  };
}

/** From n samples no lower bound above about log n can be trusted (McAllester and Stratos 2020, arXiv 1811.04251). */
function nearCeiling({ value, influence }: Reading): EstimateWarning | undefined {
  const ceiling = Math.log(influence.length);
  if (!(value > ceiling - 2)) return undefined;
  return {
    code: 'near-ceiling',
    message: `${value.toFixed(3)} nats is near log(${influence.length} test rows) = ${ceiling.toFixed(2)}, above which no estimate of this kind can be trusted; use more rows`,
  };
}

function heavyPartition({ largestShare }: Reading): EstimateWarning | undefined {
  if (!(largestShare > 0.02)) return undefined;
  return {
    code: 'heavy-partition',
    message: `one pair makes up ${(100 * largestShare).toFixed(0)} % of a mean that the value rests on, so value and standard error are unreliable; use preprocess 'copula' or more rows`,
  };
}

function negative({ value, influence }: Reading): EstimateWarning | undefined {
  if (!(value < -negligible - 2 * standardError(influence))) return undefined;
  return {
    code: 'negative',
    message: `${value.toFixed(3)} nats is below zero by more than its noise, which mutual information cannot be: the critic does not carry over to the test rows. Use preprocess 'copula', more rows or more weightDecay`,
  };
}
