import { apply, type TensorLike } from '../apply.ts';
import { requireDType } from '../dtype.ts';
import { broadcastThree, requireSameDType } from '../families/elementwise.ts';
import type { ElementwiseOp } from '../op.ts';
import { toTensors } from '../operands.ts';
import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';

export const whereOp = {
  family: 'elementwise',
  name: 'where',
  inputs: ['condition', 'a', 'b'],
  differentiable: true,
  infer: ([condition, a, b]) => {
    requireDType('where', 'condition', condition.dtype, 'bool');
    requireSameDType('where', ['a', 'b'], a, b);
    return [{ shape: broadcastThree('where', condition.shape, a.shape, b.shape), dtype: a.dtype }];
  },
  reference: () => (condition, a, b) => (condition ? a : b),
  gpu: 'condition !== 0 ? a : b',
  wasm: 'where',
} as const satisfies ElementwiseOp<readonly ['condition', 'a', 'b'], object>;

/**
 * a where the condition holds, b elsewhere.
 *
 * @param condition bool tensor
 * @param a, b tensors of one dtype, or numbers; all three shapes broadcast
 * @returns a tensor of the broadcast shape and a's dtype
 * @throws ShapeError when the shapes do not broadcast; DTypeError when the condition is not bool or dtypes differ
 * @example where(tensor([true, false]), tensor([1, 2]), 0) // [1, 0]
 */
export function where(condition: Tensor, a: TensorLike, b: TensorLike): Tensor {
  return scope(() => apply(whereOp, [condition, ...toTensors('where', [a, b], condition)]));
}
