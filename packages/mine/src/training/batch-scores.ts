/**
 * The scores of one training batch, differentiable in the critic's parameters: every row with its own y, and with y of other rows. Which
 * rows meet (`Negatives`) is drawn first, as tensors of indices, so that the scoring itself is a function of tensors and can be
 * compiled. A critic that has all pairs at hand gets every other row of the batch unless asked otherwise.
 */
import type { Tree } from '@infograd/autograd';
import {
  type Backend,
  concat,
  gather,
  type Random,
  reshape,
  slice,
  type Tensor,
  tensor,
  transpose,
} from '@infograd/tensor';
import type { Critic } from '../critics/critic.ts';
import { independentPartners, rotatedPartners } from '../rows/sampling.ts';
import { logLikelihoodOf, type PairedRows } from './held-out.ts';

/** Scores of pairs that belong together [n], and of pairs that do not: [n, k] with k of the same x in a row, or [n] when k is 1. */
export interface BatchScores {
  readonly joint: Tensor;
  readonly marginal: Tensor;
}

/** Which y a row meets besides its own. */
export type NegativesKind = 'derangement' | 'independent' | 'all-pairs';

export const negativesKinds: readonly NegativesKind[] = ['derangement', 'independent', 'all-pairs'];

export interface Negatives {
  /** Other rows of the batch, each as often; rows drawn from the whole table; or all other rows of the batch. */
  readonly kind: NegativesKind;
  /** How many each row meets; of no meaning for 'all-pairs'. */
  readonly perRow: number;
}

const oneDerangement: Negatives = { kind: 'derangement', perRow: 1 };

/** The negatives that a critic is trained on when none are asked for. */
export function defaultNegatives({ trainsOnAllPairs }: { readonly trainsOnAllPairs?: boolean }): NegativesKind {
  return trainsOnAllPairs ? 'all-pairs' : 'derangement';
}

/** Which rows meet in a batch. */
export type Batch = {
  /** [n] int32: the numbers of its rows. */
  readonly rows: Tensor;
  /** [k n] int32, k blocks: the rows whose y they meet besides their own, as places in the batch; as numbers of rows for 'independent'. */
  readonly partners: Tensor;
};

/**
 * A batch with its negatives drawn.
 *
 * @param rows row numbers in random order, two at least
 * @param negatives one derangement when left out
 * @param tableRows rows in the table, from which independent ones are drawn
 */
export function drawBatch(
  rows: Int32Array,
  rng: Random,
  backend: Backend,
  { kind, perRow }: Negatives = oneDerangement,
  tableRows = rows.length,
): Batch {
  const partners =
    kind === 'independent'
      ? independentPartners(rows, tableRows, perRow, rng)
      : rotatedPartners(rows.length, kind === 'all-pairs' ? 1 : perRow, rng);
  return { rows: tensor(rows, { backend }), partners: tensor(partners, { backend }) };
}

/** What parameters score the pairs of a batch. */
export function scoreBatch<Params extends Tree>(
  critic: Critic<Params>,
  params: Params,
  table: PairedRows,
  { rows, partners }: Batch,
  { kind, perRow }: Negatives = { kind: defaultNegatives(critic), perRow: 1 },
): BatchScores {
  const x = gather(table.x, rows);
  const y = gather(table.y, rows);
  if (kind === 'all-pairs' && critic.allPairs) return splitSquare(critic.allPairs(params, x, y));
  if (kind === 'derangement' && critic.rows) {
    const own = critic.rows.encode(params, x, y);
    const others = { x: repeat(own.x, perRow), y: gather(own.y, partners) };
    return { joint: critic.rows.pairs(params, own), marginal: byRow(critic.rows.pairs(params, others), perRow) };
  }
  const n = rows.size;
  const otherY = kind === 'independent' ? gather(table.y, partners) : gather(y, partners);
  const scores = critic.pairs(params, repeat(x, 1 + perRow), concat([y, otherY]));
  return {
    joint: slice(scores, { start: [0], stop: [n] }),
    marginal: byRow(slice(scores, { start: [n], stop: [(1 + perRow) * n] }), perRow),
  };
}

/** A table, so many times one below the other. */
function repeat(table: Tensor, times: number): Tensor {
  return times === 1 ? table : concat(Array.from({ length: times }, () => table));
}

/** Scores that come block by block, the k of each row side by side. */
function byRow(blocks: Tensor, k: number): Tensor {
  return k === 1 ? blocks : transpose(reshape(blocks, [k, blocks.size / k]));
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
