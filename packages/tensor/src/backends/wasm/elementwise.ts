/**
 * Elementwise kernels work on two nested loops: each operand has a stride for the outer and one for the inner loop.
 * Neighbouring axes that every operand walks alike are merged, which turns nearly every broadcast into that form; an
 * operand of a rarer one is first written out in full. Threads share the outer loop, or the inner one if that is all.
 */
import { bytesPerElement } from '../../dtype.ts';
import type { ElementwiseOp } from '../../op.ts';
import { broadcastStrides, type Shape, sameShape, sizeOf, stridesOf, type TensorSpec } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { address } from './address.ts';
import { grainOf, slicesWorth } from './grain.ts';
import type { Kernel, KernelModule } from './kernels.ts';
import { copyBox } from './movement.ts';
import { split } from './split.ts';

interface Loops {
  readonly outer: number;
  readonly inner: number;
  /** For each operand the stride of the outer and of the inner loop. */
  readonly strides: readonly number[];
}

export function callElementwise(
  module: KernelModule,
  op: ElementwiseOp,
  kernel: string,
  inputs: readonly Tensor[],
  attrs: object,
  output: TensorSpec,
  target: number,
): boolean {
  const taken = op.name.startsWith('logical') ? 'bool' : 'float32';
  for (const { dtype } of op.name === 'where' ? inputs.slice(1) : inputs) if (dtype !== taken) return false;
  const extra = op.wasmArguments?.(attrs) ?? [];
  const size = sizeOf(output.shape);
  if (
    size < Math.min(grainOf(kernel), module.grainLimit) &&
    callDirectly(module.kernels[kernel], inputs, output, target, extra)
  )
    return true;
  if (inputs.length === 1) {
    callUnary(module, kernel, inputs[0], output, target, extra);
    return true;
  }
  const widths = [...inputs, output].map(({ dtype }) => bytesPerElement[dtype]);
  const loops = oneLoop(inputs, output.shape, size) ?? twoLoops(inputs, output.shape);
  if (loops) {
    callLoops(module, kernel, [...inputs.map(address), target], widths, loops, extra);
    return true;
  }
  const { heap } = module;
  const expanded = inputs.map((input) => expand(module, input, output.shape));
  const flat = { outer: 1, inner: size, strides: inputs.flatMap(() => [0, 1]) };
  callLoops(module, kernel, [...expanded, target], widths, flat, extra);
  for (const [i, block] of expanded.entries()) heap.free(block, size * widths[i]);
  return true;
}

/** Kernels of `cast`, by the dtypes from and to which they convert. */
const castKernels: Readonly<Record<string, string>> = {
  'bool float32': 'castBoolToFloat',
  'int32 float32': 'castIntToFloat',
  'float32 bool': 'castFloatToBool',
};

export function callCast(module: KernelModule, x: Tensor, output: TensorSpec, target: number): boolean {
  const kernel = castKernels[`${x.dtype} ${output.dtype}`];
  if (kernel === undefined) return false;
  callUnary(module, kernel, x, output, target, []);
  return true;
}

function callUnary(
  module: KernelModule,
  kernel: string,
  x: Tensor,
  output: TensorSpec,
  target: number,
  extra: readonly number[],
): void {
  const source = address(x);
  const [from, to] = [bytesPerElement[x.dtype], bytesPerElement[output.dtype]];
  split(module, kernel, { length: x.size, grain: grainOf(kernel), align: 4 }, (begin, end) => [
    source + begin * from,
    target + begin * to,
    end - begin,
    ...extra,
  ]);
}

/** A call without loops to merge or work to share, which is what scalars and small batches make of most: as short as can be. */
function callDirectly(
  kernel: Kernel,
  inputs: readonly Tensor[],
  { shape }: TensorSpec,
  target: number,
  extra: readonly number[],
): boolean {
  const size = sizeOf(shape);
  const [a, b] = inputs;
  if (inputs.length === 1) {
    kernel(address(a), target, size, ...extra);
    return true;
  }
  const isSimple = ({ size: own, shape: ownShape }: Tensor) => own === 1 || sameShape(ownShape, shape);
  if (inputs.length !== 2 || !isSimple(a) || !isSimple(b)) return false;
  kernel(address(a), address(b), target, 1, size, 0, a.size === 1 ? 0 : 1, 0, b.size === 1 ? 0 : 1, ...extra);
  return true;
}

/** `blocks` and `widths` (bytes per element) are those of the operands, then the target's. */
function callLoops(
  module: KernelModule,
  kernel: string,
  blocks: readonly number[],
  widths: readonly number[],
  { outer, inner, strides }: Loops,
  extra: readonly number[],
): void {
  const cutsInner = outer === 1;
  const range = cutsInner
    ? { length: inner, grain: grainOf(kernel), align: 4 }
    : { length: outer, grain: slicesWorth(kernel, inner) };
  const operands = blocks.length - 1;
  const steps = blocks.map((_, i) => {
    if (i === operands) return widths[i] * (cutsInner ? 1 : inner);
    return widths[i] * strides[2 * i + (cutsInner ? 1 : 0)];
  });
  split(module, kernel, range, (begin, end) => [
    ...blocks.map((block, i) => block + begin * steps[i]),
    cutsInner ? 1 : end - begin,
    cutsInner ? end - begin : inner,
    ...strides,
    ...extra,
  ]);
}

/** What most calls are: operands of the output's own shape, or scalars. */
function oneLoop(inputs: readonly Tensor[], shape: Shape, size: number): Loops | undefined {
  const strides: number[] = [];
  for (const input of inputs) {
    if (input.size === 1) strides.push(0, 0);
    else if (sameShape(input.shape, shape)) strides.push(0, 1);
    else return undefined;
  }
  return { outer: 1, inner: size, strides };
}

/** Merges axes into an inner and an outer loop; undefined where that takes more than two. */
function twoLoops(inputs: readonly Tensor[], shape: Shape): Loops | undefined {
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
