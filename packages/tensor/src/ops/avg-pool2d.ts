import { kernelFirst, type Pool2dOptions, windowsOfPool } from '../families/window.ts';
import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import { mean } from './mean.ts';
import { transpose } from './transpose.ts';
import { unfold2d } from './unfold2d.ts';

/**
 * The mean of each window, channel by channel; padding counts as zeros.
 *
 * @param x float images [n, height, width, channels]
 * @param options kernel, stride (the kernel when left out) and padding (at most half the kernel)
 * @returns a tensor [n, ⌊(height + 2 padding - kernel height) / stride⌋ + 1, …, channels]
 * @throws ShapeError when x is not of rank 4 or the window does not fit; ValueError when kernel, stride or padding are not whole numbers, or there is too much padding; DTypeError when x is not float
 * @example reshape(avgPool2d(reshape(arange(0, 8), [1, 2, 4, 1]), { kernel: 2 }), [2]) // [2.5, 4.5]
 */
export function avgPool2d(x: Tensor, options: Pool2dOptions): Tensor {
  const windows = windowsOfPool('avgPool2d', x, options);
  return scope(() => mean(transpose(unfold2d(x, windows), { axes: kernelFirst }), { axis: [0, 1] }));
}
