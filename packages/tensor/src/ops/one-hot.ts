import { apply } from '../apply.ts';
import { requireDType } from '../dtype.ts';
import { ValueError } from '../errors.ts';
import { requireIndices } from '../families/indexing.ts';
import { kernelOp } from '../families/kernel.ts';
import { checkShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

export const oneHotOp = kernelOp({
  family: 'indexing',
  name: 'oneHot',
  inputs: ['indices'],
  differentiable: false,
  infer: ([indices], { depth }: { depth: number }) => {
    requireDType('oneHot', 'indices', indices.dtype, 'int32');
    const shape = [...indices.shape, depth];
    checkShape('oneHot', shape);
    return [{ shape, dtype: 'float32' }];
  },
  reference: ([indices], { depth }, [output]) => {
    requireIndices('oneHot', indices.data, depth);
    output.data.fill(0);
    for (let i = 0; i < indices.data.length; i++) output.data[i * depth + indices.data[i]] = 1;
  },
});

/**
 * A new last axis that is 1 at the index and 0 elsewhere.
 *
 * @param indices int32 tensor of any shape, each from 0 to depth - 1
 * @param options.depth length of the new axis
 * @returns a float32 tensor of one rank more
 * @throws IndexError when an index is out of range; ValueError when depth is below 1; DTypeError when indices are not int32
 * @example oneHot(tensor([1, 0], { dtype: 'int32' }), { depth: 2 }) // [[0, 1], [1, 0]]
 */
export function oneHot(indices: Tensor, { depth }: { depth: number }): Tensor {
  if (!Number.isInteger(depth) || depth < 1)
    throw new ValueError(`oneHot: depth ${depth} must be a whole number of 1 or more`);
  return apply(oneHotOp, [indices], { depth });
}
