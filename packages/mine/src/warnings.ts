/**
 * When an estimate deserves doubt, and why. Each warning is one measurable sign with a remedy; none of them changes
 * the value.
 */
import type { Reading } from './bounds/bound.ts';
import { standardError } from './bounds/partition.ts';
import type { EstimateWarning, HistoryEntry } from './result.ts';
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

/** The signs that an estimate shows. */
export function warningsOf(outcome: TrainingOutcome<unknown>, test: Reading): EstimateWarning[] {
  const signs = [
    notConverged(outcome),
    overfitting(outcome),
    nonFinite(outcome, test),
    nearCeiling(test),
    heavyPartition(test),
    negative(test),
  ];
  return signs.filter((warning) => warning !== undefined);
}

function notConverged(outcome: TrainingOutcome<unknown>): EstimateWarning | undefined {
  if (outcome.ending === 'non-finite' || hasConverged(outcome)) return undefined;
  const end = outcome.ending === 'aborted' ? 'was stopped' : 'reached its last step';
  return {
    code: 'not-converged',
    message: `the validation value was still rising when training ${end} (step ${outcome.steps}), so the estimate is likely too low; allow more steps`,
  };
}

function overfitting({ best }: TrainingOutcome<unknown>): EstimateWarning | undefined {
  const gap = best.train.value - best.validation.value;
  const noise = Math.hypot(standardError(best.train.influence), standardError(best.validation.influence));
  if (!(gap > 3 * noise && gap > 0.05 + 0.1 * Math.abs(best.train.value))) return undefined;
  return {
    code: 'overfitting',
    message: `training rows give ${best.train.value.toFixed(3)} nats and validation rows ${best.validation.value.toFixed(3)}: the critic has learnt its rows by heart, so the estimate is likely too low; use more rows, smaller hidden layers or more weightDecay`,
  };
}

function nonFinite({ ending, best }: TrainingOutcome<unknown>, test: Reading): EstimateWarning | undefined {
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
    message: `one marginal pair makes up ${(100 * largestShare).toFixed(0)} % of the partition term, so value and standard error are unreliable; use preprocess 'copula' or more rows`,
  };
}

function negative({ value, influence }: Reading): EstimateWarning | undefined {
  if (!(value < -negligible - 2 * standardError(influence))) return undefined;
  return {
    code: 'negative',
    message: `${value.toFixed(3)} nats is below zero by more than its noise, which mutual information cannot be: the critic does not carry over to the test rows. Use preprocess 'copula', more rows or more weightDecay`,
  };
}
