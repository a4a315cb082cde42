/**
 * f-divergences, D_f(P || Q) = E_Q[f(p/q)] for a convex f, and their variational bound E_P[g(v)] - E_Q[f*(g(v))] for any critic v. Source:
 * Nguyen et al. 2010 (arXiv 0809.0853), Nowozin et al. 2016 (arXiv 1606.00709), section 2. Here g, the output activation, takes any real v into
 * the domain of the conjugate f*, and f*(g(v)) is written as one stable expression. A divergence is one definition of this type; the
 * bound, its reading and the test cases are made from it. The value is that divergence, not mutual information.
 */
import { mean, neg, reference, scope, sub, type Tensor, tensor } from '@infograd/tensor';
import type { Bound, HeldOutScores, Measure, Reading } from '../bound.ts';
import { readMeans } from '../influence.ts';

export type DivergenceKind = Exclude<Measure, 'mutual-information'>;

export interface FDivergence {
  readonly name: DivergenceKind;
  readonly description: string;
  /** Those made of logarithms are in nats; the others are pure numbers. */
  readonly unit: 'nats' | 'none';
  /** f, on positive numbers. Where f(1) is not 0, neither is the value for P = Q. */
  readonly generator: (ratio: number) => number;
  /** f'(1): where g(v) is above it, the critic says that p exceeds q. */
  readonly threshold: number;
  /** g. */
  readonly activation: (v: Tensor) => Tensor;
  /** f* after g. */
  readonly conjugate: (v: Tensor) => Tensor;
  /** The v at which the bound is tight, from log p/q: g(v) = f'(p/q). */
  readonly optimum: (logRatio: number) => number;
  /** The side on which single draws can decide a mean, because its terms grow faster than log p/q. */
  readonly heavyTail?: 'joint' | 'marginal';
  /** The inverse: log p/q that a critic's v stands for; NaN where no ratio has that v. */
  readonly logRatio: (v: number) => number;
}

/**
 * The lower bound on the divergence: to be maximized, and at v = `optimum` equal to it.
 *
 * @param joint the critic's v on draws from P, any shape
 * @param marginal the critic's v on draws from Q, any shape
 * @returns a differentiable scalar, in the divergence's unit
 * @example
 * fDivergenceBound(fDivergences['pearson-chi2'], tensor([2]), tensor([0, -2])); // 2 - mean(0, -1) = 2.5
 */
export function fDivergenceBound({ activation, conjugate }: FDivergence, joint: Tensor, marginal: Tensor): Tensor {
  return sub(mean(activation(joint)), mean(conjugate(marginal)));
}

/** The bound as an estimator of the divergence between joint and product of the marginals. */
export function boundOfDivergence(divergence: FDivergence): Bound {
  const bound = (joint: Tensor, marginal: Tensor) => fDivergenceBound(divergence, joint, marginal);
  return {
    name: divergence.name,
    description: `${divergence.description}; ${divergence.name === 'kl' ? 'the same as nwj' : 'not mutual information'}`,
    measure: divergence.name,
    side: 'lower',
    trains: 'scores',
    bound,
    loss: (joint, marginal) => ({ loss: neg(bound(joint, marginal)), state: undefined }),
    read: (scores) => readDivergence(divergence, scores),
    logRatio: divergence.logRatio,
    scoreOf: divergence.optimum,
  };
}

function readDivergence(divergence: FDivergence, { joint, marginal, shifts }: HeldOutScores): Reading {
  const terms = termsOf(divergence, joint, marginal);
  return {
    ...readMeans(terms.ofJoint, terms.ofMarginal, shifts),
    logPartition: 0,
    largestShare: largestShareOf(divergence, terms),
  };
}

/** The terms of both means on the host, in double precision. */
export function termsOf(
  { activation, conjugate }: FDivergence,
  joint: Float64Array,
  marginal: Float64Array,
): { ofJoint: Float64Array; ofMarginal: Float64Array } {
  const onHost = (map: (v: Tensor) => Tensor, v: Float64Array): Float64Array => {
    using terms = scope(() => map(tensor(v, { backend: reference() })));
    return Float64Array.from(terms.dataSync());
  };
  return { ofJoint: onHost(activation, joint), ofMarginal: onHost(conjugate, marginal) };
}

/** The largest share that one draw has in the mean whose terms may have a heavy tail, from 0 to 1. */
export function largestShareOf(
  { heavyTail }: FDivergence,
  { ofJoint, ofMarginal }: { ofJoint: Float64Array; ofMarginal: Float64Array },
): number {
  if (heavyTail === undefined) return 0;
  let largest = 0;
  let total = 0;
  for (const term of heavyTail === 'joint' ? ofJoint : ofMarginal) {
    largest = Math.max(largest, Math.abs(term));
    total += Math.abs(term);
  }
  return total > 0 ? largest / total : 0;
}
