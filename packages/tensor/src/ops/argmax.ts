import { apply, type TensorLike } from '../apply.ts';
import { reduction } from '../families/reduction.ts';
import { toTensor } from '../operands.ts';
import { normalizeAxes, normalizeAxis } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

export const argmaxOp = reduction({
  name: 'argmax',
  accepts: 'float',
  returns: 'int32',
  differentiable: false,
  emptyAllowed: false,
  reference: position,
  gpu: [
    { as: 'largest', start: '-infinity', fold: 'maximum(total, x)' },
    {
      each: 'isNaN(largest) > 0 ? (isNaN(x) > 0 ? position : count) : (x === largest ? position : count)',
      start: 'count',
      fold: 'x < total ? x : total',
    },
  ],
  wasm: 'argmax',
});

/**
 * Where the largest element along one axis stands: the first of equals, or the first NaN.
 *
 * @param x float tensor of any shape
 * @param options.axis the axis to search; the whole tensor in row-major order when left out
 * @param options.keepDims keeps the searched axis with length 1
 * @returns an int32 tensor without the searched axis
 * @throws ShapeError when the axis does not exist or is empty; DTypeError when x is not float
 * @example argmax(tensor([3, 9, 1])) // 1
 */
export function argmax(x: TensorLike, { axis, keepDims = false }: { axis?: number; keepDims?: boolean } = {}): Tensor {
  const input = toTensor('argmax', x);
  const axes =
    axis === undefined ? normalizeAxes('argmax', undefined, input.rank) : [normalizeAxis('argmax', axis, input.rank)];
  return apply(argmaxOp, [input], { axes, keepDims });
}

function position(slice: Float64Array): number {
  let best = 0;
  for (let i = 0; i < slice.length; i++) {
    if (Number.isNaN(slice[i])) return i;
    if (slice[i] > slice[best]) best = i;
  }
  return best;
}
