import { apply } from '../apply.ts';
import type { DType } from '../dtype.ts';
import type { ElementwiseOp } from '../op.ts';
import type { Tensor } from '../tensor.ts';

export interface CastAttrs {
  dtype: DType;
}

export const castOp = {
  family: 'elementwise',
  name: 'cast',
  inputs: ['x'],
  differentiable: true,
  infer: ([x], { dtype }) => [{ shape: x.shape, dtype }],
  reference: ({ dtype }) => (dtype === 'bool' ? (x) => (x !== 0 ? 1 : 0) : (x) => x),
  gpu: ({ dtype }) => {
    if (dtype === 'bool') return 'x === 0 ? 0 : 1';
    // A device holds int32 as floats, where 0 may have got a minus sign.
    return dtype === 'int32' ? 'wrapToInt32(x)' : 'x === 0 ? 0 : x';
  },
} as const satisfies ElementwiseOp<readonly ['x'], CastAttrs>;

/**
 * The same values in another dtype. Floats become int32 by dropping the fraction (beyond ±2³¹ they wrap around, as in
 * JavaScript), and bool by being other than 0; float64 becomes float32 by rounding to nearest.
 *
 * @param x tensor of any shape and dtype
 * @param dtype the dtype to convert to
 * @returns a tensor of x's shape; x itself when it has that dtype already
 * @throws DTypeError when x's backend has no such dtype
 * @example cast(tensor([0, 1.7, -1.7]), 'int32') // [0, 1, -1]
 */
export function cast(x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? x : apply(castOp, [x], { dtype });
}
