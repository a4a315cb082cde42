/** softmax, logSoftmax and cumsum on the WebAssembly heap: slices are independent, so they are what is cut. */
import { aroundAxis } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { address } from './address.ts';
import type { KernelModule } from './kernels.ts';
import { split } from './split.ts';

/** Elements that are worth a thread. */
const grain = 8192;

export function callAlongAxis(
  module: KernelModule,
  kernel: string,
  x: Tensor,
  attrs: { axis: number },
  target: number,
): true {
  const { outer, axis, inner } = aroundAxis(x.shape, attrs.axis);
  const slice = axis * inner;
  split(module, kernel, { length: outer, grain: Math.ceil(grain / Math.max(slice, 1)) }, (begin, end) => {
    const offset = begin * slice * 4;
    return [address(x) + offset, target + offset, end - begin, axis, inner];
  });
  return true;
}
