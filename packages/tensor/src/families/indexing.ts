/**
 * What the indexing ops share: their indices are checked against the axis before any kernel reads through them,
 * because kernels themselves do not look.
 */
import { IndexError, ShapeError } from '../errors.ts';
import { formatShape, type Shape } from '../shape.ts';

/** @throws IndexError naming the first index outside 0 … length - 1 */
export function requireIndices(op: string, indices: ArrayLike<number>, length: number): void {
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    if (index < 0 || index >= length) {
      throw new IndexError(
        `${op}: index ${index} at position ${i} is outside an axis of length ${length}; use 0 to ${length - 1}`,
      );
    }
  }
}

/** @throws ShapeError unless the shapes agree everywhere but along the axis */
export function requireSameBesides(op: string, axis: number, x: Shape, indices: Shape): void {
  if (x.length === indices.length && x.every((length, other) => other === axis || length === indices[other])) return;
  throw new ShapeError(`${op}: indices ${formatShape(indices)} must equal ${formatShape(x)} in every axis but ${axis}`);
}
