import { apply } from '../apply.ts';
import { requireDType } from '../dtype.ts';
import { ShapeError, ValueError } from '../errors.ts';
import { requireIndices } from '../families/indexing.ts';
import { kernelOp } from '../families/kernel.ts';
import { aroundAxis, checkShape, formatShape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

export interface ScatterAttrs {
  readonly axis: number;
  /** Length of the axis in the result. */
  readonly length: number;
}

export const scatterAddOp = kernelOp({
  family: 'indexing',
  name: 'scatterAdd',
  inputs: ['indices', 'updates'],
  differentiable: true,
  infer: ([indices, updates], { axis, length }: ScatterAttrs) => {
    requireDType('scatterAdd', 'indices', indices.dtype, 'int32');
    requireDType('scatterAdd', 'updates', updates.dtype, 'float');
    const covered = updates.shape.slice(axis, axis + indices.shape.length);
    if (!sameShape(covered, indices.shape)) {
      throw new ShapeError(
        `scatterAdd: updates ${formatShape(updates.shape)} must hold the shape of the indices ${formatShape(indices.shape)} from axis ${axis} on`,
      );
    }
    const shape = updates.shape.toSpliced(axis, indices.shape.length, length);
    checkShape('scatterAdd', shape);
    return [{ shape, dtype: updates.dtype }];
  },
  reference: ([indices, updates], { axis: along, length }, [output]) => {
    requireIndices('scatterAdd', indices.data, length);
    const { outer, axis, inner } = aroundAxis(output.shape, along);
    const count = indices.data.length;
    const sums = new Float64Array(output.data.length);
    for (let o = 0; o < outer; o++) {
      for (let k = 0; k < count; k++) {
        const to = (o * axis + indices.data[k]) * inner;
        for (let i = 0; i < inner; i++) sums[to + i] += updates.data[(o * count + k) * inner + i];
      }
    }
    output.data.set(sums);
  },
  wasm: 'scatterAdd',
});

/**
 * Zeros to which the updates are added at the indices along an axis; equal indices add up, in order. The transpose of
 * gather.
 *
 * @param indices int32 tensor, each from 0 to length - 1
 * @param updates float tensor; from the axis on, its shape begins with the shape of the indices
 * @param options.length length of the axis in the result; options.axis the axis, 0 when left out
 * @returns a tensor in which an axis of that length stands in place of the indices' shape
 * @throws IndexError when an index is out of range; ShapeError when shapes do not fit; DTypeError when indices are not int32
 * @example scatterAdd(tensor([0, 2, 0], { dtype: 'int32' }), tensor([1, 2, 3]), { length: 3 }) // [4, 0, 2]
 */
export function scatterAdd(
  indices: Tensor,
  updates: Tensor,
  { axis = 0, length }: { axis?: number; length: number },
): Tensor {
  if (!Number.isInteger(length) || length < 0)
    throw new ValueError(`scatterAdd: length ${length} must be a whole number of 0 or more`);
  const last = updates.rank - indices.rank;
  const normal = axis < 0 ? axis + last + 1 : axis;
  if (!Number.isInteger(axis) || normal < 0 || normal > last) {
    throw new ShapeError(
      `scatterAdd: axis ${axis} leaves no room for indices ${formatShape(indices.shape)} in updates ${formatShape(updates.shape)}`,
    );
  }
  return apply(scatterAddOp, [indices, updates], { axis: normal, length });
}
