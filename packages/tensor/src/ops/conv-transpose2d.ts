import { ShapeError, ValueError } from '../errors.ts';
import { type PairLike, requireConvolution, toPair } from '../families/window.ts';
import { scope } from '../scope.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { add } from './add.ts';
import { fold2d } from './fold2d.ts';
import { matmul } from './matmul.ts';
import { reshape } from './reshape.ts';

export interface ConvTranspose2dOptions {
  /** How far the windows of neighbouring inputs are apart; 1 when left out. */
  stride?: PairLike;
  /** How much to take off each side of the result; 0 when left out. */
  padding?: PairLike;
  /** Rows below and columns to the right to add to the result, fewer than the stride; 0 when left out. */
  outputPadding?: PairLike;
}

/**
 * The transpose of conv2d, which makes images larger: each input adds the kernel, scaled by it, to its window of the
 * result. It is the derivative of conv2d with respect to its images, for the same weights, stride and padding.
 *
 * @param x float images [n, height, width, in], channels last
 * @param w weights [kernel height, kernel width, out, in]: those of a conv2d from out to in channels
 * @param b bias [out]; none when left out
 * @returns a tensor [n, (height - 1) stride - 2 padding + kernel height + outputPadding, …, out]
 * @throws ShapeError when ranks, channels or sizes do not fit; ValueError when stride or padding are not whole numbers or outputPadding is not below the stride; DTypeError when dtypes differ or are not float
 * @example reshape(convTranspose2d(reshape(tensor([1, 2]), [1, 1, 2, 1]), ones([1, 3, 1, 1]), undefined, { stride: 2 }), [5]) // [1, 1, 3, 2, 2]
 */
export function convTranspose2d(
  x: Tensor,
  w: Tensor,
  b?: Tensor,
  { stride = 1, padding = 0, outputPadding = 0 }: ConvTranspose2dOptions = {},
): Tensor {
  const kernel = requireConvolution('convTranspose2d', x, w, b, 3);
  const [n, height, width, channels] = x.shape;
  const outputs = w.shape[2];
  const steps = toPair('convTranspose2d', 'stride', stride, 1);
  const margin = toPair('convTranspose2d', 'padding', padding, 0);
  const extra = toPair('convTranspose2d', 'outputPadding', outputPadding, 0);
  if (extra[0] >= steps[0] || extra[1] >= steps[1]) {
    throw new ValueError(
      `convTranspose2d: outputPadding ${formatShape(extra)} must be below the stride ${formatShape(steps)} in both directions`,
    );
  }
  const lengthOf = (length: number, side: 0 | 1): number =>
    (length - 1) * steps[side] - 2 * margin[side] + kernel[side] + extra[side];
  const size = [lengthOf(height, 0), lengthOf(width, 1)] as const;
  if (Math.min(height, width, ...size) < 1) {
    throw new ShapeError(
      `convTranspose2d: images of ${formatShape([height, width])} would become ${formatShape(size)}; use a larger kernel or less padding`,
    );
  }
  return scope(() => {
    const weights = reshape(w, [kernel[0] * kernel[1] * outputs, channels]);
    const patches = matmul(reshape(x, [n * height * width, channels]), weights, { transposeB: true });
    const windows = reshape(patches, [n, height, width, ...kernel, outputs]);
    const images = fold2d(windows, { size, stride: steps, padding: margin });
    return b ? add(images, b) : images;
  });
}
