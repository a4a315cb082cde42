/**
 * Multi-scale structural similarity of images (Wang, Simoncelli and Bovik, 2003): means, variances and covariances of two images under a Gaussian
 * window, compared at the image's own scale and at halves of it. It is 1 for equal images alone. The usual form has five scales and a window of 11
 * pixels, which needs images of 176; smaller images take fewer scales and a smaller window, and the weights of the scales that are left are made to
 * sum to 1 again.
 */
import {
  add,
  avgPool2d,
  clip,
  conv2d,
  div,
  mean,
  mul,
  pow,
  reshape,
  ShapeError,
  sameShape,
  scope,
  square,
  sub,
  type Tensor,
  tensor,
  transpose,
  ValueError,
} from '@infograd/tensor';

export interface MsSsimOptions {
  /** From 1, which is the plain SSIM, to 5. */
  readonly scales: number;
  /** Pixels of the window's side, odd; 7 when left out. */
  readonly window?: number;
  /** The largest difference that two pixels can have: 1 for pixels in [0, 1], 2 in [-1, 1]. */
  readonly range: number;
}

/** How much each scale counts, from the finest (Wang et al., section 3.2). */
const scaleWeights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];

/** Of the window's Gaussian, in pixels. */
const windowStdDev = 1.5;

/**
 * The similarity of each pair of images, at most 1.
 *
 * @param x images [n, height, width, channels]; channels are compared one by one, and averaged
 * @param y as many images of the same shape
 * @returns [n]. Where the structures of two images contradict each other at some scale, the mean of that scale is negative and has no power; it
 * counts as 0, and so does the whole product.
 * @throws ShapeError when shapes differ or the window is larger than the coarsest scale; ValueError when an option makes no sense
 */
export function msSsim(x: Tensor, y: Tensor, { scales, window = 7, range }: MsSsimOptions): Tensor {
  requireOptions({ scales, window, range });
  requireImages(x, y, scales, window);
  return scope(() => {
    const [count, , , channels] = x.shape;
    const used = scaleWeights.slice(0, scales);
    const total = used.reduce((sum, weight) => sum + weight, 0);
    let [left, right] = [channelsApart(x), channelsApart(y)];
    let product: Tensor | undefined;
    used.forEach((weight, scale) => {
      const isCoarsest = scale === scales - 1;
      const { structure, similarity } = compared(left, right, window, range);
      // The luminances are compared at the coarsest scale only.
      const factor = pow(clip(isCoarsest ? similarity : structure, { min: 0 }), weight / total);
      product = product === undefined ? factor : mul(product, factor);
      if (!isCoarsest) [left, right] = [avgPool2d(left, { kernel: 2 }), avgPool2d(right, { kernel: 2 })];
    });
    return mean(reshape(product!, [count, channels]), { axis: 1 });
  });
}

/**
 * One scale: the mean over an image of contrast and structure, (2 σ_xy + c₂) / (σ_x² + σ_y² + c₂), and that of the whole SSIM, in which this is
 * multiplied by the luminance's (2 μ_x μ_y + c₁) / (μ_x² + μ_y² + c₁).
 */
function compared(x: Tensor, y: Tensor, window: number, range: number): { structure: Tensor; similarity: Tensor } {
  const [c1, c2] = [(0.01 * range) ** 2, (0.03 * range) ** 2];
  const local = (image: Tensor) => filtered(image, window);
  const [meanX, meanY] = [local(x), local(y)];
  const product = mul(meanX, meanY);
  const squares = add(square(meanX), square(meanY));
  const covariance = sub(local(mul(x, y)), product);
  const variances = sub(local(add(square(x), square(y))), squares);
  const structure = div(add(mul(covariance, 2), c2), add(variances, c2));
  const luminance = div(add(mul(product, 2), c1), add(squares, c1));
  const overImage = { axis: [1, 2, 3] };
  return { structure: mean(structure, overImage), similarity: mean(mul(structure, luminance), overImage) };
}

/** The weighted mean of each window that lies wholly in the image; the Gaussian is separable. */
function filtered(images: Tensor, window: number): Tensor {
  const center = (window - 1) / 2;
  const weights = Array.from({ length: window }, (_, i) => Math.exp(-0.5 * ((i - center) / windowStdDev) ** 2));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const kernel = tensor(
    weights.map((weight) => weight / total),
    { dtype: images.dtype, backend: images.backend },
  );
  return conv2d(conv2d(images, reshape(kernel, [window, 1, 1, 1])), reshape(kernel, [1, window, 1, 1]));
}

/** [n, height, width, channels] to [n channels, height, width, 1]. */
function channelsApart(images: Tensor): Tensor {
  const [count, height, width, channels] = images.shape;
  return reshape(transpose(images, { axes: [0, 3, 1, 2] }), [count * channels, height, width, 1]);
}

function requireOptions({ scales, window, range }: Required<MsSsimOptions>): void {
  const problem = !(Number.isInteger(scales) && scales >= 1 && scales <= scaleWeights.length)
    ? `scales is ${scales}; use 1 to ${scaleWeights.length}`
    : !(Number.isInteger(window) && window >= 1 && window % 2 === 1)
      ? `window is ${window}; use an odd number of pixels`
      : !(range > 0 && Number.isFinite(range))
        ? `range is ${range}; use the largest difference of two pixels, such as 2 for pixels in [-1, 1]`
        : undefined;
  if (problem !== undefined) throw new ValueError(`msSsim: ${problem}`);
}

function requireImages(x: Tensor, y: Tensor, scales: number, window: number): void {
  if (x.rank !== 4 || !sameShape(x.shape, y.shape)) {
    throw new ShapeError(
      `msSsim: images [${x.shape.join(', ')}] and [${y.shape.join(', ')}]; both must be [n, height, width, channels]`,
    );
  }
  const coarsest = Math.floor(Math.min(x.shape[1], x.shape[2]) / 2 ** (scales - 1));
  if (coarsest >= window) return;
  throw new ShapeError(
    `msSsim: at ${scales} scales, images of ${x.shape[1]} × ${x.shape[2]} shrink to ${coarsest} pixels, less than the window of ${window}; use fewer scales or a smaller window`,
  );
}
