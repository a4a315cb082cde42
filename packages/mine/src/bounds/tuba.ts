/**
 * TUBA, the tractable unnormalized Barber-Agakov bound: I >= 1 + E_P[T - log a] - E_Q[e^(T - log a)] for every baseline a > 0
 * that does not look at y. Source: Poole et al. 2019 (arXiv 1905.06922), section 2.2. The constant a = e gives NWJ, and the best
 * constant, a = E_Q[e^T], gives Donsker-Varadhan. A batch gives an unbiased value and gradient as long as the baseline comes from other
 * data: here from the moving average of past batches while training, else from the other half of the scores. The variance is
 * NWJ's, without its need for T to find the right constant.
 */
import {
  add,
  broadcastTo,
  concat,
  exp,
  logmeanexp,
  mean,
  neg,
  reshape,
  ShapeError,
  slice,
  sub,
  Tensor,
  type TensorLike,
} from '@infograd/tensor';
import type { Bound, HeldOutScores } from './bound.ts';
import { meanOf, readMeans } from './influence.ts';
import { logMovingAverage, requireRate } from './moving-average.ts';
import { partitionOf } from './partition.ts';

/**
 * The bound to maximize; its negative is a loss, and it can be added to another loss as a regularizer.
 *
 * @param joint scores of joint pairs, any shape
 * @param marginal scores of marginal pairs: any shape; [n, ...] with a baseline for each row
 * @param logBaseline log a: a number, a scalar tensor (one that is learnt, say), or [n], one for each row's x. Left out, each half
 *   of the rows takes log E_Q[e^T] of the other half, and a constant added to all scores changes nothing
 * @returns a differentiable scalar, in nats
 * @throws ShapeError when baselines and rows differ in number, or there is a single row to halve
 * @example
 * tuba(tensor([1, 3]), tensor([0, 0]), 0); // 1 + 2 - e^0 = 2
 */
export function tuba(joint: Tensor, marginal: Tensor, logBaseline?: TensorLike): Tensor {
  const baseline = logBaseline ?? logBaselineOfOtherHalf('tuba', marginal);
  const isPerRow = baseline instanceof Tensor && baseline.rank === 1;
  if (isPerRow && baseline.size !== marginal.shape[0]) {
    throw new ShapeError(
      `tuba: a logBaseline [${baseline.shape}] for marginal scores [${marginal.shape}]. Pass one number, or one for each row`,
    );
  }
  const aligned = isPerRow ? reshape(baseline, [baseline.size, ...marginal.shape.slice(1).map(() => 1)]) : baseline;
  const gain = sub(mean(joint), isPerRow ? mean(baseline) : baseline);
  return sub(add(gain, 1), exp(logmeanexp(sub(marginal, aligned))));
}

/** [n]: for each of the n rows of marginal scores, log E_Q[e^T] over the half of the rows that it is not in. */
export function logBaselineOfOtherHalf(name: string, marginal: Tensor): Tensor {
  const [n = 1] = marginal.shape;
  if (n < 2) {
    throw new ShapeError(
      `${name}: marginal scores [${marginal.shape}] have no two halves. Pass scores of two rows or more, or a logBaseline`,
    );
  }
  const half = Math.floor(n / 2);
  const first = logmeanexp(slice(marginal, { stop: [half] }));
  const second = logmeanexp(slice(marginal, { start: [half] }));
  return concat([broadcastTo(second, [half]), broadcastTo(first, [n - half])]);
}

/** The same on held-out scores. */
export function heldOutBaseline({ joint, marginal }: HeldOutScores): Float64Array {
  const n = joint.length;
  const half = Math.floor(n / 2);
  const first = partitionOf(marginal.filter((_, pair) => pair % n < half)).logPartition;
  const second = partitionOf(marginal.filter((_, pair) => pair % n >= half)).logPartition;
  return Float64Array.from({ length: n }, (_, row) => (row < half ? second : first));
}

/** TUBA with the given rate of the moving average that is its baseline. */
export function tubaBound(rate: number): Bound {
  return {
    name: 'tuba',
    description: 'unnormalized Barber-Agakov lower bound: NWJ with a baseline that follows the scores',
    measure: 'mutual-information',
    side: 'lower',
    trains: 'scores',
    bound: (joint, marginal) => tuba(joint, marginal),
    loss(joint, marginal, state) {
      requireRate(rate);
      return {
        loss: neg(tuba(joint, marginal, state)),
        state: logMovingAverage(logmeanexp(marginal), state, rate),
      };
    },
    read(scores) {
      const { joint, marginal, shifts } = scores;
      const baseline = heldOutBaseline(scores);
      const ofJoint = joint.map((score, i) => 1 + score - baseline[i]);
      const ofMarginal = marginal.map((score, pair) => Math.exp(score - baseline[pair % joint.length]));
      const { largestShare } = partitionOf(marginal);
      return { ...readMeans(ofJoint, ofMarginal, shifts), logPartition: meanOf(baseline), largestShare };
    },
  };
}
