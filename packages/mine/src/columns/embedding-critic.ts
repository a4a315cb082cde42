/**
 * Vectors for categories: a critic around another one that looks up a learnt vector for every code before the other one scores.
 * Every critic gets embeddings this way without knowing of them.
 */
import type { Tree } from '@infograd/autograd';
import { cast, concat, gather, type Random, type RandomOptions, reshape, slice, type Tensor } from '@infograd/tensor';
import type { Critic } from '../critics/critic.ts';
import type { ColumnLayout } from './encode-columns.ts';

/** Length of a category's vector. */
const vectorLength = 16;

/** Parameters of a critic with vectors: a table [levels, 16] for each code column. */
export type EmbeddingParams<Params extends Tree> = {
  readonly critic: Params;
  readonly x: readonly Tensor[];
  readonly y: readonly Tensor[];
};

/** Numbers in a row once its codes have become vectors. */
export function widthOf({ dense, embedded }: ColumnLayout): number {
  return dense + vectorLength * embedded.length;
}

/**
 * T(x, y) of `critic`, whose dimensions are the two widths, applied to rows whose codes have become vectors. Without code
 * columns it is `critic` itself.
 *
 * @example
 * const layout = { dense: 0, embedded: [100] }; // one column of 100 categories
 * const inner = jointCritic({ dimX: 16, dimY: 1, hidden: [8], activation: 'softplus' });
 * embeddingCritic(inner, layout, { dense: 1, embedded: [] });
 */
export function embeddingCritic<Params extends Tree>(
  critic: Critic<Params>,
  layoutX: ColumnLayout,
  layoutY: ColumnLayout,
): Critic {
  if (layoutX.embedded.length + layoutY.embedded.length === 0) return critic as unknown as Critic;
  type Whole = EmbeddingParams<Params>;
  const inX = (params: Whole, x: Tensor): Tensor => lookUp(params.x, x, layoutX);
  const inY = (params: Whole, y: Tensor): Tensor => lookUp(params.y, y, layoutY);
  const { allPairs, rows, logLikelihood } = critic;
  // A vector that is learnt has no density to be likely under, so y must hold none.
  const likelihood = layoutY.embedded.length === 0 ? logLikelihood : undefined;
  const wrapped: Critic<Whole> = {
    ...critic,
    init: (rng, options) => ({
      critic: critic.init(rng, options),
      x: tablesFor(layoutX, rng.fork('vectors of x'), options),
      y: tablesFor(layoutY, rng.fork('vectors of y'), options),
    }),
    pairs: (params, x, y) => critic.pairs(params.critic, inX(params, x), inY(params, y)),
    allPairs: allPairs && ((params, x, y) => allPairs(params.critic, inX(params, x), inY(params, y))),
    logLikelihood: likelihood && ((params, x, y) => likelihood(params.critic, inX(params, x), y)),
    rows: rows && {
      encode: (params, x, y) => rows.encode(params.critic, inX(params, x), inY(params, y)),
      pairs: (params, encoded) => rows.pairs(params.critic, encoded),
    },
  };
  return wrapped as unknown as Critic;
}

function tablesFor({ embedded }: ColumnLayout, rng: Random, options?: RandomOptions): Tensor[] {
  return embedded.map((levels, column) => rng.fork(column).normal([levels, vectorLength], options));
}

function lookUp(tables: readonly Tensor[], rows: Tensor, { dense, embedded }: ColumnLayout): Tensor {
  if (embedded.length === 0) return rows;
  const n = rows.shape[0];
  const vectors = tables.map((table, column) => {
    const place = dense + column;
    const codes = slice(rows, { start: [0, place], stop: [n, place + 1] });
    return gather(table, cast(reshape(codes, [n]), 'int32'));
  });
  return concat(dense === 0 ? vectors : [slice(rows, { start: [0, 0], stop: [n, dense] }), ...vectors], 1);
}
