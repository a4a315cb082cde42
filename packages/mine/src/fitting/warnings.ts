/**
 * When an estimate deserves doubt, and why. Each warning is one measurable sign with a remedy; none of them changes
 * the value.
 */
import type { Bound, Reading } from '../bounds/bound.ts';
import { standardError } from '../bounds/influence.ts';
import type { Estimate, EstimateWarning, HistoryEntry } from '../result.ts';
import type { Check, TrainingOutcome } from '../training/training-loop.ts';

/**
 * A rise of the validation curve over the second half of training that still counts as flat: nats, and a share of the
 * value. A shorter stretch would tell nothing, because the falling learning rate flattens every curve at its end.
 */
const flatRise = { nats: 0.005, share: 0.02 };

/** Nats below zero that are not worth a word. */
const negligible = 0.01;

/** What a critic that is not the best means for a value on that side of the truth. */
const consequence: Readonly<Record<Bound['side'], string>> = {
  lower: 'the estimate is likely too low',
  upper: 'the value can lie on either side of the truth, although the bound is an upper one',
  estimate: 'the estimate can be off to either side',
};

/** What a sign is judged by: the bound that the value was read with, and how many negatives each test row had in that reading. */
export interface ReadingPlan {
  readonly bound: Pick<Bound, 'name' | 'measure' | 'description' | 'side' | 'trains' | 'ceiling'>;
  readonly negatives: number;
}

/**
 * Whether the validation curve had flattened, or training had stopped improving. A value that training does not raise has flattened when
 * it no longer moves, up or down.
 */
export function hasConverged({ ending, history, best }: TrainingOutcome<unknown>): boolean {
  if (ending === 'no-improvement') return true;
  if (ending !== 'all-steps') return false;
  const before = history[Math.floor((history.length - 1) / 2)] as HistoryEntry;
  if (best.step <= before.step) return true;
  const rise = best.validation.value - before.validation;
  // A bound near its best moves with the critic to second order, a value that training does not raise to first.
  const change = raisesValue(best) ? rise : Math.abs(rise) / 2;
  return change <= flatRise.nats + flatRise.share * Math.abs(best.validation.value);
}

/** Likelihood and the Jensen-Shannon objective are raised in place of the value that is read. */
function raisesValue({ objective, validation }: Check): boolean {
  return objective === validation.value;
}

/**
 * The signs that an estimate shows.
 *
 * @param plan left out for a lower bound on mutual information without a ceiling of its own; signs of impossible information do not apply
 *   to other measures
 */
