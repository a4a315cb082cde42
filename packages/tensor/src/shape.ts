/**
 * Shapes, strides, broadcasting and axes as pure functions over arrays of numbers. A shape lists the length of each
 * axis; tensors are contiguous and row-major, so strides are derived, never stored. Nothing here touches data.
 */
import { ShapeError } from './errors.ts';

export type Shape = readonly number[];

/** What is known of a tensor without its values. */
export interface TensorSpec {
  readonly shape: Shape;
  readonly dtype: import('./dtype.ts').DType;
}

/** The highest rank that kernels are written for. */
export const maxRank = 6;

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

export function checkShape(where: string, shape: Shape): void {
  if (!Array.isArray(shape)) {
    throw new ShapeError(
      `${where}: ${JSON.stringify(shape)} is not a shape; give the lengths of the axes as an array, such as [2, 3]`,
    );
  }
  if (shape.length > maxRank) {
    throw new ShapeError(
      `${where}: rank ${shape.length} of ${formatShape(shape)} is above the limit of ${maxRank}; reshape first`,
    );
  }
  for (const length of shape) {
    if (!Number.isInteger(length) || length < 0) {
      throw new ShapeError(
        `${where}: ${formatShape(shape)} is not a shape; every axis needs a whole number of 0 or more`,
      );
    }
  }
}

/** Row-major strides in elements: the distance between neighbours along each axis. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** The strides that make `shape` look like `target`: 0 along every axis that is repeated. */
export function broadcastStrides(shape: Shape, target: Shape): number[] {
  const own = stridesOf(shape);
  const lead = target.length - shape.length;
  return target.map((_, axis) => (axis < lead || shape[axis - lead] === 1 ? 0 : own[axis - lead]));
}

/** NumPy's rule: align at the last axis; lengths must be equal or one of them 1. */
export function broadcastShapes(where: string, a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a;
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const rank = Math.max(a.length, b.length);
  const out = new Array<number>(rank);
  for (let fromEnd = 1; fromEnd <= rank; fromEnd++) {
    const left = fromEnd <= a.length ? a[a.length - fromEnd] : 1;
    const right = fromEnd <= b.length ? b[b.length - fromEnd] : 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new ShapeError(
        `${where}: ${formatShape(a)} and ${formatShape(b)} do not broadcast (${left} against ${right} at axis ${rank - fromEnd}); lengths must be equal or 1`,
      );
    }
    out[rank - fromEnd] = left === 1 ? right : left;
  }
  return out;
}

/** An axis counted from either end, as one counted from the front. */
export function normalizeAxis(where: string, axis: number, rank: number): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || normal < 0 || normal >= rank) {
    const range = rank === 0 ? 'a scalar has no axes' : `use ${-rank} to ${rank - 1}`;
    throw new ShapeError(`${where}: axis ${axis} does not exist in a tensor of rank ${rank}; ${range}`);
  }
  return normal;
}

/** Axes in increasing order without repeats; all of them when none are named. */
export function normalizeAxes(where: string, axes: number | readonly number[] | undefined, rank: number): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const list = typeof axes === 'number' ? [axes] : axes;
  const normal = list.map((axis) => normalizeAxis(where, axis, rank)).sort((a, b) => a - b);
  for (let i = 1; i < normal.length; i++) {
    if (normal[i] === normal[i - 1])
      throw new ShapeError(`${where}: axis ${normal[i]} is named twice in [${list.join(', ')}]`);
  }
  return normal;
}

/** The shape left when `axes` (normalized) are reduced. */
export function reduceShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  const out: number[] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    if (!axes.includes(axis)) out.push(shape[axis]);
    else if (keepDims) out.push(1);
  }
  return out;
}

/** A tensor seen as [outer, axis, inner]: what lies before, along and after one axis. */
export interface AxisView {
  readonly outer: number;
  readonly axis: number;
  readonly inner: number;
}

export function aroundAxis(shape: Shape, axis: number): AxisView {
  return { outer: sizeOf(shape.slice(0, axis)), axis: shape[axis], inner: sizeOf(shape.slice(axis + 1)) };
}
