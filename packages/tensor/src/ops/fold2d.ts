import { tensor } from '../create.ts';
import { requireDType } from '../dtype.ts';
import { ShapeError } from '../errors.ts';
import { countWindows, type Pair, type PairLike, toPair } from '../families/window.ts';
import { scope } from '../scope.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { reshape } from './reshape.ts';
import { scatterAdd } from './scatter-add.ts';
import { slice } from './slice.ts';

export interface Fold2dOptions {
  /** Height and width of the images. */
  size: PairLike;
  /** How far neighbouring windows are apart; 1 when left out. */
  stride?: PairLike;
  /** Elements of the windows that lie outside the images, on each side; 0 when left out. */
  padding?: PairLike;
}

/**
 * Images as the sum of windows, each added where unfold2d takes it from (col2im): the transpose of unfold2d.
 *
 * @param x float tensor [n, windows down, windows across, kernel height, kernel width, channels]
 * @returns a tensor [n, height, width, channels]
 * @throws ShapeError when x is not of rank 6 or its windows are not those of the size; ValueError when size, stride or padding are not whole numbers; DTypeError when x is not float
 * @example reshape(fold2d(ones([1, 1, 2, 1, 2, 1]), { size: [1, 3] }), [3]) // [1, 2, 1]
 */
export function fold2d(x: Tensor, { size, stride = 1, padding = 0 }: Fold2dOptions): Tensor {
  requireDType('fold2d', 'x', x.dtype, 'float');
  if (x.rank !== 6) {
    throw new ShapeError(
      `fold2d: x has shape ${formatShape(x.shape)}; [n, windows down, windows across, kernel height, kernel width, channels] is needed`,
    );
  }
  const [n, down, across, kernelHeight, kernelWidth, channels] = x.shape;
  const image = toPair('fold2d', 'size', size, 1);
  const windows = {
    kernel: [kernelHeight, kernelWidth] as const,
    stride: toPair('fold2d', 'stride', stride, 1),
    padding: toPair('fold2d', 'padding', padding, 0),
  };
  const fitting = countWindows('fold2d', image, windows);
  if (fitting[0] !== down || fitting[1] !== across) {
    throw new ShapeError(
      `fold2d: x has ${formatShape([down, across])} windows, but an image of ${formatShape(image)} has ${formatShape(fitting)} with this kernel, stride and padding`,
    );
  }
  const [top, left] = windows.padding;
  const [height, width] = [image[0] + 2 * top, image[1] + 2 * left];
  return scope(() => {
    const places = tensor(placesOf([down, across], windows.kernel, windows.stride, width), {
      shape: x.shape.slice(1, 5),
      dtype: 'int32',
      backend: x.backend,
    });
    const sums = reshape(scatterAdd(places, x, { axis: 1, length: height * width }), [n, height, width, channels]);
    if (top === 0 && left === 0) return sums;
    return slice(sums, { start: [0, top, left], stop: [n, top + image[0], left + image[1]] });
  });
}

/** The pixel, counted row by row, that each element of each window falls on. */
function placesOf([down, across]: Pair, [height, width]: Pair, stride: Pair, pixelsPerRow: number): Int32Array {
  const places = new Int32Array(down * across * height * width);
  let next = 0;
  for (let i = 0; i < down; i++) {
    for (let j = 0; j < across; j++) {
      const corner = i * stride[0] * pixelsPerRow + j * stride[1];
      for (let k = 0; k < height; k++) {
        for (let l = 0; l < width; l++) places[next++] = corner + k * pixelsPerRow + l;
      }
    }
  }
  return places;
}
