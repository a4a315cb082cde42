/**
 * FLO, the Fenchel-Legendre bound: I >= 1 - E_P[u + e^-u E_Q[e^(T(x, y') - T(x, y))]] for any function u(x, y), tight for u = -log p/q. Source:
 * Guo et al. 2022 (arXiv 2107.01131). The paper learns u with a second network. Here u is what a row's own negatives say
 * it is, -log e^T / mean(e^T), from one half of them with the joint pair among them, and the expectation is taken over the other
 * half, both ways: u never sees the negatives that it is judged by, so the value stays a lower bound, and no second network is needed.
 * Its variance is that of InfoNCE, its ceiling up to 1 - log 2 nats higher; below the ceiling it came out a little lower with the same
 * negatives (1.55 beside 1.58 of 1.68 nats with 100 of them). A single negative a row teaches the critic little.
 */
import { add, concat, exp, expandDims, logmeanexp, mean, mul, neg, slice, sub, type Tensor } from '@infograd/tensor';
import type { Bound, HeldOutScores, Reading } from './bound.ts';
import { influenceOfRows, meanOf } from './influence.ts';
import { logAddExp } from './partition.ts';
import { logSumOfNegatives, negativesOfRows } from './rows.ts';

/**
 * The bound to maximize; its negative is a loss, and it can be added to another loss as a regularizer.
 *
 * @param joint scores of joint pairs [n]
 * @param marginal scores of marginal pairs [n, k], row i of them with the x of joint pair i; [n] for one negative each
 * @param u [n]: u(x_i, y_i), a second network's, to be maximized over as well; taken from the negatives when left out
 * @returns a differentiable scalar, in nats; a constant added to all scores of a row changes nothing
 * @throws ShapeError when the scores do not belong together row by row
 * @example
 * flo(tensor([1, 1]), tensor([[0, 0], [0, 0]]), tensor([0, 0])); // 1 - (0 + e^-1) = 0.632...
 */
export function flo(joint: Tensor, marginal: Tensor, u?: Tensor): Tensor {
  const contrasts = sub(negativesOfRows('flo', joint, marginal), expandDims(joint, 1));
  if (u !== undefined) return floOf(u, contrasts);
  const [n, k] = contrasts.shape;
  const half = Math.floor(k / 2);
  const first = slice(contrasts, { stop: [n, half] });
  const second = slice(contrasts, { start: [0, half] });
  const own = expandDims(sub(joint, joint), 1);
  const judged = (mine: Tensor, others: Tensor) => floOf(logmeanexp(concat([own, mine], 1), { axis: 1 }), others);
  const value = judged(first, second);
  // A single negative cannot be halved: u then knows the joint pair alone.
  return half === 0 ? value : mul(add(value, judged(second, first)), 0.5);
}

/** 1 - mean(u + e^-u mean_j e^contrast). */
function floOf(u: Tensor, contrasts: Tensor): Tensor {
  const weight = exp(sub(logmeanexp(contrasts, { axis: 1 }), u));
  return sub(1, mean(add(u, weight)));
}

/** What u taken from k negatives cannot exceed: 1 + log of the candidates in a half, both ways averaged; in nats. */
function floCeiling(negatives: number): number {
  const half = Math.floor(negatives / 2);
  return half === 0 ? 1 : 1 + (Math.log1p(half) + Math.log1p(negatives - half)) / 2;
}

function readFlo(scores: HeldOutScores): Reading {
  const { joint, marginal, shifts } = scores;
  const n = joint.length;
  const k = shifts.length;
  const half = Math.floor(k / 2);
  const own = new Float64Array(n);
  const ofPair = new Float64Array(n * k);
  let heaviest = 0;
  let total = 0;

  /** Adds the value of u from the blocks of one range, judged by those of the other. */
  const judge = (mine: readonly [number, number], others: readonly [number, number], weight: number) => {
    const count = others[1] - others[0];
    const size = mine[1] - mine[0] + 1;
    const logMine = logSumOfNegatives(scores, ...mine).map((sum, i) => logAddExp(joint[i], sum));
    const logOthers = logSumOfNegatives(scores, ...others);
    for (let i = 0; i < n; i++) {
      const u = logMine[i] - Math.log(size) - joint[i];
      const cost = Math.exp(logOthers[i] - Math.log(count) - joint[i] - u);
      own[i] += weight * (1 - u - cost);
      heaviest = Math.max(heaviest, cost);
      total += cost;
      for (let block = mine[0]; block < mine[1]; block++) {
        ofPair[block * n + i] -= weight * Math.exp(marginal[block * n + i] - logMine[i]) * (1 - cost);
      }
      for (let block = others[0]; block < others[1]; block++) {
        ofPair[block * n + i] -= (weight / count) * Math.exp(marginal[block * n + i] - joint[i] - u);
      }
    }
  };
  const halves = [[0, half] as const, [half, k] as const] as const;
  judge(halves[0], halves[1], half === 0 ? 1 : 0.5);
  if (half > 0) judge(halves[1], halves[0], 0.5);

  const value = meanOf(own);
  return {
    value,
    influence: influenceOfRows(own, ofPair, shifts),
    logPartition: meanOf(joint) - value,
    largestShare: total > 0 ? heaviest / total : 0,
  };
}

export const floBound: Bound = {
  name: 'flo',
  description: 'Fenchel-Legendre lower bound: little noise, a ceiling slightly above that of InfoNCE',
  measure: 'mutual-information',
  side: 'lower',
  trains: 'scores',
  ceiling: floCeiling,
  bound: (joint, marginal) => flo(joint, marginal),
  loss: (joint, marginal) => ({ loss: neg(flo(joint, marginal)), state: undefined }),
  read: readFlo,
};
