/**
 * Movement plans on the WebAssembly heap: an optional fill, then one strided copy for each box. Axes that lie behind each other
 * on both sides are joined, which leaves a plane of two axes nearly always; boxes of more are walked plane by plane.
 * Threads share the longer axis of a plane, or the first axis of a box.
 */
import { bytesPerElement } from '../../dtype.ts';
import type { MovementOp } from '../../op.ts';
import { type Shape, sizeOf, type TensorSpec } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { address } from './address.ts';
import { grainOf, slicesWorth } from './grain.ts';
import type { KernelModule } from './kernels.ts';
import { split } from './split.ts';

const floatBits = new Float32Array(1);
const bits = new Int32Array(floatBits.buffer);

export function callMovement(
  module: KernelModule,
  op: MovementOp,
  inputs: readonly Tensor[],
  attrs: object,
  output: TensorSpec,
  target: number,
): boolean {
  const bytes = bytesPerElement[output.dtype] as 1 | 4;
  const { fill, copies } = op.plan(inputs, attrs, output);
  if (fill !== undefined) fillBlock(module, output, target, fill);
  for (const { input, shape, sourceOffset, sourceStrides, targetOffset, targetStrides } of copies) {
    const source = address(inputs[input]) + sourceOffset * bytes;
    copyBox(module, bytes, source, target + targetOffset * bytes, shape, sourceStrides, targetStrides);
  }
  return true;
}

function fillBlock(module: KernelModule, { shape, dtype }: TensorSpec, target: number, value: number): void {
  if (dtype === 'bool') {
    module.kernels.fill8(target, sizeOf(shape), value ? 1 : 0);
    return;
  }
  if (dtype === 'float32') floatBits[0] = value;
  else bits[0] = value;
  fillWords(module, target, sizeOf(shape), bits[0]);
}

/** Writes a 32-bit pattern `count` times. */
export function fillWords(module: KernelModule, target: number, count: number, pattern: number): void {
  const words = { length: count, grain: grainOf('fill32'), align: 4 };
  split(module, 'fill32', words, (begin, end) => [target + begin * 4, end - begin, pattern]);
}

/** An axis of a box: how many elements, and how far apart they are on each side. */
interface Axis {
  length: number;
  source: number;
  target: number;
}

/** Copies a strided box of 4-byte or 1-byte elements; strides are in elements. */
export function copyBox(
  module: KernelModule,
  bytes: 1 | 4,
  source: number,
  target: number,
  shape: Shape,
  sourceStrides: readonly number[],
  targetStrides: readonly number[],
): void {
  const axes = joinedAxes(shape, sourceStrides, targetStrides);
  if (axes === undefined) return;
  if (axes.length > 2) copyPlanes(module, bytes, source, target, axes);
  else copyPlane(module, bytes, source, target, axes);
}

/** The axes longer than one, those that are one run on both sides joined; undefined where there is no element. */
function joinedAxes(
  shape: Shape,
  sourceStrides: readonly number[],
  targetStrides: readonly number[],
): Axis[] | undefined {
  const axes: Axis[] = [];
  for (let i = 0; i < shape.length; i++) {
    const axis = { length: shape[i], source: sourceStrides[i], target: targetStrides[i] };
    if (axis.length === 0) return undefined;
    if (axis.length === 1) continue;
    const last = axes[axes.length - 1];
    if (last && last.source === axis.source * axis.length && last.target === axis.target * axis.length) {
      axis.length *= last.length;
      axes.pop();
    }
    axes.push(axis);
  }
  return axes;
}

const single: Axis = { length: 1, source: 0, target: 0 };

function copyPlane(module: KernelModule, bytes: 1 | 4, source: number, target: number, axes: readonly Axis[]): void {
  const column = axes[axes.length - 1] ?? { length: 1, source: 1, target: 1 };
  const row = axes.length === 2 ? axes[0] : single;
  const kernel = bytes === 4 ? 'copyPlane32' : 'copyPlane8';
  const cutsRows = row.length >= column.length;
  const [cut, other] = cutsRows ? [row, column] : [column, row];
  // Multiples of 16 keep the vectors whole that a run or a transpose is copied in.
  const range = { length: cut.length, grain: slicesWorth(kernel, other.length), align: 16 };
  split(module, kernel, range, (begin, end) => [
    source + begin * cut.source * bytes,
    target + begin * cut.target * bytes,
    cutsRows ? end - begin : row.length,
    cutsRows ? column.length : end - begin,
    row.source,
    column.source,
    row.target,
    column.target,
  ]);
}

/** The kernel reads the axes from the heap: three words each. */
function copyPlanes(module: KernelModule, bytes: 1 | 4, source: number, target: number, axes: Axis[]): void {
  pairAxes(axes);
  const { heap } = module;
  const layout = heap.allocate(12 * axes.length);
  let position = layout >>> 2;
  for (const axis of axes) {
    heap.i32[position++] = axis.length;
    heap.i32[position++] = axis.source;
    heap.i32[position++] = axis.target;
  }
  const [first, ...others] = axes;
  const kernel = bytes === 4 ? 'copyPlanes32' : 'copyPlanes8';
  const slice = others.reduce((product, { length }) => product * length, 1);
  split(module, kernel, { length: first.length, grain: slicesWorth(kernel, slice) }, (begin, end) => [
    source + begin * first.source * bytes,
    target + begin * first.target * bytes,
    axes.length,
    layout,
    end - begin,
  ]);
  heap.free(layout, 12 * axes.length);
}

/** If the last axis is no run in the source, brings the axis that is one beside it: together they are a transpose. */
function pairAxes(axes: Axis[]): void {
  const beside = axes.length - 2;
  if (axes[beside + 1].source === 1) return;
  const run = axes.findIndex(({ source }) => source === 1);
  if (run >= 0) [axes[run], axes[beside]] = [axes[beside], axes[run]];
}
