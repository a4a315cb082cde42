/** The product of the marginals from rows of the joint distribution: each row's x beside the y of another. */
import { concat, slice, type Tensor } from '@infograd/tensor';

/**
 * Rows moved up by `shift` places, the first ones coming last: where rows are independent, a derangement as good as any, so that no true pair is
 * among the marginal ones.
 *
 * @param shift from 1 to the number of rows less 1
 */
export function turnedRows(rows: Tensor, shift = 1): Tensor {
  return concat([slice(rows, { start: [shift] }), slice(rows, { stop: [shift] })]);
}
