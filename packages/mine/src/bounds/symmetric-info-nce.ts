/**
 * Symmetric InfoNCE: the mean of how well the critic picks a row's own y among all y, and its own x among all x. Both are lower bounds, so
 * their mean is. Picking in one direction leaves a term of the other side undetermined, which then learns noise; picking in both
 * determines the score up to one constant. Source: Radford et al. 2021 (arXiv 2103.00020), section 2.3; each half is van den Oord et al.
 * 2018 (arXiv 1807.03748). Never above log n for n rows.
 */
import {
  add,
  concat,
  expandDims,
  logsumexp,
  mean,
  mul,
  neg,
  reshape,
  ShapeError,
  slice,
  sub,
  type Tensor,
} from '@infograd/tensor';
import type { Bound, HeldOutScores, Reading } from './bound.ts';
import { seenFromY } from './influence.ts';
import { infoNceBound, infoNceCeiling } from './info-nce.ts';

/**
 * The bound to maximize; its negative is a loss, and it can be added to another loss as a regularizer.
 *
 * @param joint scores of joint pairs [n]
 * @param marginal scores of all other pairs [n, n - 1], row i of them T(x_i, y_j) for j other than i in order
 * @returns a differentiable scalar, in nats, at most log n; unchanged when a constant is added to all scores
 * @throws ShapeError when the marginal scores are not those of all other pairs
 * @example
 * symmetricInfoNce(tensor([0, 0]), tensor([[0], [0]])); // 0: nothing is known
 */
export function symmetricInfoNce(joint: Tensor, marginal: Tensor): Tensor {
  const square = squareOf(joint, marginal);
  const choices = add(mean(logsumexp(square, { axis: 0 })), mean(logsumexp(square, { axis: 1 })));
  return add(sub(mean(joint), mul(choices, 0.5)), Math.log(joint.shape[0]));
}

/** The square of scores that the diagonal and the rest, row by row, were taken from. */
function squareOf(joint: Tensor, marginal: Tensor): Tensor {
  const [n] = joint.shape;
  if (joint.rank !== 1 || marginal.rank !== 2 || marginal.shape[0] !== n || marginal.shape[1] !== n - 1) {
    throw new ShapeError(
      `symmetricInfoNce: joint [${joint.shape}] and marginal [${marginal.shape}] are not a row's own and all its other pairs. Pass joint [n] and marginal [n, n - 1]; a critic with allPairs gives them`,
    );
  }
  // Each element of the diagonal but the last is followed by n others.
  const head = expandDims(slice(joint, { start: [0], stop: [n - 1] }), 1);
  const rows = concat([head, reshape(marginal, [n - 1, n])], 1);
  const last = slice(joint, { start: [n - 1], stop: [n] });
  return reshape(concat([reshape(rows, [(n - 1) * (n + 1)]), last]), [n, n]);
}

function readSymmetric(scores: HeldOutScores): Reading {
  const fromX = infoNceBound.read(scores);
  const fromY = infoNceBound.read(seenFromY(scores));
  let influence: Float64Array | undefined;
  return {
    value: (fromX.value + fromY.value) / 2,
    get influence() {
      influence ??= fromX.influence.map((value, row) => (value + fromY.influence[row]) / 2);
      return influence;
    },
    logPartition: (fromX.logPartition + fromY.logPartition) / 2,
    largestShare: 0,
  };
}

export const symmetricInfoNceBound: Bound = {
  name: 'symmetric-info-nce',
  description: 'InfoNCE in both directions: lower bound, never above log(rows); for critics that score all pairs',
  measure: 'mutual-information',
  side: 'lower',
  trains: 'scores',
  needsAllPairs: true,
  ceiling: infoNceCeiling,
  bound: symmetricInfoNce,
  loss: (joint, marginal) => ({ loss: neg(symmetricInfoNce(joint, marginal)), state: undefined }),
  read: readSymmetric,
};
