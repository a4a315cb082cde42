/**
 * What the contractions share with the backends that run them: the sizes of a matrix product, checked, and the
 * activations that a layer can end in. Their ops give the arithmetic.
 */
import { ShapeError } from '../errors.ts';
import { broadcastShapes, broadcastStrides, formatShape, type Shape, sizeOf, type TensorSpec } from '../shape.ts';

/** Activations whose derivative can be read off their output, in the order in which kernels number them. */
export const activations = ['none', 'relu', 'leakyRelu', 'elu', 'tanh', 'sigmoid', 'softplus'] as const;
export type Activation = (typeof activations)[number];

export interface LinearAttrs {
  readonly activation: Activation;
  /** The slope of leakyRelu or the alpha of elu. */
  readonly alpha: number;
}

export interface MatmulAttrs {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
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
  for (const [name, { shape }] of [
    ['a', a],
    ['b', b],
  ] as const) {
    if (shape.length < 2) {
      throw new ShapeError(
        `matmul: ${name} has shape ${formatShape(shape)}; rank 2 or more is needed, use expandDims, or outer for two vectors`,
      );
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
