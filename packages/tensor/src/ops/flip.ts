import type { TensorLike } from '../apply.ts';
import { toTensor } from '../operands.ts';
import { normalizeAxes } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { slice } from './slice.ts';

/**
 * x with the order along some axes reversed.
 *
 * @param x tensor of any dtype
 * @param axis axis or axes to reverse; all of them when left out
 * @returns a tensor of x's shape
 * @throws ShapeError when an axis does not exist
 * @example flip(tensor([1, 2, 3])) // [3, 2, 1]
 */
export function flip(x: TensorLike, axis?: number | readonly number[]): Tensor {
  const input = toTensor('flip', x);
  const reversed = normalizeAxes('flip', axis, input.rank);
  return slice(input, { step: input.shape.map((_, candidate) => (reversed.includes(candidate) ? -1 : 1)) });
}
