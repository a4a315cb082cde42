import { apply, type TensorLike } from '../apply.ts';
import { ShapeError } from '../errors.ts';
import type { AliasOp } from '../op.ts';
import { toTensor } from '../operands.ts';
import { checkShape, formatShape, type Shape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

export const reshapeOp = {
  family: 'alias',
  name: 'reshape',
  inputs: ['x'],
  differentiable: true,
  infer: ([x], { shape }) => [{ shape, dtype: x.dtype }],
} as const satisfies AliasOp<{ shape: Shape }>;

/**
 * The same elements in the same row-major order under another shape. Shares x's memory.
 *
 * @param x tensor of any dtype
 * @param shape the new shape; one axis may be -1 and is then computed
 * @returns a tensor of the new shape
 * @throws ShapeError when the number of elements differs
 * @example reshape(tensor([1, 2, 3, 4]), [2, -1]) // [[1, 2], [3, 4]]
 */
export function reshape(x: TensorLike, shape: Shape): Tensor {
  const input = toTensor('reshape', x);
  return apply(reshapeOp, [input], { shape: completeShape(input.shape, shape) });
}

function completeShape(from: Shape, wanted: Shape): Shape {
  const unknown = wanted.indexOf(-1);
  const known = sizeOf(wanted.filter((_, axis) => axis !== unknown));
  const shape = unknown < 0 || known === 0 ? wanted : wanted.with(unknown, sizeOf(from) / known);
  if (unknown < 0 || (known > 0 && Number.isInteger(shape[unknown]))) checkShape('reshape', shape);
  if (shape.some((length) => !Number.isInteger(length) || length < 0) || sizeOf(shape) !== sizeOf(from)) {
    throw new ShapeError(
      `reshape: ${formatShape(from)} has ${sizeOf(from)} elements and cannot become ${formatShape(wanted)}`,
    );
  }
  return shape;
}
