/**
 * What the operations that slide a window over images share: two numbers for the two directions, and the sizes that fit. Images are
 * [n, height, width, channels], channels last, so that a window's row is one run of memory and a convolution one matrix product.
 */
import { requireDType } from '../dtype.ts';
import { ShapeError, ValueError } from '../errors.ts';
import { formatShape, type Shape, type TensorSpec } from '../shape.ts';
import { requireSameDType } from './elementwise.ts';

/** One number for each direction: vertical, then horizontal. */
export type Pair = readonly [vertical: number, horizontal: number];

/** A pair, or one number that stands for both directions. */
export type PairLike = number | Pair;

/** @throws ValueError unless both numbers are whole and at least the smallest */
export function toPair(op: string, name: string, value: PairLike, smallest: number): Pair {
  const pair = typeof value === 'number' ? [value, value] : value;
  if (pair?.length !== 2 || !pair.every((number) => Number.isInteger(number) && number >= smallest)) {
    throw new ValueError(
      `${op}: ${name} ${JSON.stringify(value)} must be a whole number of ${smallest} or more, or two of them: [vertical, horizontal]`,
    );
  }
  return [pair[0], pair[1]];
}

/** @throws ShapeError unless the shape is [n, height, width, channels] */
export function requireImages(op: string, name: string, shape: Shape): void {
  if (shape.length === 4) return;
  throw new ShapeError(`${op}: ${name} has shape ${formatShape(shape)}; [n, height, width, channels] is needed`);
}

/** Where windows stand on images. */
export interface Windows {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
}

/**
 * How many windows there are down and across; rows and columns that no whole window reaches are left over. An image without pixels has
 * no windows, however much padding there is: the largest of nothing is not a number.
 */
export function countWindows(op: string, size: Pair, { kernel, stride, padding }: Windows): Pair {
  const room = [size[0] + 2 * padding[0], size[1] + 2 * padding[1]];
  if (size.includes(0) || room[0] < kernel[0] || room[1] < kernel[1]) {
    const padded = padding[0] + padding[1] > 0 ? `, padded to ${formatShape(room)}` : '';
    throw new ShapeError(
      `${op}: a window of ${formatShape(kernel)} does not fit into an image of ${formatShape(size)}${padded}; use a larger image, a smaller kernel or more padding`,
    );
  }
  return [Math.floor((room[0] - kernel[0]) / stride[0]) + 1, Math.floor((room[1] - kernel[1]) / stride[1]) + 1];
}

/**
 * Checks the inputs of a convolution: images x, weights w [kernel height, kernel width, …] and a bias, if any.
 *
 * @param inputs the axis of w that meets the channels of x; outputs are along the other one
 * @returns height and width of the kernel
 */
export function requireConvolution(
  op: string,
  x: TensorSpec,
  w: TensorSpec,
  b: TensorSpec | undefined,
  inputs: 2 | 3,
): Pair {
  requireDType(op, 'x', x.dtype, 'float');
  requireSameDType(op, ['x', 'w'], x, w);
  requireImages(op, 'x', x.shape);
  const channels = x.shape[3];
  if (w.shape.length !== 4 || w.shape[inputs] !== channels) {
    const layout = inputs === 2 ? 'in, out' : 'out, in';
    throw new ShapeError(
      `${op}: x ${formatShape(x.shape)} and w ${formatShape(w.shape)} do not fit; w [kernel height, kernel width, ${layout}] with in = ${channels} is needed`,
    );
  }
  const outputs = w.shape[5 - inputs];
  if (b) {
    requireSameDType(op, ['x', 'b'], x, b);
    if (b.shape.length !== 1 || b.shape[0] !== outputs) {
      throw new ShapeError(`${op}: b has shape ${formatShape(b.shape)}; [${outputs}] is needed, one for each output`);
    }
  }
  return toPair(op, 'kernel', [w.shape[0], w.shape[1]], 1);
}

/**
 * The axes of unfold2d's windows with those of the kernel in front. Reductions are several times as fast over the first axes, where one row
 * is folded into another, as over short ones in the middle; that is worth more than the copy.
 */
export const kernelFirst = [3, 4, 0, 1, 2, 5] as const;

export interface Pool2dOptions {
  /** Height and width of a window. */
  kernel: PairLike;
  /** How far neighbouring windows are apart; the kernel when left out, so that they touch and do not overlap. */
  stride?: PairLike;
  /** Elements outside the image on each side, at most half the kernel; 0 when left out. */
  padding?: PairLike;
}

/** The windows of a pooling, checked. More padding than half a window would make windows of padding alone. */
export function windowsOfPool(op: string, x: TensorSpec, options: Pool2dOptions): Windows {
  requireDType(op, 'x', x.dtype, 'float');
  requireImages(op, 'x', x.shape);
  const kernel = toPair(op, 'kernel', options.kernel, 1);
  const stride = toPair(op, 'stride', options.stride ?? kernel, 1);
  const padding = toPair(op, 'padding', options.padding ?? 0, 0);
  if (2 * padding[0] > kernel[0] || 2 * padding[1] > kernel[1]) {
    throw new ValueError(`${op}: padding ${formatShape(padding)} is more than half the kernel ${formatShape(kernel)}`);
  }
  const windows = { kernel, stride, padding };
  countWindows(op, [x.shape[1], x.shape[2]], windows);
  return windows;
}
