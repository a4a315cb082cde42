import { apply } from '../apply.ts';
import { requireDType } from '../dtype.ts';
import { requireIndices } from '../families/indexing.ts';
import { kernelOp } from '../families/kernel.ts';
import { aroundAxis, checkShape, normalizeAxis } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

export const gatherOp = kernelOp({
  family: 'indexing',
  name: 'gather',
  inputs: ['x', 'indices'],
  differentiable: true,
  infer: ([x, indices], { axis }: { axis: number }) => {
    requireDType('gather', 'indices', indices.dtype, 'int32');
    const shape = x.shape.toSpliced(axis, 1, ...indices.shape);
    checkShape('gather', shape);
    return [{ shape, dtype: x.dtype }];
  },
  reference: ([x, indices], { axis: along }, [output]) => {
    const { outer, axis, inner } = aroundAxis(x.shape, along);
    requireIndices('gather', indices.data, axis);
    const count = indices.data.length;
    for (let o = 0; o < outer; o++) {
      for (let k = 0; k < count; k++) {
        const from = (o * axis + indices.data[k]) * inner;
        for (let i = 0; i < inner; i++) output.data[(o * count + k) * inner + i] = x.data[from + i];
      }
    }
  },
  wasm: 'gather',
});

/**
 * Elements of x picked along an axis, in the order of the indices; rows of a matrix, for axis 0.
 *
 * @param x tensor of any dtype
 * @param indices int32 tensor of any shape, each from 0 to the length of the axis - 1
 * @param options.axis the axis to pick along; 0 when left out
 * @returns a tensor in which the shape of the indices stands in place of the axis
 * @throws IndexError when an index is out of range; ShapeError when the axis does not exist or the result has too many axes; DTypeError when indices are not int32
 * @example gather(tensor([10, 20, 30]), tensor([2, 0], { dtype: 'int32' })) // [30, 10]
 */
export function gather(x: Tensor, indices: Tensor, { axis = 0 }: { axis?: number } = {}): Tensor {
  return apply(gatherOp, [x, indices], { axis: normalizeAxis('gather', axis, x.rank) });
}
