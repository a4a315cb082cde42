import { apply } from '../apply.ts';
import { requireDType } from '../dtype.ts';
import { requireIndices, requireSameBesides } from '../families/indexing.ts';
import { kernelOp } from '../families/kernel.ts';
import { aroundAxis, normalizeAxis } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

export const takeAlongAxisOp = kernelOp({
  family: 'indexing',
  name: 'takeAlongAxis',
  inputs: ['x', 'indices'],
  differentiable: true,
  infer: ([x, indices], { axis }: { axis: number }) => {
    requireDType('takeAlongAxis', 'indices', indices.dtype, 'int32');
    requireSameBesides('takeAlongAxis', axis, x.shape, indices.shape);
    return [{ shape: indices.shape, dtype: x.dtype }];
  },
  reference: ([x, indices], { axis: along }, [output]) => {
    const { outer, axis, inner } = aroundAxis(x.shape, along);
    const count = indices.shape[along];
    requireIndices('takeAlongAxis', indices.data, axis);
    for (let o = 0; o < outer; o++) {
      for (let k = 0; k < count; k++) {
        for (let i = 0; i < inner; i++) {
          const at = (o * count + k) * inner + i;
          output.data[at] = x.data[(o * axis + indices.data[at]) * inner + i];
        }
      }
    }
  },
  wasm: 'takeAlongAxis',
});

/**
 * One element of x for each index, taken along an axis at the index's own place in the other axes; what argmax or a
 * sort returns can be looked up with it.
 *
 * @param x tensor of any dtype
 * @param indices int32 tensor, equal to x's shape in every axis but the one
 * @param options.axis the axis to take along; the last one when left out
 * @returns a tensor of the shape of the indices
 * @throws IndexError when an index is out of range; ShapeError when shapes do not fit; DTypeError when indices are not int32
 * @example takeAlongAxis(tensor([[1, 2], [3, 4]]), tensor([[1], [0]], { dtype: 'int32' })) // [[2], [3]]
 */
export function takeAlongAxis(x: Tensor, indices: Tensor, { axis = -1 }: { axis?: number } = {}): Tensor {
  return apply(takeAlongAxisOp, [x, indices], { axis: normalizeAxis('takeAlongAxis', axis, x.rank) });
}
