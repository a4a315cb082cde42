/**
 * The scores of one training batch, differentiable in the critic's parameters. A critic that scores pairs one by one
 * gets every row's own y and one other row's; a critic that has all pairs at hand gets every other row's. Which rows meet is
 * drawn first, as tensors of indices, so that the scoring itself is a function of tensors and can be compiled.
 */
import type { Tree } from '@infograd/autograd';
import { type Backend, concat, gather, type Random, reshape, slice, type Tensor, tensor } from '@infograd/tensor';
import type { Critic } from './critics/critic.ts';
import { logLikelihoodOf, type PairedRows } from './held-out.ts';
import { rotate } from './sampling.ts';

/** Scores of pairs that belong together, and of pairs that do not. */
export interface BatchScores {
  readonly joint: Tensor;
  readonly marginal: Tensor;
}

/** Which rows meet in a batch. */
export type Batch = {
  /** [n] int32: the numbers of its rows. */
  readonly rows: Tensor;
  /** [n] int32: for each row, the place in the batch of the row whose y it meets besides its own. */
  readonly partners: Tensor;
};

/**
 * A batch with a derangement drawn for it.
 *
 * @param rows row numbers in random order, two at least
 */
export function drawBatch(rows: Int32Array, rng: Random, backend: Backend): Batch {
  const n = rows.length;
  const shift = 1 + rng.integers(1, n - 1)[0];
  const places = Int32Array.from({ length: n }, (_, place) => place);
  return { rows: tensor(rows, { backend }), partners: tensor(rotate(places, shift), { backend }) };
}

/** What parameters score the pairs of a batch. */
export function scoreBatch<Params extends Tree>(
  critic: Critic<Params>,
  params: Params,
  table: PairedRows,
  { rows, partners }: Batch,
): BatchScores {
  const x = gather(table.x, rows);
  const y = gather(table.y, rows);
  if (critic.trainsOnAllPairs && critic.allPairs) return splitSquare(critic.allPairs(params, x, y));
  if (critic.rows) {
    const own = critic.rows.encode(params, x, y);
    const other = { x: own.x, y: gather(own.y, partners) };
    return { joint: critic.rows.pairs(params, own), marginal: critic.rows.pairs(params, other) };
  }
  const n = rows.size;
  const scores = critic.pairs(params, concat([x, x]), concat([y, gather(y, partners)]));
  return {
    joint: slice(scores, { start: [0], stop: [n] }),
    marginal: slice(scores, { start: [n], stop: [2 * n] }),
  };
}

/**
 * The log likelihoods that a critic gives the rows of a batch, for bounds that train by them: those look at `joint` alone.
 *
 * @throws OptionError when the critic is no model of y given x
 */
export function likelihoodsOfBatch<Params extends Tree>(
  critic: Critic<Params>,
  params: Params,
  table: PairedRows,
  { rows }: Batch,
): BatchScores {
  const logLikelihood = logLikelihoodOf(critic, params, gather(table.x, rows), gather(table.y, rows));
  return { joint: logLikelihood, marginal: logLikelihood };
}

/**
 * The diagonal of a square of scores, and row by row the rest. Without its last element, the flat square is n - 1 rows of n + 1
 * elements that each begin with an element of the diagonal.
 */
export function splitSquare(square: Tensor): BatchScores {
  const n = square.shape[0];
  const flat = reshape(square, [n * n]);
  const rows = reshape(slice(flat, { start: [0], stop: [n * n - 1] }), [n - 1, n + 1]);
  return {
    joint: slice(flat, { start: [0], stop: [n * n], step: [n + 1] }),
    marginal: reshape(slice(rows, { start: [0, 1], stop: [n - 1, n + 1] }), [n, n - 1]),
  };
}
