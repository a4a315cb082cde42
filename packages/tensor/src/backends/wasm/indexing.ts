/** gather, takeAlongAxis and scatterAdd on the WebAssembly heap. Indices are checked here, so that kernels need not. */
import { requireIndices } from '../../families/indexing.ts';
import type { IndexingOp } from '../../op.ts';
import { aroundAxis, sizeOf, type TensorSpec } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { address } from './address.ts';
import type { KernelModule } from './kernels.ts';

export function callIndexing(
  { heap, kernels }: KernelModule,
  op: IndexingOp,
  kernel: string,
  inputs: readonly Tensor[],
  attrs: { axis: number },
  output: TensorSpec,
  target: number,
): boolean {
  if (output.dtype === 'bool') return false;
  const scatter = op.name === 'scatterAdd';
  const [values, indices] = scatter ? [inputs[1], inputs[0]] : [inputs[0], inputs[1]];
  const { outer, axis, inner } = aroundAxis(scatter ? output.shape : values.shape, attrs.axis);
  const at = address(indices) >>> 2;
  requireIndices(op.name, heap.i32.subarray(at, at + indices.size), axis);
  if (scatter) kernels.fill32(target, sizeOf(output.shape), 0);
  const count = op.name === 'takeAlongAxis' ? indices.shape[attrs.axis] : indices.size;
  kernels[kernel](address(values), address(indices), target, outer, axis, inner, count);
  return true;
}
