/**
 * The fully connected layer: activation(x W + b). Like everything in nn, it is a pair of functions, one that makes
 * parameters and one that uses them; the layer itself remembers nothing but its sizes.
 */
import {
  type Activation,
  activations,
  gelu,
  linear,
  type Random,
  type RandomOptions,
  type Tensor,
  ValueError,
} from '@infograd/tensor';
import { requireWhole } from '../options.ts';
import { type Initializer, torchUniform, zeros } from './initializers.ts';

/** An activation by name: those that `linear` computes in one pass with the product, and gelu. */
export type LayerActivation = Activation | 'gelu';

export type LinearParams = {
  /** [inputs, outputs] */
  readonly weight: Tensor;
  /** [outputs] */
  readonly bias: Tensor;
};

export interface LinearLayerOptions {
  inputs: number;
  outputs: number;
  /** 'none' when left out. */
  activation?: LayerActivation;
  /** Slope of leakyRelu; 0.01 when left out. */
  slope?: number;
  /** Alpha of elu; 1 when left out. */
  alpha?: number;
  /** Draws the weight; torchUniform when left out. */
  init?: Initializer;
  /** Draws the bias; torchUniform when the weight is drawn so, zeros otherwise. */
  biasInit?: Initializer;
}

/** A layer or network: one function that makes parameters and one that uses them. */
export interface Layer<Params> {
  /** New parameters, float32 on the default backend unless asked otherwise. Each call draws on from the generator. */
  init(rng: Random, options?: RandomOptions): Params;
  /**
   * The outputs [..., outputs] for a batch of inputs [..., inputs].
   * @throws ShapeError when x does not have the layer's width; DTypeError when its dtype is not the parameters'
   */
  apply(params: Params, x: Tensor): Tensor;
}

/**
 * A linear layer with a bias and an activation.
 *
 * @throws ValueError when a size is not a whole number of 1 or more, or the activation is unknown
 * @example
 * const layer = linearLayer({ inputs: 3, outputs: 2, activation: 'relu' });
 * layer.apply(layer.init(random(1)), zeros([5, 3])).shape; // [5, 2]
 */
export function linearLayer({
  inputs,
  outputs,
  activation = 'none',
  slope,
  alpha,
  init = torchUniform,
  biasInit = init === torchUniform ? torchUniform : zeros,
}: LinearLayerOptions): Layer<LinearParams> {
  requireWhole('linearLayer', 'inputs', inputs);
  requireWhole('linearLayer', 'outputs', outputs);
  requireActivation('linearLayer', activation);
  const fans = { fanIn: inputs, fanOut: outputs };

  return {
    init: (rng, options) => ({
      weight: init(rng, [inputs, outputs], { ...options, ...fans }),
      bias: biasInit(rng, [outputs], { ...options, ...fans }),
    }),
    apply: ({ weight, bias }, x) =>
      activation === 'gelu' ? gelu(linear(x, weight, bias)) : linear(x, weight, bias, { activation, slope, alpha }),
  };
}

/** @throws ValueError when there is no activation of that name */
export function requireActivation(owner: string, activation: string): void {
  const known: readonly string[] = [...activations, 'gelu'];
  if (known.includes(activation)) return;
  throw new ValueError(`${owner}: there is no activation '${activation}'; choose one of ${known.join(', ')}`);
}
