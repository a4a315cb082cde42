import { countWindows, type PairLike, requireConvolution, toPair } from '../families/window.ts';
import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import { type LinearOptions, linear } from './linear.ts';
import { reshape } from './reshape.ts';
import { unfold2d } from './unfold2d.ts';

export interface Conv2dOptions extends LinearOptions {
  /** How far neighbouring windows are apart; 1 when left out. */
  stride?: PairLike;
  /** Zeros to add on each side of the image; 0 when left out. */
  padding?: PairLike;
}

/**
 * A convolutional layer in the sense of neural networks (no kernel is flipped): the same linear layer on every window,
 *
 *   out[n, i, j, o] = activation(b[o] + Σ_{k, l, c} x[n, i · stride + k - padding, j · stride + l - padding, c] w[k, l, c, o]).
 *
 * It is one matrix product over unfold2d's windows, bias and activation included, so its derivatives are theirs.
 *
 * @param x float images [n, height, width, in], channels last
 * @param w weights [kernel height, kernel width, in, out]
 * @param b bias [out]; none when left out
 * @returns a tensor [n, ⌊(height + 2 padding - kernel height) / stride⌋ + 1, …, out]
 * @throws ShapeError when ranks, channels or sizes do not fit; ValueError when stride or padding are not whole numbers, or there is no such activation; DTypeError when dtypes differ or are not float
 * @example reshape(conv2d(reshape(arange(0, 6), [1, 2, 3, 1]), ones([2, 2, 1, 1]), tensor([0.5])), [2]) // [8.5, 12.5]
 */
export function conv2d(
  x: Tensor,
  w: Tensor,
  b?: Tensor,
  { stride = 1, padding = 0, ...layer }: Conv2dOptions = {},
): Tensor {
  const kernel = requireConvolution('conv2d', x, w, b, 2);
  const [, height, width, channels] = x.shape;
  const windows = {
    kernel,
    stride: toPair('conv2d', 'stride', stride, 1),
    padding: toPair('conv2d', 'padding', padding, 0),
  };
  countWindows('conv2d', [height, width], windows);
  const inner = kernel[0] * kernel[1] * channels;
  return scope(() => {
    const patches = unfold2d(x, windows);
    return linear(reshape(patches, [...patches.shape.slice(0, 3), inner]), reshape(w, [inner, w.shape[3]]), b, layer);
  });
}
