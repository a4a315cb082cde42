/**
 * From an op and its tensors to kernel calls: which kernel, which addresses, which sizes; each family knows its own. Returns
 * false where the op has no kernel for these dtypes, and the caller falls back to the reference kernel.
 */
import type { AnyOp, ReductionAttrs } from '../../op.ts';
import type { AdamAttrs } from '../../ops/adam-step.ts';
import type { RandomAttrs } from '../../ops/random-bits.ts';
import type { TensorSpec } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { callAlongAxis } from './along-axis.ts';
import { callContraction } from './contraction.ts';
import { callCast, callElementwise } from './elementwise.ts';
import { callIndexing } from './indexing.ts';
import type { KernelModule } from './kernels.ts';
import { callMovement } from './movement.ts';
import { callRandom } from './random.ts';
import { callReduction } from './reduction.ts';
import { callUpdate } from './update.ts';

export function kernelCall(
  module: KernelModule,
  op: AnyOp,
  inputs: readonly Tensor[],
  attrs: object,
  outputs: readonly TensorSpec[],
  targets: readonly number[],
): boolean {
  const output = outputs[0];
  const target = targets[0];
  if (op.family === 'movement') return callMovement(module, op, inputs, attrs, output, target);
  if (op.name === 'cast') return callCast(module, inputs[0], output, target);
  const kernel = op.wasm;
  if (kernel === undefined || !(kernel in module.kernels)) return false;
  switch (op.family) {
    case 'elementwise':
      return callElementwise(module, op, kernel, inputs, attrs, output, target);
    case 'reduction':
      return callReduction(module, op, kernel, inputs[0], attrs as ReductionAttrs, output, target);
    case 'alongAxis':
      return callAlongAxis(module, kernel, inputs[0], attrs as { axis: number }, target);
    case 'contraction':
      return callContraction(module, op, inputs, attrs, target);
    case 'indexing':
      return callIndexing(module, op, kernel, inputs, attrs as { axis: number }, output, target);
    case 'random':
      return callRandom(module, kernel, attrs as RandomAttrs, output, target);
    case 'update':
      return callUpdate(module, op, kernel, inputs, attrs as AdamAttrs, outputs, targets);
    default:
      return false;
  }
}
