/**
 * The scores of one training batch, differentiable in the critic's parameters. A critic that scores pairs one by one
 * gets every row's own y and one other row's; a critic that has all pairs at hand gets every other row's.
 */
import type { Tree } from '@infograd/autograd';
import { type Random, reshape, slice, type Tensor } from '@infograd/tensor';
import type { Critic } from './critics/critic.ts';
import { type PairedRows, takeTensorRows } from './held-out.ts';
import { rotate } from './sampling.ts';

/** Scores of pairs that belong together, and of pairs that do not. */
export interface BatchScores {
  readonly joint: Tensor;
  readonly marginal: Tensor;
}

/** The rows of a batch, looked up once, and the scores that parameters give them. */
export type BatchScorer<Params> = (params: Params) => BatchScores;

/** @param batch row numbers in random order, two at least */
export function batchScorer<Params extends Tree>(
  critic: Critic<Params>,
  rows: PairedRows,
  batch: Int32Array,
  rng: Random,
): BatchScorer<Params> {
  const size = batch.length;
  const { allPairs } = critic;
  if (allPairs) {
    const x = takeTensorRows(rows.x, batch);
    const y = takeTensorRows(rows.y, batch);
    return (params) => splitSquare(allPairs(params, x, y));
  }
  const shift = 1 + rng.integers(1, size - 1)[0];
  const x = takeTensorRows(rows.x, joined(batch, batch));
  const y = takeTensorRows(rows.y, joined(batch, rotate(batch, shift)));
  return (params) => {
    const scores = critic.pairs(params, x, y);
    return {
      joint: slice(scores, { start: [0], stop: [size] }),
      marginal: slice(scores, { start: [size], stop: [2 * size] }),
    };
  };
}

function joined(first: Int32Array, second: Int32Array): Int32Array {
  const both = new Int32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/**
 * The diagonal of a square of scores, and the rest. Without its last element, the flat square is n - 1 rows of n + 1
 * elements that each begin with an element of the diagonal.
 */
export function splitSquare(square: Tensor): BatchScores {
  const n = square.shape[0];
  const flat = reshape(square, [n * n]);
  const rows = reshape(slice(flat, { start: [0], stop: [n * n - 1] }), [n - 1, n + 1]);
  return {
    joint: slice(flat, { start: [0], stop: [n * n], step: [n + 1] }),
    marginal: slice(rows, { start: [0, 1], stop: [n - 1, n + 1] }),
  };
}
