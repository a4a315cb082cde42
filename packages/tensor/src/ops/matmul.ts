import { apply } from '../apply.ts';
import { requireDType } from '../dtype.ts';
import { type MatmulAttrs, matmulLayout } from '../families/contraction.ts';
import { requireSameDType } from '../families/elementwise.ts';
import { kernelOp } from '../families/kernel.ts';
import type { Tensor } from '../tensor.ts';

export const matmulOp = kernelOp({
  family: 'contraction',
  name: 'matmul',
  inputs: ['a', 'b'],
  differentiable: true,
  infer: ([a, b], attrs: MatmulAttrs) => {
    requireDType('matmul', 'a', a.dtype, 'float');
    requireSameDType('matmul', ['a', 'b'], a, b);
    const { batch, rows, columns } = matmulLayout(a, b, attrs);
    return [{ shape: [...batch, rows, columns], dtype: a.dtype }];
  },
  reference: ([a, b], attrs, [output]) => {
    const { rows, inner, columns, batches } = matmulLayout(a, b, attrs);
    const [aRow, aInner] = attrs.transposeA ? [1, rows] : [inner, 1];
    const [bInner, bColumn] = attrs.transposeB ? [1, inner] : [columns, 1];
    for (const [batch, [aStart, bStart]] of batches().entries()) {
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          let sum = 0;
          for (let k = 0; k < inner; k++)
            sum += a.data[aStart + i * aRow + k * aInner] * b.data[bStart + k * bInner + j * bColumn];
          output.data[(batch * rows + i) * columns + j] = sum;
        }
      }
    }
  },
  wasm: 'matmul',
});

/**
 * Matrix product over the last two axes; the axes before them are a batch and broadcast. A transposed side is read in
 * place, without a copy.
 *
 * @param a float tensor [..., m, k], or [..., k, m] with transposeA
 * @param b float tensor [..., k, n], or [..., n, k] with transposeB
 * @returns a tensor [..., m, n]
 * @throws ShapeError when a rank is below 2, the inner lengths differ or batches do not broadcast; DTypeError when dtypes differ or are not float
 * @example matmul(tensor([[1, 2], [3, 4]]), tensor([[1], [1]])) // [[3], [7]]
 */
export function matmul(
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false }: Partial<MatmulAttrs> = {},
): Tensor {
  return apply(matmulOp, [a, b], { transposeA, transposeB });
}
