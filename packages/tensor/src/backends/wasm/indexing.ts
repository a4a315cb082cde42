/**
 * gather, takeAlongAxis and scatterAdd on the WebAssembly heap. Indices are checked before the kernels, so that these need not.
 * Threads share the rows before the axis, or else the places that are read; sums are added by one thread each, in order.
 */
import { requireIndices } from '../../families/indexing.ts';
import type { IndexingOp } from '../../op.ts';
import { aroundAxis, sizeOf, type TensorSpec } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { address } from './address.ts';
import { slicesWorth } from './grain.ts';
import type { KernelModule } from './kernels.ts';
import { fillWords } from './movement.ts';
import { split } from './split.ts';

/** Sums of narrower rows than this are not shared: threads would write to the same cache lines. */
const columnsWorth = 64;

export function callIndexing(
  module: KernelModule,
  op: IndexingOp,
  kernel: string,
  inputs: readonly Tensor[],
  attrs: { axis: number },
  output: TensorSpec,
  target: number,
): boolean {
  if (output.dtype === 'bool') return false;
  const scatters = op.name === 'scatterAdd';
  const [values, indices] = scatters ? [inputs[1], inputs[0]] : [inputs[0], inputs[1]];
  const { outer, axis, inner } = aroundAxis(scatters ? output.shape : values.shape, attrs.axis);
  checkIndices(module, op.name, indices, axis);
  const single = op.name === 'takeAlongAxis' ? inner : 1;
  const count = op.name === 'takeAlongAxis' ? indices.shape[attrs.axis] : indices.size;
  const source = address(values);
  const places = address(indices);
  if (scatters) fillWords(module, target, sizeOf(output.shape), 0);

  const row = (scatters ? count : axis) * inner * 4;
  const targetRow = (scatters ? axis : count) * inner * 4;
  const placesRow = op.name === 'takeAlongAxis' ? count * inner * 4 : 0;
  if (outer > 1) {
    split(module, kernel, { length: outer, grain: slicesWorth(kernel, count * inner) }, (begin, end) => [
      source + begin * row,
      places + begin * placesRow,
      target + begin * targetRow,
      end - begin,
      axis,
      inner,
      count,
      inner,
    ]);
    return true;
  }
  if (!scatters) {
    split(module, kernel, { length: count, grain: slicesWorth(kernel, inner), align: 4 }, (begin, end) => [
      source,
      places + begin * single * 4,
      target + begin * inner * 4,
      1,
      axis,
      inner,
      end - begin,
      inner,
    ]);
    return true;
  }
  const grain = Math.max(slicesWorth(kernel, count), columnsWorth);
  split(module, kernel, { length: inner, grain, align: 4 }, (begin, end) => [
    source + begin * 4,
    places,
    target + begin * 4,
    1,
    axis,
    end - begin,
    count,
    inner,
  ]);
  return true;
}

function checkIndices({ heap, kernels }: KernelModule, op: string, indices: Tensor, length: number): void {
  const at = address(indices);
  if (kernels.areBelow(at, indices.size, length)) return;
  requireIndices(op, heap.i32.subarray(at >>> 2, (at >>> 2) + indices.size), length);
}
