/** Products and layers on the WebAssembly heap: sizes, transposed sides, and the scratch memory that packing needs. */
import { activations, type LinearAttrs, type MatmulAttrs, matmulLayout } from '../../families/contraction.ts';
import type { ContractionOp } from '../../op.ts';
import type { TensorSpec } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { address } from './address.ts';
import type { KernelModule } from './kernels.ts';

export function callContraction(
  { heap, kernels }: KernelModule,
  op: ContractionOp,
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
  if (op.name === 'linear') {
    const [x, w, b] = inputs;
    const { activation, alpha } = attrs as LinearAttrs;
    const [m, n] = output.shape as [number, number];
    const k = x.shape[1];
    withScratch(m, n, k, (scratch) =>
      kernels.linear(
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
      kernels.matmul(
        address(a) + aStart * 4,
        address(b) + bStart * 4,
        to,
        rows,
        columns,
        inner,
        transA,
        transB,
        scratch,
      );
    }
  });
  return true;
}
