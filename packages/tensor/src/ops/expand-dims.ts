import type { TensorLike } from '../apply.ts';
import { toTensor } from '../operands.ts';
import { normalizeAxis } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { reshape } from './reshape.ts';

/**
 * The same elements with a new axis of length 1. Shares x's memory.
 *
 * @param x tensor of any dtype
 * @param axis where the new axis stands in the result, counted from either end
 * @returns a tensor of one rank more
 * @throws ShapeError when the axis is out of range
 * @example expandDims(tensor([1, 2]), 0) // [[1, 2]]
 */
export function expandDims(x: TensorLike, axis: number): Tensor {
  const input = toTensor('expandDims', x);
  return reshape(input, input.shape.toSpliced(normalizeAxis('expandDims', axis, input.rank + 1), 0, 1));
}
