import { apply } from '../apply.ts';
import { requireDType } from '../dtype.ts';
import { ShapeError, ValueError } from '../errors.ts';
import { requireIndices } from '../families/indexing.ts';
import { kernelOp } from '../families/kernel.ts';
import { aroundAxis, formatShape, normalizeAxis, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import type { ScatterAttrs } from './scatter-add.ts';

export const putAlongAxisAddOp = kernelOp({
  family: 'indexing',
  name: 'putAlongAxisAdd',
  inputs: ['indices', 'updates'],
  differentiable: true,
  infer: ([indices, updates], { axis, length }: ScatterAttrs) => {
    requireDType('putAlongAxisAdd', 'indices', indices.dtype, 'int32');
    requireDType('putAlongAxisAdd', 'updates', updates.dtype, 'float');
    if (!sameShape(indices.shape, updates.shape)) {
      throw new ShapeError(
        `putAlongAxisAdd: updates ${formatShape(updates.shape)} and indices ${formatShape(indices.shape)} must have one shape`,
      );
    }
    return [{ shape: updates.shape.with(axis, length), dtype: updates.dtype }];
  },
  reference: ([indices, updates], { axis: along, length }, [output]) => {
    requireIndices('putAlongAxisAdd', indices.data, length);
    const { outer, axis, inner } = aroundAxis(output.shape, along);
    const count = indices.shape[along];
    const sums = new Float64Array(output.data.length);
    for (let o = 0; o < outer; o++) {
      for (let k = 0; k < count; k++) {
        for (let i = 0; i < inner; i++) {
          const at = (o * count + k) * inner + i;
          sums[(o * axis + indices.data[at]) * inner + i] += updates.data[at];
        }
      }
    }
    output.data.set(sums);
  },
});

/**
 * Zeros to which each update is added at its index along an axis, at its own place in the other axes; equal indices add
 * up. The transpose of takeAlongAxis.
 *
 * @param indices int32 tensor, each from 0 to length - 1
 * @param updates float tensor of the shape of the indices
 * @param options.length length of the axis in the result; options.axis the axis, the last one when left out
 * @returns a tensor of the updates' shape with that length along the axis
 * @throws IndexError when an index is out of range; ShapeError when shapes differ; DTypeError when indices are not int32
 * @example putAlongAxisAdd(tensor([[1], [0]], { dtype: 'int32' }), tensor([[5], [6]]), { length: 2 }) // [[0, 5], [6, 0]]
 */
export function putAlongAxisAdd(
  indices: Tensor,
  updates: Tensor,
  { axis = -1, length }: { axis?: number; length: number },
): Tensor {
  if (!Number.isInteger(length) || length < 0)
    throw new ValueError(`putAlongAxisAdd: length ${length} must be a whole number of 0 or more`);
  return apply(putAlongAxisAddOp, [indices, updates], {
    axis: normalizeAxis('putAlongAxisAdd', axis, updates.rank),
    length,
  });
}
