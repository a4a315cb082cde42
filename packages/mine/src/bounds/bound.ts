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
  /** Nats, unless the bound's `measure` has no unit. */
  readonly value: number;
  /**
   * Influence of each row (they sum to zero); the standard error is sqrt(sum of squares / (n (n - 1))). Where it costs as much as the
   * value it is computed when asked for, which the checks during training do not.
   */
  readonly influence: Float64Array;
  /** What to subtract from scores to get log density ratios; log E_Q e^T for the bounds with such a term. */
  readonly logPartition: number;
  /** The largest share that one pair has in a mean that single pairs can decide, such as E_Q e^T; 0 where there is no such mean. */
  readonly largestShare: number;
  /** What training raises, on these rows, where that is not the value: weights are to be chosen by it. */
  readonly objective?: number;
}

/** What a bound's value is of: mutual information, or another divergence between joint and product of the marginals. */
export type Measure =
  | 'mutual-information'
  | 'kl'
  | 'reverse-kl'
  | 'pearson-chi2'
  | 'squared-hellinger'
  | 'jensen-shannon'
  | 'gan';

/** An estimator of mutual information, in nats, or of another divergence between P and Q. */
export interface Bound {
  readonly name: string;
  /** One line for people who choose among the bounds. */
  readonly description: string;
  readonly measure: Measure;
  /** Where the value lies, but for noise: below its measure, above it, or on either side. */
  readonly side: 'lower' | 'upper' | 'estimate';
  /**
   * 'likelihood' when the critic is a model of y given x that fits itself: `loss` then takes its log likelihoods [n] as `joint`
   * and looks at no marginal scores.
   */
  readonly trains: 'scores' | 'likelihood';
  /** Whether training compares every pair of a batch; bounds without it take as many negatives a row as there are. */
  readonly needsAllPairs?: boolean;
  /** No value is above this, whatever the critic, with that many negatives a row; in nats. */
  ceiling?(negatives: number): number;
  /**
   * The value: a differentiable scalar from joint scores [n] and marginal scores [n, k], marginal[i, :] = T(x_i, y_j) for k rows j
   * other than i. Bounds that compare no pairs of one row take scores of any shape.
   */
  bound(joint: Tensor, marginal: Tensor): Tensor;
  /**
   * What one training step minimizes, and what the next step needs to know. The loss's gradient is the point of it; its
   * value need not be the bound's.
   */
  loss(joint: Tensor, marginal: Tensor, state: BoundState | undefined): { loss: Tensor; state: BoundState | undefined };
  /** The value on held-out rows, in double precision. */
  read(scores: HeldOutScores): Reading;
  /** log p/q that a score stands for at the optimum, where that is not the score less `logPartition`. */
  logRatio?(score: number): number;
  /** The score that `read` wants for a log p/q, where that is not log p/q itself, give or take a constant. */
  scoreOf?(logRatio: number): number;
}

/** What a bound carries from step to step: a scalar tensor, without derivative. */
export type BoundState = Tensor;
