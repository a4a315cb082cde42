/** Arrays written out element by element, as definitions in books are: the value at each index from a function of the index. */
import ndarray, { type NdArray } from 'ndarray';
import { type Shape, sizeOf } from '../shape.ts';

/** An ndarray of float64 whose element at `index` is `valueAt(index)`. */
export function build(shape: Shape, valueAt: (index: readonly number[]) => number): NdArray {
  const values = new Float64Array(sizeOf(shape));
  const index = new Array<number>(shape.length).fill(0);
  for (let i = 0; i < values.length; i++) {
    values[i] = valueAt(index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis] < shape[axis]) break;
      index[axis] = 0;
    }
  }
  return ndarray(values, [...shape]) as NdArray;
}

/** Σ term(k) for k from 0 to n - 1. */
export function total(n: number, term: (k: number) => number): number {
  let sum = 0;
  for (let k = 0; k < n; k++) sum += term(k);
  return sum;
}
