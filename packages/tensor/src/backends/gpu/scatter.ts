/**
 * Sums at places that indices name. Each element of the output adds up its own updates in their order, so the result
 * is the same at every run. Where the host has the indices it sorts the updates by place first; otherwise each element
 * looks through all indices for its own.
 */
import type { TypedArray } from '../../dtype.ts';
import type { AxisView } from '../../shape.ts';
import { GpuBuffer } from './buffer.ts';
import type { KernelSource } from './device.ts';
import type { Evaluator } from './evaluator.ts';
import { divisionLines } from './view.ts';

/** The output as [outer, axis, inner], and the updates as [outer, count, inner]. */
interface Places extends AxisView {
  readonly count: number;
}

/** Comparisons that take less time than to wait for the indices and to send their order back. */
const quickComparisons = 2 ** 21;

/**
 * @param isWhole whether an index [count] places all of [outer, inner], and not one element of it
 * @param indices checked: each from 0 to axis - 1
 */
export function scatter(
  evaluator: Evaluator,
  isWhole: boolean,
  indices: GpuBuffer,
  updates: GpuBuffer,
  places: Places,
): GpuBuffer {
  const { outer, axis, inner, count } = places;
  const length = outer * axis * inner;
  if (indices.length === 0) return GpuBuffer.constant('float32', length, 0);
  const isSlow = evaluator.device.canReadSync && length * count > quickComparisons;
  const values = indices.onHost() ?? (isSlow ? evaluator.readSync(indices) : undefined);
  if (values === undefined) {
    const kernel = isWhole ? searchWhole : searchEach;
    const array = evaluator.launch(kernel, length, [updates, indices], [axis, inner, count]);
    return GpuBuffer.device('float32', array);
  }
  if (isWhole) return sumSorted(evaluator, values, updates, places);
  const targets = Float64Array.from(values, (index, at) => {
    const row = Math.floor(at / inner);
    return (Math.floor(row / count) * axis + index) * inner + (at - row * inner);
  });
  return sumSorted(evaluator, targets, updates, { outer: 1, axis: length, inner: 1, count: targets.length });
}

/** The updates of place p are order[starts[p]] up to order[starts[p + 1]]. */
function sumSorted(evaluator: Evaluator, targets: TypedArray, updates: GpuBuffer, places: Places): GpuBuffer {
  const { device } = evaluator;
  const { outer, axis, inner, count } = places;
  const starts = new Float32Array(axis + 1);
  for (const target of targets) starts[target + 1]++;
  for (let place = 0; place < axis; place++) starts[place + 1] += starts[place];
  const next = starts.slice();
  const order = new Float32Array(count);
  for (let k = 0; k < count; k++) order[next[targets[k]]++] = k;
  const arrays = [device.upload(starts), device.upload(order)];
  try {
    const array = evaluator.launch(sortedKernel, outer * axis * inner, [updates, ...arrays], [axis, inner, count]);
    return GpuBuffer.device('float32', array);
  } finally {
    for (const array of arrays) device.free(array);
  }
}

const sortedKernel = kernelOf('scatter sorted', 'starts, order', {
  before: ['const first = starts[place];', 'const number = starts[place + 1] - first;'],
  each: ['part += updates[(o * count + order[first + k]) * inner + column];'],
});

const searchWhole = kernelOf('scatter search', 'indices', {
  before: ['const number = count;'],
  each: ['if (indices[k] === place) { part += updates[(o * count + k) * inner + column]; }'],
});

const searchEach = kernelOf('scatter search each', 'indices', {
  before: ['const number = count;'],
  each: ['const at = (o * count + k) * inner + column;', 'if (indices[at] === place) { part += updates[at]; }'],
});

/** A kernel that runs `each` for k from 0 to number - 1, and adds up in parts, so that long sums lose few digits. */
function kernelOf(
  key: string,
  arrays: string,
  { before, each }: Record<'before' | 'each', readonly string[]>,
): KernelSource {
  const lines = [
    ...divisionLines('row', 'this.thread.x', 'inner'),
    'const column = this.thread.x - row * inner;',
    ...divisionLines('o', 'row', 'axis'),
    'const place = row - o * axis;',
    ...before,
    // Not Math.ceil, nor Math.min below: WebGL 1 would take their results for constants and refuse the loops.
    'const parts = number / 64;',
    'let sum = 0;',
    'for (let p = 0; p < parts; p++) {',
    'const begin = p * 64;',
    'let size = number - begin;',
    'if (size > 64) { size = 64; }',
    'let part = 0;',
    'for (let i = 0; i < size; i++) {',
    'const k = begin + i;',
    ...each,
    '}',
    'sum += part;',
    '}',
    'return sum;',
  ];
  return { key, source: () => `function (updates, ${arrays}, axis, inner, count) {\n${lines.join('\n')}\n}` };
}
