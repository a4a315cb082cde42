import { mul, type Random, scope, type Tensor, ValueError, where } from '@infograd/tensor';
import { requireFraction } from '../options.ts';

export interface DropoutOptions {
  /** The share of elements to drop, from 0 to below 1. */
  rate: number;
  /** Whether to drop at all: evaluation keeps everything as it is. */
  training: boolean;
  /** Chooses what is dropped; each call draws on. Needed in training only. */
  rng?: Random;
}

/**
 * Sets elements to 0, each with probability `rate`, and multiplies the rest by 1 / (1 - rate), so that expectations stay
 * and evaluation needs no correction (Srivastava et al., "Dropout: a simple way to prevent neural networks from
 * overfitting", 2014, section 10).
 *
 * @param x float tensor of any shape
 * @returns a tensor of x's shape; x itself when nothing is to be dropped
 * @throws ValueError when rate is not in [0, 1), or training lacks a generator
 * @example dropout(tensor([1, 2, 3]), { rate: 0.5, training: false }) // [1, 2, 3]
 * @example
 * const kept = dropout(ones([1000]), { rate: 0.2, training: true, rng: random(1) });
 * max(kept); // 1.25
 * min(kept); // 0
 */
export function dropout(x: Tensor, { rate, training, rng }: DropoutOptions): Tensor {
  requireFraction('dropout', 'rate', rate);
  if (!training || rate === 0) return x;
  if (rng === undefined) {
    throw new ValueError('dropout: training needs a generator to choose what is dropped; pass rng: random(seed)');
  }
  return scope(() => where(rng.bernoulli(x.shape, { p: 1 - rate, backend: x.backend }), mul(x, 1 / (1 - rate)), 0));
}
