import { apply } from '../apply.ts';
import { requireFit } from '../dtype.ts';
import { ShapeError } from '../errors.ts';
import { movement } from '../families/movement.ts';
import { checkShape, formatShape, type Shape, stridesOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

export interface EmbedAttrs {
  /** The shape of the result. */
  readonly shape: Shape;
  readonly starts: readonly number[];
  readonly steps: readonly number[];
  /** What stands where x does not. */
  readonly value: number;
}

export const embedOp = movement({
  name: 'embed',
  inputs: ['x'],
  differentiable: true,
  infer: ([x], { shape }: EmbedAttrs) => [{ shape, dtype: x.dtype }],
  plan: ([x], { starts, steps, value }, output) => {
    const strides = stridesOf(output.shape);
    return {
      fill: value,
      copies: [
        {
          input: 0,
          shape: x.shape,
          sourceOffset: 0,
          sourceStrides: stridesOf(x.shape),
          targetOffset: starts.reduce((sum, start, axis) => sum + (x.shape[axis] === 0 ? 0 : start * strides[axis]), 0),
          targetStrides: strides.map((stride, axis) => stride * steps[axis]),
        },
      ],
    };
  },
});

/**
 * The reverse of slice: a constant tensor with x written into the box that starts at `starts` and steps by `steps`.
 * It is the derivative of slice and the kernel of pad; the box must lie inside the shape.
 *
 * @param x tensor of any dtype
 * @param attrs shape of the result, box and fill value
 * @returns a tensor of the given shape
 * @throws ShapeError when the box does not lie inside the shape; DTypeError when the value does not fit x's dtype
 * @example embed(tensor([1, 2]), { shape: [4], starts: [0], steps: [2], value: 0 }) // [1, 0, 2, 0]
 */
export function embed(x: Tensor, attrs: EmbedAttrs): Tensor {
  const { shape, starts, steps, value } = attrs;
  checkShape('embed', shape);
  requireFit('embed', value, x.dtype);
  if (!liesInside(x.shape, attrs)) {
    throw new ShapeError(
      `embed: ${formatShape(x.shape)} from ${formatShape(starts)} by ${formatShape(steps)} does not lie inside ${formatShape(shape)}`,
    );
  }
  return apply(embedOp, [x], attrs);
}

function liesInside(box: Shape, { shape, starts, steps }: EmbedAttrs): boolean {
  if ([shape, starts, steps].some((list) => list.length !== box.length)) return false;
  return box.every((length, axis) => {
    const first = starts[axis];
    const last = first + (length - 1) * steps[axis];
    if (!Number.isInteger(first) || !Number.isInteger(steps[axis]) || (steps[axis] === 0 && length > 1)) return false;
    return length === 0 || (Math.min(first, last) >= 0 && Math.max(first, last) < shape[axis]);
  });
}
