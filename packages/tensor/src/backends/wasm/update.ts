/** Optimizer updates on the WebAssembly heap. */
import type { UpdateOp } from '../../op.ts';
import type { AdamAttrs } from '../../ops/adam-step.ts';
import { sizeOf, type TensorSpec } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { address } from './address.ts';
import type { KernelModule } from './kernels.ts';
import { split } from './split.ts';

/** Parameters that are worth a thread. */
const grain = 16384;

export function callUpdate(
  module: KernelModule,
  _op: UpdateOp,
  kernel: string,
  inputs: readonly Tensor[],
  attrs: AdamAttrs,
  outputs: readonly TensorSpec[],
  targets: readonly number[],
): true {
  const { learningRate, beta1, beta2, epsilon, correction1, correction2, weightDecay } = attrs;
  const settings = [learningRate, beta1, beta2, epsilon, correction1, correction2, weightDecay];
  const blocks = [...inputs.map(address), ...targets];
  split(module, kernel, { length: sizeOf(outputs[0].shape), grain, align: 4 }, (begin, end) => [
    ...blocks.map((block) => block + begin * 4),
    end - begin,
    ...settings,
  ]);
  return true;
}
