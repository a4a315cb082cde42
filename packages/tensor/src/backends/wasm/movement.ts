/** Movement plans on the WebAssembly heap: an optional fill, then one strided-copy kernel call for each box. */
import type { MovementOp } from '../../op.ts';
import { type Shape, sizeOf, type TensorSpec } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { address } from './address.ts';
import type { KernelModule } from './kernels.ts';

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
  const bytes = output.dtype === 'bool' ? 1 : 4;
  const { fill, copies } = op.plan(inputs, attrs, output);
  if (fill !== undefined) fillBlock(module, output, target, fill);
  for (const { input, shape, sourceOffset, sourceStrides, targetOffset, targetStrides } of copies) {
    const source = address(inputs[input]) + sourceOffset * bytes;
    copyBox(module, bytes, source, target + targetOffset * bytes, shape, sourceStrides, targetStrides);
  }
  return true;
}

function fillBlock({ kernels }: KernelModule, { shape, dtype }: TensorSpec, target: number, value: number): void {
  const size = sizeOf(shape);
  if (dtype === 'bool') {
    kernels.fill8(target, size, value ? 1 : 0);
    return;
  }
  if (dtype === 'float32') floatBits[0] = value;
  else bits[0] = value;
  kernels.fill32(target, size, bits[0]);
}

/** Copies a strided box of 4-byte or 1-byte elements; the kernel reads shape and strides from the heap. */
export function copyBox(
  { heap, kernels }: KernelModule,
  bytes: 1 | 4,
  source: number,
  target: number,
  shape: Shape,
  sourceStrides: readonly number[],
  targetStrides: readonly number[],
): void {
  if (sizeOf(shape) === 0) return;
  const layoutBytes = 3 * 4 * Math.max(shape.length, 1);
  const layout = heap.allocate(layoutBytes);
  let position = layout >>> 2;
  for (const part of [shape, sourceStrides, targetStrides]) for (const value of part) heap.i32[position++] = value;
  kernels[bytes === 4 ? 'copyStrided32' : 'copyStrided8'](source, target, shape.length, layout);
  heap.free(layout, layoutBytes);
}
