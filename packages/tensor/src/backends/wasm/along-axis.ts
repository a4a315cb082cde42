/**
 * softmax, logSoftmax and cumsum on the WebAssembly heap. Slices are independent, so they are what threads share: the rows
 * before the axis, or the columns after it where there are few rows.
 */
import { aroundAxis } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { address } from './address.ts';
import { slicesWorth } from './grain.ts';
import type { KernelModule } from './kernels.ts';
import { split } from './split.ts';

/** With fewer than this many rows, columns are shared. */
const enoughRows = 8;

export function callAlongAxis(
  module: KernelModule,
  kernel: string,
  x: Tensor,
  attrs: { axis: number },
  target: number,
): true {
  const { outer, axis, inner } = aroundAxis(x.shape, attrs.axis);
  const slice = axis * inner * 4;
  const source = address(x);
  if (outer >= enoughRows || inner === 1) {
    split(module, kernel, { length: outer, grain: slicesWorth(kernel, axis * inner) }, (begin, end) => {
      const offset = begin * slice;
      return [source + offset, target + offset, end - begin, axis, inner, inner];
    });
    return true;
  }
  // Kernels take four columns at a time.
  const columns = { length: inner, grain: slicesWorth(kernel, axis), align: 4 };
  for (let offset = 0; offset < outer * slice; offset += slice) {
    split(module, kernel, columns, (begin, end) => {
      const start = offset + begin * 4;
      return [source + start, target + start, 1, axis, end - begin, inner];
    });
  }
  return true;
}
