import { ShapeError } from '../errors.ts';
import { scope } from '../scope.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { matmul } from './matmul.ts';
import { reshape } from './reshape.ts';

/**
 * The outer product of two vectors: out[i, j] = a[i] b[j].
 *
 * @param a float tensor [m]
 * @param b float tensor [n]
 * @returns a tensor [m, n]
 * @throws ShapeError when a or b is not of rank 1; DTypeError when dtypes differ or are not float
 * @example outer(tensor([1, 2]), tensor([3, 4])) // [[3, 4], [6, 8]]
 */
export function outer(a: Tensor, b: Tensor): Tensor {
  if (a.rank !== 1 || b.rank !== 1) {
    throw new ShapeError(`outer: two vectors are needed, not ${formatShape(a.shape)} and ${formatShape(b.shape)}`);
  }
  return scope(() => matmul(reshape(a, [a.size, 1]), reshape(b, [1, b.size])));
}
