/**
 * Elementwise kernels work on two nested loops: each operand has a stride for the outer and one for the inner loop.
 * Neighbouring axes that every operand walks alike are merged, which turns nearly every broadcast into that form; an
 * operand of a rarer one is first written out in full.
 */
import type { ElementwiseOp } from '../../op.ts';
import { broadcastStrides, type Shape, sameShape, sizeOf, stridesOf, type TensorSpec } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { address } from './address.ts';
import type { KernelModule } from './kernels.ts';
import { copyBox } from './movement.ts';

const flat: readonly [number, number] = [0, 1];
const scalar: readonly [number, number] = [0, 0];

export function callElementwise(
  module: KernelModule,
  op: ElementwiseOp,
  kernelName: string,
  inputs: readonly Tensor[],
  attrs: object,
  output: TensorSpec,
  target: number,
): boolean {
  const kernel = module.kernels[kernelName];
  const taken = op.name.startsWith('logical') ? 'bool' : 'float32';
  for (const { dtype } of op.name === 'where' ? inputs.slice(1) : inputs) if (dtype !== taken) return false;
  const extra = op.wasmArguments?.(attrs) ?? [];
  const size = sizeOf(output.shape);
  const [a, b, c] = inputs as [Tensor, Tensor | undefined, Tensor | undefined];
  if (b === undefined) {
    kernel(address(a), target, size, ...extra);
    return true;
  }
  if (c === undefined) {
    const left = simpleStrides(a, output.shape);
    const right = simpleStrides(b, output.shape);
    if (left && right) {
      kernel(address(a), address(b), target, 1, size, left[0], left[1], right[0], right[1], ...extra);
      return true;
    }
  }
  const nested = twoLoops(inputs, output.shape);
  if (nested) {
    kernel(...inputs.map(address), target, nested.outer, nested.inner, ...nested.strides, ...extra);
    return true;
  }
  const { heap } = module;
  const expanded = inputs.map((input) => expand(module, input, output.shape));
  kernel(...expanded, target, 1, size, ...inputs.flatMap(() => flat), ...extra);
  for (const [i, block] of expanded.entries()) heap.free(block, size * (inputs[i].dtype === 'bool' ? 1 : 4));
  return true;
}

function simpleStrides(operand: Tensor, shape: Shape): readonly [number, number] | undefined {
  if (operand.size === 1) return scalar;
  return sameShape(operand.shape, shape) ? flat : undefined;
}

/** Merges axes into an inner and an outer loop; undefined where that takes more than two. */
function twoLoops(
  inputs: readonly Tensor[],
  shape: Shape,
): { outer: number; inner: number; strides: number[] } | undefined {
  const strides = inputs.map((input) => broadcastStrides(input.shape, shape));
  const loops: { length: number; strides: number[] }[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis];
    if (length === 1) continue;
    const steps = strides.map((own) => own[axis]);
    const last = loops[loops.length - 1];
    if (last && steps.every((step, i) => step === last.strides[i] * last.length)) last.length *= length;
    else loops.push({ length, strides: steps });
  }
  if (loops.length > 2) return undefined;
  const none = { length: 1, strides: inputs.map(() => 0) };
  const [inner = none, outer = none] = loops;
  return {
    outer: outer.length,
    inner: inner.length,
    strides: inputs.flatMap((_, i) => [outer.strides[i], inner.strides[i]]),
  };
}

/** An operand written out to the full shape, in a block of its own. */
function expand(module: KernelModule, input: Tensor, shape: Shape): number {
  const bytes = input.dtype === 'bool' ? 1 : 4;
  const block = module.heap.allocate(sizeOf(shape) * bytes);
  copyBox(module, bytes, address(input), block, shape, broadcastStrides(input.shape, shape), stridesOf(shape));
  return block;
}
