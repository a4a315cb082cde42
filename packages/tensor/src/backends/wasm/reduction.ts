/**
 * Reduction kernels see a tensor as [outer, axis, inner] and fold the middle. Axes that lie side by side merge into
 * one; axes that do not are first brought to the end by a transposing copy.
 */
import type { ReductionAttrs, ReductionOp } from '../../op.ts';
import { sizeOf, stridesOf, type TensorSpec } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { address } from './address.ts';
import type { KernelModule } from './kernels.ts';
import { copyBox } from './movement.ts';
import { reduceSlices } from './slices.ts';

export function callReduction(
  module: KernelModule,
  op: ReductionOp,
  kernel: string,
  x: Tensor,
  attrs: ReductionAttrs,
  output: TensorSpec,
  target: number,
): boolean {
  if (x.dtype !== 'float32') return false;
  if (sizeOf(output.shape) === 0) return true;
  const source = address(x);
  const extra = op.wasmArguments?.(attrs) ?? [];
  const axes = attrs.axes.filter((axis) => x.shape[axis] !== 1);
  const folded = axes.reduce((product, axis) => product * x.shape[axis], 1);
  if (folded === 0) return false;
  const first = axes[0] ?? x.rank;
  const last = axes[axes.length - 1] ?? x.rank - 1;
  const between = sizeOf(x.shape.slice(first, last + 1));
  if (between === folded) {
    const outer = sizeOf(x.shape.slice(0, first));
    reduceSlices(
      module,
      kernel,
      source,
      target,
      { outer, axis: folded, inner: sizeOf(x.shape.slice(last + 1)) },
      extra,
    );
    return true;
  }
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...kept, ...axes];
  const shape = order.map((axis) => x.shape[axis]);
  const strides = stridesOf(x.shape);
  const block = module.heap.allocate(x.size * 4);
  copyBox(
    module,
    4,
    source,
    block,
    shape,
    order.map((axis) => strides[axis]),
    stridesOf(shape),
  );
  reduceSlices(module, kernel, block, target, { outer: sizeOf(output.shape), axis: folded, inner: 1 }, extra);
  module.heap.free(block, x.size * 4);
  return true;
}
