import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { type CreationOptions, full } from './full.ts';

/**
 * A tensor of ones.
 *
 * @param shape the shape; [] for a scalar
 * @throws ShapeError when the shape is not one; DTypeError when the backend lacks the dtype
 * @example ones([2]) // [1, 1]
 */
export function ones(shape: Shape, options?: CreationOptions): Tensor {
  return full(shape, 1, options);
}
