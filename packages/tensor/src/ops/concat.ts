import { apply } from '../apply.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import { movement } from '../families/movement.ts';
import { formatShape, normalizeAxis, stridesOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

export const concatOp = movement({
  name: 'concat',
  inputs: ['xs'],
  differentiable: true,
  infer: (xs, { axis }: { axis: number }) => {
    const first = xs[0];
    for (const [position, x] of xs.entries()) {
      if (x.dtype !== first.dtype)
        throw new DTypeError(
          `concat: input ${position} is ${x.dtype}, input 0 is ${first.dtype}; cast them to one dtype`,
        );
      if (
        x.shape.length !== first.shape.length ||
        x.shape.some((length, other) => other !== axis && length !== first.shape[other])
      ) {
        throw new ShapeError(
          `concat: input ${position} is ${formatShape(x.shape)}, input 0 is ${formatShape(first.shape)}; they may differ along axis ${axis} only`,
        );
      }
    }
    return [
      {
        shape: first.shape.with(
          axis,
          xs.reduce((sum, x) => sum + x.shape[axis], 0),
        ),
        dtype: first.dtype,
      },
    ];
  },
  plan: (xs, { axis }, output) => {
    const targetStrides = stridesOf(output.shape);
    let position = 0;
    const copies = xs.map((x, input) => {
      const targetOffset = position * targetStrides[axis];
      position += x.shape[axis];
      return { input, shape: x.shape, sourceOffset: 0, sourceStrides: stridesOf(x.shape), targetOffset, targetStrides };
    });
    return { copies };
  },
});

/**
 * Tensors one after another along an axis.
 *
 * @param xs one tensor or more, of one dtype, equal in every other axis
 * @param axis the axis to lengthen, counted from either end; 0 when left out
 * @returns a tensor whose length along the axis is the sum of theirs
 * @throws ShapeError when the list is empty, shapes do not fit or the axis does not exist; DTypeError when dtypes differ
 * @example concat([tensor([1, 2]), tensor([3])]) // [1, 2, 3]
 */
export function concat(xs: readonly Tensor[], axis = 0): Tensor {
  if (xs.length === 0) throw new ShapeError('concat: the list of tensors is empty; at least one is needed');
  return apply(concatOp, xs, { axis: normalizeAxis('concat', axis, xs[0].rank) });
}
