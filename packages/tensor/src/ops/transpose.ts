import { apply, type TensorLike } from '../apply.ts';
import { ShapeError } from '../errors.ts';
import { movement, readView } from '../families/movement.ts';
import { toTensor } from '../operands.ts';
import { normalizeAxis, stridesOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

export const transposeOp = movement({
  name: 'transpose',
  inputs: ['x'],
  differentiable: true,
  infer: ([x], { axes }: { axes: readonly number[] }) => [{ shape: axes.map((axis) => x.shape[axis]), dtype: x.dtype }],
  plan: ([x], { axes }, output) => {
    const strides = stridesOf(x.shape);
    return readView(
      output.shape,
      0,
      axes.map((axis) => strides[axis]),
    );
  },
});

/**
 * The axes in another order. For a product, matmul's transposeA and transposeB do without this copy.
 *
 * @param x tensor of any dtype
 * @param options.axes for each axis of the result, the axis of x it comes from; reversed when left out
 * @returns a tensor of the same rank
 * @throws ShapeError when axes is not a permutation
 * @example transpose(tensor([[1, 2], [3, 4]])) // [[1, 3], [2, 4]]
 */
export function transpose(x: TensorLike, { axes }: { axes?: readonly number[] } = {}): Tensor {
  const input = toTensor('transpose', x);
  const order = (axes ?? input.shape.map((_, axis) => input.rank - 1 - axis)).map((axis) =>
    normalizeAxis('transpose', axis, input.rank),
  );
  if (new Set(order).size !== input.rank || order.length !== input.rank) {
    throw new ShapeError(`transpose: [${order.join(', ')}] does not name each of the ${input.rank} axes once`);
  }
  return apply(transposeOp, [input], { axes: order });
}
