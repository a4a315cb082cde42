import type { TensorLike } from '../apply.ts';
import { ShapeError } from '../errors.ts';
import { toTensor } from '../operands.ts';
import { scope } from '../scope.ts';
import { checkShape, formatShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { concat } from './concat.ts';
import { reshape } from './reshape.ts';

/**
 * x repeated whole along each axis.
 *
 * @param x tensor of any dtype
 * @param repeats how often, for each axis; 1 or more
 * @returns a tensor of the same rank
 * @throws ShapeError when repeats does not name every axis with a whole number of 1 or more
 * @example tile(tensor([1, 2]), [2]) // [1, 2, 1, 2]
 */
export function tile(x: TensorLike, repeats: readonly number[]): Tensor {
  const input = toTensor('tile', x);
  checkShape('tile (repeats)', repeats);
  if (repeats.length !== input.rank || repeats.includes(0)) {
    throw new ShapeError(
      `tile: ${formatShape(repeats)} must give 1 or more for each of the ${input.rank} axes of ${formatShape(input.shape)}`,
    );
  }
  return scope(() =>
    repeats.reduce(
      (sofar, times, axis) => (times === 1 ? sofar : concat(new Array<Tensor>(times).fill(sofar), axis)),
      reshape(input, input.shape),
    ),
  );
}
