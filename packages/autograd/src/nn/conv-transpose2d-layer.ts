/**
 * The transposed convolutional layer, which makes images larger: what generators end in. Its weights are those of the conv2d from its outputs to its
 * inputs, the transpose of which it is.
 */
import { type ConvTranspose2dOptions, convTranspose2d, scope } from '@infograd/tensor';
import { activate } from './activate.ts';
import {
  type ConvLayerOptions,
  type ConvParams,
  convInit,
  requireConvOptions,
  requireKernel,
} from './conv-parameters.ts';
import type { Layer } from './linear-layer.ts';

/** With the sizes of convTranspose2d: `padding` takes off each side of the result, `outputPadding` adds below and to the right. */
export interface ConvTranspose2dLayerOptions
  extends ConvLayerOptions,
    Pick<ConvTranspose2dOptions, 'padding' | 'outputPadding'> {}

/**
 * A transposed convolutional layer with an activation. As in PyTorch, its fans are those of the convolution that it transposes, so that
 * `torchUniform`, the default, draws weights and biases uniform on ±1 / √(kernel height · kernel width · outputs).
 *
 * @returns init: parameters `{ weight [kernel height, kernel width, outputs, inputs], bias [outputs] }`; apply: [n, height, width, inputs] to
 * [n, …, …, outputs], of the size that convTranspose2d says
 * @throws ValueError when a number of channels or the kernel is not of whole numbers of 1 or more, or the activation is unknown; from apply, ShapeError
 * when the weight is another layer's, and whatever convTranspose2d throws
 * @example
 * const layer = convTranspose2dLayer({ inputs: 8, outputs: 3, kernel: 5, stride: 2, padding: 2, outputPadding: 1, activation: 'tanh' });
 * layer.apply(layer.init(random(1)), ones([4, 14, 14, 8])).shape; // [4, 28, 28, 3]
 */
export function convTranspose2dLayer(options: ConvTranspose2dLayerOptions): Layer<ConvParams> {
  const kernel = requireConvOptions('convTranspose2dLayer', options);
  const { inputs, outputs, activation = 'none', slope, alpha, stride, padding, outputPadding } = options;
  const shape = [...kernel, outputs, inputs];
  const area = kernel[0] * kernel[1];

  return {
    init: convInit(shape, { fanIn: area * outputs, fanOut: area * inputs }, options),
    apply: ({ weight, bias }, x) => {
      requireKernel('convTranspose2dLayer', weight, shape);
      return scope(() =>
        activate(activation, convTranspose2d(x, weight, bias, { stride, padding, outputPadding }), { slope, alpha }),
      );
    },
  };
}
