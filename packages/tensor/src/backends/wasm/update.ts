/**
 * Optimizer updates on the WebAssembly heap: one kernel call for all parameters. It finds their blocks through a table on the heap;
 * threads share the parameters' elements, counted from the first parameter to the last.
 */
import type { UpdateOp } from '../../op.ts';
import type { AdamAttrs } from '../../ops/adam-step.ts';
import { sizeOf, type TensorSpec } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { address } from './address.ts';
import { grainOf } from './grain.ts';
import type { KernelModule } from './kernels.ts';
import { split } from './split.ts';

export function callUpdate(
  module: KernelModule,
  op: UpdateOp,
  kernel: string,
  inputs: readonly Tensor[],
  attrs: AdamAttrs,
  outputs: readonly TensorSpec[],
  targets: readonly number[],
): true {
  const { learningRate, beta1, beta2, epsilon, correction1, correction2, weightDecay } = attrs;
  const settings = [learningRate, beta1, beta2, epsilon, correction1, correction2, weightDecay];
  const { heap } = module;
  const sets = outputs.length / op.outputs;
  const tableBytes = sets * (1 + op.inputs.length + op.outputs) * 4;
  const table = heap.allocate(tableBytes);
  let position = table >>> 2;
  let length = 0;
  for (let set = 0; set < sets; set++) {
    const count = sizeOf(outputs[set * op.outputs].shape);
    heap.i32[position++] = count;
    for (let i = 0; i < op.inputs.length; i++) heap.i32[position++] = address(inputs[set * op.inputs.length + i]);
    for (let i = 0; i < op.outputs; i++) heap.i32[position++] = targets[set * op.outputs + i];
    length += count;
  }
  split(module, kernel, { length, grain: grainOf(kernel), align: 4 }, (begin, end) => [table, begin, end, ...settings]);
  heap.free(table, tableBytes);
  return true;
}
