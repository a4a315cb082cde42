/**
 * The convolutional layer: the same linear layer on every window of an image. Images are [n, height, width, channels], as in conv2d, to which this
 * adds parameters that start well.
 */
import { conv2d, gelu, type PairLike, scope } from '@infograd/tensor';
import {
  type ConvLayerOptions,
  type ConvParams,
  convInit,
  requireConvOptions,
  requireKernel,
} from './conv-parameters.ts';
import type { Layer } from './linear-layer.ts';

export interface Conv2dLayerOptions extends ConvLayerOptions {
  /** Zeros to add on each side of the image; 0 when left out. */
  padding?: PairLike;
}

/**
 * A convolutional layer with an activation. Its fans are the kernel's area times its channels, so that `torchUniform`, the default, starts it as
 * PyTorch starts its own: weights and biases uniform on ±1 / √(kernel height · kernel width · inputs).
 *
 * @returns init: parameters `{ weight [kernel height, kernel width, inputs, outputs], bias [outputs] }`; apply: [n, height, width, inputs] to
 * [n, …, …, outputs], of the size that conv2d says
 * @throws ValueError when a number of channels or the kernel is not of whole numbers of 1 or more, or the activation is unknown; from apply, ShapeError
 * when the weight is another layer's, and whatever conv2d throws
 * @example
 * const layer = conv2dLayer({ inputs: 3, outputs: 8, kernel: 5, stride: 2, padding: 2, activation: 'relu' });
 * layer.apply(layer.init(random(1)), ones([4, 28, 28, 3])).shape; // [4, 14, 14, 8]
 */
export function conv2dLayer(options: Conv2dLayerOptions): Layer<ConvParams> {
  const kernel = requireConvOptions('conv2dLayer', options);
  const { inputs, outputs, activation = 'none', slope, alpha, stride, padding } = options;
  const shape = [...kernel, inputs, outputs];
  const area = kernel[0] * kernel[1];

  return {
    init: convInit(shape, { fanIn: area * inputs, fanOut: area * outputs }, options),
    apply: ({ weight, bias }, x) => {
      requireKernel('conv2dLayer', weight, shape);
      if (activation === 'gelu') return scope(() => gelu(conv2d(x, weight, bias, { stride, padding })));
      return conv2d(x, weight, bias, { stride, padding, activation, slope, alpha });
    },
  };
}
