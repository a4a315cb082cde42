import { gather, ShapeError, type Tensor } from '@infograd/tensor';
import { requireWhole } from '../options.ts';
import { type Initializer, normal } from './initializers.ts';
import type { Layer } from './linear-layer.ts';

export type EmbeddingParams = {
  /** [entries, width] */
  readonly table: Tensor;
};

export interface EmbeddingOptions {
  /** How many things are embedded: indices run from 0 to entries - 1. */
  entries: number;
  /** The length of the vector of each. */
  width: number;
  /** Draws the table; standard normal numbers when left out. */
  init?: Initializer;
}

/**
 * A table of vectors, one an entry, looked up by index (Bengio et al., "A neural probabilistic language model", 2003,
 * section 2). It is the product of one-hot rows with the table, at the price of the lookup; the derivative of an entry
 * is the sum over all places that looked it up.
 *
 * @returns init: parameters `{ table [entries, width] }`; apply: int32 indices of any shape [...] to [..., width], with an
 * IndexError when an index has no entry and a DTypeError when indices are not int32
 * @throws ValueError when a size is not a whole number of 1 or more
 * @example
 * const { apply } = embedding({ entries: 3, width: 2 });
 * apply({ table: tensor([[1, 2], [3, 4], [5, 6]]) }, tensor([2, 0], { dtype: 'int32' })); // [[5, 6], [1, 2]]
 */
export function embedding({ entries, width, init = normal(1) }: EmbeddingOptions): Layer<EmbeddingParams> {
  requireWhole('embedding', 'entries', entries);
  requireWhole('embedding', 'width', width);

  return {
    init: (rng, options) => ({ table: init(rng, [entries, width], { ...options, fanIn: entries, fanOut: width }) }),
    apply: ({ table }, indices) => {
      if (table.rank === 2 && table.shape[0] === entries && table.shape[1] === width) return gather(table, indices);
      throw new ShapeError(
        `embedding: the table is [${table.shape.join(', ')}], this layer's is [${entries}, ${width}]; use the parameters of its own init`,
      );
    },
  };
}
