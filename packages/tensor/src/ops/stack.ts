import { ShapeError } from '../errors.ts';
import { scope } from '../scope.ts';
import { formatShape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { concat } from './concat.ts';
import { expandDims } from './expand-dims.ts';

/**
 * Tensors of one shape side by side along a new axis.
 *
 * @param xs one tensor or more, of one shape and dtype
 * @param axis where the new axis stands in the result; 0 when left out
 * @returns a tensor of one rank more
 * @throws ShapeError when the list is empty or shapes differ; DTypeError when dtypes differ
 * @example stack([tensor([1, 2]), tensor([3, 4])]) // [[1, 2], [3, 4]]
 */
export function stack(xs: readonly Tensor[], axis = 0): Tensor {
  const odd = xs.findIndex((x) => !sameShape(x.shape, xs[0].shape));
  if (odd > 0) {
    throw new ShapeError(
      `stack: input ${odd} is ${formatShape(xs[odd].shape)}, input 0 is ${formatShape(xs[0].shape)}; shapes must be equal`,
    );
  }
  return scope(() =>
    concat(
      xs.map((x) => expandDims(x, axis)),
      axis,
    ),
  );
}