export function warningsOf(outcome: TrainingOutcome<unknown>, test: Reading, plan?: ReadingPlan): EstimateWarning[] {
  const ofOther = plan === undefined ? undefined : otherMeasure(plan.bound);
  const side = plan?.bound.side;
  const signs = [
    ofOther,
    notConverged(outcome, side),
    overfitting(outcome, side),
    nonFinite(outcome, test),
    ofOther ? undefined : nearCeiling(test, plan),
    heavyPartition(test),
    ofOther ? undefined : negative(test, plan?.bound.trains),
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
  { mi, stdError, side: ofBound }: Pick<Estimate, 'mi' | 'stdError'> & Partial<Pick<Bound, 'side'>>,
  entropy: { readonly x?: number; readonly y?: number },
): EstimateWarning | undefined {
  const [side, ceiling] = Object.entries(entropy).reduce(
    (a, b) => (b[1] < a[1] ? b : a),
    ['', Number.POSITIVE_INFINITY],
  );
  if (!(mi > ceiling + negligible + 2 * stdError)) return undefined;
  return {
    code: 'above-entropy',
    message: `${mi.toFixed(3)} nats is more than ${side} can tell, whose levels have an entropy of ${ceiling.toFixed(3)} nats: ${ofBound === 'upper' ? 'that entropy is the better upper bound' : 'the estimate is too high; use more rows'}`,
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

export function notConverged(
  outcome: TrainingOutcome<unknown>,
  side: Bound['side'] = 'lower',
): EstimateWarning | undefined {
  const { ending, best, steps } = outcome;
  if (ending === 'non-finite' || hasConverged(outcome)) return undefined;
  const movement = raisesValue(best) ? 'rising' : 'changing';
  const cause =
    ending === 'aborted'
      ? `training was stopped at step ${steps}, when the validation value may still have been ${movement}`
      : `the validation value was still ${movement} when training reached its last step (step ${steps})`;
  return { code: 'not-converged', message: `${cause}, so ${consequence[side]}; allow more steps` };
}

export function overfitting(
  { best }: TrainingOutcome<unknown>,
  side: Bound['side'] = 'lower',
): EstimateWarning | undefined {
  const gap = best.train.value - best.validation.value;
  const noise = Math.hypot(standardError(best.train.influence), standardError(best.validation.influence));
  if (!(gap > 3 * noise && gap > 0.05 + 0.1 * Math.abs(best.train.value))) return undefined;
  return {
    code: 'overfitting',
    message: `training rows give ${best.train.value.toFixed(3)} and validation rows ${best.validation.value.toFixed(3)}: the critic has learnt its rows by heart, so ${consequence[side]}; use more rows, smaller hidden layers or more weightDecay`,
  };
}

export function nonFinite({ ending, best }: TrainingOutcome<unknown>, test: Reading): EstimateWarning | undefined {
  if (!Number.isFinite(test.value)) {
    return {
      code: 'non-finite',
      message: `the value on the test rows is ${test.value}: the critic's scores overflow there or, read by another bound than was trained, stand for no density ratio. Use preprocess 'standardize' or 'copula', or read with the bound that was trained`,
    };
  }
  if (ending !== 'non-finite') return undefined;
  return {
    code: 'non-finite',
    message: `training overflowed; the estimate is that of the last finite best, step ${best.step}. Lower learningRate, or use preprocess 'copula'`,
  };
}

/**
 * How near a value may come to a ceiling, in nats. The exact critic of a normal distribution reads 8 to 15 % too low by InfoNCE with 17
 * negatives at this distance, and 3 to 9 % with 299.
 */
const ceilingMargin = 2;

/**
 * The lower of two ceilings: the bound's own, where it has one, and log n, above about which no lower bound from n samples can be trusted
 * (McAllester and Stratos 2020, arXiv 1811.04251). Neither holds for an upper bound, which has nothing to fall short of, nor for the
 * difference of entropies, whose means of log densities rest on the model's family and not on having seen the pairs that matter. Barber-Agakov's
 * value does rest on those, because its partition is a mean of e^T over pairs.
 */
function nearCeiling(
  { value, influence }: Reading,
  { bound, negatives }: Partial<ReadingPlan> = {},
): EstimateWarning | undefined {
  if (bound?.side === 'upper' || (bound?.side === 'estimate' && bound.trains === 'likelihood')) return undefined;
  const ofRows = Math.log(influence.length);
  const own = (negatives === undefined ? undefined : bound?.ceiling?.(negatives)) ?? Number.POSITIVE_INFINITY;
  if (!(value > Math.min(ofRows, own) - ceilingMargin)) return undefined;
  // Of a bound that sees all pairs the two are the same but for rounding.
  const message =
    own < ofRows - 1e-9
      ? `${value.toFixed(3)} nats is near ${own.toFixed(2)}, which '${bound?.name}' cannot exceed with ${negatives} negatives a test row, so the estimate is likely too low; use a critic that scores all pairs, such as 'separable', or a bound without that ceiling, such as 'mine'`
      : `${value.toFixed(3)} nats is near log(${influence.length} test rows) = ${ofRows.toFixed(2)}, above which no estimate of this kind can be trusted; use more rows`;
  return { code: 'near-ceiling', message };
}

function heavyPartition({ largestShare }: Reading): EstimateWarning | undefined {
  if (!(largestShare > 0.02)) return undefined;
  return {
    code: 'heavy-partition',
    message: `one pair makes up ${(100 * largestShare).toFixed(0)} % of a mean that the value rests on, so value and standard error are unreliable; use preprocess 'copula' or more rows`,
  };
}

function negative({ value, influence }: Reading, trains: Bound['trains'] = 'scores'): EstimateWarning | undefined {
  if (!(value < -negligible - 2 * standardError(influence))) return undefined;
  const cause =
    trains === 'likelihood'
      ? 'the model of y given x does not carry over to the test rows, or its family does not fit them. Use another conditional critic, '
      : 'the critic does not carry over to the test rows. Use ';
  return {
    code: 'negative',
    message: `${value.toFixed(3)} nats is below zero by more than its noise, which mutual information cannot be: ${cause}preprocess 'copula', more rows or more weightDecay`,
  };
}
