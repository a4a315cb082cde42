import { apply } from '../apply.ts';
import { requireDType } from '../dtype.ts';
import { ShapeError } from '../errors.ts';
import { requireSameDType } from '../families/elementwise.ts';
import { kernelOp } from '../families/kernel.ts';
import { broadcastShapes, broadcastStrides, formatShape, type Shape, sizeOf, type TensorSpec } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

export interface MatmulAttrs {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

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
          for (let k = 0; k < inner; k++) sum += a.data[aStart + i * aRow + k * aInner] * b.data[bStart + k * bInner + j * bColumn];
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
export function matmul(a: Tensor, b: Tensor, { transposeA = false, transposeB = false }: Partial<MatmulAttrs> = {}): Tensor {
  return apply(matmulOp, [a, b], { transposeA, transposeB });
}

interface MatmulLayout {
  readonly batch: Shape;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** Where each product of the batch starts in a and in b. */
  batches(): [aStart: number, bStart: number][];
}

/** The sizes of a product, checked. */
export function matmulLayout(a: TensorSpec, b: TensorSpec, { transposeA, transposeB }: MatmulAttrs): MatmulLayout {
  for (const [name, { shape }] of [['a', a], ['b', b]] as const) {
    if (shape.length < 2) {
      throw new ShapeError(`matmul: ${name} has shape ${formatShape(shape)}; rank 2 or more is needed, use expandDims, or outer for two vectors`);
    }
  }
  const [aRows, aColumns] = a.shape.slice(-2) as [number, number];
  const [bRows, bColumns] = b.shape.slice(-2) as [number, number];
  const [rows, inner] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [innerB, columns] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  if (inner !== innerB) {
    const flipped = transposeB ? bRows : bColumns;
    const hint = inner === flipped ? `. Did you mean ${transposeB ? 'no transposeB' : 'transposeB'}?` : '';
    const marks = [transposeA ? 'ᵀ' : '', transposeB ? 'ᵀ' : ''];
    throw new ShapeError(
      `matmul: ${formatShape(a.shape)}${marks[0]} x ${formatShape(b.shape)}${marks[1]} do not chain (inner ${inner} against ${innerB})${hint}`,
    );
  }
  const aBatch = a.shape.slice(0, -2);
  const bBatch = b.shape.slice(0, -2);
  const batch = broadcastShapes('matmul (batch axes)', aBatch, bBatch);
  const batches = (): [number, number][] => {
    const aStrides = broadcastStrides(aBatch, batch);
    const bStrides = broadcastStrides(bBatch, batch);
    return Array.from({ length: sizeOf(batch) }, (_, position) => {
      let rest = position;
      let aIndex = 0;
      let bIndex = 0;
      for (let axis = batch.length - 1; axis >= 0; axis--) {
        const index = rest % batch[axis];
        rest = (rest - index) / batch[axis];
        aIndex += index * aStrides[axis];
        bIndex += index * bStrides[axis];
      }
      return [aIndex * rows * inner, bIndex * inner * columns];
    });
  };
  return { batch, rows, inner, columns, batches };
}
