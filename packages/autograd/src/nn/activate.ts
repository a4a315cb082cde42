/** Activations by name, where they do not follow a product that could compute them in passing. */
import { elu, gelu, leakyRelu, relu, sigmoid, softplus, type Tensor, tanh } from '@infograd/tensor';
import { type LayerActivation, requireActivation } from './linear-layer.ts';

/**
 * The activation of every element.
 *
 * @param x float tensor of any shape
 * @param options.slope slope of leakyRelu, 0.01 when left out; options.alpha alpha of elu, 1 when left out
 * @returns a tensor of x's shape
 * @throws ValueError when there is no such activation
 * @example activate('relu', tensor([-1, 2])) // [0, 2]
 */
export function activate(
  activation: LayerActivation,
  x: Tensor,
  { slope, alpha }: { slope?: number; alpha?: number } = {},
): Tensor {
  requireActivation('activate', activation);
  const functions = {
    none: () => x,
    relu: () => relu(x),
    leakyRelu: () => leakyRelu(x, { slope }),
    elu: () => elu(x, { alpha }),
    tanh: () => tanh(x),
    sigmoid: () => sigmoid(x),
    softplus: () => softplus(x),
    gelu: () => gelu(x),
  };
  return functions[activation]();
}
