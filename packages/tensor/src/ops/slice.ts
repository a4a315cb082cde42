import { apply, type TensorLike } from '../apply.ts';
import { ShapeError } from '../errors.ts';
import { movement, readView } from '../families/movement.ts';
import { toTensor } from '../operands.ts';
import { formatShape, type Shape, stridesOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

/** A box of a tensor: for each axis, where it starts, how far it steps and how many elements it takes. */
export interface Box {
  readonly starts: readonly number[];
  readonly steps: readonly number[];
  readonly lengths: readonly number[];
}

export const sliceOp = movement({
  name: 'slice',
  inputs: ['x'],
  differentiable: true,
  infer: ([x], { lengths }: Box) => [{ shape: lengths, dtype: x.dtype }],
  plan: ([x], { starts, steps, lengths }) => {
    const strides = stridesOf(x.shape);
    const offset = starts.reduce((sum, start, axis) => sum + start * strides[axis], 0);
    return readView(
      lengths,
      offset,
      strides.map((stride, axis) => stride * steps[axis]),
    );
  },
});

export interface SliceOptions {
  /** First index per axis, counted from either end; left out: from the beginning (from the end, for a negative step). */
  start?: readonly (number | undefined)[];
  /** The index per axis before which to stop; left out: to the end (to the beginning, for a negative step). */
  stop?: readonly (number | undefined)[];
  /** Distance between elements taken, per axis; 1 when left out. */
  step?: readonly (number | undefined)[];
}

/**
 * A box of x: per axis the indices start, start + step, … before stop. Axes not named are taken whole.
 *
 * @param x tensor of any dtype
 * @returns a tensor of the same rank
 * @throws ShapeError when an index lies outside its axis, a step is 0, or more axes are named than x has
 * @example slice(tensor([0, 1, 2, 3, 4]), { start: [1], stop: [5], step: [2] }) // [1, 3]
 */
export function slice(x: TensorLike, options: SliceOptions): Tensor {
  const input = toTensor('slice', x);
  return apply(sliceOp, [input], toBox(input.shape, options));
}

function toBox(shape: Shape, { start = [], stop = [], step = [] }: SliceOptions): Box {
  if (Math.max(start.length, stop.length, step.length) > shape.length) {
    throw new ShapeError(`slice: more axes are named than ${formatShape(shape)} has`);
  }
  const starts: number[] = [];
  const lengths: number[] = [];
  const steps = shape.map((_, axis) => step[axis] ?? 1);
  for (const [axis, length] of shape.entries()) {
    const stride = steps[axis];
    if (!Number.isInteger(stride) || stride === 0)
      throw new ShapeError(`slice: step ${stride} of axis ${axis} must be a whole number other than 0`);
    const from = resolve(
      'start',
      start[axis],
      stride > 0 ? 0 : length - 1,
      axis,
      length,
      stride > 0 ? length : length - 1,
    );
    const to = resolve('stop', stop[axis], stride > 0 ? length : -1, axis, length, length);
    const count = Math.max(0, Math.ceil((to - from) / stride));
    starts.push(count > 0 ? from : 0);
    lengths.push(count);
  }
  return { starts, steps, lengths };
}

function resolve(
  what: string,
  index: number | undefined,
  otherwise: number,
  axis: number,
  length: number,
  last: number,
): number {
  if (index === undefined) return otherwise;
  const resolved = index < 0 ? index + length : index;
  if (!Number.isInteger(index) || resolved < 0 || resolved > last) {
    throw new ShapeError(
      `slice: ${what} ${index} lies outside axis ${axis} of length ${length}; use ${-length} to ${last}`,
    );
  }
  return resolved;
}
