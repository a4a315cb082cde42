import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { type CreationOptions, full } from './full.ts';

/**
 * A tensor of zeros.
 *
 * @param shape the shape; [] for a scalar
 * @throws ShapeError when the shape is not one; DTypeError when the backend lacks the dtype
 * @example zeros([2]) // [0, 0]
 */
export function zeros(shape: Shape, options?: CreationOptions): Tensor {
  return full(shape, 0, options);
}
