/**
 * The bound that interpolates between TUBA and InfoNCE: I >= 1 + E_P[T - log b] - E_Q[e^(T - log b)] with b = alpha m + (1 - alpha) a, where m
 * is the mean of e^T over the k candidates of the row, the scored pair among them, and a is a baseline. Source: Poole et al. 2019
 * (arXiv 1905.06922), section 2.4. Alpha 1 is InfoNCE (low variance, at most log k), alpha 0 is TUBA (no bias, high variance); between
 * them no value is above 1 + log(k / alpha).
 */
import {
  add,
  concat,
  exp,
  expandDims,
  logmeanexp,
  mean,
  neg,
  slice,
  softplus,
  sub,
  type Tensor,
  type TensorLike,
} from '@infograd/tensor';
import { OptionError } from '../errors.ts';
import type { Bound, HeldOutScores, Reading } from './bound.ts';
import { influenceOfRows, meanOf } from './influence.ts';
import { logMovingAverage, requireRate } from './moving-average.ts';
import { logAddExp } from './partition.ts';
import { logSumOfNegatives, negativesOfRows } from './rows.ts';
import { heldOutBaseline, logBaselineOfOtherHalf } from './tuba.ts';

/**
 * The bound to maximize; its negative is a loss, and it can be added to another loss as a regularizer.
 *
 * Both expectations must see as many candidates, so the joint pair takes the place of the last negative in its own mean.
 *
 * @param joint scores of joint pairs [n]
 * @param marginal scores of marginal pairs [n, k], row i of them with the x of joint pair i; [n] for one negative each
 * @param options.alpha from 0 to 1; 0.01 when left out
 * @param options.logBaseline log a: a number, a scalar tensor or [n]; left out, each half of the rows takes log E_Q[e^T] of the other
 * @returns a differentiable scalar, in nats
 * @throws ShapeError when the scores do not belong together row by row; OptionError when alpha is out of range
 * @example
 * alphaInterpolated(tensor([1, 3]), tensor([[0, 0], [0, 0]]), { alpha: 0, logBaseline: 0 }); // TUBA: 2
 */
export function alphaInterpolated(
  joint: Tensor,
  marginal: Tensor,
  options: { alpha?: number; logBaseline?: TensorLike } = {},
): Tensor {
  const { alpha = 0.01 } = options;
  requireAlpha(alpha);
  const negatives = negativesOfRows('alphaInterpolated', joint, marginal);
  const others = slice(negatives, { start: [0, 0], stop: [negatives.shape[0], negatives.shape[1] - 1] });
  const withJoint = logmeanexp(concat([expandDims(joint, 1), others], 1), { axis: 1 });
  const withoutJoint = logmeanexp(negatives, { axis: 1 });
  const { logBaseline = alpha < 1 ? logBaselineOfOtherHalf('alphaInterpolated', negatives) : 0 } = options;
  const gain = sub(joint, interpolate(withJoint, logBaseline, alpha));
  const cost = sub(withoutJoint, interpolate(withoutJoint, logBaseline, alpha));
  return sub(add(mean(gain), 1), mean(exp(cost)));
}

/** log(alpha e^logMean + (1 - alpha) e^logBaseline). */
function interpolate(logMean: Tensor, logBaseline: TensorLike, alpha: number): TensorLike {
  if (alpha === 1) return logMean;
  if (alpha === 0) return logBaseline;
  const logOdds = add(sub(logBaseline, logMean), Math.log1p(-alpha) - Math.log(alpha));
  return add(add(logMean, Math.log(alpha)), softplus(logOdds));
}

function requireAlpha(alpha: number): void {
  if (alpha >= 0 && alpha <= 1) return;
  throw new OptionError(`alpha is ${alpha}; use a number from 0 (TUBA) to 1 (InfoNCE), such as 0.01`, 'alpha');
}

function readAlphaInterpolated(scores: HeldOutScores, alpha: number): Reading {
  const { joint, marginal, shifts } = scores;
  const n = joint.length;
  const k = shifts.length;
  const baseline = heldOutBaseline(scores);
  const denominator = (logMean: number, i: number) =>
    logAddExp(Math.log(alpha) + logMean, Math.log1p(-alpha) + baseline[i]);
  const logMean = logSumOfNegatives(scores).map((sum) => sum - Math.log(k));
  const withJoint = logSumOfNegatives(scores, 0, k - 1).map((sum, i) =>
    denominator(logAddExp(joint[i], sum) - Math.log(k), i),
  );
  const withoutJoint = logMean.map(denominator);
  const cost = logMean.map((mean, i) => Math.exp(mean - withoutJoint[i]));
  const own = joint.map((score, i) => 1 + score - withJoint[i] - cost[i]);
  const ofPair = marginal.map((score, pair) => {
    const i = pair % n;
    const inGain = pair < n * (k - 1) ? alpha * Math.exp(score - withJoint[i]) : 0;
    const inCost = Math.exp(score - withoutJoint[i]) * (1 - alpha) * Math.exp(baseline[i] - withoutJoint[i]);
    return -(inGain + inCost) / k;
  });
  return {
    value: meanOf(own),
    influence: influenceOfRows(own, ofPair, shifts),
    logPartition: meanOf(withJoint),
    largestShare: cost.reduce((a, b) => Math.max(a, b)) / (meanOf(cost) * n),
  };
}

/** The bound with the given alpha, and the rate of the moving average that is its baseline. */
export function alphaInterpolatedBound(alpha: number, rate: number): Bound {
  requireAlpha(alpha);
  return {
    name: 'alpha-interpolated',
    description: 'lower bound between TUBA (alpha 0) and InfoNCE (alpha 1): trades bias for noise',
    measure: 'mutual-information',
    side: 'lower',
    trains: 'scores',
    ceiling: (negatives) => (alpha === 1 ? Math.log(negatives) : 1 + Math.log(negatives) - Math.log(alpha)),
    bound: (joint, marginal) => alphaInterpolated(joint, marginal, { alpha }),
    loss(joint, marginal, state) {
      requireRate(rate);
      return {
        loss: neg(alphaInterpolated(joint, marginal, { alpha, logBaseline: state })),
        state: logMovingAverage(logmeanexp(marginal), state, rate),
      };
    },
    read: (scores) => readAlphaInterpolated(scores, alpha),
  };
}
