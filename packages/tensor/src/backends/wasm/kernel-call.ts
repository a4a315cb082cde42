/**
 * From an op and its tensors to one kernel call: which kernel, which addresses, which sizes. Returns false where the op
 * has no kernel for these dtypes, and the caller falls back to the reference kernel.
 */
import { activations, type LinearAttrs, type MatmulAttrs, matmulLayout } from '../../families/contraction.ts';
import { requireIndices } from '../../families/indexing.ts';
import type { AnyOp, ElementwiseOp, ReductionAttrs } from '../../op.ts';
import type { AdamAttrs } from '../../ops/adam-step.ts';
import type { RandomAttrs } from '../../ops/random-bits.ts';
import { aroundAxis, sizeOf, type TensorSpec } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { address } from './address.ts';
import { callElementwise } from './elementwise.ts';
import type { Kernel, KernelModule } from './kernels.ts';
import { callMovement } from './movement.ts';
import { callReduction } from './reduction.ts';

export function kernelCall(
  module: KernelModule,
  op: AnyOp,
  inputs: readonly Tensor[],
  attrs: object,
  outputs: readonly TensorSpec[],
  targets: readonly number[],
): boolean {
  if (op.family === 'movement') return callMovement(module, op, inputs, attrs, outputs[0], targets[0]);
  const kernel = op.wasm === undefined ? undefined : module.kernels[op.wasm];
  if (kernel === undefined) return false;
  const output = outputs[0];
  const target = targets[0];
  switch (op.family) {
    case 'elementwise':
      return callElementwise(module, kernel, op as ElementwiseOp, inputs, attrs, output, target);
    case 'reduction':
      return callReduction(module, kernel, op, inputs[0], attrs as ReductionAttrs, output, target);
    case 'alongAxis': {
      const { outer, axis, inner } = aroundAxis(output.shape, (attrs as { axis: number }).axis);
      kernel(address(inputs[0]), target, outer, axis, inner);
      return true;
    }
    case 'contraction':
      return callContraction(module, kernel, op.name, inputs, attrs, output, target);
    case 'indexing':
      return callIndexing(module, kernel, op.name, inputs, attrs as { axis: number }, output, target);
    case 'random': {
      const { key, counter } = attrs as RandomAttrs;
      kernel(target, sizeOf(output.shape), key[0], key[1], counter >>> 0, Math.floor(counter / 0x100000000));
      return true;
    }
    case 'update': {
      const { learningRate, beta1, beta2, epsilon, correction1, correction2, weightDecay } = attrs as AdamAttrs;
      const size = sizeOf(output.shape);
      kernel(
        ...inputs.map(address),
        ...targets,
        size,
        learningRate,
        beta1,
        beta2,
        epsilon,
        correction1,
        correction2,
        weightDecay,
      );
      return true;
    }
    default:
      return false;
  }
}

function callContraction(
  { heap, kernels }: KernelModule,
  kernel: Kernel,
  name: string,
  inputs: readonly Tensor[],
  attrs: object,
  output: TensorSpec,
  target: number,
): boolean {
  const withScratch = (m: number, n: number, k: number, body: (scratch: number) => void): void => {
    const bytes = kernels.matmulScratchBytes(m, n, k);
    const scratch = heap.allocate(bytes);
    body(scratch);
    heap.free(scratch, bytes);
  };
  if (name === 'linear') {
    const [x, w, b] = inputs;
    const { activation, alpha } = attrs as LinearAttrs;
    const [m, n] = output.shape as [number, number];
    const k = x.shape[1];
    withScratch(m, n, k, (scratch) =>
      kernel(
        address(x),
        address(w),
        b ? address(b) : 0,
        target,
        m,
        n,
        k,
        activations.indexOf(activation),
        alpha,
        scratch,
      ),
    );
    return true;
  }
  const [a, b] = inputs as [Tensor, Tensor];
  const matmulAttrs = attrs as MatmulAttrs;
  const { rows, inner, columns, batches } = matmulLayout(a, b, matmulAttrs);
  const [transA, transB] = [Number(matmulAttrs.transposeA), Number(matmulAttrs.transposeB)];
  withScratch(rows, columns, inner, (scratch) => {
    for (const [batch, [aStart, bStart]] of batches().entries()) {
      const to = target + batch * rows * columns * 4;
      kernel(address(a) + aStart * 4, address(b) + bStart * 4, to, rows, columns, inner, transA, transB, scratch);
    }
  });
  return true;
}

function callIndexing(
  { heap, kernels }: KernelModule,
  kernel: Kernel,
  name: string,
  inputs: readonly Tensor[],
  attrs: { axis: number },
  output: TensorSpec,
  target: number,
): boolean {
  if (output.dtype === 'bool') return false;
  const scatter = name === 'scatterAdd';
  const [values, indices] = scatter ? [inputs[1], inputs[0]] : [inputs[0], inputs[1]];
  const { outer, axis, inner } = aroundAxis(scatter ? output.shape : values.shape, attrs.axis);
  const at = address(indices) >>> 2;
  requireIndices(name, heap.i32.subarray(at, at + indices.size), axis);
  if (scatter) kernels.fill32(target, sizeOf(output.shape), 0);
  const count = name === 'takeAlongAxis' ? indices.shape[attrs.axis] : indices.size;
  kernel(address(values), address(indices), target, outer, axis, inner, count);
  return true;
}
