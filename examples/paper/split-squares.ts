/** Scores of all pairs of a group, as those of true pairs and of false ones. */
import { reshape, slice, type Tensor } from '@infograd/tensor';

/**
 * The diagonals of squares [n, K, K], and row by row the rest. Without its last element, a flat square is K - 1 rows of K + 1 elements that each
 * begin with an element of the diagonal.
 */
export function splitSquares(squares: Tensor): { joint: Tensor; marginal: Tensor } {
  const [n, k] = squares.shape;
  const flat = reshape(squares, [n, k * k]);
  const rows = reshape(slice(flat, { stop: [n, k * k - 1] }), [n, k - 1, k + 1]);
  return {
    joint: reshape(slice(flat, { step: [1, k + 1] }), [n * k]),
    marginal: reshape(slice(rows, { start: [0, 0, 1] }), [n * k, k - 1]),
  };
}
