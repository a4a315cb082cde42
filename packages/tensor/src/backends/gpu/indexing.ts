/**
 * Indexing ops. Kernels can read anywhere but write to their own place only, so those that add to places gather: each
 * element of the output sums what is meant for it, in order. Kernels do not look where they read, so indices are
 * checked first: by the bounds that are known of them, else by their values.
 */
import { requireIndices } from '../../families/indexing.ts';
import type { IndexingOp } from '../../op.ts';
import { aroundAxis, sizeOf, type TensorSpec } from '../../shape.ts';
import { GpuBuffer } from './buffer.ts';
import type { KernelSource } from './device.ts';
import { type Evaluator, needsValues } from './evaluator.ts';
import type { Range } from './integer-range.ts';
import { scatter } from './scatter.ts';
import { divisionLines } from './view.ts';

export function runIndexing(
  evaluator: Evaluator,
  op: IndexingOp,
  inputs: readonly TensorSpec[],
  buffers: readonly GpuBuffer[],
  attrs: { axis: number; length?: number; depth?: number },
  output: TensorSpec,
  range: Range | undefined,
): GpuBuffer {
  const { axis, depth, length = depth ?? inputs[0].shape[axis] } = attrs;
  const at = op.inputs.indexOf('indices');
  const indices = buffers[at];
  checkIndices(evaluator, op.name, indices, length);
  const size = sizeOf(output.shape);
  if (size === 0) return GpuBuffer.constant(output.dtype, 0, 0);
  const count = op.name === 'takeAlongAxis' || op.name === 'putAlongAxisAdd' ? inputs[at].shape[axis] : indices.length;
  switch (op.name) {
    case 'oneHot':
      return GpuBuffer.device(output.dtype, evaluator.launch(oneHotKernel, size, [indices], [length]));
    case 'gather':
    case 'takeAlongAxis': {
      const [x] = buffers;
      if (x.constant !== undefined) return GpuBuffer.constant(output.dtype, size, x.constant);
      const { outer, inner } = aroundAxis(inputs[0].shape, axis);
      const kernel = op.name === 'gather' ? gatherKernel(outer, inner) : takeKernel(inner);
      return GpuBuffer.device(
        output.dtype,
        evaluator.launch(kernel, size, [x, indices], [length, inner, count]),
        range,
      );
    }
    case 'scatterAdd':
    case 'putAlongAxisAdd': {
      const places = { ...aroundAxis(output.shape, axis), count };
      return scatter(evaluator, op.name === 'scatterAdd', indices, buffers[1], places);
    }
    default:
      throw new Error(`the indexing op ${op.name} has no kernel`);
  }
}

/** @throws IndexError naming an index outside the axis; AsyncReadError where that cannot be known at once */
function checkIndices(evaluator: Evaluator, op: string, indices: GpuBuffer, length: number): void {
  const [low, high] = indices.range as Range;
  if (indices.length === 0 || (low >= 0 && high < length)) return;
  if (indices.onHost() === undefined && !evaluator.device.canReadSync) {
    const { mode } = evaluator.device.info;
    throw needsValues(op, `the indices were computed on the device and may lie outside the axis of ${length}`, mode);
  }
  let values = indices.onHost();
  if (values === undefined) {
    values = evaluator.readSync(indices);
    indices.host = values; // kept, because the derivative asks for them again
  }
  requireIndices(op, values, length);
}

/** Output [outer, count, inner] of x [outer, axis, inner] at indices [count]. */
function gatherKernel(outer: number, inner: number): KernelSource {
  const lines = [
    ...(inner === 1 ? ['const row = this.thread.x;'] : divisionLines('row', 'this.thread.x', 'inner')),
    ...(outer === 1
      ? ['const from = indices[row];']
      : [...divisionLines('o', 'row', 'count'), 'const from = o * axis + indices[row - o * count];']),
    inner === 1 ? 'return x[from];' : 'return x[from * inner + this.thread.x - row * inner];',
  ];
  return kernelOf(
    `gather ${outer === 1 ? '' : 'outer '}${inner === 1 ? '' : 'inner'}`,
    'x, indices, axis, inner, count',
    lines,
  );
}

/** Output [outer, count, inner] of x [outer, axis, inner] at indices [outer, count, inner]. */
function takeKernel(inner: number): KernelSource {
  const lines = [
    ...(inner === 1 ? ['const row = this.thread.x;'] : divisionLines('row', 'this.thread.x', 'inner')),
    ...divisionLines('o', 'row', 'count'),
    'const from = o * axis + indices[this.thread.x];',
    inner === 1 ? 'return x[from];' : 'return x[from * inner + this.thread.x - row * inner];',
  ];
  return kernelOf(`takeAlongAxis ${inner === 1 ? '' : 'inner'}`, 'x, indices, axis, inner, count', lines);
}

const oneHotKernel = kernelOf('oneHot', 'indices, depth', [
  ...divisionLines('row', 'this.thread.x', 'depth'),
  'const position = this.thread.x - row * depth;',
  'let value = 0;',
  'if (indices[row] === position) { value = 1; }',
  'return value;',
]);

function kernelOf(key: string, parameters: string, lines: readonly string[]): KernelSource {
  return { key, source: () => `function (${parameters}) {\n  ${lines.join('\n  ')}\n}` };
}
