import { apply, type TensorLike } from '../apply.ts';
import { ShapeError } from '../errors.ts';
import { movement, readView } from '../families/movement.ts';
import { toTensor } from '../operands.ts';
import { broadcastShapes, broadcastStrides, checkShape, formatShape, type Shape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

export const broadcastToOp = movement({
  name: 'broadcastTo',
  inputs: ['x'],
  differentiable: true,
  infer: ([x], { shape }: { shape: Shape }) => [{ shape, dtype: x.dtype }],
  plan: ([x], { shape }) => readView(shape, 0, broadcastStrides(x.shape, shape)),
});

/**
 * x repeated along new axes and along axes of length 1 until it has the shape.
 *
 * @param x tensor of any dtype
 * @param shape the shape to fill
 * @returns a tensor of that shape
 * @throws ShapeError when x does not broadcast to the shape
 * @example broadcastTo(tensor([1, 2]), [2, 2]) // [[1, 2], [1, 2]]
 */
export function broadcastTo(x: TensorLike, shape: Shape): Tensor {
  const input = toTensor('broadcastTo', x);
  checkShape('broadcastTo', shape);
  if (!sameShape(broadcastShapes('broadcastTo', input.shape, shape), shape)) {
    throw new ShapeError(`broadcastTo: ${formatShape(input.shape)} cannot fill ${formatShape(shape)}`);
  }
  return apply(broadcastToOp, [input], { shape });
}
