import { apply } from '../apply.ts';
import { movement, readView } from '../families/movement.ts';
import { countWindows, type Pair, type PairLike, requireImages, toPair } from '../families/window.ts';
import { scope } from '../scope.ts';
import { stridesOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { pad } from './pad.ts';

export interface UnfoldAttrs {
  readonly kernel: Pair;
  readonly stride: Pair;
}

/** Windows may overlap, so this is a strided view like any other: a stride of one window, then the strides inside it. */
export const unfold2dOp = movement({
  name: 'unfold2d',
  inputs: ['x'],
  differentiable: true,
  infer: ([x], { kernel, stride }: UnfoldAttrs) => {
    const [n, height, width, channels] = x.shape;
    const count = countWindows('unfold2d', [height, width], { kernel, stride, padding: [0, 0] });
    return [{ shape: [n, ...count, ...kernel, channels], dtype: x.dtype }];
  },
  plan: ([x], { stride }, output) => {
    const [image, row, column, channel] = stridesOf(x.shape);
    return readView(output.shape, 0, [image, row * stride[0], column * stride[1], row, column, channel]);
  },
});

export interface Unfold2dOptions {
  /** Height and width of a window. */
  kernel: PairLike;
  /** How far neighbouring windows are apart; 1 when left out. */
  stride?: PairLike;
  /** Elements to add on each side of the image; 0 when left out. */
  padding?: PairLike;
  /** What to add; 0 when left out. */
  value?: number;
}

/**
 * All windows of images, side by side (im2col): window [i, j] begins at row i · stride and column j · stride.
 *
 * @param x tensor [n, height, width, channels] of any dtype
 * @returns a tensor [n, windows down, windows across, kernel height, kernel width, channels]
 * @throws ShapeError when x is not of rank 4 or the window does not fit; ValueError when kernel, stride or padding are not whole numbers
 * @example reshape(unfold2d(reshape(arange(0, 6), [1, 2, 3, 1]), { kernel: 2 }), [2, 4]) // [[0, 1, 3, 4], [1, 2, 4, 5]]
 */
export function unfold2d(x: Tensor, { kernel, stride = 1, padding = 0, value = 0 }: Unfold2dOptions): Tensor {
  requireImages('unfold2d', 'x', x.shape);
  const windows = {
    kernel: toPair('unfold2d', 'kernel', kernel, 1),
    stride: toPair('unfold2d', 'stride', stride, 1),
    padding: toPair('unfold2d', 'padding', padding, 0),
  };
  countWindows('unfold2d', [x.shape[1], x.shape[2]], windows);
  const attrs: UnfoldAttrs = { kernel: windows.kernel, stride: windows.stride };
  const margin = [0, ...windows.padding, 0];
  if (margin.every((length) => length === 0)) return apply(unfold2dOp, [x], attrs);
  return scope(() => apply(unfold2dOp, [pad(x, { before: margin, after: margin, value })], attrs));
}
