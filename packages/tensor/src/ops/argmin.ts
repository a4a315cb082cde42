import { apply, type TensorLike } from '../apply.ts';
import { reduction } from '../families/reduction.ts';
import { toTensor } from '../operands.ts';
import { normalizeAxes, normalizeAxis } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

export const argminOp = reduction({
  name: 'argmin',
  accepts: 'float',
  returns: 'int32',
  differentiable: false,
  emptyAllowed: false,
  reference: position,
  gpu: [
    { as: 'smallest', start: 'infinity', fold: 'minimum(total, x)' },
    {
      each: 'isNaN(smallest) > 0 ? (isNaN(x) > 0 ? position : count) : (x === smallest ? position : count)',
      start: 'count',
      fold: 'x < total ? x : total',
    },
  ],
  wasm: 'argmin',
});

/**
 * Where the smallest element along one axis stands: the first of equals, or the first NaN.
 *
 * @param x float tensor of any shape
 * @param options.axis the axis to search; the whole tensor in row-major order when left out
 * @param options.keepDims keeps the searched axis with length 1
 * @returns an int32 tensor without the searched axis
 * @throws ShapeError when the axis does not exist or is empty; DTypeError when x is not float
 * @example argmin(tensor([3, 9, 1])) // 2
 */
export function argmin(x: TensorLike, { axis, keepDims = false }: { axis?: number; keepDims?: boolean } = {}): Tensor {
  const input = toTensor('argmin', x);
  const axes =
    axis === undefined ? normalizeAxes('argmin', undefined, input.rank) : [normalizeAxis('argmin', axis, input.rank)];
  return apply(argminOp, [input], { axes, keepDims });
}

function position(slice: Float64Array): number {
  let best = 0;
  for (let i = 0; i < slice.length; i++) {
    if (Number.isNaN(slice[i])) return i;
    if (slice[i] < slice[best]) best = i;
  }
  return best;
}
