/**
 * What a bound is to the rest of the package: something to maximize, something to minimize while training, and a way
 * to read the value off held-out scores. A critic T gives scores; `joint` are those of pairs that belong together
 * (drawn from P), `marginal` those of pairs that do not (drawn from Q, the product of the marginals).
 */
import type { Tensor } from '@infograd/tensor';

/** Scores of held-out rows on the host: joint[i] is T(x_i, y_i), marginal[k n + i] is T(x_i, y_j) with j = i + shifts[k] mod n. */
export interface HeldOutScores {
  readonly joint: Float64Array;
  readonly marginal: Float64Array;
  /** Distinct, from 1 to n - 1: the derangement of each block of `marginal`. */
  readonly shifts: Int32Array;
}

/** A bound's value on held-out rows, and how much each row moves it. */
export interface Reading {
  /** Nats. */
  readonly value: number;
  /** Influence of each row (they sum to zero); the standard error is sqrt(sum of squares / (n (n - 1))). */
  readonly influence: Float64Array;
  /** log E_Q e^T, which turns scores into log density ratios. */
  readonly logPartition: number;
  /** The largest share that one marginal pair has in E_Q e^T. */
  readonly largestShare: number;
}

/** A lower bound on mutual information, in nats. */
export interface Bound {
  readonly name: string;
  /** The value to maximize: a differentiable scalar from joint scores [n] and marginal scores [m]. */
  bound(joint: Tensor, marginal: Tensor): Tensor;
  /**
   * What one training step minimizes, and what the next step needs to know. The loss's gradient is the point of it; its
   * value need not be the bound's.
   */
  loss(joint: Tensor, marginal: Tensor, state: BoundState | undefined): { loss: Tensor; state: BoundState | undefined };
  /** The value on held-out rows, in double precision. */
  read(scores: HeldOutScores): Reading;
}

/** What a bound carries from step to step: a scalar tensor, without derivative. */
export type BoundState = Tensor;
