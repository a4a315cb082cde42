import type { TensorLike } from '../apply.ts';
import { requireFit } from '../dtype.ts';
import { ShapeError } from '../errors.ts';
import { toTensor } from '../operands.ts';
import { checkShape, formatShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { embed } from './embed.ts';

export interface PadOptions {
  /** Elements to add before each axis. */
  before: readonly number[];
  /** Elements to add after each axis. */
  after: readonly number[];
  /** What to add; 0 when left out. */
  value?: number;
}

/**
 * x with constant elements added before and after each axis.
 *
 * @param x tensor of any dtype
 * @returns a tensor of the same rank
 * @throws ShapeError when before or after does not name every axis with a whole number of 0 or more; DTypeError when the value does not fit x's dtype
 * @example pad(tensor([1, 2]), { before: [1], after: [0], value: 9 }) // [9, 1, 2]
 */
export function pad(x: TensorLike, { before, after, value = 0 }: PadOptions): Tensor {
  const input = toTensor('pad', x);
  if (before.length !== input.rank || after.length !== input.rank) {
    throw new ShapeError(
      `pad: before and after need one number for each of the ${input.rank} axes of ${formatShape(input.shape)}`,
    );
  }
  requireFit('pad', value, input.dtype);
  checkShape('pad (before)', before);
  checkShape('pad (after)', after);
  const shape = input.shape.map((length, axis) => before[axis] + length + after[axis]);
  return embed(input, { shape, starts: before, steps: shape.map(() => 1), value });
}
